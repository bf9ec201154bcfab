"""SYS_QUERY_HISTORY and its kin: the statement log is copied into tables when a statement asks for it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from ..engine.backend import quote_literal
from ..engine.contract import ResultSet
from ..statements import StatementEntry, StatementLog

_VIEWS = re.compile(
    r"\b(sys_query_history|stl_query|stl_querytext|sys_query_text|sys_transaction_history)\b", re.IGNORECASE
)


class HistoryPublisher:
    """Brings ``rs_catalog.query_log`` up to date, one database at a time."""

    def __init__(self, log: StatementLog, fetch: Callable[[str, str], Awaitable[ResultSet]]) -> None:
        self._log = log
        self._fetch = fetch
        self._published: dict[str, int] = {}

    def is_mentioned(self, text: str) -> bool:
        return _VIEWS.search(text) is not None

    async def publish(self, database: str) -> None:
        last = self._published.get(database, 0)
        entries = [entry for entry in self._log.entries() if entry.id > last]
        if not entries:
            return
        values = ",\n".join(_row(entry) for entry in entries)
        await self._fetch(
            database,
            "INSERT INTO rs_catalog.query_log VALUES " + values + " ON CONFLICT (query_id) DO UPDATE SET "
            "status = excluded.status, end_time = excluded.end_time, error_message = excluded.error_message, "
            "returned_rows = excluded.returned_rows, engine_transaction = excluded.engine_transaction",
        )
        finished = [entry.id for entry in entries if entry.end is not None]
        running = [entry.id for entry in entries if entry.end is None]
        # Running statements are copied again next time, with their end.
        self._published[database] = min(running) - 1 if running else max(finished)


def _row(entry: StatementEntry) -> str:
    end = f"to_timestamp({entry.end!r}) AT TIME ZONE 'UTC'" if entry.end is not None else "NULL::timestamp"
    message = quote_literal(entry.error_message[:512]) if entry.error_message else "NULL"
    return (
        f"({entry.id}, {quote_literal(entry.user)}, {quote_literal(entry.label[:320])}, {entry.session}, "
        f"{quote_literal(entry.database)}, {quote_literal(entry.status)}, "
        f"to_timestamp({entry.start!r}) AT TIME ZONE 'UTC', {end}, {message}, {entry.rows}, "
        f"{quote_literal(entry.text[:4000])}, {entry.transaction if entry.transaction is not None else 'NULL'})"
    )
