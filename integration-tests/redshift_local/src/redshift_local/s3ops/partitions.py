"""PARTITION BY of UNLOAD: Hive's folder layout (dg/r_UNLOAD)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

import pyarrow as pa
import pyarrow.compute as pc

from ..engine.contract import ColumnInfo
from ..errors import RedshiftError
from .engine_rows import Projected, column_alias
from .types import INTEGER_BITS, STRINGS, parse_type
from .unload_grammar import Unload

_NULL = "__HIVE_DEFAULT_PARTITION__"
_KEY_TYPES = {*INTEGER_BITS, *STRINGS, "numeric", "real", "boolean", "date", "timestamp"}
_PLAIN = " !$&'()+,;@=~#<>[]{}|^`\"-_."
"""Kept in folder names; Hive escapes what would end a path's part (an assumption for Redshift)."""


class Partitions:
    """Which columns go into the files, and which make the folders."""

    def __init__(self, unload: Unload, columns: Sequence[ColumnInfo]) -> None:
        self.columns = columns
        self.width = len(columns)
        by_name = {column.name: position for position, column in enumerate(columns)}
        positions = []
        for name in unload.partition_by:
            if name not in by_name:
                raise RedshiftError("42703", f'partition column "{name}" is not in the select list (dg/r_UNLOAD)')
            positions.append(by_name[name])
        for position in positions:
            kind = parse_type(columns[position].redshift_type)
            if kind.name not in _KEY_TYPES:
                raise RedshiftError("0A000", f"type {kind} cannot be a partition column (dg/r_UNLOAD)")
        self.kept = [p for p in range(len(columns)) if unload.include or p not in positions]
        if len(positions) == len(columns):
            raise RedshiftError("0A000", "at least one column must not be a partition column (dg/r_UNLOAD)")
        self._names = list(unload.partition_by)
        self.keys = [Projected(columns[p].name, _key(columns[p], column_alias(p)), pa.string()) for p in positions]

    def split(self, block: pa.Table) -> Iterator[tuple[str, pa.Table]]:
        """The folders of a block and their rows, without the keys' own columns behind."""
        width = len(self.kept)
        rows = block.select(range(width))
        if not self.keys:
            yield "", rows
            return
        texts = [pc.fill_null(block.column(width + i), _NULL) for i in range(len(self.keys))]
        joined = pc.binary_join_element_wise(*texts, "\x00") if len(texts) > 1 else texts[0]
        coded = joined.combine_chunks().dictionary_encode()
        for code, values in enumerate(coded.dictionary.to_pylist()):
            parts = zip(self._names, values.split("\x00"), strict=True)
            folder = "".join(f"{name}={quote(value, safe=_PLAIN)}/" for name, value in parts)
            yield folder, rows.filter(pc.equal(coded.indices, code))


def _key(column: ColumnInfo, alias: str) -> str:
    kind = parse_type(column.redshift_type)
    if kind.name == "boolean":
        return f"CASE WHEN {alias} THEN 't' WHEN NOT {alias} THEN 'f' END"
    return f"rtrim({alias}::text, ' ')" if kind.name == "character" else f"{alias}::text"
