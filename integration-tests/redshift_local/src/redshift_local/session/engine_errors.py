"""The engine's errors in Redshift's words, where the documentation or the drivers show them."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..errors import RedshiftError


def _serialization(_error: RedshiftError) -> RedshiftError:
    # dg/c_serial_isolation shows the text; clients see it as an internal error.
    return RedshiftError("XX000", "1023", "Serializable isolation violation on table in Redshift")


def _too_long(error: RedshiftError) -> RedshiftError:
    found = re.search(r"type (character(?: varying)?\(\d+\))", error.message)
    of_type = found.group(1) if found else "character varying"
    detail = f"error: Value too long for character type, code: 8001, context: value too long for type {of_type}"
    return RedshiftError("22001", "Value too long for character type", detail)


def _cancelled(error: RedshiftError) -> RedshiftError:
    if "statement timeout" in error.message:
        return RedshiftError("57014", "Query cancelled on user's request", "statement timeout")
    return RedshiftError("57014", "Query cancelled on user's request")


def _numeric_overflow(error: RedshiftError) -> RedshiftError:
    if "numeric field overflow" in error.message:
        return RedshiftError("22003", "Numeric data overflow (result precision)", error.detail)
    return error


def _check(error: RedshiftError) -> RedshiftError:
    # The engine's CHECK constraints are rules of Redshift's types: dialect/table_definition.py.
    if "?ascii" in error.message:
        return RedshiftError("22021", "CHAR string contains invalid ASCII character")
    if "?decimal19" in error.message:
        return RedshiftError("22003", "Numeric data overflow (result precision)")
    return RedshiftError("22001", "Value too long for type varbyte")


_PAGES = {
    "42601": "dg/c_SQL_commands",
    "42804": "dg/c_Supported_data_types",
    "54011": "dg/r_CREATE_TABLE_NEW",
}
"""Rules of Redshift that the engine, too, has."""


def _with_page(error: RedshiftError) -> RedshiftError:
    error.hint = f"see {_PAGES[error.sqlstate]}"
    return error


_REWRITES: dict[str, Callable[[RedshiftError], RedshiftError]] = {
    "40001": _serialization,
    "22001": _too_long,
    "23514": _check,
    "57014": _cancelled,
    "22003": _numeric_overflow,
    **dict.fromkeys(_PAGES, _with_page),
}


def as_redshift_error(error: RedshiftError) -> RedshiftError:
    rewrite = _REWRITES.get(error.sqlstate)
    return rewrite(error) if rewrite else error
