"""SHOW: metadata as functions of the engine's schema rs_catalog, and settings."""

from __future__ import annotations

from ..errors import RedshiftError
from .configuration import REDSHIFT_SETTINGS
from .lexer import Token
from .outcome import Forward, Translation
from .statement import Statement
from .types import not_yet

_ENGINE_SHOWS = frozenset(
    "statement_timeout timezone datestyle extra_float_digits search_path client_encoding server_encoding "
    "application_name intervalstyle is_superuser session_authorization".split()
)


_MOST_ROWS = 10_000


def show(statement: Statement) -> Translation:
    kind = statement.word(1)
    if kind == "DATABASES":
        pattern, at = _like(statement, _from_account(statement, 2))
        _limit(statement, at)
        return Forward(f"SELECT * FROM rs_catalog.show_databases({pattern})")
    if kind == "SCHEMAS":
        parts, at = _object(statement, 2, "DATABASE")
        return _metadata(statement, "show_schemas", parts, 1, at)
    if kind == "TABLES":
        parts, at = _object(statement, 2, "SCHEMA")
        return _metadata(statement, "show_tables", parts, 2, at)
    if kind == "COLUMNS":
        parts, at = _object(statement, 2, "TABLE")
        return _metadata(statement, "show_columns", parts, 3, at)
    if kind == "CONSTRAINTS":
        return _constraints(statement)
    if kind in ("GRANTS", "FUNCTIONS", "PROCEDURES", "PARAMETERS", "EXTERNAL", "TABLE", "VIEW", "MODEL", "DATASHARES"):
        return _later(statement, kind)
    return _setting(statement)


def _later(statement: Statement, kind: str) -> Translation:
    empty = {
        "PROCEDURES": "show_procedures",
        "FUNCTIONS": "show_functions",
        "GRANTS": "show_grants",
        "PARAMETERS": "show_parameters",
    }
    if kind in empty:
        # Drivers ask at connection time or for metadata; the stand-in has no procedures or functions of users.
        return Forward(f"SELECT * FROM rs_catalog.{empty[kind]}()")
    raise not_yet(f"SHOW {kind}", "dg/r_SHOW_" + kind)


def _from_account(statement: Statement, at: int) -> int:
    if statement.word(at) == "FROM":
        raise not_yet("SHOW DATABASES FROM DATA CATALOG", "dg/r_SHOW_DATABASES")
    return at


def _object(statement: Statement, at: int, kind: str) -> tuple[list[str], int]:
    """The names behind FROM kind, each a literal or a parameter of engine SQL."""
    if statement.word(at) != "FROM":
        raise statement.error_at(at, f"see dg/r_SHOW_{statement.word(1)}")
    at = statement.skip(at + 1, kind)
    parts = [_name_or_parameter(statement, at)]
    at += 1
    while at + 1 < len(statement.nodes):
        node = statement.nodes[at]
        if not (isinstance(node, Token) and node.is_punct(".")):
            break
        parts.append(_name_or_parameter(statement, at + 1))
        at += 2
    return parts, at


def _name_or_parameter(statement: Statement, at: int) -> str:
    node = statement.nodes[at] if at < len(statement.nodes) else None
    if isinstance(node, Token) and node.kind == "param":
        return f"{node.text}::text"
    from ..engine.backend import quote_literal

    return quote_literal(statement.plain_name(at)).strip()


def _metadata(statement: Statement, function: str, parts: list[str], wanted: int, at: int) -> Translation:
    if len(parts) > wanted:
        raise statement.error_at(at)
    full = ["current_database()::text", "current_schema()::text"][: wanted - len(parts)] + parts
    if wanted - len(parts) == 1 and wanted == 3:
        full = ["current_database()::text", *parts]
    pattern, at = _like(statement, at)
    limit = _limit(statement, at)
    return Forward(f"SELECT * FROM rs_catalog.{function}({', '.join(full)}, {pattern}){limit}")


def _like(statement: Statement, at: int) -> tuple[str, int]:
    if statement.word(at) != "LIKE":
        return "NULL", at
    node = statement.nodes[at + 1] if at + 1 < len(statement.nodes) else None
    if isinstance(node, Token) and node.kind == "param":
        return f"{node.text}::text", at + 2
    if isinstance(node, Token) and node.kind == "string":
        return statement.queries.names.literal(node), at + 2
    raise statement.error_at(at + 1)


def _limit(statement: Statement, at: int) -> str:
    if statement.word(at) == "LIMIT":
        node = statement.nodes[at + 1] if at + 1 < len(statement.nodes) else None
        if not (isinstance(node, Token) and node.kind in ("number", "param")):
            raise statement.error_at(at + 1)
        if node.kind == "number" and not (node.text.isdigit() and int(node.text) <= _MOST_ROWS):
            raise RedshiftError("22023", f"LIMIT of SHOW takes 0 to {_MOST_ROWS}", hint="see dg/r_SHOW_TABLES")
        statement.expect_end(at + 2)
        return f" LIMIT {node.text}"
    statement.expect_end(at)
    return ""


def _constraints(statement: Statement) -> Translation:
    at = 2
    if statement.has(at, "PRIMARY", "KEYS"):
        function = "show_primary_keys"
    elif statement.has(at, "FOREIGN", "KEYS"):
        function = "show_exported_keys" if statement.word(at + 2) == "EXPORTED" else "show_foreign_keys"
    else:
        raise statement.error_at(at, "see dg/r_SHOW_CONSTRAINTS")
    at = statement.skip(at + 2, "EXPORTED")
    parts, at = _object(statement, at, "TABLE")
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
