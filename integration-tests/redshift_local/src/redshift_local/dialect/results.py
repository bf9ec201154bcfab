"""The types of what calls give; a DECIMAL's precision and scale are written where the engine forgets them."""

from __future__ import annotations

from . import ast
from . import sqltypes as t
from .scopes import Typed
from .signatures import Signature
from .sqltypes import SqlType

_RESULTS = {
    "integer": t.INTEGER,
    "bigint": t.BIGINT,
    "double": t.DOUBLE,
    "varchar": t.VARCHAR,
    "boolean": t.BOOLEAN,
    "date": t.DATE,
    "timestamp": t.TIMESTAMP,
    "timestamptz": t.TIMESTAMPTZ,
    "super": t.SUPER,
    "varbyte": t.VARBYTE,
    "decimal": t.DECIMAL,
    "geometry": t.GEOMETRY,
    "geography": t.GEOGRAPHY,
    "sketch": t.HLLSKETCH,
    "array": t.CATALOG_ARRAY,
}
_KEEPS_SCALE = frozenset("abs ceil ceiling floor round trunc mod".split())


def settled(sql: str, called: Signature, args: list[Typed], node: ast.Call) -> Typed:
    """The call with its result type; a DECIMAL's precision and scale are written where the engine forgets them."""
    rule = called.result
    name = called.name
    if rule in _RESULTS:
        kind = _RESULTS[rule]
        if name in ("dateadd", "date_trunc", "add_months") and args and args[-1].type.name == "timestamptz":
            kind = t.TIMESTAMPTZ
        return Typed(sql, kind, name)
    first = args[0].type if args else t.UNKNOWN
    if rule == "sum":
        return sum_of(sql, first, node)
    if rule == "average":
        return _average(sql, first)
    if rule == "common":
        kind = t.common([a.type for a in args])
        return settle(sql, kind, "coalesce" if name == "nvl" else name)
    if rule == "modulo":
        second = args[1].type
        kind = t.arithmetic("%", first, second) if first.is_number and second.is_number else t.UNKNOWN
        return settle(sql, kind, name)
    if rule != "first":
        return Typed(sql, t.UNKNOWN, name)
    if name == "trunc" and first.name in ("timestamp", "date", "timestamptz"):
        return Typed(sql, t.DATE, name)
    if name == "sign" and first.is_decimal:
        return settle(sql, SqlType("decimal", 1, 0), name)
    kind = t.VARCHAR if first == t.LITERAL else first
    return settle(sql, kind, name) if name in _KEEPS_SCALE or first.is_decimal else Typed(sql, kind, name)


def settle(sql: str, kind: SqlType, name: str) -> Typed:
    if kind.is_decimal and kind.size:
        sql = f"CAST({sql} AS {kind.engine})"
    return Typed(sql, kind, name)


def sum_of(sql: str, first: SqlType, node: ast.Call) -> Typed:
    if first.is_decimal:
        return settle(sql, SqlType("decimal", t.MAX_PRECISION, first.scale) if first.size else t.DECIMAL, "sum")
    if first.is_integer:
        if node.window is not None and first == t.BIGINT:
            return settle(sql, SqlType("decimal", t.MAX_PRECISION, 0), "sum")
        return Typed(sql, t.BIGINT, "sum")
    return Typed(sql, t.DOUBLE if first.is_float else t.UNKNOWN, "sum")


def _average(sql: str, first: SqlType) -> Typed:
    if first.is_decimal and first.size:
        kind = SqlType("decimal", t.MAX_PRECISION, first.scale)
        return Typed(f"CAST(rs_catalog.digits({sql}, {kind.scale}) AS {kind.engine})", kind, "avg")
    if first.is_integer:
        return Typed(sql, t.BIGINT, "avg")
    return Typed(sql, t.DOUBLE if first.is_float else t.UNKNOWN, "avg")
