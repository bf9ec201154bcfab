"""SHOW: metadata as functions of the engine's schema rs_catalog, and settings."""

from __future__ import annotations

from ..errors import RedshiftError
from .configuration import REDSHIFT_SETTINGS
from .late_columns import late_columns_table
from .outcome import Forward, Translation
from .show_grants import column_grants, grants
from .show_parts import from_object, like, limit
from .statement import Statement
from .types import not_yet

_ENGINE_SHOWS = frozenset(
    "statement_timeout timezone datestyle extra_float_digits search_path client_encoding server_encoding "
    "application_name intervalstyle is_superuser session_authorization".split()
)


def show(statement: Statement) -> Translation:
    kind = statement.word(1)
    if kind == "DATABASES":
        pattern, at = like(statement, _from_account(statement, 2))
        limit(statement, at)
        return Forward(f"SELECT * FROM rs_catalog.show_databases({pattern})")
    if kind == "SCHEMAS":
        parts, at = from_object(statement, 2, "DATABASE")
        return _metadata(statement, "show_schemas", parts, 1, at)
    if kind == "TABLES":
        parts, at = from_object(statement, 2, "SCHEMA")
        return _metadata(statement, "show_tables", parts, 2, at)
    if kind == "COLUMNS":
        parts, at = from_object(statement, 2, "TABLE")
        return _columns(statement, parts, at)
    if kind == "CONSTRAINTS":
        return _constraints(statement)
    if kind == "GRANTS":
        return grants(statement)
    if statement.has(1, "COLUMN", "GRANTS"):
        return column_grants(statement)
    if kind in ("FUNCTIONS", "PROCEDURES"):
        parts, at = from_object(statement, 2, "SCHEMA")
        return _metadata(statement, f"show_{kind.lower()}", parts, 2, at)
    if kind in ("PARAMETERS", "EXTERNAL", "TABLE", "VIEW", "MODEL", "DATASHARES"):
        return _later(statement, kind)
    return _setting(statement)


def _later(statement: Statement, kind: str) -> Translation:
    if kind == "PARAMETERS":
        # Drivers ask for metadata; the stand-in has no procedures or functions of users.
        return Forward("SELECT * FROM rs_catalog.show_parameters()")
    raise not_yet(f"SHOW {kind}", "dg/r_SHOW_" + kind)


def _from_account(statement: Statement, at: int) -> int:
    if statement.word(at) == "FROM":
        raise not_yet("SHOW DATABASES FROM DATA CATALOG", "dg/r_SHOW_DATABASES")
    return at


def _metadata(statement: Statement, function: str, parts: list[str], wanted: int, at: int) -> Translation:
    full = _qualified(statement, parts, wanted, at)
    pattern, at = like(statement, at)
    ending = limit(statement, at)
    return Forward(f"SELECT * FROM rs_catalog.{function}({', '.join(full)}, {pattern}){ending}")


def _qualified(statement: Statement, parts: list[str], wanted: int, at: int) -> list[str]:
    """A name with the database and the schema that it leaves out."""
    if len(parts) > wanted:
        raise statement.error_at(at)
    if wanted - len(parts) == 1 and wanted == 3:
        return ["current_database()::text", *parts]
    return ["current_database()::text", "current_schema()::text"][: wanted - len(parts)] + parts


def _columns(statement: Statement, parts: list[str], at: int) -> Translation:
    """SHOW COLUMNS; those of a late-binding view are what its query gives now."""
    full = _qualified(statement, parts, 3, at)
    pattern, at = like(statement, at)
    ending = limit(statement, at)
    names = ["of_schema", "of_view", "of_name", "of_type", "place"]
    late, listed = late_columns_table(statement.queries, names), ", ".join(names)
    shown = f"SELECT * FROM rs_catalog.show_columns({', '.join(full)}, {pattern})"
    late_shown = f"SELECT (rs_catalog.show_late_column({', '.join(full)}, {pattern}, {listed})).* FROM ({late}) AS l"
    return Forward(f"{shown} UNION ALL {late_shown} ORDER BY ordinal_position{ending}")


def _constraints(statement: Statement) -> Translation:
    at = 2
    if statement.has(at, "PRIMARY", "KEYS"):
        function = "show_primary_keys"
    elif statement.has(at, "FOREIGN", "KEYS"):
        function = "show_exported_keys" if statement.word(at + 2) == "EXPORTED" else "show_foreign_keys"
    else:
        raise statement.error_at(at, "see dg/r_SHOW_CONSTRAINTS")
    at = statement.skip(at + 2, "EXPORTED")
    parts, at = from_object(statement, at, "TABLE")
    return _metadata(statement, function, parts, 3, at)


def _setting(statement: Statement) -> Translation:
    if statement.has(1, "TIME", "ZONE"):
        return Forward("SHOW timezone")
    if statement.has(1, "TRANSACTION", "ISOLATION", "LEVEL"):
        return Forward("SELECT 'Serializable'::varchar AS transaction_isolation")
    statement.expect_end(2)
    if statement.word(1) == "ALL":
        raise not_yet("SHOW ALL", "dg/r_SHOW")
    name = statement.plain_name(1)
    if name in REDSHIFT_SETTINGS:
        default = REDSHIFT_SETTINGS[name].replace("'", "''")
        return Forward(f"SELECT coalesce(current_setting('rs.{name}', true), '{default}')::varchar AS {name}")
    if name in _ENGINE_SHOWS:
        return Forward(f"SHOW {name}")
    raise RedshiftError("42704", f'unrecognized configuration parameter "{name}"', hint="see dg/r_SHOW")
