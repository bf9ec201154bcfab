"""UNLOAD's text formats: values in quotes, with escapes, in fixed widths, or as JSON; whole columns at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ..engine.contract import ColumnInfo
from ..errors import RedshiftError
from .types import parse_type
from .unload_grammar import Unload


class TextFormat:
    """Makes lines of a table whose columns are all strings."""

    def __init__(self, unload: Unload, columns: Sequence[ColumnInfo]) -> None:
        self._unload = unload
        self._names = [column.name for column in columns]
        kinds = [parse_type(column.redshift_type) for column in columns]
        self._is_string = [kind.is_string for kind in kinds]
        self._is_super = [kind.name == "super" for kind in kinds]
        if unload.fixed_width and len(unload.fixed_width) != len(columns):
            raise RedshiftError(
                "22023", f"FIXEDWIDTH has {len(unload.fixed_width)} columns, the select {len(columns)} (dg/r_UNLOAD)"
            )
        if unload.format == "JSON" and len(set(self._names)) != len(self._names):
            raise RedshiftError("42701", "UNLOAD to JSON needs unique column names (dg/r_UNLOAD)")

    @property
    def header(self) -> str | None:
        """The line of column names, for HEADER."""
        if not self._unload.header:
            return None
        fields = [self._field(pa.chunked_array([[name]]), True) for name in self._names]
        return str(_lines(fields, self._unload.delimiter)[0].as_py())

    def lines(self, table: pa.Table) -> pa.Table:
        """One column of lines with their ends."""
        unload = self._unload
        if unload.format == "JSON":
            return _one_column(self._json(table))
        if unload.fixed_width:
            return _one_column(self._fixed(table))
        fields = []
        for position, is_string in enumerate(self._is_string):
            field = self._field(table.column(position), is_string)
            # A SUPER's NULL is JSON's (dg/r_UNLOAD, NULL AS).
            null = "null" if self._is_super[position] and unload.null is not None else unload.null or ""
            fields.append(pc.fill_null(field, null))
        return _one_column(_lines(fields, unload.delimiter))

    def _field(self, column: pa.ChunkedArray, is_string: bool) -> pa.ChunkedArray:
        unload = self._unload
        if unload.format == "CSV":
            return _csv(column, unload.delimiter)
        if unload.escape and is_string:
            special = "\\" + unload.delimiter + "\n\r" + ("\"'" if unload.add_quotes else "")
            pattern = "([" + "".join(re.escape(c) for c in special) + "])"
            column = pc.replace_substring_regex(column, pattern, r"\\\1")
        if unload.add_quotes:
            column = pc.binary_join_element_wise('"', column, '"', "")
        return column

    def _fixed(self, table: pa.Table) -> pa.ChunkedArray:
        fields = []
        for position, (label, width) in enumerate(self._unload.fixed_width):
            column = pc.fill_null(table.column(position), self._unload.null or "")
            longest = pc.max(pc.utf8_length(column)).as_py() or 0
            if longest > width:
                raise RedshiftError(
                    "22023", f"a value of {longest} characters does not fit into FIXEDWIDTH '{label}:{width}'"
                )
            fields.append(pc.utf8_rpad(column, width, " "))
        return _lines(fields, "")

    def _json(self, table: pa.Table) -> pa.ChunkedArray:
        fields = []
        for position, name in enumerate(self._names):
            key = json.dumps(name, ensure_ascii=False) + ":"
            fields.append(pc.binary_join_element_wise(key, pc.fill_null(table.column(position), "null"), ""))
        return pc.binary_join_element_wise("{", _lines(fields, ",", end=""), "}\n", "")


def _csv(column: pa.ChunkedArray, delimiter: str) -> pa.ChunkedArray:
    needs = pc.match_substring_regex(column, '["\n\r' + re.escape(delimiter) + "]")
    if not pc.any(needs, min_count=0).as_py():
        return column
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(column, '"', '""'), '"', "")
    return pc.if_else(needs, quoted, column)


def _lines(fields: Sequence[pa.ChunkedArray], delimiter: str, end: str = "\n") -> pa.ChunkedArray:
    joined = pc.binary_join_element_wise(*fields, delimiter) if len(fields) > 1 else fields[0]
    return pc.binary_join_element_wise(joined, end, "")


def _one_column(lines: pa.ChunkedArray) -> pa.Table:
    return pa.table([lines], names=["lines"])
