"""The words and signs that the grammar's parts look for."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import RedshiftError
from ..lexer import Token
from ..tree import Group, Node, group_at, word

COMPARISONS = frozenset("= <> != < <= > >=".split())
OTHER_OPERATORS = frozenset("|| ~ !~ & << >> ~~ !~~ ~~* !~~*".split())
PREFIX_OPERATORS = frozenset("@ |/ ||/".split())
WORD_CALLS = frozenset(
    "SYSDATE CURRENT_DATE CURRENT_TIMESTAMP CURRENT_TIME LOCALTIME LOCALTIMESTAMP CURRENT_USER SESSION_USER "
    "CURRENT_USER_ID USER".split()
)
TYPED_LITERALS = frozenset("DATE TIME TIMETZ TIMESTAMP TIMESTAMPTZ".split())
INTERVAL_UNITS = frozenset("YEAR MONTH DAY HOUR MINUTE SECOND".split())
AFTER_ITEM = frozenset(
    """
    FROM WHERE GROUP HAVING QUALIFY ORDER LIMIT OFFSET UNION EXCEPT INTERSECT MINUS INTO JOIN INNER LEFT RIGHT FULL
    CROSS NATURAL ON USING SET WHEN THEN ELSE END AND OR NOT IS IN LIKE ILIKE SIMILAR BETWEEN AS EXCLUDE START CONNECT
    PIVOT UNPIVOT WITH AT
    """.split()
)
CALLABLE_RESERVED = frozenset("LEFT RIGHT ARRAY CAST COLLATE ISNULL".split())
INSIDE_CALLS = frozenset("FROM IN FOR AS ORDER IGNORE RESPECT".split())
JOIN_STARTS = frozenset("JOIN INNER LEFT RIGHT FULL CROSS NATURAL".split())
SET_OPERATORS = frozenset("UNION EXCEPT MINUS INTERSECT".split())

KNOWN_OPERATORS = COMPARISONS | OTHER_OPERATORS | PREFIX_OPERATORS | frozenset("+ - * / % ^ ::".split())


def unknown_operator(text: str) -> RedshiftError:
    return RedshiftError(
        "42883", f"operator does not exist: {text}", hint="Redshift's operators: dg/r_OPERATOR_SYMBOLS"
    )


def no_frame(what: str) -> RedshiftError:
    return RedshiftError("0A000", f"{what} in a window frame is not supported", hint="see dg/c_Window_functions")


def is_query(items: Sequence[Node]) -> bool:
    """Whether brackets hold a query: SELECT, WITH, or a bracketed query that may be part of a set operation."""
    if word(items, 0) in ("SELECT", "WITH"):
        return True
    first = group_at(items, 0)
    if first is None or not is_query(first.items):
        return False
    return len(items) == 1 or word(items, 1) in SET_OPERATORS or word(items, 1) in ("ORDER", "LIMIT", "OFFSET")


def is_step(node: Node | None) -> bool:
    return is_dot(node) or (isinstance(node, Group) and not node.round)


def is_outer_mark(group: Group) -> bool:
    """Whether brackets are the outer join operator: ``(+)``."""
    only = group.items[0] if len(group.items) == 1 else None
    return isinstance(only, Token) and only.kind == "op" and only.text == "+"


def is_dot(node: Node | None) -> bool:
    return isinstance(node, Token) and node.is_punct(".")
