"""Rows out of staged files, as text that the engine reads."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastavro
import pyarrow as pa
import pyarrow.parquet as pq

from ..engine.contract import ColumnInfo
from ..errors import RedshiftError
from .copy_grammar import Copy
from .rows import Row
from .types import base_type

csv.field_size_limit(sys.maxsize)


def read_file(
    copy: Copy, path: Path, url: str, columns: tuple[ColumnInfo, ...], avro_paths: list[str] | None
) -> Iterator[Row]:
    if copy.format == "PARQUET":
        return _parquet(path, url, columns)
    if copy.format == "AVRO":
        return _avro(path, columns, avro_paths, copy.avro_paths)
    if copy.format == "CSV":
        return _csv(copy, path)
    raise RedshiftError("0A000", "COPY of delimited text is not in the stand-in yet")


def _parquet(path: Path, url: str, columns: tuple[ColumnInfo, ...]) -> Iterator[Row]:
    file = pq.ParquetFile(path, coerce_int96_timestamp_unit="us")
    if len(file.schema_arrow) != len(columns):
        raise RedshiftError(
            "XX000",
            "Spectrum Scan Error",
            detail="code: 15007 context: Unmatched number of columns between table and file. "
            f"Table columns: {len(columns)}, Data columns: {len(file.schema_arrow)}, File name: {url}",
        )
    for column, field, physical in zip(columns, file.schema_arrow, file.schema, strict=True):
        _check_type(column, field, physical, url)
    for batch in file.iter_batches(batch_size=10_000):
        arrays = [[_parquet_text(value) for value in batch.column(i).to_pylist()] for i in range(batch.num_columns)]
        yield from zip(*arrays, strict=True)


def _check_type(column: ColumnInfo, field: pa.Field, physical: Any, url: str) -> None:
    """No coercion between types is documented, and none is seen in reports: types must be equal (assumption)."""
    name, sizes = base_type(column.redshift_type)
    t = field.type
    fits = {
        "smallint": pa.types.is_int16(t) or pa.types.is_int32(t) or pa.types.is_int8(t),
        "integer": pa.types.is_int32(t) or pa.types.is_int16(t),
        "bigint": pa.types.is_int64(t),
        "real": pa.types.is_float32(t),
        "double precision": pa.types.is_float64(t),
        "boolean": pa.types.is_boolean(t),
        "date": pa.types.is_date32(t),
        "timestamp": pa.types.is_timestamp(t),
        "timestamptz": pa.types.is_timestamp(t),
        "character": pa.types.is_string(t),
        "character varying": pa.types.is_string(t),
        "super": pa.types.is_string(t),
        "numeric": pa.types.is_decimal(t) and sizes == (getattr(t, "precision", 0), getattr(t, "scale", 0)),
    }.get(name, False)
    if not fits:
        raise RedshiftError(
            "XX000",
            "Spectrum Scan Error",
            detail=f"code: 15001 context: File '{url}' has an incompatible Parquet schema for column "
            f"'{url}.{field.name}'. Column type: {column.redshift_type.upper()}, Parquet schema: {physical}",
        )


def _parquet_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None).isoformat(" ", "microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else format(value, "f") if hasattr(value, "as_tuple") else str(value)


def _csv(copy: Copy, path: Path) -> Iterator[Row]:
    stream = gzip.open(path, "rb") if copy.gzip else path.open("rb")  # noqa: SIM115
    with stream, io.TextIOWrapper(stream, "utf-8", newline="") as text:
        for number, fields in enumerate(_csv_records(text, copy.delimiter or ",")):
            if number >= copy.ignore_header:
                yield tuple(
                    None if value == copy.null or (value == "" and copy.empty_as_null) else value for value in fields
                )


def _csv_records(text: io.TextIOBase, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(text, delimiter=delimiter, doublequote=True, strict=True)


def _avro(path: Path, columns: tuple[ColumnInfo, ...], paths: list[str] | None, mode: str) -> Iterator[Row]:
    with path.open("rb") as stream:
        for record in fastavro.reader(stream):
            assert isinstance(record, dict)
            if paths is not None:
                yield tuple(_parquet_text(record.get(name)) for name in paths)
            else:
                fields = {k.lower(): v for k, v in record.items()} if mode == "auto ignorecase" else record
                yield tuple(_parquet_text(fields.get(column.name)) for column in columns)
