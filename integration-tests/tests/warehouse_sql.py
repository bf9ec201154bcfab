"""Statements straight at the warehouse, beside Spark."""

from __future__ import annotations

from typing import Any


def rows(redshift: Any, sql: str) -> list[tuple[Any, ...]]:
    with redshift.connect() as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(sql)
        return [tuple(row) for row in cursor.fetchall()]


def run(redshift: Any, *statements: str) -> None:
    with redshift.connect() as connection:
        connection.autocommit = True
        for statement in statements:
            connection.cursor().execute(statement)
