"""SHOW GRANTS (dg/r_SHOW_GRANTS)."""

from __future__ import annotations

from ..engine.backend import quote_literal
from ..errors import RedshiftError
from .outcome import Forward, Translation
from .show_parts import like, limit, name_or_parameter, object_name
from .statement import Statement
from .types import not_yet

_OBJECT_COLUMNS = (
    "schema_name, coalesce(object_name, schema_name)::varchar AS object_name, object_type, privilege_type, "
    "identity_id, identity_name, identity_type, admin_option, privilege_scope, database_name, grantor_name"
)
_DATABASE_COLUMNS = (
    "database_name, privilege_type, identity_id, identity_name, identity_type, admin_option, privilege_scope, "
    "grantor_name"
)
_IDENTITY_COLUMNS = (
    "database_name, schema_name, object_name, object_type, privilege_type, identity_id, identity_name, identity_type, "
    "privilege_scope, grantor_name"
)


def grants(statement: Statement) -> Translation:
    """SHOW GRANTS { ON object [FOR identity] | FOR identity [FROM DATABASE d] } [LIMIT n]."""
    if statement.word(2) == "FOR":
        return _of_identity(statement)
    if statement.word(2) != "ON":
        raise statement.error_at(2, "see dg/r_SHOW_GRANTS")
    kind = statement.word(3)
    if kind in ("FUNCTION", "TEMPLATE"):
        raise not_yet(f"SHOW GRANTS ON {kind}", "dg/r_SHOW_GRANTS")
    named = kind in ("DATABASE", "SCHEMA", "TABLE")
    kind = kind if named else "TABLE"
    parts, at = object_name(statement, 4 if named else 3)
    most = {"DATABASE": 1, "SCHEMA": 2, "TABLE": 3}[kind]
    if len(parts) > most:
        raise statement.error_at(at)
    full = ["current_database()::text", "current_schema()::text"][: most - len(parts)] + parts
    if kind == "TABLE" and len(parts) == 2:
        full = ["current_database()::text", *parts]
    tests = [f"object_type = '{kind}'"]
    for column, value in zip(("database_name", "schema_name", "object_name"), full, strict=False):
        tests.append(f"{column}::text = {value}")
    if statement.word(at) == "FOR":
        test, at = _identity(statement, at + 1)
        tests.append(test)
    columns = _DATABASE_COLUMNS if kind == "DATABASE" else _OBJECT_COLUMNS
    return _select(columns, tests, limit(statement, at))


def column_grants(statement: Statement) -> Translation:
    """SHOW COLUMN GRANTS ON TABLE t [LIKE pattern] [LIMIT n], as drivers ask it."""
    if not statement.has(3, "ON", "TABLE"):
        raise statement.error_at(3, "see dg/r_SHOW_GRANTS")
    parts, at = object_name(statement, 5)
    if len(parts) > 3:
        raise statement.error_at(at)
    full = ["current_schema()::text", *parts] if len(parts) == 1 else parts
    names = ("database_name", "schema_name", "table_name")[-len(full) :]
    tests = [f"{column}::text = {value}" for column, value in zip(names, full, strict=True)]
    pattern, at = like(statement, at)
    tests.append(f"rs_catalog.like_or_all(column_name, {pattern})")
    order = "ORDER BY column_name, identity_name, privilege_type"
    return Forward(f"SELECT * FROM rs_catalog.column_grants WHERE {' AND '.join(tests)} {order}{limit(statement, at)}")


def _of_identity(statement: Statement) -> Translation:
    test, at = _identity(statement, 3)
    tests = [test]
    if statement.has(at, "FROM", "DATABASE"):
        tests.append(f"database_name::text = {name_or_parameter(statement, at + 2)}")
        at += 3
    return _select(_IDENTITY_COLUMNS, tests, limit(statement, at))


def _identity(statement: Statement, at: int) -> tuple[str, int]:
    if statement.word(at) == "PUBLIC":
        return "identity_type = 'public'", at + 1
    if statement.word(at) == "ROLE":
        return f"identity_type = 'role' AND identity_name = {_quoted(statement, at + 1)}", at + 2
    return f"identity_type = 'user' AND identity_name = {_quoted(statement, at)}", at + 1


def _quoted(statement: Statement, at: int) -> str:
    if at >= len(statement.nodes):
        raise RedshiftError("42601", "syntax error at end of input", hint="see dg/r_SHOW_GRANTS")
    return quote_literal(statement.plain_name(at)).strip()


def _select(columns: str, tests: list[str], ending: str) -> Translation:
    where = " AND ".join(tests)
    order = "ORDER BY schema_name NULLS FIRST, object_name NULLS FIRST, identity_name, privilege_type"
    return Forward(f"SELECT {columns} FROM rs_catalog.grants WHERE {where} {order}{ending}")
