"""Aggregates and windows whose engine SQL is another, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import RedshiftError
from . import ast
from . import sqltypes as t
from .compiler import Env, comma
from .results import settle, sum_of
from .scopes import Typed
from .sqltypes import SqlType
from .types import not_yet
from .windows import ordering, over

if TYPE_CHECKING:
    from .expressions import Expressions

_Handler = Callable[["Expressions", ast.Call, list[Typed], Env], Typed]


def _sum_window(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    distinct = "DISTINCT " if node.distinct else ""
    # As a window function SUM of a BIGINT is NUMERIC (dg/r_WF_SUM).
    value = f"CAST({args[0].sql} AS numeric)" if node.window is not None and args[0].type == t.BIGINT else args[0].sql
    return sum_of(f'rs."sum"({distinct}{value}){over(walk, node, env)}', args[0].type, node)


def _count(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    if node.approximate:
        # Exact is within the documented error (dg/r_COUNT).
        if not node.distinct or node.window is not None:
            raise RedshiftError("42601", "APPROXIMATE takes COUNT(DISTINCT ..)", hint="see dg/r_COUNT")
        walk.used.functions.add("approximate")
    distinct = "DISTINCT " if node.distinct else ""
    return Typed(f"count({distinct}{args[0].sql}){over(walk, node, env)}", t.BIGINT, "count")


def _share_order(node: ast.Call, env: Env, order: str) -> None:
    """Sort-based aggregates of one block have one order; MEDIAN is ordered by its argument (dg/r_MEDIAN)."""
    if node.window is not None or not order:
        return
    if env.scope.sorted_by not in ("", order):
        raise RedshiftError(
            "0A000",
            "Within group ORDER BY clauses for aggregate functions must be the same",
            hint=f"see dg/r_{node.name.upper()}",
        )
    env.scope.sorted_by = order


def _listagg(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    separator = args[1].sql if len(args) == 2 else "''"
    value = f"CAST({args[0].sql} AS varchar)"
    within = ordering(walk, node.within, env) if node.within else ""
    _share_order(node, env, within)
    order = f" ORDER BY {within}" if within else ""
    if node.window is None:
        # In a DISTINCT aggregate the engine orders by what it aggregates.
        if node.distinct and node.within:
            direction = " DESC" if node.within[0].descending else ""
            order = f" ORDER BY {value}{direction}"
        distinct = "DISTINCT " if node.distinct else ""
        return Typed(f"rs.listagg({distinct}{value}, {separator}{order})", t.VARCHAR, "listagg")
    if node.distinct:
        raise not_yet("LISTAGG(DISTINCT ..) as a window function", "dg/r_WF_LISTAGG")
    frame = f"{order} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING" if order else ""
    return Typed(f"rs.listagg({value}, {separator}){over(walk, node, env, frame.strip())}", t.VARCHAR, "listagg")


def _collected_type(kind: SqlType) -> SqlType:
    return t.DECIMAL if kind.is_integer or kind.is_decimal else t.DOUBLE if kind.is_float else kind


def _median(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    _share_order(node, env, args[0].sql)
    sql = f"rs.percentile_cont(0.5, array_agg({args[0].sql}){over(walk, node, env)})"
    return Typed(sql, _collected_type(args[0].type), "median")


def _percentile(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    """PERCENTILE_CONT and PERCENTILE_DISC over the collected values."""
    if len(node.within) != 1:
        raise RedshiftError(
            "42601",
            f"{node.name.upper()} needs WITHIN GROUP (ORDER BY one expression)",
            hint=f"see dg/r_{node.name.upper()}",
        )
    if not args[0].constant:
        raise RedshiftError("42601", "a percentile is a constant between 0 and 1", hint=f"see dg/r_{node.name.upper()}")
    value = walk.one(node.within[0].expr, env)
    if not node.approximate:
        _share_order(node, env, ordering(walk, node.within, env))
    fraction, function = args[0].sql, node.name
    if node.within[0].descending:
        if function == "percentile_cont":
            fraction = f"1 - ({fraction})"
        else:
            function = "percentile_disc_down"
    sql = f"rs.{function}({fraction}, array_agg({value.sql}){over(walk, node, env)})"
    kind = _collected_type(value.type) if node.name == "percentile_cont" else value.type
    return Typed(sql, kind, node.name)


def _ratio_to_report(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    value = args[0].sql
    sql = f"(({value})::double precision / NULLIF((sum({value}){over(walk, node, env)})::double precision, 0))"
    return Typed(sql, t.DOUBLE, "ratio_to_report")


def _ignore_nulls(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    """The engine has no IGNORE NULLS: the values of the frame without NULL are collected."""
    value = args[0].sql
    place = f"({args[1].sql})::bigint" if len(args) > 1 else "1"
    frames = {
        "lag": "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING",
        "lead": "ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING",
    }
    window = over(walk, node, env, frames.get(node.name, ""))
    collected = f"array_agg({value}) FILTER (WHERE ({value}) IS NOT NULL){window}"
    side = "from_end" if node.name in ("lag", "last_value") else "from_start"
    return settle(f"rs_catalog.{side}({collected}, {place})", args[0].type, node.name)


def _grouping_id(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    return Typed(f"GROUPING({comma([a.sql for a in args])})", t.INTEGER, node.name)


def _sketch(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    if args[0].type.name in (*t.OPAQUE, "varbyte"):
        raise RedshiftError(
            "42883", f"hll_create_sketch({args[0].type.name}) does not exist", hint="see dg/r_HLL_CREATE_SKETCH"
        )
    if node.window is not None:
        raise RedshiftError("42809", "HLL_CREATE_SKETCH has no OVER", hint="see dg/r_HLL_CREATE_SKETCH")
    distinct = "DISTINCT " if node.distinct else ""
    return Typed(f"rs.hll_create_sketch({distinct}CAST({args[0].sql} AS text))", t.HLLSKETCH, node.name)


AGGREGATE_CALLS: dict[str, _Handler] = {
    "sum": _sum_window,
    "count": _count,
    "hll_create_sketch": _sketch,
    "listagg": _listagg,
    "median": _median,
    "percentile_cont": _percentile,
    "percentile_disc": _percentile,
    "ratio_to_report": _ratio_to_report,
    "ignore_nulls": _ignore_nulls,
    "grouping": _grouping_id,
    "grouping_id": _grouping_id,
}
