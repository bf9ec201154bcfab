"""Redshift's data types as they are written, and the engine types that stand for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import RedshiftError
from .lexer import Token
from .tree import Group, Node, word, words

MAX_VARCHAR = 65535
MAX_CHAR = 4096
MAX_VARBYTE = 64000
"""The length of a VARBYTE without one (dg/r_VARBYTE_type)."""
_LONGEST_VARBYTE = 16777216


@dataclass(frozen=True)
class TypeName:
    """A parsed type: the engine's text for it and the number of nodes it took."""

    engine: str
    width: int
    family: str
    size: int = 0
    """The length in bytes of a VARBYTE: the engine's type has none."""


def _unknown(name: str) -> RedshiftError:
    return RedshiftError(
        "42704", f'type "{name.lower()}" does not exist', hint="Redshift's types: dg/c_Supported_data_types"
    )


def not_yet(what: str, page: str) -> RedshiftError:
    """Redshift documents it, the stand-in has it not: told apart from what Redshift refuses."""
    return RedshiftError("0A000", f"{what} is not in the stand-in yet (Redshift documents it: {page})")


_SIMPLE = {
    "SMALLINT": ("smallint", "integer"),
    "INT2": ("smallint", "integer"),
    "INTEGER": ("integer", "integer"),
    "INT": ("integer", "integer"),
    "INT4": ("integer", "integer"),
    "BIGINT": ("bigint", "integer"),
    "INT8": ("bigint", "integer"),
    "REAL": ("real", "float"),
    "FLOAT4": ("real", "float"),
    "FLOAT8": ("double precision", "float"),
    "BOOLEAN": ("boolean", "boolean"),
    "BOOL": ("boolean", "boolean"),
    "DATE": ("date", "date"),
    "TIMESTAMPTZ": ("timestamptz", "timestamp"),
    "TIMETZ": ("timetz", "time"),
    "SUPER": ("jsonb", "super"),
    "GEOMETRY": ("rs_catalog.geometry", "geometry"),
    "GEOGRAPHY": ("rs_catalog.geography", "geography"),
    "HLLSKETCH": ("rs_catalog.hllsketch", "hllsketch"),
    "OID": ("oid", "oid"),
    "REGCLASS": ("regclass", "oid"),
    "REGPROC": ("regproc", "oid"),
}


def parse_type(nodes: Sequence[Node], at: int, *, in_ddl: bool) -> TypeName:
    """The type written at ``at``. In DDL a VARCHAR without length has 256 bytes, in expressions as many as it needs.

    Raises RedshiftError 42704 for a type that Redshift does not have, 22023 for a length out of range.
    """
    name = word(nodes, at)
    if not name:
        node = nodes[at] if at < len(nodes) else None
        text = node.text if isinstance(node, Token) else "("
        raise RedshiftError("42601", f'syntax error: a type is expected at or near "{text}"')
    simple = _SIMPLE.get(name)
    if simple is not None:
        return TypeName(simple[0], 1, simple[1])
    if name == "DOUBLE":
        if word(nodes, at + 1) != "PRECISION":
            raise _unknown("double")
        return TypeName("double precision", 2, "float")
    if name == "FLOAT":
        size, width = _one_number(nodes, at + 1)
        return TypeName("real" if size is not None and size <= 24 else "double precision", 1 + width, "float")
    if name in ("DECIMAL", "NUMERIC"):
        return _decimal(nodes, at)
    if name in ("TIMESTAMP", "TIME"):
        return _time(name, nodes, at)
    if name == "INTERVAL":
        return _interval(nodes, at)
    return _character(name, nodes, at, in_ddl)


def _one_number(nodes: Sequence[Node], at: int) -> tuple[int | None, int]:
    """The number in brackets at ``at``, with the nodes it took; MAX counts as 65535."""
    node = nodes[at] if at < len(nodes) else None
    if not isinstance(node, Group) or not node.round:
        return None, 0
    if len(node.items) == 1:
        inner = node.items[0]
        if isinstance(inner, Token) and inner.kind == "number" and inner.text.isdigit():
            return int(inner.text), 1
        if isinstance(inner, Token) and inner.upper == "MAX":
            return MAX_VARCHAR, 1
    raise RedshiftError("42601", "syntax error: a length is expected in brackets")


def _decimal(nodes: Sequence[Node], at: int) -> TypeName:
    node = nodes[at + 1] if at + 1 < len(nodes) else None
    if not isinstance(node, Group) or not node.round:
        return TypeName("numeric(18,0)", 1, "decimal")
    numbers = [n.text for n in node.items if isinstance(n, Token) and n.kind == "number"]
    if len(numbers) not in (1, 2) or not all(n.isdigit() for n in numbers) or len(node.items) != 2 * len(numbers) - 1:
        raise RedshiftError("42601", "syntax error: DECIMAL takes a precision and a scale")
    precision, scale = int(numbers[0]), int(numbers[1]) if len(numbers) == 2 else 0
    if not 1 <= precision <= 38:
        raise RedshiftError("22023", f"DECIMAL precision {precision} must be between 1 and 38")
    if scale > min(precision, 37):
        raise RedshiftError("22023", f"DECIMAL scale {scale} must be between 0 and precision {precision}")
    return TypeName(f"numeric({precision},{scale})", 2, "decimal")


def _time(name: str, nodes: Sequence[Node], at: int) -> TypeName:
    if isinstance(nodes[at + 1] if at + 1 < len(nodes) else None, Group):
        raise RedshiftError("42601", f"{name} takes no precision (dg/r_Datetime_types)")
    following = words(nodes, at + 1, 3)
    base = name.lower()
    if following == ("WITH", "TIME", "ZONE"):
        return TypeName(base + "tz", 4, base)
    if following == ("WITHOUT", "TIME", "ZONE"):
        return TypeName(base, 4, base)
    return TypeName(base, 1, base)


_INTERVAL_FIELDS = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")


def _interval(nodes: Sequence[Node], at: int) -> TypeName:
    if word(nodes, at + 1) not in _INTERVAL_FIELDS:
        raise RedshiftError("42601", "INTERVAL needs a qualifier such as YEAR TO MONTH (dg/r_interval_data_types)")
    if word(nodes, at + 2) == "TO" and word(nodes, at + 3) in _INTERVAL_FIELDS:
        return TypeName(f"interval {word(nodes, at + 1)} TO {word(nodes, at + 3)}".lower(), 4, "interval")
    return TypeName(f"interval {word(nodes, at + 1)}".lower(), 2, "interval")


def _character(name: str, nodes: Sequence[Node], at: int, in_ddl: bool) -> TypeName:
    width = 1
    varying = name in ("VARCHAR", "NVARCHAR", "TEXT")
    if name in ("CHARACTER", "CHAR", "NCHAR") and word(nodes, at + 1) == "VARYING":
        varying, width = True, 2
    if name == "BINARY" and word(nodes, at + 1) == "VARYING":
        return _varbyte(nodes, at + 2, 2)
    if name in ("VARBYTE", "VARBINARY"):
        return _varbyte(nodes, at + 1, 1)
    if not varying and name not in ("CHAR", "CHARACTER", "NCHAR", "BPCHAR"):
        raise _unknown(name)
    length, more = _one_number(nodes, at + width)
    width += more
    if varying:
        if length is None:
            return TypeName("varchar(256)" if in_ddl else "varchar", width, "varchar")
        if not 1 <= length <= MAX_VARCHAR:
            raise RedshiftError("22023", f"length for type varchar cannot exceed {MAX_VARCHAR}")
        return TypeName(f"varchar({length})", width, "varchar")
    if length is None:
        length = 256 if name == "BPCHAR" else 1
    if not 1 <= length <= MAX_CHAR:
        raise RedshiftError("22023", f"length for type char cannot exceed {MAX_CHAR}")
    return TypeName(f"char({length})", width, "char")


def _varbyte(nodes: Sequence[Node], at: int, width: int) -> TypeName:
    length, more = _one_number(nodes, at)
    length = MAX_VARBYTE if length is None else length
    if not 1 <= length <= _LONGEST_VARBYTE:
        raise RedshiftError("22023", f"length for type varbyte must be between 1 and {_LONGEST_VARBYTE}")
    return TypeName("bytea", width + more, "varbyte", length)
