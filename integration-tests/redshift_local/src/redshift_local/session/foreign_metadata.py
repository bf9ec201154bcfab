"""What the catalog views and SHOW tell of other databases: copied into tables when a statement asks for it."""

from __future__ import annotations

import re

from ..engine.backend import quote_literal
from .origins import AdminFetch

_ASKS = re.compile(
    r"\bsvv_(all|redshift)_(schemas|tables|columns)\b|^[\s(]*show\s+(schemas|tables|columns)\b", re.IGNORECASE
)
_OTHERS = """
SELECT database_name FROM pg_catalog.svv_redshift_databases WHERE database_name <> current_database() ORDER BY 1
"""
_KINDS = {"schemas": "own_schemas", "tables": "own_tables", "columns": "columns"}
_ROWS = """
SELECT coalesce(json_agg(t), '[]') FROM rs_catalog.{source} t
WHERE schema_name NOT IN ('pg_catalog', 'information_schema')
"""


class ForeignMetadata:
    """Brings ``rs_catalog.foreign_schemas`` and its kin up to date, one database at a time."""

    def __init__(self, fetch: AdminFetch) -> None:
        self._fetch = fetch
        self._filled: set[str] = set()

    def is_mentioned(self, text: str) -> bool:
        return _ASKS.search(text) is not None

    async def publish(self, database: str) -> None:
        others = [name or "" for (name,) in (await self._fetch(database, _OTHERS)).rows]
        if not others and database not in self._filled:
            return
        statements = [f"DELETE FROM rs_catalog.foreign_{kind}" for kind in _KINDS]
        for other in others:
            for kind, source in _KINDS.items():
                ((told,),) = (await self._fetch(other, _ROWS.format(source=source))).rows
                table = f"rs_catalog.foreign_{kind}"
                rows = f"json_populate_recordset(NULL::{table}, {quote_literal(told or '')})"
                statements.append(f"INSERT INTO {table} SELECT * FROM {rows}")
        await self._fetch(database, "; ".join(statements))
        self._filled.add(database)
