"""Which correlated subqueries Redshift refuses (dg/r_correlated_subqueries)."""

from __future__ import annotations

from ..errors import RedshiftError
from . import ast
from .compiler import Env
from .functions import AGGREGATES


def check(node: ast.Expr, env: Env, has_window: bool) -> None:
    """Raises RedshiftError for a correlated subquery of a kind that Redshift does not run."""
    reason = ""
    if env.clause == "ON":
        reason = "a correlation reference in a subquery of an ON clause"
    elif has_window:
        reason = "a correlation reference in a subquery with a window function"
    elif env.clause == "GROUP":
        reason = "the result of a correlated subquery in GROUP BY"
    elif isinstance(node, ast.InQuery) and _groups_an_aggregate(node.query):
        reason = "a correlated subquery with an aggregate and GROUP BY behind IN"
    if reason:
        raise RedshiftError(
            "0A000",
            "This type of correlated subquery pattern is not supported yet",
            detail=reason,
            hint="see dg/r_correlated_subqueries",
        )


def _groups_an_aggregate(query: ast.Query) -> bool:
    body = query.body
    if not isinstance(body, ast.Select) or not body.group:
        return False
    return any(
        isinstance(item.expr, ast.Call)
        and item.expr.name in AGGREGATES
        and item.expr.name not in ("min", "max")
        and item.expr.window is None
        for item in body.items
    )
