"""Window functions: which frames and arguments Redshift takes (dg/c_Window_functions)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import RedshiftError
from .functions import (
    WINDOW_NEEDS_FRAME,
    WINDOW_NEEDS_ORDER,
    WINDOW_ONLY,
    WINDOW_PARTITION_ONLY,
    WINDOW_WITHOUT_FRAME,
    WINDOWS,
    WITHIN_GROUP,
)
from .tree import Group, Node, group_at, split_commas, word

_PAGE = "see dg/c_Window_functions"


@dataclass(frozen=True)
class Tail:
    """What follows the brackets of a call: WITHIN GROUP (..), IGNORE NULLS, OVER (..)."""

    within: Group | None
    ignore_nulls: bool
    window: Group | None
    end: int
    """The position behind all of it."""


def read_tail(name: str, call: Group, nodes: Sequence[Node], at: int) -> Tail:
    """Reads and checks the tail of a call whose brackets end before ``at``. Raises RedshiftError."""
    within = None
    if word(nodes, at) == "WITHIN" and word(nodes, at + 1) == "GROUP":
        within = group_at(nodes, at + 2)
        if within is None or word(within.items, 0) != "ORDER" or name not in WITHIN_GROUP:
            raise RedshiftError("42601", 'syntax error at or near "within"', hint="see dg/c_Aggregate_Functions")
        at += 3
    inside = _nulls_inside(name, call)
    treatment = inside
    if word(nodes, at) in ("IGNORE", "RESPECT") and word(nodes, at + 1) == "NULLS":
        if name not in ("lag", "lead", "nth_value"):
            raise RedshiftError("42601", f"{name.upper()} takes no NULLS treatment there", hint=_PAGE)
        treatment = word(nodes, at)
        at += 2
    if word(nodes, at) != "OVER":
        if name in WINDOW_ONLY:
            raise RedshiftError("42809", f"{name.upper()} needs an OVER clause", hint=_PAGE)
        return Tail(within, treatment == "IGNORE", None, at)
    window = group_at(nodes, at + 1)
    if window is None:
        raise RedshiftError("42601", "syntax error: OVER takes a window in brackets", hint=_PAGE)
    check_window(name, call, window)
    return Tail(within, treatment == "IGNORE", window, at + 2)


def _nulls_inside(name: str, call: Group) -> str:
    size = len(call.items)
    if word(call.items, size - 1) != "NULLS" or word(call.items, size - 2) not in ("IGNORE", "RESPECT"):
        return ""
    if name not in ("first_value", "last_value"):
        raise RedshiftError("42601", f"{name.upper()} takes no NULLS treatment in its brackets", hint=_PAGE)
    return word(call.items, size - 2)


def without_nulls_treatment(call: Group) -> tuple[Node, ...]:
    """The items of a call without IGNORE NULLS or RESPECT NULLS at their end."""
    size = len(call.items)
    return call.items[:-2] if size > 2 and word(call.items, size - 1) == "NULLS" else call.items


def check_window(name: str, call: Group, window: Group) -> None:
    """Raises RedshiftError for a window that Redshift refuses."""
    inside = [word(window.items, i) for i in range(len(window.items))]
    for refused in ("RANGE", "GROUPS", "EXCLUDE"):
        if refused in inside:
            raise RedshiftError("0A000", f"{refused} in a window frame is not supported", hint=_PAGE)
    ordered, framed = "ORDER" in inside, "ROWS" in inside
    if name not in WINDOWS:
        raise RedshiftError("0A000", f"{name.upper()} is no window function", hint=_PAGE)
    if ordered and not framed and name in WINDOW_NEEDS_FRAME:
        raise RedshiftError(
            "42601", "Aggregate window functions with an ORDER BY clause require a frame clause", hint=_PAGE
        )
    if framed and name in WINDOW_WITHOUT_FRAME:
        raise RedshiftError("42601", f"{name.upper()} takes no frame clause", hint=_PAGE)
    if ordered and name in WINDOW_PARTITION_ONLY:
        raise RedshiftError("42601", f"{name.upper()} takes only PARTITION BY in OVER", hint=_PAGE)
    if framed and not ordered:
        raise RedshiftError("42601", "a frame clause needs ORDER BY in OVER", hint="see dg/r_Window_function_synopsis")
    if name in WINDOW_NEEDS_ORDER and not ordered:
        raise RedshiftError("42601", f"{name.upper()} needs ORDER BY in OVER", hint=f"see dg/r_WF_{name.upper()}")
    if word(call.items, 0) == "DISTINCT" and name != "listagg":
        raise RedshiftError("0A000", "DISTINCT is not supported in window functions", hint=_PAGE)
    if name in ("lag", "lead") and len(split_commas(call.items)) > 2:
        raise RedshiftError("42883", f"{name.upper()} takes no default argument", hint=f"see dg/r_WF_{name.upper()}")
