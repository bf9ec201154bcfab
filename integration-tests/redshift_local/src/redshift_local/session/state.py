"""What one client session remembers between messages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from ..dialect.compiler import ForeignName, ForeignTable
from ..dialect.outcome import Translation
from ..errors import RedshiftError
from ..wire.intervals import Columns

ForeignAnswers = dict[ForeignName, ForeignTable | RedshiftError]


@dataclass(frozen=True)
class ForeignCopy:
    """What was read of another database's table."""

    name: ForeignName
    table: ForeignTable
    transaction: str | None
    """When the transaction block began that it was read for; None outside one."""


@dataclass(frozen=True)
class Prepared:
    """A prepared statement: the client's text and what the dialect made of it."""

    text: str
    translation: Translation
    parameter_types: bytes = b"\0\0"
    """As the client's Parse message has them."""
    batch: int = 0
    """The messages that it came with."""


@dataclass
class Portal:
    """A bound statement; ``entry`` is its statement-log number once it runs."""

    prepared: Prepared
    entry: int | None = None
    convert: Callable[[bytes], bytes] | None = None
    """What becomes of the engine's rows on their way."""


@dataclass
class SessionState:
    """Names and settings of a session; settings are those that only Redshift has."""

    user: str
    database: str
    number: int
    statements: dict[str, Prepared] = field(default_factory=dict)
    portals: dict[str, Portal] = field(default_factory=dict)
    intervals: dict[str, Columns] = field(default_factory=dict)
    """By prepared statement its interval columns, once it was described."""
    settings: dict[str, str] = field(default_factory=dict)
    settings_at_begin: dict[str, str] | None = None
    foreign: list[ForeignCopy] = field(default_factory=list)
    reading: asyncio.Task[ForeignAnswers] | None = None
    """The read of another database that a statement waits for."""
    last_query: int = -1
    last_copy: tuple[int, int] = (-1, 0)
    """Query id and row count of the last COPY."""
    last_unload: tuple[int, int] = (-1, 0)

    def stop_reading(self) -> bool:
        """Cancel the read of another database; False when there is none."""
        return self.reading is not None and self.reading.cancel()

    @property
    def prepared(self) -> list[Translation]:
        """What the client can still run."""
        portals = [portal.prepared for portal in self.portals.values()]
        return [one.translation for one in (*self.statements.values(), *portals)]

    @property
    def label(self) -> str:
        return self.settings.get("query_group", "")

    @property
    def case_sensitive(self) -> bool:
        return self.is_on("enable_case_sensitive_identifier")

    def is_on(self, name: str) -> bool:
        """Whether a Boolean setting, off by default, is on."""
        return self.settings.get(name, "off") in ("on", "true", "1", "yes")

    def follow_transaction(self, before: bytes, after: bytes, rolled_back: bool) -> None:
        """Settings made inside a transaction vanish with it."""
        if before == b"I" and after != b"I":
            self.settings_at_begin = dict(self.settings)
        elif before != b"I" and after == b"I":
            if rolled_back and self.settings_at_begin is not None:
                self.settings = self.settings_at_begin
            self.settings_at_begin = None
