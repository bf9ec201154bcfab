"""SELECT as a statement, EXPLAIN, and cursors."""

from __future__ import annotations

from . import ast, dml
from .compiler import check_nodes_used
from .ddl_names import settled_table
from .foreign_names import refuse_foreign
from .outcome import ExplainPlan, Forward, Script, Translation
from .statement import Statement
from .tree import group_at, word
from .types import not_yet


def select(statement: Statement) -> Translation:
    """A query, or WITH before a statement that changes rows (dg/r_WITH_clause)."""
    if statement.word(0) == "WITH":
        for at in range(len(statement.nodes)):
            if at and word(statement.nodes, at) in ("INSERT", "UPDATE", "DELETE"):
                return dml.with_tables(statement, at)
    parser = statement.parser()
    query = parser.whole_query()
    compiled = statement.queries.top(query)
    check_nodes_used(statement.queries.used)
    body = query.body
    if isinstance(body, ast.Select) and body.into:
        refuse_foreign(statement.queries.names, body.into)
        name = ".".join(statement.queries.names.engine(part) for part in body.into)
        temporary = body.into_temporary or body.into[0].text.startswith("#")
        return Script(settled_table(name, compiled.sql, temporary), "SELECT")
    return Forward(statement.queries.shown(compiled), bare=compiled.sql)


def explain(statement: Statement) -> Translation:
    """EXPLAIN [VERBOSE] query (dg/r_EXPLAIN)."""
    at = statement.skip(1, "VERBOSE")
    if statement.word(at) in ("ANALYZE", "ANALYSE") or (
        group_at(statement.nodes, at) is not None and at + 1 < len(statement.nodes)
    ):
        raise statement.error_at(at, "EXPLAIN takes no options but VERBOSE: dg/r_EXPLAIN")
    inner = statement.part(statement.nodes[at:])
    first = inner.word(0)
    if first in ("INSERT", "UPDATE", "DELETE"):
        changes = {"INSERT": dml.insert, "UPDATE": dml.update, "DELETE": dml.delete}
        translated = changes[first](inner, None)
    elif first in ("SELECT", "WITH") or group_at(inner.nodes, 0) is not None:
        translated = select(inner)
    else:
        raise statement.error_at(at, "see dg/r_EXPLAIN")
    if not isinstance(translated, Forward):
        raise not_yet("EXPLAIN of this statement", "dg/r_EXPLAIN")
    return ExplainPlan(translated.sql)


def declare(statement: Statement) -> Translation:
    """DECLARE name CURSOR FOR query (dg/declare)."""
    if not statement.has(2, "CURSOR", "FOR"):
        raise statement.error_at(2, "see dg/declare")
    return Forward(f"DECLARE {statement.name(1)} CURSOR FOR {statement.queries.shown(statement.query(4))}")


def fetch(statement: Statement) -> Translation:
    """FETCH [NEXT | ALL | FORWARD [n | ALL]] FROM cursor (dg/fetch)."""
    allowed = {"NEXT", "ALL", "FORWARD"}
    head = [statement.word(at) for at in range(1, len(statement.nodes) - 2)]
    if any(item and item not in allowed for item in head) or statement.word(len(statement.nodes) - 2) != "FROM":
        raise statement.error_at(1, "see dg/fetch")
    return Forward(statement.text.rstrip("; \n"))


def close(statement: Statement) -> Translation:
    name = statement.name(1)
    statement.expect_end(2)
    return Forward(f"CLOSE {name}")


def prepare(statement: Statement) -> Translation:
    raise not_yet("PREPARE as a statement", "dg/r_PREPARE")


def execute(statement: Statement) -> Translation:
    raise not_yet("EXECUTE as a statement", "dg/r_EXECUTE")


def deallocate(statement: Statement) -> Translation:
    raise not_yet("DEALLOCATE as a statement", "dg/r_DEALLOCATE")
