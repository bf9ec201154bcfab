"""Clauses that PostgreSQL has and Redshift has not, recognised by their words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..errors import RedshiftError
from .tree import Group, Node, group_at, word, words

_Matcher = Callable[[Sequence[Node], int], bool]


@dataclass(frozen=True)
class _Refused:
    matches: _Matcher
    message: str
    page: str
    sqlstate: str = "0A000"


def _sequence(*expected: str) -> _Matcher:
    def matches(nodes: Sequence[Node], at: int) -> bool:
        return words(nodes, at, len(expected)) == expected

    return matches


def _filter(nodes: Sequence[Node], at: int) -> bool:
    group = group_at(nodes, at + 1)
    return word(nodes, at) == "FILTER" and group is not None and word(group.items, 0) == "WHERE"


def _array(nodes: Sequence[Node], at: int) -> bool:
    following = nodes[at + 1] if at + 1 < len(nodes) else None
    return word(nodes, at) == "ARRAY" and isinstance(following, Group) and not following.round


def _fetch(nodes: Sequence[Node], at: int) -> bool:
    return at > 0 and word(nodes, at) == "FETCH" and word(nodes, at + 1) in ("FIRST", "NEXT")


def _window_clause(nodes: Sequence[Node], at: int) -> bool:
    return (
        at > 0 and word(nodes, at) == "WINDOW" and word(nodes, at + 2) == "AS" and group_at(nodes, at + 3) is not None
    )


def _values_table(nodes: Sequence[Node], at: int) -> bool:
    return word(nodes, at) == "VALUES" and at == 0 and group_at(nodes, at + 1) is not None


def _only(nodes: Sequence[Node], at: int) -> bool:
    return word(nodes, at) == "ONLY" and word(nodes, at - 1) in ("FROM", "JOIN", "UPDATE")


_REFUSED = (
    _Refused(_filter, "FILTER on an aggregate is not supported", "dg/c_Aggregate_Functions"),
    _Refused(_sequence("LATERAL"), "LATERAL is not supported", "dg/r_FROM_clause30"),
    _Refused(_sequence("EXCEPT", "ALL"), "EXCEPT ALL is not supported", "dg/r_UNION"),
    _Refused(_sequence("INTERSECT", "ALL"), "INTERSECT ALL is not supported", "dg/r_UNION"),
    _Refused(_sequence("MINUS", "ALL"), "MINUS ALL is not supported", "dg/r_UNION"),
    _Refused(
        _sequence("IS", "DISTINCT", "FROM"),
        "IS DISTINCT FROM is not supported",
        "dg/c_unsupported-postgresql-functions",
    ),
    _Refused(
        _sequence("IS", "NOT", "DISTINCT", "FROM"),
        "IS NOT DISTINCT FROM is not supported",
        "dg/c_unsupported-postgresql-functions",
    ),
    _Refused(_values_table, "VALUES as a table is not supported", "dg/c_unsupported-postgresql-features"),
    _Refused(_sequence("TABLESAMPLE"), "TABLESAMPLE is not supported", "dg/r_FROM_clause30", "42601"),
    _Refused(
        _sequence("DISTINCT", "ON"), "SELECT DISTINCT ON is not supported", "dg/c_unsupported-postgresql-features"
    ),
    _Refused(_fetch, "FETCH FIRST is not supported, use LIMIT", "dg/r_ORDER_BY_clause", "42601"),
    _Refused(_sequence("RETURNING"), "RETURNING is not supported", "dg/c_redshift-sql-implementated-differently"),
    _Refused(_sequence("ON", "CONFLICT"), "ON CONFLICT is not supported", "dg/r_INSERT_30", "42601"),
    _Refused(_array, "arrays are not supported", "dg/c_unsupported-postgresql-features"),
    _Refused(_sequence("FOR", "UPDATE"), "SELECT FOR UPDATE is not supported", "dg/r_SELECT_synopsis"),
    _Refused(_sequence("FOR", "SHARE"), "SELECT FOR SHARE is not supported", "dg/r_SELECT_synopsis"),
    _Refused(_window_clause, "the WINDOW clause is not supported", "dg/r_SELECT_synopsis", "42601"),
    _Refused(_only, "ONLY is not supported", "dg/r_FROM_clause30", "42601"),
    _Refused(
        _sequence("GROUP", "BY", "DISTINCT"), "GROUP BY DISTINCT is not supported", "dg/r_GROUP_BY_clause", "42601"
    ),
    _Refused(_sequence("IS", "JSON"), "IS JSON is not supported", "dg/json-functions", "42601"),
)


_TRIGGERS = frozenset(
    "ARRAY DISTINCT EXCEPT FETCH FILTER FOR GROUP INTERSECT IS LATERAL MINUS ON ONLY RETURNING TABLESAMPLE VALUES "
    "WINDOW".split()
)
"""The words at which a refused clause begins: statements are long, and most of their words are none of these."""


def check_clauses(nodes: Sequence[Node]) -> None:
    """Refuse what Redshift has not. Raises RedshiftError."""
    for at, node in enumerate(nodes):
        if isinstance(node, Group):
            check_clauses(node.items)
        if word(nodes, at) not in _TRIGGERS:
            continue
        for refused in _REFUSED:
            if refused.matches(nodes, at):
                raise RedshiftError(refused.sqlstate, refused.message, hint=f"see {refused.page}")
