"""What the forms of SHOW share: names of objects, LIKE, LIMIT."""

from __future__ import annotations

from ..engine.backend import quote_literal
from ..errors import RedshiftError
from .lexer import Token
from .statement import Statement

MOST_ROWS = 10_000


def object_name(statement: Statement, at: int) -> tuple[list[str], int]:
    """The parts of a name, each a literal or a parameter of engine SQL, and the position behind it."""
    parts = [name_or_parameter(statement, at)]
    at += 1
    while at + 1 < len(statement.nodes):
        node = statement.nodes[at]
        if not (isinstance(node, Token) and node.is_punct(".")):
            break
        parts.append(name_or_parameter(statement, at + 1))
        at += 2
    return parts, at


def from_object(statement: Statement, at: int, kind: str) -> tuple[list[str], int]:
    """The parts of the name behind FROM kind."""
    if statement.word(at) != "FROM":
        raise statement.error_at(at, f"see dg/r_SHOW_{statement.word(1)}")
    return object_name(statement, statement.skip(at + 1, kind))


def name_or_parameter(statement: Statement, at: int) -> str:
    node = statement.nodes[at] if at < len(statement.nodes) else None
    if isinstance(node, Token) and node.kind == "param":
        return f"{node.text}::text"
    return quote_literal(statement.plain_name(at)).strip()


def like(statement: Statement, at: int) -> tuple[str, int]:
    if statement.word(at) != "LIKE":
        return "NULL", at
    node = statement.nodes[at + 1] if at + 1 < len(statement.nodes) else None
    if isinstance(node, Token) and node.kind == "param":
        return f"{node.text}::text", at + 2
    if isinstance(node, Token) and node.kind == "string":
        return statement.queries.names.literal(node), at + 2
    raise statement.error_at(at + 1)


def limit(statement: Statement, at: int) -> str:
    if statement.word(at) == "LIMIT":
        node = statement.nodes[at + 1] if at + 1 < len(statement.nodes) else None
        if not (isinstance(node, Token) and node.kind in ("number", "param")):
            raise statement.error_at(at + 1)
        if node.kind == "number" and not (node.text.isdigit() and int(node.text) <= MOST_ROWS):
            raise RedshiftError("22023", f"LIMIT of SHOW takes 0 to {MOST_ROWS}", hint="see dg/r_SHOW_TABLES")
        statement.expect_end(at + 2)
        return f" LIMIT {node.text}"
    statement.expect_end(at)
    return ""
