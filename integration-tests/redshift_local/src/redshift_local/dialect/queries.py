"""SELECT and the statements that change rows."""

from __future__ import annotations

from ..errors import RedshiftError
from .outcome import ExplainPlan, Forward, Translation
from .statement import Statement
from .tree import group_at, split_commas, word
from .types import not_yet


def select(statement: Statement) -> Translation:
    nodes = statement.nodes
    for at in range(len(nodes)):
        if word(nodes, at) == "INTO" and word(nodes, 0) == "SELECT":
            raise not_yet("SELECT INTO", "dg/r_SELECT_INTO")
    return Forward(statement.render())


def insert(statement: Statement) -> Translation:
    """INSERT INTO t [(cols)] { DEFAULT VALUES | VALUES (..), .. | query } (dg/r_INSERT_30)."""
    if statement.word(1) != "INTO":
        raise statement.error_at(1)
    relation, at = statement.relation(2)
    columns = ""
    listed = group_at(statement.nodes, at)
    if listed is not None and word(listed.items, 0) not in ("SELECT", "WITH"):
        names = []
        for part in split_commas(listed.items):
            if len(part) != 1:
                raise RedshiftError("42601", "syntax error in the column list of INSERT")
            names.append(Statement(statement.text, tuple(part), statement.walker).name(0))
        columns = f" ({', '.join(names)})"
        at += 1
    rest = statement.nodes[at:]
    statement.walker.used.relations.add(relation.lower())
    if statement.has(at, "DEFAULT", "VALUES"):
        statement.expect_end(at + 2)
        return Forward(f"INSERT INTO {relation}{columns} DEFAULT VALUES")
    if statement.word(at) == "VALUES":
        values = statement.render(rest[1:])
        return Forward(f"INSERT INTO {relation}{columns} VALUES {values}")
    if word(rest, 0) in ("SELECT", "WITH") or group_at(rest, 0) is not None:
        return Forward(f"INSERT INTO {relation}{columns} {statement.render(rest)}")
    raise statement.error_at(at, "see dg/r_INSERT_30")


def update(statement: Statement) -> Translation:
    if statement.word(1) == "ONLY":
        raise statement.error_at(1)
    return Forward(statement.render())


def delete(statement: Statement) -> Translation:
    """DELETE [FROM] t [USING ..] [WHERE ..] (dg/r_DELETE)."""
    at = statement.skip(1, "FROM")
    relation, at = statement.relation(at)
    statement.walker.used.relations.add(relation.lower())
    rest = statement.render(statement.nodes[at:])
    return Forward(f"DELETE FROM {relation} {rest}".rstrip())


def merge(statement: Statement) -> Translation:
    """MERGE with exactly one WHEN MATCHED and one WHEN NOT MATCHED branch (dg/r_MERGE)."""
    nodes = statement.nodes
    if statement.word(1) != "INTO":
        raise statement.error_at(1, "see dg/r_MERGE")
    if any(word(nodes, at) == "REMOVE" and word(nodes, at + 1) == "DUPLICATES" for at in range(len(nodes))):
        raise not_yet("MERGE ... REMOVE DUPLICATES", "dg/r_MERGE")
    matched = [at for at in range(len(nodes)) if word(nodes, at) == "WHEN"]
    kinds = ["NOT MATCHED" if word(nodes, at + 1) == "NOT" else "MATCHED" for at in matched]
    if kinds != ["MATCHED", "NOT MATCHED"]:
        raise RedshiftError(
            "42601",
            "MERGE takes exactly one WHEN MATCHED and then one WHEN NOT MATCHED clause",
            hint="see dg/r_MERGE",
        )
    for at in matched:
        behind = at + (3 if word(nodes, at + 1) == "NOT" else 2)
        if word(nodes, behind) != "THEN":
            raise RedshiftError("42601", "MERGE takes no further condition in WHEN", hint="see dg/r_MERGE")
    return Forward(_render_merge(statement))


def _render_merge(statement: Statement) -> str:
    """The INSERT branch's column list stands where a call would stand, so it is rendered by hand."""
    nodes = statement.nodes
    for at in range(len(nodes)):
        if word(nodes, at) == "INSERT" and group_at(nodes, at + 1) and word(nodes, at + 2) == "VALUES":
            columns = statement.render(statement.group(at + 1).items)
            values = statement.render(statement.group(at + 3).items)
            statement.expect_end(at + 4)
            return f"{statement.render(nodes[:at])} INSERT ({columns}) VALUES ({values})"
    return statement.render()


def explain(statement: Statement) -> Translation:
    """EXPLAIN [VERBOSE] query (dg/r_EXPLAIN)."""
    at = statement.skip(1, "VERBOSE")
    if statement.word(at) in ("ANALYZE", "ANALYSE") or group_at(statement.nodes, at) is not None:
        raise statement.error_at(at, "EXPLAIN takes no options but VERBOSE: dg/r_EXPLAIN")
    inner = Statement(statement.text, statement.nodes[at:], statement.walker)
    handlers = {"SELECT": select, "WITH": select, "INSERT": insert, "UPDATE": update, "DELETE": delete}
    handler = handlers.get(inner.word(0))
    if handler is None:
        raise statement.error_at(at, "see dg/r_EXPLAIN")
    translated = handler(inner)
    assert isinstance(translated, Forward)
    return ExplainPlan(translated.sql)


def declare(statement: Statement) -> Translation:
    """DECLARE name CURSOR FOR query (dg/declare)."""
    if not statement.has(2, "CURSOR", "FOR"):
        raise statement.error_at(2, "see dg/declare")
    return Forward(f"DECLARE {statement.name(1)} CURSOR FOR {statement.render(statement.nodes[4:])}")


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
