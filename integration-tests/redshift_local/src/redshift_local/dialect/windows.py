"""Window functions: which frames and arguments Redshift takes (dg/c_Window_functions), and OVER as engine SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import RedshiftError
from . import ast
from .compiler import Env, comma
from .functions import (
    WINDOW_NEEDS_FRAME,
    WINDOW_NEEDS_ORDER,
    WINDOW_ONLY,
    WINDOW_PARTITION_ONLY,
    WINDOW_WITHOUT_FRAME,
    WINDOWS,
    WITHIN_GROUP,
)

if TYPE_CHECKING:
    from .expressions import Expressions

_PAGE = "see dg/c_Window_functions"


def check(call: ast.Call) -> None:
    """Raises RedshiftError for a call's WITHIN GROUP or OVER that Redshift refuses."""
    name = call.name
    if call.approximate and (name not in ("count", "percentile_disc") or call.window is not None):
        raise RedshiftError("42601", f"APPROXIMATE does not go with {name.upper()}", hint="see dg/r_COUNT")
    if call.within and name not in WITHIN_GROUP:
        raise RedshiftError("42601", 'syntax error at or near "within"', hint="see dg/c_Aggregate_Functions")
    window = call.window
    if window is None:
        if name in WINDOW_ONLY and not (call.approximate and name == "percentile_disc"):
            raise RedshiftError("42809", f"{name.upper()} needs an OVER clause", hint=_PAGE)
        return
    if name not in WINDOWS:
        raise RedshiftError("0A000", f"{name.upper()} is no window function", hint=_PAGE)
    if window.order and not window.frame and name in WINDOW_NEEDS_FRAME:
        raise RedshiftError(
            "42601", "Aggregate window functions with an ORDER BY clause require a frame clause", hint=_PAGE
        )
    if window.frame and name in WINDOW_WITHOUT_FRAME:
        raise RedshiftError("42601", f"{name.upper()} takes no frame clause", hint=_PAGE)
    if window.order and name in WINDOW_PARTITION_ONLY:
        raise RedshiftError("42601", f"{name.upper()} takes only PARTITION BY in OVER", hint=_PAGE)
    if window.frame and not window.order:
        raise RedshiftError("42601", "a frame clause needs ORDER BY in OVER", hint="see dg/r_Window_function_synopsis")
    if name in WINDOW_NEEDS_ORDER and not window.order:
        raise RedshiftError("42601", f"{name.upper()} needs ORDER BY in OVER", hint=f"see dg/r_WF_{name.upper()}")
    if call.distinct and name != "listagg":
        raise RedshiftError("0A000", "DISTINCT is not supported in window functions", hint=_PAGE)
    for item in window.order:
        if isinstance(item.expr, ast.Constant):
            raise RedshiftError("42601", "a window is not ordered by a constant", hint=_PAGE)
    for expr in window.partition:
        if isinstance(expr, ast.Constant) and expr.kind == "string":
            raise RedshiftError("42601", "a window is not partitioned by a string literal", hint=_PAGE)


def over(walk: Expressions, node: ast.Call, env: Env, frame: str = "") -> str:
    """The OVER clause of a call; ``frame`` takes the place of its frame clause."""
    window = node.window
    if window is None:
        return ""
    parts = []
    if window.partition:
        parts.append(f"PARTITION BY {comma([e.sql for e in walk.all(window.partition, env)])}")
    if window.order:
        parts.append(f"ORDER BY {ordering(walk, window.order, env)}")
    if frame or window.frame:
        parts.append(frame or window.frame)
    return f" OVER ({' '.join(parts)})"


def ordering(walk: Expressions, items: list[ast.OrderItem], env: Env) -> str:
    texts = []
    for item in items:
        nulls = f" NULLS {item.nulls}" if item.nulls else ""
        texts.append(f"{walk.one(item.expr, env).sql}{' DESC' if item.descending else ''}{nulls}")
    return comma(texts)
