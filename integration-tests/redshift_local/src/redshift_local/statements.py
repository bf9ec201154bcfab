"""The log of every statement that clients sent."""

from __future__ import annotations

import itertools
import threading
import time
from dataclasses import dataclass, replace
from typing import Literal

Status = Literal["running", "success", "failed", "canceled"]


@dataclass(frozen=True)
class StatementEntry:
    """One executed statement. Times are seconds since the epoch; ``end`` is None while it runs."""

    id: int
    text: str
    start: float
    end: float | None
    session: int
    label: str
    user: str
    database: str
    status: Status = "running"
    error: str | None = None
    """The SQLSTATE of a failed statement."""
    error_message: str | None = None
    rows: int = 0
    transaction: int | None = None
    """The engine's transaction, where it is known: that of every COPY that wrote something."""


class StatementLog:
    """Append-only; safe to read from any thread while the server writes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[int, StatementEntry] = {}
        self._ids = itertools.count(1001)

    def begin(self, text: str, session: int, label: str, user: str, database: str) -> int:
        number = next(self._ids)
        entry = StatementEntry(number, text, time.time(), None, session, label, user, database)
        with self._lock:
            self._entries[number] = entry
        return number

    def succeed(self, number: int, rows: int) -> None:
        with self._lock:
            self._entries[number] = replace(self._entries[number], end=time.time(), status="success", rows=rows)

    def fail(self, number: int, sqlstate: str, message: str) -> None:
        status: Status = "canceled" if sqlstate == "57014" else "failed"
        with self._lock:
            entry = self._entries[number]
            self._entries[number] = replace(
                entry, end=time.time(), status=status, error=sqlstate, error_message=message
            )

    def end_session(self, session: int) -> None:
        """A session is over: what still counted as running was cut off with it."""
        with self._lock:
            cut = [entry.id for entry in self._entries.values() if entry.session == session and entry.end is None]
        for number in cut:
            self.fail(number, "57P01", "the session ended before the statement did")

    def in_transaction(self, number: int, transaction: int) -> None:
        with self._lock:
            self._entries[number] = replace(self._entries[number], transaction=transaction)

    def last_of(self, session: int) -> int:
        """The id of a session's latest statement; 0 when it has none."""
        with self._lock:
            return next((entry.id for entry in reversed(self._entries.values()) if entry.session == session), 0)

    def discard(self, number: int) -> None:
        """Forget a statement that never ran: one behind an error in the same run of messages."""
        with self._lock:
            self._entries.pop(number, None)

    def entries(self) -> list[StatementEntry]:
        with self._lock:
            return list(self._entries.values())

    def clear(self) -> None:
        """Forget finished statements (for tests that count)."""
        with self._lock:
            self._entries = {k: e for k, e in self._entries.items() if e.end is None}
