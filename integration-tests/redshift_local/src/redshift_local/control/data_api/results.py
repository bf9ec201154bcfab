"""Results of Data API statements: pages of records, kept compressed, with the documented limits."""

from __future__ import annotations

import csv
import io
import json
import zlib
from typing import Any, Literal

from ...engine.types import BPCHAR, GEOGRAPHY, GEOMETRY, HLLSKETCH, JSONB, NUMERIC, SUPER, VARBYTE, VARCHAR
from ...errors import RedshiftError
from .client import ResultColumn, Row
from .limits import DataApiLimits

ResultFormat = Literal["JSON", "CSV"]

_LONGS = {20, 21, 23, 26}
_DOUBLES = {700, 701}
_BOOLEAN = 16
_TYPE_NAMES = {
    _BOOLEAN: "bool",
    VARBYTE: "varbyte",
    GEOMETRY: "geometry",
    GEOGRAPHY: "geography",
    HLLSKETCH: "hllsketch",
    20: "int8",
    21: "int2",
    23: "int4",
    26: "oid",
    700: "float4",
    701: "float8",
    BPCHAR: "bpchar",
    VARCHAR: "varchar",
    NUMERIC: "numeric",
    JSONB: "super",
    SUPER: "super",
    18: "char",
    19: "name",
    1082: "date",
    1083: "time",
    1266: "timetz",
    1114: "timestamp",
    1184: "timestamptz",
    1188: "intervaly2m",
    1190: "intervald2s",
}
_FIXED_PRECISION = {20: 19, 21: 5, 23: 10, 700: 8, 701: 17}


def column_metadata(column: ResultColumn) -> dict[str, Any]:
    """The ColumnMetadata of a result column."""
    oid, modifier = column.type_oid, column.type_modifier
    precision, scale, length = _FIXED_PRECISION.get(oid, 0), 0, 0
    if oid == NUMERIC and modifier >= 4:
        precision, scale = (modifier - 4) >> 16 & 0xFFFF, (modifier - 4) & 0x7FF
    elif oid in (VARCHAR, BPCHAR) and modifier >= 4:
        precision = modifier - 4
    return {
        "name": column.name,
        "label": column.name,
        "typeName": _TYPE_NAMES.get(oid, f"oid {oid}"),
        "schemaName": column.schema,
        "tableName": column.table,
        "nullable": 0 if column.not_null else 1,
        "precision": precision,
        "scale": scale,
        "length": length,
        "isSigned": oid in _LONGS | _DOUBLES | {NUMERIC},
        "isCaseSensitive": oid in (VARCHAR, BPCHAR),
        "isCurrency": False,
    }


def _field(oid: int, value: str | None) -> dict[str, Any]:
    if value is None:
        return {"isNull": True}
    if oid in _LONGS:
        return {"longValue": int(value)}
    if oid in _DOUBLES and value.lstrip("-") not in ("NaN", "Infinity"):  # JSON has no such numbers
        return {"doubleValue": float(value)}
    if oid == _BOOLEAN:
        return {"booleanValue": value == "t"}
    return {"stringValue": value}


class Result:
    """Collects rows while a statement runs; afterwards gives them page by page."""

    def __init__(self, limits: DataApiLimits, result_format: ResultFormat) -> None:
        self._limits = limits
        self.format: ResultFormat = result_format
        self.columns: list[ResultColumn] = []
        self.has_columns = False
        self.rows = 0
        self.bytes = 0
        self._compressed = 0
        self._pages: list[bytes] = []
        self._page: list[Row] = []
        self._page_bytes = 0

    def begin(self, columns: list[ResultColumn]) -> None:
        self.columns, self.has_columns = columns, True

    def add(self, row: Row) -> None:
        """Raises RedshiftError above the limits of a row and of a result."""
        size = sum(len(value.encode("utf-8")) for value in row if value is not None)
        if size > self._limits.row_bytes:
            raise RedshiftError("54000", f"The row of {size} bytes is above the limit of {self._limits.row_bytes}")
        self.rows += 1
        self.bytes += size
        self._page.append(row)
        self._page_bytes += size + 16 * len(row)
        if self._page_bytes >= self._limits.page_bytes:
            self._end_page()

    def finish(self) -> None:
        if self._page or not self._pages:
            self._end_page()

    def _end_page(self) -> None:
        packed = zlib.compress(json.dumps(self._page).encode(), 1)
        self._compressed += len(packed)
        if self._compressed > self._limits.result_bytes:
            self._pages.clear()
            raise RedshiftError("54000", f"The result is above the limit of {self._limits.result_bytes} bytes")
        self._pages.append(packed)
        self._page, self._page_bytes = [], 0

    @property
    def pages(self) -> int:
        return len(self._pages)

    def metadata(self) -> list[dict[str, Any]]:
        return [column_metadata(column) for column in self.columns]

    def _rows_of(self, page: int) -> list[list[str | None]]:
        rows: list[list[str | None]] = json.loads(zlib.decompress(self._pages[page]))
        return rows

    def records(self, page: int) -> list[list[dict[str, Any]]]:
        """A page as GetStatementResult gives it."""
        oids = [column.type_oid for column in self.columns]
        return [[_field(oid, value) for oid, value in zip(oids, row, strict=True)] for row in self._rows_of(page)]

    def csv(self, page: int) -> str:
        """A page as GetStatementResultV2 gives it; the column names are in the metadata only."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows(["" if value is None else value for value in row] for row in self._rows_of(page))
        return out.getvalue()
