"""Redshift's types by name and size, as Arrow's types, and as engine expressions that bring values out exactly.

The physical Parquet types are assumptions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa

from ..errors import RedshiftError

_SIZED = re.compile(r"^([a-z ]+?)\s*(?:\((\d+)(?:,\s*(\d+))?\))?(\s+with(?:out)? time zone)?$")
_REFUSED_BY_PARQUET = {
    "time", "timetz", "binary varying", "geometry", "geography", "hllsketch", "interval",
}  # fmt: skip

TEXT_ONLY = {"binary varying": "VARBYTE", "geometry": "GEOMETRY", "geography": "GEOGRAPHY", "hllsketch": "HLLSKETCH"}
"""What UNLOAD writes to text and CSV files only (dg/r_UNLOAD, dg/spatial-limitations)."""

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
    "name": "character varying",
    "varbyte": "binary varying",
    "varbinary": "binary varying",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
    "time without time zone": "time",
    "time with time zone": "timetz",
    "interval year to month": "interval",
    "interval day to second": "interval",
    "oid": "bigint",
}

INTEGER_BITS = {"smallint": 16, "integer": 32, "bigint": 64}
STRINGS = ("character", "character varying")


@dataclass(frozen=True)
class TypeName:
    """``numeric(10,2)`` is ``TypeName("numeric", (10, 2))``; aliases are resolved."""

    name: str
    sizes: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}({','.join(map(str, self.sizes))})" if self.sizes else self.name

    @property
    def is_string(self) -> bool:
        return self.name in STRINGS

    @property
    def length(self) -> int | None:
        """Bytes that a string column holds."""
        if not self.is_string:
            return None
        return self.sizes[0] if self.sizes else 65535


def parse_type(redshift_type: str) -> TypeName:
    match = _SIZED.match(redshift_type.strip().lower())
    if match is None:
        return TypeName(redshift_type.lower())
    name = match.group(1).strip() + (match.group(4) or "")
    sizes = tuple(int(size) for size in match.groups()[1:3] if size is not None)
    return TypeName(_ALIASES.get(name, name), sizes)


_PARQUET: dict[str, pa.DataType] = {
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
    "super": pa.json_(pa.string()),
}


def parquet_type(kind: TypeName) -> pa.DataType:
    """Raises RedshiftError 0A000 for a type that Parquet files of UNLOAD cannot hold (dg/r_UNLOAD)."""
    if kind.name in _PARQUET:
        return _PARQUET[kind.name]
    if kind.name == "numeric":
        precision, scale = (*kind.sizes, 0)[:2] if kind.sizes else (38, 0)
        return pa.decimal128(precision, scale)
    if kind.name in _REFUSED_BY_PARQUET:
        raise RedshiftError("0A000", f"Unload to PARQUET does not support data type {kind.name} (dg/r_UNLOAD)")
    raise RedshiftError("0A000", f"UNLOAD of type {kind} is not in the stand-in yet")


def exact_expression(kind: TypeName, column: str) -> tuple[str, pa.DataType]:
    """Engine SQL for a column's value, and the Arrow type that its text is read as, without loss.

    Dates and times come as numbers: their text has forms (years before 1 or beyond 9999) that only the engine reads.
    """
    if kind.name == "date":
        return f"({column} - DATE '1970-01-01')", pa.int32()
    if kind.name in ("timestamp", "timestamptz"):
        return f"(extract(epoch FROM {column}) * 1000000)::bigint", pa.int64()
    if kind.name == "super":
        return f"rs_catalog.json_text({column})", pa.string()
    return column, parquet_type(kind)


def text_expression(kind: TypeName, column: str) -> str:
    """Engine SQL for a column's value as UNLOAD's text files show it."""
    if kind.name == "binary varying":
        return f"encode({column}, 'hex')"
    if kind.name == "super":
        return f"rs_catalog.json_text({column})"
    return column


def json_expression(kind: TypeName, column: str) -> str:
    """Engine SQL for a column's value as JSON text; SQL NULL stays NULL."""
    if kind.name in (*INTEGER_BITS, "numeric"):
        return f"{column}::text"
    if kind.name in ("real", "double precision"):
        odd = f"{column}::text IN ('NaN', 'Infinity', '-Infinity')"
        return f"CASE WHEN {odd} THEN to_json({column}::text)::text ELSE {column}::text END"
    if kind.name == "boolean":
        return f"CASE WHEN {column} THEN '\"t\"' WHEN NOT {column} THEN '\"f\"' END"
    if kind.name == "super":
        return f"rs_catalog.json_text({column})"
    return f"to_json({text_expression(kind, column)}::text)::text"
