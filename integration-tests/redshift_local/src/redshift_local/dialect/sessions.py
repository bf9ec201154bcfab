"""Transactions and session settings."""

from __future__ import annotations

from ..engine.backend import quote_literal
from ..errors import RedshiftError
from .configuration import ENGINE_SETTINGS, REDSHIFT_SETTINGS
from .lexer import Token, string_value
from .outcome import Forward, Translation
from .statement import Statement
from .tree import source, word
from .types import not_yet

_BOOLEAN = frozenset(("on", "off", "true", "false"))
_NOT_YET_ON = frozenset(
    "describe_field_name_in_uppercase json_serialization_enable enable_numeric_rounding "
    "error_on_nondeterministic_update interval_forbid_composite_literals".split()
)
_NOT_YET_OFF = frozenset(("navigate_super_null_on_error", "cast_super_null_on_error", "spectrum_enable_pseudo_columns"))


def begin(statement: Statement) -> Translation:
    """BEGIN; the isolation level may be written and has no effect (dg/r_BEGIN)."""
    at = 2 if statement.word(0) == "START" else 1
    if statement.word(0) == "START" and statement.word(1) != "TRANSACTION":
        raise statement.error_at(1)
    at = statement.skip(statement.skip(at, "TRANSACTION"), "WORK") if at == 1 else at
    read_only = ""
    while at < len(statement.nodes):
        node = statement.nodes[at]
        if isinstance(node, Token) and node.is_punct(","):
            at += 1
        elif statement.has(at, "ISOLATION", "LEVEL"):
            level = at + 2
            for option in (("SERIALIZABLE",), ("READ", "COMMITTED"), ("READ", "UNCOMMITTED"), ("REPEATABLE", "READ")):
                if statement.has(level, *option):
                    at = level + len(option)
                    break
            else:
                raise statement.error_at(level, "see dg/r_BEGIN")
        elif statement.has(at, "READ", "WRITE"):
            at += 2
        elif statement.has(at, "READ", "ONLY"):
            read_only = " READ ONLY"
            at += 2
        else:
            raise statement.error_at(at, "see dg/r_BEGIN")
    return Forward("BEGIN" + read_only)


def _plain_end(statement: Statement) -> None:
    at = statement.skip(statement.skip(1, "TRANSACTION"), "WORK")
    if statement.word(at) == "TO":
        raise RedshiftError("0A000", "SAVEPOINT is not supported", hint="see dg/c_unsupported-postgresql-functions")
    statement.expect_end(at)


def end(statement: Statement) -> Translation:
    if statement.word(1) == "PREPARED":
        raise statement.error_at(1)
    _plain_end(statement)
    return Forward("COMMIT")


def rollback(statement: Statement) -> Translation:
    _plain_end(statement)
    return Forward("ROLLBACK")


def set_(statement: Statement) -> Translation:
    """SET [SESSION | LOCAL] name { TO | = } value (dg/r_SET)."""
    at = 1
    local = statement.word(1) == "LOCAL"
    if local or (statement.word(1) == "SESSION" and statement.word(2) != "AUTHORIZATION"):
        at = 2
    if statement.has(at, "SESSION", "AUTHORIZATION"):
        return _set_authorization(statement, at + 2)
    if statement.has(at, "TIME", "ZONE"):
        name, at = "timezone", at + 2
    elif statement.word(at) == "SEED":
        return _set_seed(statement, at + 1)
    else:
        name = statement.plain_name(at)
        at += 1
        node = statement.nodes[at] if at < len(statement.nodes) else None
        if isinstance(node, Token) and (node.upper == "TO" or node.text == "="):
            at += 1
        else:
            raise statement.error_at(at, "see dg/r_SET")
    values = statement.nodes[at:]
    if not values:
        raise statement.error_at(at)
    return _set(statement, name, local, at)


def _set(statement: Statement, name: str, local: bool, at: int) -> Translation:
    scope = "LOCAL " if local else ""
    default = statement.word(at) == "DEFAULT"
    if name in ENGINE_SETTINGS:
        value = _engine_value(statement, at)
        return Forward(f"SET {scope}{name} TO {value}")
    if name in REDSHIFT_SETTINGS:
        value = REDSHIFT_SETTINGS[name] if default else _value(statement, at)
        if REDSHIFT_SETTINGS[name] in ("on", "off"):
            if value.lower() not in _BOOLEAN:
                raise RedshiftError("22023", f'parameter "{name}" requires a Boolean value')
            value = {"true": "on", "false": "off"}.get(value.lower(), value.lower())
            if name in (_NOT_YET_ON if value == "on" else _NOT_YET_OFF):
                raise not_yet(f"the setting {name}", f"dg/r_{name}")
        if name == "spectrum_query_maxerror" and not value.startswith("-"):
            raise not_yet(f"the setting {name}", f"dg/r_{name}")
        return Forward(f"SET {scope}rs.{name} TO {quote_literal(value)}", setting=(name, value))
    raise RedshiftError(
        "42704", f'unrecognized configuration parameter "{name}"', hint="see dg/cm_chap_ConfigurationRef"
    )


def _engine_value(statement: Statement, at: int) -> str:
    """A list of names, numbers and strings as the engine takes it."""
    texts = []
    for node in statement.nodes[at:]:
        if not isinstance(node, Token) or node.kind not in ("word", "quoted", "string", "number", "op", "punct"):
            raise statement.error_at(at, "see dg/r_SET")
        texts.append(statement.queries.names.literal(node) if node.kind == "string" else node.text)
    return " ".join(texts)


def _value(statement: Statement, at: int) -> str:
    nodes = statement.nodes[at:]
    if len(nodes) == 1 and isinstance(nodes[0], Token):
        token = nodes[0]
        if token.kind == "string":
            return string_value(token.text, statement.backslash_escapes)
        if token.kind in ("word", "number", "quoted"):
            return token.text.strip('"')
    text = source(nodes)
    if text.startswith("-") and text[1:].isdigit():
        return text
    raise statement.error_at(at, "see dg/r_SET")


def _set_seed(statement: Statement, at: int) -> Translation:
    node = statement.nodes[at] if at < len(statement.nodes) else None
    at += 1 if isinstance(node, Token) and (node.upper == "TO" or node.text == "=") else 0
    return Forward(f"SET SEED TO {statement.part(statement.nodes[at:]).expression('SET')}")


def _set_authorization(statement: Statement, at: int) -> Translation:
    statement.expect_end(at + 1)
    if statement.word(at) == "DEFAULT":
        return Forward("SET SESSION AUTHORIZATION DEFAULT")
    node = statement.nodes[at]
    name = statement.string(at) if isinstance(node, Token) and node.kind == "string" else statement.plain_name(at)
    return Forward(f"SET SESSION AUTHORIZATION {quote_literal(name).strip()}")


def reset(statement: Statement) -> Translation:
    """RESET name | ALL (dg/r_RESET)."""
    statement.expect_end(2)
    if word(statement.nodes, 1) == "ALL":
        return Forward("RESET ALL")
    name = statement.plain_name(1)
    if name in REDSHIFT_SETTINGS:
        value = REDSHIFT_SETTINGS[name]
        return Forward(f"SET rs.{name} TO {quote_literal(value)}", setting=(name, value))
    if name in ENGINE_SETTINGS:
        return Forward(f"RESET {name}")
    raise RedshiftError("42704", f'unrecognized configuration parameter "{name}"')
