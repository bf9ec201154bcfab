"""Small pieces of engine SQL for statements that make tables."""

from __future__ import annotations

from ..engine.backend import quote_literal
from .table_definition import Remembered


def remember(name: str, remembered: Remembered) -> tuple[str, ...]:
    """What a new or altered relation is said to be, and what every table gets (dg/r_LOCK: writers queue)."""
    literal = quote_literal(name).strip()
    return (f"SELECT rs_catalog.remember({literal}::regclass, {quote_literal(remembered.as_json())})",)


def settled_table(name: str, query: str, temporary: bool, columns: str = "") -> tuple[str, ...]:
    """CREATE TABLE AS, with Redshift's types for the columns."""
    kind = "TEMP " if temporary else ""
    return (
        f"CREATE {kind}TABLE {name}{columns} AS {query}",
        f"SELECT rs_catalog.settle_types({quote_literal(name).strip()}::regclass)",
        *remember(name, Remembered()),
    )
