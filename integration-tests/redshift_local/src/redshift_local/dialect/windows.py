"""Window functions: which frames and arguments Redshift takes (dg/c_Window_functions)."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import RedshiftError
from .functions import WINDOW_NEEDS_FRAME, WINDOW_PARTITION_ONLY, WINDOW_WITHOUT_FRAME
from .tree import Group, Node, group_at, split_commas, word
from .types import not_yet

_PAGE = "see dg/c_Window_functions"


def over_clause(name: str, call: Group, nodes: Sequence[Node], at: int) -> tuple[int, Group | None]:
    """The OVER group of a call whose brackets end before ``at``, checked, and the position behind it."""
    if word(nodes, at) in ("IGNORE", "RESPECT") and word(nodes, at + 1) == "NULLS":
        if word(nodes, at) == "IGNORE":
            raise not_yet("IGNORE NULLS", "dg/c_Window_functions")
        at += 2
    if word(nodes, at) == "WITHIN":
        return at, None  # the ordered-set form is the call's own business
    if word(nodes, at) != "OVER":
        return at, None
    group = group_at(nodes, at + 1)
    if group is None:
        raise RedshiftError("42601", "syntax error: OVER takes a window in brackets", hint=_PAGE)
    check_window(name, call, group)
    return at + 2, group


def check_window(name: str, call: Group, window: Group) -> None:
    """Raises RedshiftError for a window that Redshift refuses."""
    inside = [word(window.items, i) for i in range(len(window.items))]
    for refused in ("RANGE", "GROUPS", "EXCLUDE"):
        if refused in inside:
            raise RedshiftError("0A000", f"{refused} in a window frame is not supported", hint=_PAGE)
    ordered, framed = "ORDER" in inside, "ROWS" in inside
    if ordered and not framed and name in WINDOW_NEEDS_FRAME:
        raise RedshiftError(
            "42601", "Aggregate window functions with an ORDER BY clause require a frame clause", hint=_PAGE
        )
    if framed and name in WINDOW_WITHOUT_FRAME:
        raise RedshiftError("42601", f"{name.upper()} takes no frame clause", hint=_PAGE)
    if ordered and name in WINDOW_PARTITION_ONLY:
        raise RedshiftError("42601", f"{name.upper()} takes only PARTITION BY in OVER", hint=_PAGE)
    if word(call.items, 0) == "DISTINCT":
        raise RedshiftError("0A000", "DISTINCT is not supported in window functions", hint=_PAGE)
    if name in ("lag", "lead") and len(split_commas(call.items)) > 2:
        raise RedshiftError("42883", f"{name.upper()} takes no default argument", hint=f"see dg/r_WF_{name.upper()}")
