"""The page of each statement, for refusals that name no page of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..errors import RedshiftError
from .tree import Node, word

_PAGES = {
    "SELECT": "dg/r_SELECT_synopsis",
    "WITH": "dg/r_WITH_clause",
    "INSERT": "dg/r_INSERT_30",
    "UPDATE": "dg/r_UPDATE",
    "DELETE": "dg/r_DELETE",
    "MERGE": "dg/r_MERGE",
    "EXPLAIN": "dg/r_EXPLAIN",
    "DECLARE": "dg/declare",
    "FETCH": "dg/fetch",
    "CLOSE": "dg/close",
    "TRUNCATE": "dg/r_TRUNCATE",
    "COMMENT": "dg/r_COMMENT",
    "GRANT": "dg/r_GRANT",
    "REVOKE": "dg/r_REVOKE",
    "ANALYZE": "dg/r_ANALYZE",
    "VACUUM": "dg/r_VACUUM_command",
    "LOCK": "dg/r_LOCK",
    "BEGIN": "dg/r_BEGIN",
    "START": "dg/r_BEGIN",
    "COMMIT": "dg/r_COMMIT",
    "END": "dg/r_END",
    "ROLLBACK": "dg/r_ROLLBACK",
    "ABORT": "dg/r_ABORT",
    "SET": "dg/r_SET",
    "RESET": "dg/r_RESET",
    "SHOW": "dg/r_SHOW",
    "REFRESH": "dg/materialized-view-refresh-sql-command",
}
_OBJECTS = {
    "DATABASE": ("dg/r_CREATE_DATABASE", "dg/r_ALTER_DATABASE", "dg/r_DROP_DATABASE"),
    "GROUP": ("dg/r_CREATE_GROUP", "dg/r_ALTER_GROUP", "dg/r_DROP_GROUP"),
    "SCHEMA": ("dg/r_CREATE_SCHEMA", "dg/r_ALTER_SCHEMA", "dg/r_DROP_SCHEMA"),
    "TABLE": ("dg/r_CREATE_TABLE_NEW", "dg/r_ALTER_TABLE", "dg/r_DROP_TABLE"),
    "USER": ("dg/r_CREATE_USER", "dg/r_ALTER_USER", "dg/r_DROP_USER"),
    "VIEW": ("dg/r_CREATE_VIEW", "dg/r_ALTER_TABLE", "dg/r_DROP_VIEW"),
}
_VERBS = ("CREATE", "ALTER", "DROP")
_PAGE = re.compile(r"\b(?:dg|mgmt)/\w")


def with_page(error: RedshiftError, nodes: Sequence[Node]) -> RedshiftError:
    """The error, with the page of the statement's rules when it names none."""
    return add_page(error, _page(nodes))


def add_page(error: RedshiftError, page: str) -> RedshiftError:
    """The error, with this page when it names none."""
    if not any(_PAGE.search(part or "") for part in (error.message, error.detail, error.hint)):
        error.hint = f"{error.hint}; see {page}" if error.hint else f"see {page}"
    return error


def _page(nodes: Sequence[Node]) -> str:
    verb = word(nodes, 0)
    if verb not in _VERBS:
        return _PAGES.get(verb, "dg/c_SQL_commands")
    found = next((word(nodes, at) for at in range(1, 4) if word(nodes, at) in _OBJECTS), None)
    return _OBJECTS[found][_VERBS.index(verb)] if found else "dg/c_SQL_commands"
