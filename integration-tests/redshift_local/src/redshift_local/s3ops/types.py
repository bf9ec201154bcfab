"""Redshift's types as Arrow's, and their values as text. The physical Parquet types are assumptions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa

from ..errors import RedshiftError

_SIZED = re.compile(r"^([a-z ]+?)\s*(?:\((\d+)(?:,\s*(\d+))?\))?(\s+with(?:out)? time zone)?$")
_EPOCH = dt.datetime(1970, 1, 1)
_MICRO = dt.timedelta(microseconds=1)
_REFUSED = {"time", "timetz", "varbyte", "geometry", "geography", "hllsketch", "interval", "intervaly2m", "intervald2s"}

_ALIASES = {
    "int2": "smallint",
    "int4": "integer",
    "int": "integer",
    "int8": "bigint",
    "decimal": "numeric",
    "float4": "real",
    "float8": "double precision",
    "bool": "boolean",
    "bpchar": "character",
    "char": "character",
    "varchar": "character varying",
    "text": "character varying",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
    "time without time zone": "time",
    "time with time zone": "timetz",
}


def base_type(redshift_type: str) -> tuple[str, tuple[int, ...]]:
    """``numeric(10,2)`` as ``("numeric", (10, 2))``, with aliases resolved."""
    match = _SIZED.match(redshift_type.strip().lower())
    if match is None:
        return redshift_type.lower(), ()
    name = match.group(1).strip() + (match.group(4) or "")
    sizes = tuple(int(size) for size in match.groups()[1:3] if size is not None)
    return _ALIASES.get(name, name), sizes


def arrow_type(redshift_type: str) -> pa.DataType:
    """Raises RedshiftError 0A000 for a type that Parquet files of UNLOAD cannot hold (dg/r_UNLOAD)."""
    name, sizes = base_type(redshift_type)
    simple = {
        "smallint": pa.int16(),
        "integer": pa.int32(),
        "bigint": pa.int64(),
        "real": pa.float32(),
        "double precision": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
        "timestamptz": pa.timestamp("us"),
        "character": pa.string(),
        "character varying": pa.string(),
        "super": pa.string(),
    }
    if name in simple:
        return simple[name]
    if name == "numeric":
        precision, scale = (*sizes, 0)[:2] if sizes else (38, 0)
        return pa.decimal128(precision, scale)
    if name in _REFUSED:
        raise RedshiftError("0A000", f"Unload to PARQUET does not support data type {name} (dg/r_UNLOAD)")
    raise RedshiftError("0A000", f"UNLOAD of type {redshift_type} is not in the stand-in yet")


def decoder(redshift_type: str) -> Callable[[str], Any]:
    """Text of the engine to the value that Arrow takes."""
    name, _ = base_type(redshift_type)
    known: dict[str, Callable[[str], Any]] = {
        "smallint": int,
        "integer": int,
        "bigint": int,
        "real": float,
        "double precision": float,
        "boolean": lambda text: text == "t",
        "date": lambda text: dt.date.fromisoformat(text),
        "timestamp": timestamp_micros,
        "timestamptz": timestamp_micros,
        "numeric": Decimal,
    }
    return known.get(name, str)


def timestamp_micros(text: str) -> int:
    """Microseconds since 1970 as if UTC, of ``2020-01-01 00:00:00.1`` with or without an offset."""
    value = dt.datetime.fromisoformat(re.sub(r"([+-]\d\d)$", r"\1:00", text))
    if value.tzinfo is not None:
        value = value.astimezone(dt.timezone.utc).replace(tzinfo=None)
    return (value - _EPOCH) // _MICRO
