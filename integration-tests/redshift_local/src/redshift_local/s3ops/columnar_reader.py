"""COPY from columnar files: columns by position, types as they are (dg/copy-usage_notes-copy-from-columnar).

Which physical types Redshift takes is documented no further than "must match"; where reports tell more it is noted.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from ..engine.contract import TargetColumn
from ..errors import RedshiftError
from .conversions import fitting_strings
from .copy_grammar import Copy
from .invalid_utf8 import invalid_bytes, replaced
from .load_errors import LoadReport, Replacement
from .types import TypeName, parse_type

_DATES = (-719_162, 2_932_896)  # 0001-01-01 and 9999-12-31, in days since 1970
_DAY_MICROS = 86_400_000_000


class ColumnarSource(ABC):
    """One file, checked against the columns before its first row."""

    format: ClassVar[str]
    """As messages name it."""

    def __init__(self, copy: Copy, path: Path, url: str, columns: Sequence[TargetColumn], report: LoadReport) -> None:
        self._copy = copy
        self._report = report
        self._url = url
        self._columns = columns
        self._kinds = [parse_type(column.redshift_type) for column in columns]
        try:
            schema = self._open(path)
        except (pa.ArrowInvalid, OSError) as error:
            raise scan_error(15001, f"File '{url}' is not a file of {self.format}: {error}") from None
        self._check(schema)

    @abstractmethod
    def _open(self, path: Path) -> pa.Schema:
        """Raises pa.ArrowInvalid or OSError for what is no such file."""

    @abstractmethod
    def _batches(self) -> Iterator[pa.RecordBatch]: ...

    @abstractmethod
    def _check_type(self, position: int, kind: TypeName, field: pa.Field) -> None:
        """Raises RedshiftError for a type in the file that the column does not take; SUPER takes all."""

    def blocks(self) -> Iterator[pa.RecordBatch]:
        """Batches whose columns the engine's CSV can carry. Raises RedshiftError for values that do not fit."""
        try:
            for batch in self._batches():
                missing = [pa.nulls(batch.num_rows, pa.string())] * (len(self._columns) - batch.num_columns)
                arrays = [self._values(values, i) for i, values in enumerate([*batch.columns, *missing])]
                yield pa.record_batch(arrays, names=[str(i) for i in range(len(arrays))])
        except (pa.ArrowInvalid, OSError) as error:
            raise scan_error(15001, f"File '{self._url}' cannot be read: {error}") from None

    def _check(self, schema: pa.Schema) -> None:
        in_file, in_table = len(schema), len(self._columns)
        if in_file > in_table or (in_file < in_table and not self._copy.fill_record):
            raise scan_error(
                15007,
                "Unmatched number of columns between table and file. "
                f"Table columns: {in_table}, Data columns: {in_file}, File name: {self._url}",
            )
        for i, field in enumerate(schema):
            kind = self._kinds[i]
            if kind.name != "super":
                self._check_type(i, kind, field)
            elif not self._copy.serialize_to_json:
                raise scan_error(
                    15001,
                    f"column {self._columns[i].name} is SUPER: COPY from {self.format.upper()} needs SERIALIZETOJSON "
                    "(dg/ingest-super)",
                )

    def _misfit(self, kind: TypeName, field: pa.Field, described: str) -> RedshiftError:
        return scan_error(
            15001,
            f"File '{self._url}' has an incompatible {self.format} schema for column '{self._url}.{field.name}'. "
            f"Column type: {str(kind).upper()}, {self.format} schema:\noptional {described}",
        )

    def _values(self, values: pa.Array, position: int) -> pa.Array:
        column, kind = self._columns[position], self._kinds[position]
        if column.not_null and values.null_count:
            raise scan_error(15001, f"NULL value in the NOT NULL column {column.name}, File name: {self._url} (1213)")
        if kind.name == "super":
            return _as_json(values)
        if kind.is_string:
            texts = self._valid_strings(_plain_strings(values), column, kind)
            fitting, problems = fitting_strings(texts, kind, cut=self._copy.truncate_columns)
            if problems:
                row = problems[0].row
                raise scan_error(
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
            return _timestamps(values.cast(pa.timestamp("us"), safe=False), zoned=kind.name == "timestamptz")
        if pa.types.is_date32(values.type):
            return _dates(values)
        return values

    def _valid_strings(self, values: pa.Array, column: TargetColumn, kind: TypeName) -> pa.Array:
        """Strings of valid UTF-8: the readers take any bytes. ACCEPTINVCHARS replaces, in VARCHAR only."""
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
                raise scan_error(15001, f"Bad UTF8 hex sequence: {bad} in column {column.name} of {self._url} (1220)")
            texts[row] = fixed = replaced(text, replacement)
            self._report.replaced(Replacement(self._url, -1, column.name, fixed))
        return pa.array(texts, pa.string())


def scan_error(code: int, context: str) -> RedshiftError:
    return RedshiftError(
        "XX000", "Spectrum Scan Error", detail=f"error: Spectrum Scan Error code: {code} context: {context}"
    )


def is_simple_fit(kind: TypeName, t: pa.DataType) -> bool:
    """No coercion between types is documented, and none is seen in reports: types must be equal (assumption)."""
    name = kind.name
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
