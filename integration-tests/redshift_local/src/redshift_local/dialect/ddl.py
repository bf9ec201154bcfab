"""CREATE, DROP, ALTER, TRUNCATE, COMMENT."""

from __future__ import annotations

from ..engine.backend import quote_literal
from ..errors import RedshiftError
from . import external_schemas, external_tables, users, views
from .ddl_names import remember
from .external_names import external_name
from .lexer import Token
from .outcome import Forward, Script, Translation
from .statement import Statement
from .table_definition import (
    Remembered,
    body,
    check_keys,
    column_definition,
    column_types,
    constraint,
    table_attributes,
)
from .tree import group_at, split_commas, word
from .types import not_yet, parse_type


def create(statement: Statement) -> Translation:
    at = statement.skip(1, "OR", "REPLACE")
    replace = at > 1
    keyword = statement.word(at)
    if keyword in ("LOCAL", "TEMP", "TEMPORARY", "TABLE"):
        return _create_table(statement, at)
    if keyword == "VIEW":
        return views.create(statement, at + 1, replace)
    if keyword == "MATERIALIZED" and statement.word(at + 1) == "VIEW":
        return views.create_materialized(statement, at + 2)
    if keyword == "SCHEMA":
        return _create_schema(statement, at + 1)
    if keyword == "DATABASE":
        return _create_database(statement, at + 1)
    if keyword in ("USER", "GROUP", "ROLE"):
        return users.create(statement, at)
    if statement.has(at, "EXTERNAL", "SCHEMA"):
        return external_schemas.create(statement, at + 2)
    if statement.has(at, "EXTERNAL", "TABLE"):
        return external_tables.create(statement, at + 2)
    absent = {
        "EXTERNAL": "dg/r_CREATE_EXTERNAL_FUNCTION",
        "FUNCTION": "dg/r_CREATE_FUNCTION",
        "PROCEDURE": "dg/r_CREATE_PROCEDURE",
        "LIBRARY": "dg/r_CREATE_LIBRARY",
        "DATASHARE": "dg/r_CREATE_DATASHARE",
        "MODEL": "dg/r_CREATE_MODEL",
        "MASKING": "dg/r_CREATE_MASKING_POLICY",
        "RLS": "dg/r_CREATE_RLS_POLICY",
        "IDENTITY": "dg/r_CREATE_IDENTITY_PROVIDER",
    }
    if keyword in absent:
        raise not_yet(f"CREATE {keyword}", absent[keyword])
    raise RedshiftError(
        "0A000",
        f"CREATE {keyword or '?'} is not supported",
        hint="what Redshift lacks of PostgreSQL: dg/c_unsupported-postgresql-features",
    )


def _create_table(statement: Statement, at: int) -> Translation:
    at = statement.skip(at, "LOCAL")
    temporary = statement.word(at) in ("TEMP", "TEMPORARY")
    at += 1 if temporary else 0
    if statement.word(at) != "TABLE":
        raise statement.error_at(at)
    at += 1
    guard = ""
    if statement.has(at, "IF", "NOT", "EXISTS"):
        guard, at = "IF NOT EXISTS ", at + 3
    first = statement.nodes[at] if at < len(statement.nodes) else None
    hashed = isinstance(first, Token) and first.text.startswith("#")
    name, at = statement.relation(at)
    if hashed:
        temporary, name = True, _quoted(name)
    if temporary and "." in name.replace('"."', "") and not hashed:
        raise RedshiftError("42P16", "temporary tables cannot be qualified with a schema name")
    head = f"CREATE {'TEMP ' if temporary else ''}TABLE {guard}{name}"
    remembered = Remembered()
    listed = group_at(statement.nodes, at)
    before_query = table_attributes(statement, at, remembered) if listed is None else at
    if listed is None or word(statement.nodes, at + 1) == "AS":
        return _create_table_as(statement, head, name, at, before_query, remembered)
    columns = body(statement, listed.items, remembered)
    end = table_attributes(statement, at + 1, remembered)
    if statement.word(end) == "AS":
        return _create_table_as(statement, head, name, at, end, remembered)
    statement.expect_end(end)
    if not any(word(part, 0) == "LIKE" for part in split_commas(listed.items)):
        check_keys(remembered, column_types(statement, listed.items))
    return Script((f"{head} ({columns})", *remember(name, remembered)), "CREATE TABLE")


def _quoted(name: str) -> str:
    return name if name.startswith('"') else '"' + name.lower() + '"'


def _create_table_as(
    statement: Statement, head: str, name: str, at: int, query_at: int, remembered: Remembered
) -> Translation:
    columns = ""
    if group_at(statement.nodes, at) is not None:
        listed = [statement.part((n,)) for n in statement.group(at).items]
        columns = " (" + ", ".join(part.name(0) for part in listed if not _is_comma(part)) + ")"
        query_at = table_attributes(statement, at + 1, remembered)
    if statement.word(query_at) != "AS":
        raise statement.error_at(query_at, "see dg/r_CREATE_TABLE_AS")
    query = statement.query(query_at + 1).sql
    return Script(
        (
            f"{head}{columns} AS {query}",
            f"SELECT rs_catalog.settle_types({quote_literal(name).strip()}::regclass)",
            *remember(name, remembered),
        ),
        "SELECT",
    )


def _is_comma(part: Statement) -> bool:
    node = part.nodes[0]
    return isinstance(node, Token) and node.is_punct(",")


def _create_schema(statement: Statement, at: int) -> Translation:
    guard = ""
    if statement.has(at, "IF", "NOT", "EXISTS"):
        guard, at = "IF NOT EXISTS ", at + 3
    name = statement.name(at)
    at += 1
    owner = ""
    if statement.word(at) == "AUTHORIZATION":
        owner, at = f" AUTHORIZATION {statement.name(at + 1)}", at + 2
    if statement.word(at) == "QUOTA":
        at += 2 if statement.word(at + 1) == "UNLIMITED" else 3
    statement.expect_end(at)
    return Script((f"CREATE SCHEMA {guard}{name}{owner}",), "CREATE SCHEMA")


def _create_database(statement: Statement, at: int) -> Translation:
    name = statement.name(at)
    at += 1
    at = statement.skip(at, "WITH")
    owner, level = "", "FROM CURRENT"
    while at < len(statement.nodes):
        if statement.word(at) == "OWNER":
            at += 1
            node = statement.nodes[at] if at < len(statement.nodes) else None
            at += 1 if isinstance(node, Token) and node.text == "=" else 0
            owner, at = f" OWNER {statement.name(at)}", at + 1
        elif statement.has(at, "CONNECTION", "LIMIT"):
            at += 3
        elif statement.has(at, "COLLATE", "CASE_SENSITIVE"):
            at += 2
        elif statement.has(at, "ISOLATION", "LEVEL"):
            level, at = f"= '{_isolation(statement, at + 2)}'", at + 3
        else:
            raise statement.error_at(at, "see dg/r_CREATE_DATABASE")
    made = f"CREATE DATABASE {name} TEMPLATE rs_template{owner}"
    setting = f"ALTER DATABASE {name} SET default_transaction_isolation {level}"
    return Script((made, setting), "CREATE DATABASE", outside_transaction=True)


_LEVELS = {"SNAPSHOT": "repeatable read", "SERIALIZABLE": "serializable"}


def _isolation(statement: Statement, at: int) -> str:
    """The engine's name of a database's isolation level (dg/c_serial_isolation)."""
    level = _LEVELS.get(statement.word(at))
    if level is None:
        raise statement.error_at(at, "see dg/r_ALTER_DATABASE")
    return level


def _alter_database(statement: Statement) -> Translation:
    """ALTER DATABASE d { OWNER TO u | ISOLATION LEVEL { SNAPSHOT | SERIALIZABLE } } (dg/r_ALTER_DATABASE)."""
    name = statement.name(2)
    if statement.has(3, "OWNER", "TO"):
        statement.expect_end(6)
        return Script((f"ALTER DATABASE {name} OWNER TO {statement.name(5)}",), "ALTER DATABASE")
    if not statement.has(3, "ISOLATION", "LEVEL"):
        raise not_yet("this form of ALTER DATABASE", "dg/r_ALTER_DATABASE")
    level = _isolation(statement, 5)
    statement.expect_end(6)
    plain = statement.plain_name(2)
    if plain == "dev":
        raise RedshiftError(
            "0A000", "the isolation level of the database dev cannot be changed", hint="see dg/r_ALTER_DATABASE"
        )
    alone = f"SELECT rs_catalog.refuse_when_connected({quote_literal(plain).strip()})"
    setting = f"ALTER DATABASE {name} SET default_transaction_isolation = '{level}'"
    return Script((alone, setting), "ALTER DATABASE", outside_transaction=True)


def drop(statement: Statement) -> Translation:
    keyword = statement.word(1)
    if keyword in ("USER", "GROUP", "ROLE"):
        return users.drop(statement)
    if keyword == "MATERIALIZED" and statement.word(2) == "VIEW":
        return views.drop_materialized(statement)
    if keyword not in ("TABLE", "VIEW", "SCHEMA", "DATABASE"):
        if keyword in ("FUNCTION", "PROCEDURE", "EXTERNAL", "DATASHARE", "LIBRARY", "MODEL"):
            raise not_yet(f"DROP {keyword}", "dg/c_SQL_commands")
        raise RedshiftError("0A000", f"DROP {keyword or '?'} is not supported", hint="see dg/c_SQL_commands")
    at = 2
    guard = ""
    if statement.has(at, "IF", "EXISTS"):
        guard, at = "IF EXISTS ", at + 2
    names, external, plain = [], [], []
    while True:
        parts, _ = statement.relation_parts(at)
        plain.append(statement.queries.names.folded(parts[-1]))
        found = external_name(statement.queries.names, parts) if keyword == "TABLE" else None
        external += [found] if found is not None else []
        name, at = statement.relation(at)
        node = statement.nodes[at] if at < len(statement.nodes) else None
        names.append(_quoted(name) if name.startswith("#") else name)
        if isinstance(node, Token) and node.is_punct(","):
            at += 1
            continue
        break
    ending = ""
    with_database = keyword == "SCHEMA" and statement.has(at, "DROP", "EXTERNAL", "DATABASE")
    at += 3 if with_database else 0
    if statement.word(at) in ("CASCADE", "RESTRICT") and keyword != "DATABASE":
        ending, at = " " + statement.word(at), at + 1
    statement.expect_end(at)
    if external and len(external) < len(names):
        raise not_yet("DROP TABLE of local and external tables together", "dg/r_DROP_TABLE")
    if external:
        return external_tables.drop(statement, external)
    sql = f"DROP {keyword} {guard}{', '.join(names)}{ending}"
    before = external_schemas.drop_databases(statement, plain, ending.strip()) if with_database else ()
    return Script((*before, sql), f"DROP {keyword}", outside_transaction=keyword == "DATABASE")


def truncate(statement: Statement) -> Translation:
    """TRUNCATE [TABLE] t: commits (dg/r_TRUNCATE)."""
    at = statement.skip(1, "TABLE")
    name, at = statement.local_relation(at)
    statement.expect_end(at)
    return Script((f"TRUNCATE TABLE {name}",), "TRUNCATE TABLE", commits=True)


def alter(statement: Statement) -> Translation:
    keyword = statement.word(1)
    if keyword == "TABLE":
        return _alter_table(statement)
    if keyword in ("USER", "GROUP", "ROLE"):
        return users.alter(statement)
    if keyword == "DATABASE":
        return _alter_database(statement)
    if keyword == "SCHEMA":
        name = statement.name(2)
        if statement.has(3, "RENAME", "TO") or statement.has(3, "OWNER", "TO"):
            statement.expect_end(6)
            return Script((f"ALTER SCHEMA {name} {statement.word(3)} TO {statement.name(5)}",), "ALTER SCHEMA")
        raise not_yet("this form of ALTER SCHEMA", "dg/r_ALTER_SCHEMA")
    raise not_yet(f"ALTER {keyword}", "dg/c_SQL_commands")


def _alter_table(statement: Statement) -> Translation:
    parts, behind = statement.relation_parts(2)
    external = external_name(statement.queries.names, parts)
    if external is not None:
        return external_tables.alter(statement, external, behind)
    if external_tables.is_partition_clause(statement, behind):
        raise RedshiftError("42809", "only external tables have partitions", hint="see dg/r_ALTER_TABLE")
    relation, at = statement.relation(2)
    if relation.startswith("#"):
        relation = _quoted(relation)
    head = f"ALTER TABLE {relation}"
    remembered = Remembered()
    keyword = statement.word(at)
    sql: tuple[str, ...]
    if statement.has(at, "RENAME", "TO"):
        statement.expect_end(at + 3)
        sql = (f"{head} RENAME TO {statement.name(at + 2)}",)
    elif keyword == "RENAME":
        at = statement.skip(at + 1, "COLUMN")
        if statement.word(at + 1) != "TO":
            raise statement.error_at(at + 1)
        statement.expect_end(at + 3)
        sql = (f"{head} RENAME COLUMN {statement.name(at)} TO {statement.name(at + 2)}",)
    elif statement.has(at, "OWNER", "TO"):
        statement.expect_end(at + 3)
        sql = (f"{head} OWNER TO {statement.name(at + 2)}",)
    elif keyword == "ADD" and statement.word(at + 1) in ("PRIMARY", "UNIQUE", "FOREIGN", "CONSTRAINT", "CHECK"):
        constraint(statement.part(statement.nodes[at + 1 :]), remembered)
        sql = remember(relation, remembered)
    elif keyword == "ADD":
        at = statement.skip(at + 1, "COLUMN")
        column = column_definition(statement, statement.nodes[at:], remembered)
        if any(isinstance(n, Token) and n.is_punct(",") for n in statement.nodes[at:]):
            raise RedshiftError("42601", "ADD COLUMN takes one column", hint="see dg/r_ALTER_TABLE")
        sql = (f"{head} ADD COLUMN {column}", *remember(relation, remembered))
    elif keyword == "DROP" and statement.word(at + 1) == "CONSTRAINT":
        sql = ("SELECT 1",)
    elif keyword == "DROP":
        at = statement.skip(at + 1, "COLUMN")
        ending = f" {statement.word(at + 1)}" if statement.word(at + 1) in ("CASCADE", "RESTRICT") else ""
        statement.expect_end(at + (2 if ending else 1))
        sql = (f"{head} DROP COLUMN {statement.name(at)}{ending}",)
    elif keyword == "ALTER" and statement.word(at + 1) in (
        "DISTSTYLE",
        "DISTKEY",
        "SORTKEY",
        "COMPOUND",
        "INTERLEAVED",
    ):
        sql = _alter_keys(statement, relation, at + 1, remembered)
    elif keyword == "ALTER":
        return _alter_column(statement, head, at + 1)
    elif keyword == "APPEND":
        raise not_yet("ALTER TABLE APPEND", "dg/r_ALTER_TABLE_APPEND")
    else:
        raise statement.error_at(at, "see dg/r_ALTER_TABLE")
    return Script(sql, "ALTER TABLE")


def _alter_keys(statement: Statement, relation: str, at: int, remembered: Remembered) -> tuple[str, ...]:
    if statement.word(at) == "DISTKEY" and group_at(statement.nodes, at + 1) is None:
        remembered.distkey, remembered.diststyle = statement.plain_name(at + 1), "key"
        statement.expect_end(at + 2)
    elif statement.has(at, "DISTSTYLE", "KEY", "DISTKEY"):
        remembered.distkey, remembered.diststyle = statement.plain_name(at + 3), "key"
    elif statement.has(at, "SORTKEY", "NONE"):
        remembered.sortkey_type = "NONE"
    else:
        statement.expect_end(table_attributes(statement, at, remembered))
    return remember(relation, remembered)


def _alter_column(statement: Statement, head: str, at: int) -> Translation:
    """ALTER COLUMN c TYPE VARCHAR(n): the only change of type that Redshift makes."""
    at = statement.skip(at, "COLUMN")
    column = statement.name(at)
    if statement.word(at + 1) == "ENCODE":
        return Script(("SELECT 1",), "ALTER TABLE")
    if statement.word(at + 1) != "TYPE":
        raise statement.error_at(at + 1, "see dg/r_ALTER_TABLE")
    parsed = parse_type(statement.nodes, at + 2, in_ddl=True)
    if parsed.family != "varchar":
        raise RedshiftError("0A000", "only the size of a VARCHAR column can be altered", hint="see dg/r_ALTER_TABLE")
    statement.expect_end(at + 2 + parsed.width)
    return Script((f"{head} ALTER COLUMN {column} TYPE {parsed.engine}",), "ALTER TABLE", outside_transaction=True)


def comment(statement: Statement) -> Translation:
    """COMMENT ON TABLE | COLUMN | VIEW | DATABASE | SCHEMA name IS 'text' | NULL (dg/r_COMMENT)."""
    if statement.word(1) != "ON" or statement.word(2) not in ("TABLE", "COLUMN", "VIEW", "DATABASE", "SCHEMA"):
        raise statement.error_at(1, "see dg/r_COMMENT")
    relation, at = statement.column_name(3) if statement.word(2) == "COLUMN" else statement.local_relation(3)
    if statement.word(at) != "IS":
        raise statement.error_at(at, "see dg/r_COMMENT")
    text = "NULL" if statement.word(at + 1) == "NULL" else quote_literal(statement.string(at + 1))
    statement.expect_end(at + 2)
    return Forward(f"COMMENT ON {statement.word(2)} {relation} IS {text}")
