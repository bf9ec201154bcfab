"""CREATE EXTERNAL SCHEMA, and DROP SCHEMA with its database (dg/r_CREATE_EXTERNAL_SCHEMA, dg/r_DROP_SCHEMA)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from ..engine.backend import quote_literal
from ..errors import RedshiftError
from .outcome import Script, Translation
from .statement import Statement
from .types import not_yet

_PAGE = "dg/r_CREATE_EXTERNAL_SCHEMA"
_OTHER_SOURCES = ("HIVE", "POSTGRES", "MYSQL", "KINESIS", "MSK", "KAFKA", "REDSHIFT")
_ROLE = re.compile(r"arn:aws[^,\s]*(,arn:aws[^,\s]*)*")
_CREATE_DATABASE = ("CREATE", "EXTERNAL", "DATABASE", "IF", "NOT", "EXISTS")


def create(statement: Statement, at: int) -> Translation:
    """[IF NOT EXISTS] s FROM [DATA CATALOG] DATABASE 'd' [REGION 'r'] IAM_ROLE r [CREATE EXTERNAL DATABASE ..]."""
    guarded = statement.has(at, "IF", "NOT", "EXISTS")
    at += 3 if guarded else 0
    schema = statement.queries.facts.short(statement.plain_name(at))
    if statement.word(at + 1) != "FROM":
        raise statement.error_at(at + 1, f"see {_PAGE}")
    if statement.word(at + 2) in _OTHER_SOURCES:
        raise not_yet(f"an external schema from {statement.word(at + 2)}", _PAGE)
    at = statement.skip(at + 2, "DATA", "CATALOG")
    if statement.word(at) != "DATABASE":
        raise statement.error_at(at, f"see {_PAGE}")
    database, at = statement.string(at + 1).lower(), at + 2
    options = {}
    if statement.word(at) == "REGION":
        options["REGION"], at = statement.string(at + 1), at + 2
    if statement.word(at) != "IAM_ROLE":
        raise statement.error_at(at, f"see {_PAGE}")
    options["IAM_ROLE"], at = _role(statement, at + 1), at + 2
    if statement.word(at) in ("CATALOG_ROLE", "CATALOG_ID"):
        raise not_yet(f"{statement.word(at)} of an external schema", _PAGE)
    creates = statement.has(at, *_CREATE_DATABASE)
    statement.expect_end(at + len(_CREATE_DATABASE) if creates else at)
    told = json.dumps({"database": database, "options": options, "create_database": creates})
    call = f"current_user, {quote_literal(schema)}, {quote_literal(told)}, {guarded}"
    return Script((f"SELECT rs_catalog.create_external_schema({call})",), "CREATE SCHEMA")


def _role(statement: Statement, at: int) -> str:
    if statement.word(at) == "DEFAULT":
        return "default"
    role = statement.string(at)
    if role.upper() == "SESSION":
        raise not_yet("IAM_ROLE 'SESSION'", _PAGE)
    if not _ROLE.fullmatch(role):
        raise RedshiftError("42601", f"Invalid IAM role: {role}", hint=f"see {_PAGE}")
    return role


def drop_databases(statement: Statement, schemas: Sequence[str], ending: str) -> tuple[str, ...]:
    """Engine SQL that drops the external databases of these schemas."""
    listed = ", ".join(quote_literal(statement.queries.facts.short(schema)) for schema in schemas)
    return (f"SELECT rs_catalog.drop_external_databases(current_user, ARRAY[{listed}], {ending == 'CASCADE'})",)
