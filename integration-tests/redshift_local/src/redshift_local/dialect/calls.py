"""Function calls: their arguments are counted and fitted, their SQL is the engine's, ours, or something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import RedshiftError
from . import ast, windows
from . import sqltypes as t
from .aggregates import AGGREGATE_CALLS
from .arguments import fit
from .compiler import Env, comma
from .functions import AGGREGATES, CATALOG_ONLY
from .results import settled
from .scalars import SCALAR_CALLS
from .scopes import Typed
from .signatures import signature
from .types import not_yet
from .windows import over

if TYPE_CHECKING:
    from .expressions import Expressions

__all__ = ["AGGREGATES", "call"]

_HANDLERS = AGGREGATE_CALLS | SCALAR_CALLS
_NO_AGGREGATES = frozenset(("WHERE", "ON", "GROUP", "SET", "VALUES", "DEFAULT"))
_NO_WINDOWS = _NO_AGGREGATES | {"HAVING"}


def call(walk: Expressions, node: ast.Call, env: Env) -> Typed:
    """A call with everything that belongs to it. Raises RedshiftError."""
    if node.schema and node.schema != "pg_catalog":
        raise RedshiftError(
            "42883", f"function {node.schema}.{node.name}() does not exist", hint="see dg/c_SQL_functions"
        )
    called = signature(node.name)
    walk.used.functions.add(node.name)
    if node.name in CATALOG_ONLY:
        walk.used.catalog_only.add(node.name)
    elif called.answered == "catalog":
        walk.used.of_catalog.add(node.name)
    is_aggregate = node.name in AGGREGATES and node.window is None
    windows.check(node)
    _check_place(node, env, is_aggregate)
    inner = Env(env.scope, env.clause, env.in_aggregate or is_aggregate, env.in_window or node.window is not None)
    if node.window is not None:
        env.scope.has_window = True
    if node.star:
        if node.name != "count":
            raise RedshiftError("42601", 'syntax error at or near "*"', hint="see dg/r_COUNT")
        return Typed(f"count(*){over(walk, node, inner)}", t.BIGINT, "count")
    if not node.syntax or node.syntax == "IN":
        called.check_count(len(node.args) - (node.syntax == "IN"))
    args = fit(walk.all(node.args, inner), called)
    if node.distinct and not (is_aggregate or node.name == "listagg"):
        raise RedshiftError(
            "42601", f"DISTINCT is for aggregates, {node.name} is none", hint="see dg/c_Aggregate_Functions"
        )
    handler = _HANDLERS.get("ignore_nulls" if node.ignore_nulls else node.name)
    if handler is not None:
        return handler(walk, node, args, inner)
    if called.answered == "rewritten":
        raise not_yet(f"the function {node.name.upper()}", "dg/c_SQL_functions")
    name = f"pg_catalog.{node.name}" if node.schema and called.answered != "rs" else called.engine_name
    distinct = "DISTINCT " if node.distinct else ""
    sql = f"{name}({distinct}{comma([a.sql for a in args])}){over(walk, node, inner)}"
    return settled(sql, called, args, node)


def _check_place(node: ast.Call, env: Env, is_aggregate: bool) -> None:
    if is_aggregate and env.in_aggregate:
        raise RedshiftError("42803", "aggregate function calls cannot be nested", hint="see dg/c_Aggregate_Functions")
    if is_aggregate and env.clause in _NO_AGGREGATES and env.clause != "SET":
        raise RedshiftError("42803", f"aggregates are not allowed in {env.clause}", hint="see dg/c_Aggregate_Functions")
    if node.window is not None and env.in_window:
        raise RedshiftError("42P20", "window function calls cannot be nested", hint="see dg/c_Window_functions")
    if node.window is not None and env.clause in _NO_WINDOWS:
        raise RedshiftError(
            "42P20", f"window functions are not allowed in {env.clause}", hint="see dg/c_Window_functions"
        )
