"""COPY from Parquet: columns by position, types as they are (dg/copy-usage_notes-copy-from-columnar).

Which physical types Redshift takes is documented no further than "must match"; where reports tell more it is noted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..engine.contract import TargetColumn
from ..errors import RedshiftError
from .conversions import fitting_strings
from .copy_grammar import Copy
from .invalid_utf8 import invalid_bytes, replaced
from .load_errors import LoadReport, Replacement
from .types import TypeName, parse_type

_BATCH_ROWS = 65_536
_DATES = (-719_162, 2_932_896)  # 0001-01-01 and 9999-12-31, in days since 1970
_DAY_MICROS = 86_400_000_000


class ParquetSource:
    """One file, checked against the columns before its first row."""

    def __init__(self, copy: Copy, path: Path, url: str, columns: Sequence[TargetColumn], report: LoadReport) -> None:
        self._copy = copy
        self._report = report
        self._url = url
        try:
            self._file = pq.ParquetFile(path, coerce_int96_timestamp_unit="us")
        except (pa.ArrowInvalid, OSError) as error:
            raise _scan_error(15001, f"File '{url}' is not a Parquet file: {error}") from None
        self._columns = columns
        self._kinds = [parse_type(column.redshift_type) for column in columns]
        self._check()

    def blocks(self) -> Iterator[pa.RecordBatch]:
        """Batches whose columns the engine's CSV can carry. Raises RedshiftError for values that do not fit."""
        try:
            for batch in self._file.iter_batches(batch_size=_BATCH_ROWS):
                missing = [pa.nulls(batch.num_rows, pa.string())] * (len(self._columns) - batch.num_columns)
                arrays = [self._values(values, i) for i, values in enumerate([*batch.columns, *missing])]
                yield pa.record_batch(arrays, names=[str(i) for i in range(len(arrays))])
        except (pa.ArrowInvalid, OSError) as error:
            raise _scan_error(15001, f"File '{self._url}' cannot be read: {error}") from None

    def _check(self) -> None:
        schema = self._file.schema_arrow
        in_file, in_table = len(schema), len(self._columns)
        if in_file > in_table or (in_file < in_table and not self._copy.fill_record):
            raise _scan_error(
                15007,
                "Unmatched number of columns between table and file. "
                f"Table columns: {in_table}, Data columns: {in_file}, File name: {self._url}",
            )
        places = _leaves(self._file)
        for i, field in enumerate(schema):
            self._check_column(self._columns[i], self._kinds[i], field, places[i])

    def _check_column(self, column: TargetColumn, kind: TypeName, field: pa.Field, leaf: Any) -> None:
        if kind.name == "super":
            if not self._copy.serialize_to_json:
                raise _scan_error(
                    15001, f"column {column.name} is SUPER: COPY from PARQUET needs SERIALIZETOJSON (dg/ingest-super)"
                )
            return
        if not _fits(kind, field.type, leaf):
            raise _scan_error(
                15001,
                f"File '{self._url}' has an incompatible Parquet schema for column '{self._url}.{field.name}'. "
                f"Column type: {str(kind).upper()}, Parquet schema:\noptional {_described(leaf, field)}",
            )
        if kind.name == "numeric" and leaf.physical_type == "FIXED_LEN_BYTE_ARRAY":
            expected = 8 if kind.sizes[0] <= 18 else 16
            # Seen for NUMERIC(18,9): a longer array than the column's own storage is refused.
            if leaf.length > expected:
                raise _scan_error(
                    15001,
                    f"invalid type length. Expecting: {expected} len in file: {leaf.length}, column {column.name}",
                )

    def _values(self, values: pa.Array, position: int) -> pa.Array:
        column, kind = self._columns[position], self._kinds[position]
        if column.not_null and values.null_count:
            raise _scan_error(15001, f"NULL value in the NOT NULL column {column.name}, File name: {self._url} (1213)")
        if kind.name == "super":
            return _as_json(values)
        if kind.is_string:
            texts = self._valid_strings(_plain_strings(values), column, kind)
            fitting, problems = fitting_strings(texts, kind, cut=False)
            if problems:
                row = problems[0].row
                raise _scan_error(
                    15001,
                    f"{problems[0].reason}: The length of the data column {column.name} is longer than the length "
                    f"defined in the table. Table: {kind.length}, Data: {len(texts[row].as_py().encode())}, "
                    f"File name: {self._url}",
                )
            return fitting
        if kind.name == "binary varying":
            return pa.array([None if v is None else "\\x" + v.hex() for v in values.to_pylist()], pa.string())
        if pa.types.is_timestamp(values.type):
            # UNLOAD writes instants in UTC, so they are read so, whatever the session's zone is (an assumption).
            return _timestamps(values.cast(pa.timestamp("us")), zoned=kind.name == "timestamptz")
        if pa.types.is_date32(values.type):
            return _dates(values)
        return values

    def _valid_strings(self, values: pa.Array, column: TargetColumn, kind: TypeName) -> pa.Array:
        """Strings of valid UTF-8: Parquet's reader takes any bytes. ACCEPTINVCHARS replaces, in VARCHAR only."""
        raw = values.cast(pa.binary())
        try:
            return raw.cast(pa.string())
        except pa.ArrowInvalid:
            pass
        replacement = self._copy.replace_invalid_with if kind.name == "character varying" else None
        texts = [None if v is None else v.decode("utf-8", "surrogateescape") for v in raw.to_pylist()]
        for row, text in enumerate(texts):
            if text is None or not (bad := invalid_bytes(text)):
                continue
            if replacement is None:
                raise _scan_error(15001, f"Bad UTF8 hex sequence: {bad} in column {column.name} of {self._url} (1220)")
            texts[row] = fixed = replaced(text, replacement)
            self._report.replaced(Replacement(self._url, -1, column.name, fixed))
        return pa.array(texts, pa.string())


def _scan_error(code: int, context: str) -> RedshiftError:
    return RedshiftError(
        "XX000", "Spectrum Scan Error", detail=f"error: Spectrum Scan Error code: {code} context: {context}"
    )


def _leaves(file: pq.ParquetFile) -> list[Any]:
    """The first physical column of each top-level column."""
    found: dict[str, Any] = {}
    for i in range(len(file.schema)):
        leaf = file.schema.column(i)
        found.setdefault(leaf.path.split(".", 1)[0] if leaf.path not in file.schema_arrow.names else leaf.path, leaf)
    return [found[name] if name in found else found[name.split(".", 1)[0]] for name in file.schema_arrow.names]


def _described(leaf: Any, field: pa.Field) -> str:
    logical = str(leaf.logical_type)
    return f"{leaf.physical_type.lower()} {field.name}" + ("" if logical == "None" else f" ({logical})")


def _fits(kind: TypeName, t: pa.DataType, leaf: Any) -> bool:
    """No coercion between types is documented, and none is seen in reports: types must be equal (assumption)."""
    name = kind.name
    if name in ("timestamp", "timestamptz"):
        # INT64 in nanoseconds is read as if it were microseconds, and gives dates far in the future (seen in reports).
        return bool(pa.types.is_timestamp(t) and (leaf.physical_type == "INT96" or t.unit in ("us", "ms")))
    if name == "numeric":
        precision, scale = (*kind.sizes, 0)[:2] if kind.sizes else (18, 0)
        return bool(pa.types.is_decimal(t) and (t.precision, t.scale) == (precision, scale))
    simple = {
        "smallint": pa.types.is_int16(t) or pa.types.is_int32(t) or pa.types.is_int8(t),
        "integer": pa.types.is_int32(t) or pa.types.is_int16(t),
        "bigint": pa.types.is_int64(t),
        "real": pa.types.is_float32(t),
        "double precision": pa.types.is_float64(t),
        "boolean": pa.types.is_boolean(t),
        "date": pa.types.is_date32(t),
        "character": pa.types.is_string(t),
        "character varying": pa.types.is_string(t) or isinstance(t, pa.BaseExtensionType),
        "binary varying": pa.types.is_binary(t),
    }
    return bool(simple.get(name, False))


def _plain_strings(values: pa.Array) -> pa.Array:
    return values.storage if isinstance(values, pa.ExtensionArray) else values


def _as_json(values: pa.Array) -> pa.Array:
    """SERIALIZETOJSON: JSON text stays; everything else becomes a JSON value of its own kind."""
    if isinstance(values, pa.ExtensionArray):
        return values.storage
    texts = [None if v is None else json.dumps(_jsonable(v), ensure_ascii=False) for v in values.to_pylist()]
    return pa.array(texts, pa.string())


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _jsonable(item) for key, item in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(item, tuple) and len(item) == 2 for item in value):
            return {str(key): _jsonable(item) for key, item in value}  # a map
        return [_jsonable(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def _dates(values: pa.Array) -> pa.Array:
    days = values.view(pa.int32())
    if not _outside(days, *_DATES):
        return values
    return pa.array([None if v is None else _date_text(v) for v in days.to_pylist()], pa.string())


def _timestamps(values: pa.Array, *, zoned: bool) -> pa.Array:
    micros = values.view(pa.int64())
    if not _outside(micros, _DATES[0] * _DAY_MICROS, (_DATES[1] + 1) * _DAY_MICROS - 1):
        return micros.view(pa.timestamp("us", tz="UTC")) if zoned else values
    texts = [None if v is None else _timestamp_text(v, "+00" if zoned else "") for v in micros.to_pylist()]
    return pa.array(texts, pa.string())


def _outside(numbers: pa.Array, least: int, most: int) -> bool:
    if numbers.null_count == len(numbers):
        return False
    found = pc.min_max(numbers).as_py()
    return bool(found["min"] < least or found["max"] > most)


def _timestamp_text(micros: int, offset: str) -> str:
    days, rest = divmod(micros, _DAY_MICROS)
    seconds, fraction = divmod(rest, 1_000_000)
    date, _, era = _date_text(days).partition(" ")
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{fraction:06d}{offset}"
    return f"{date} {clock}{' ' + era if era else ''}"


def _date_text(days: int) -> str:
    """Proleptic Gregorian, for years that Python and Arrow do not print as the engine reads them."""
    cycles, day = divmod(days + 719_468, 146_097)
    year = (day - day // 1460 + day // 36_524 - day // 146_096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    day_of_month = day - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    year += cycles * 400 + (1 if month <= 2 else 0)
    era = " BC" if year <= 0 else ""
    return f"{1 - year if year <= 0 else year:04d}-{month:02d}-{day_of_month:02d}{era}"
