"""Views: ordinary, late-binding, materialized."""

from __future__ import annotations

from ..errors import RedshiftError
from .compiler import comma
from .ddl_names import remember
from .outcome import Script, Translation
from .statement import Statement
from .table_definition import Remembered, table_attributes
from .tree import group_at, source, word
from .types import not_yet

_LATE = ["WITH", "NO", "SCHEMA", "BINDING"]


def create(statement: Statement, at: int, replace: bool) -> Translation:
    """CREATE [OR REPLACE] VIEW v [(cols)] AS query [WITH NO SCHEMA BINDING] (dg/r_CREATE_VIEW)."""
    statement.queries.reads_foreign = False
    name, at = statement.relation(at)
    columns = ""
    if group_at(statement.nodes, at) is not None:
        columns = f" ({comma([statement.queries.names.engine(t) for t in statement.parser(at).names()])})"
        at += 1
    if statement.word(at) != "AS":
        raise statement.error_at(at, "see dg/r_CREATE_VIEW")
    nodes = statement.nodes[at + 1 :]
    head = f"CREATE {'OR REPLACE ' if replace else ''}VIEW {name}"
    if [word(nodes, len(nodes) - 4 + i) for i in range(4)] == _LATE:
        return _late_binding(statement, head, name, columns, at + 1)
    query = statement.part(nodes).query().sql
    database = statement.queries.facts.database
    if any(name[0] == database for name in statement.queries.used.foreign):
        raise RedshiftError(
            "0A000", "a view on external tables takes WITH NO SCHEMA BINDING", hint="see dg/r_CREATE_EXTERNAL_TABLE"
        )
    if statement.queries.used.foreign:
        raise RedshiftError(
            "0A000",
            "a view on objects of another database takes WITH NO SCHEMA BINDING",
            hint="see dg/cross-database_limitation",
        )
    return Script((f"{head}{columns} AS {query}",), "CREATE VIEW")


def _late_binding(statement: Statement, head: str, name: str, columns: str, at: int) -> Translation:
    """The query is kept as it was written, and bound anew by every statement that reads the view."""
    inner = statement.part(statement.nodes[at:-4])
    statement.queries.qualified_only = True
    inner.query()
    text = source(inner.nodes)
    if columns:
        text = f"SELECT * FROM ({text}) AS bound{columns}"
    remembered = Remembered(late_view=text)
    return Script((f'{head} AS SELECT NULL::varchar AS "?late"', *remember(name, remembered)), "CREATE VIEW")


def create_materialized(statement: Statement, at: int) -> Translation:
    """CREATE MATERIALIZED VIEW v [attributes] [AUTO REFRESH YES | NO] AS query."""
    statement.queries.reads_foreign = False
    name, at = statement.relation(at)
    remembered = Remembered()
    at = table_attributes(statement, at, remembered)
    if statement.has(at, "AUTO", "REFRESH") and statement.word(at + 2) in ("YES", "NO"):
        at += 3
    if statement.word(at) != "AS":
        raise statement.error_at(at, "see dg/materialized-view-create-sql-command")
    query = statement.query(at + 1).sql
    if statement.queries.used.foreign:
        raise not_yet(
            "a materialized view on external tables or objects of another database",
            "dg/materialized-view-create-sql-command, dg/cross-database_limitation",
        )
    made = f"CREATE MATERIALIZED VIEW {name} AS {query}"
    return Script((made, *remember(name, remembered)), "CREATE MATERIALIZED VIEW")


def drop_materialized(statement: Statement) -> Translation:
    """DROP MATERIALIZED VIEW [IF EXISTS] v [CASCADE | RESTRICT]."""
    guard = "IF EXISTS " if statement.has(3, "IF", "EXISTS") else ""
    name, at = statement.relation(5 if guard else 3)
    ending = ""
    if statement.word(at) in ("CASCADE", "RESTRICT"):
        ending, at = f" {statement.word(at)}", at + 1
    statement.expect_end(at)
    return Script((f"DROP MATERIALIZED VIEW {guard}{name}{ending}",), "DROP MATERIALIZED VIEW")


def refresh(statement: Statement) -> Translation:
    """REFRESH MATERIALIZED VIEW v [RESTRICT | CASCADE] (dg/materialized-view-refresh-sql-command)."""
    if not statement.has(1, "MATERIALIZED", "VIEW"):
        raise statement.error_at(1, "see dg/materialized-view-refresh-sql-command")
    name, at = statement.relation(3)
    if statement.word(at) in ("CASCADE", "RESTRICT"):
        at += 1
    statement.expect_end(at)
    return Script((f"REFRESH MATERIALIZED VIEW {name}",), "REFRESH")
