"""What UNLOAD and COPY need of the session they run in, and what they hand back.

The types here are the whole agreement between the gateway (which owns the client's session) and
``redshift_local.s3ops`` (which owns the two statements).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..errors import RedshiftError

__all__ = ["BackendSession", "ColumnInfo", "CommandOutcome", "RedshiftError", "ResultSet"]


@dataclass(frozen=True)
class ColumnInfo:
    """A column's name and its Redshift type as text, e.g. ``numeric(10,2)`` or ``character varying(20)``."""

    name: str
    redshift_type: str


@dataclass(frozen=True)
class ResultSet:
    """The text results of one statement; SQL NULL is ``None``."""

    columns: tuple[ColumnInfo, ...]
    rows: list[tuple[str | None, ...]]


@dataclass(frozen=True)
class CommandOutcome:
    """How a finished UNLOAD or COPY ends: its command tag, its row count, and the INFO lines for the client."""

    tag: str
    rows: int
    notices: tuple[str, ...] = ()


class BackendSession(Protocol):
    """The client's own engine connection: everything here runs in the client's transaction."""

    @property
    def user(self) -> str:
        """The database user."""
        ...

    async def fetch(self, sql: str) -> ResultSet:
        """Run engine SQL (not Redshift's dialect) and return its rows as text. Raises RedshiftError."""
        ...

    async def describe(self, redshift_select: str) -> tuple[ColumnInfo, ...]:
        """The result columns of a Redshift SELECT, through the dialect gate, without running it."""
        ...

    def copy_out(self, redshift_select: str) -> AsyncIterator[bytes]:
        """Stream a Redshift SELECT's rows in PostgreSQL's COPY text format, in chunks of any size."""
        ...

    async def copy_in(self, table: str, columns: Sequence[str], data: AsyncIterator[bytes]) -> int:
        """Load PostgreSQL COPY text format into a Redshift table name, as written, and return the row count.

        An empty ``columns`` means all columns of the table in their order.
        """
        ...

    async def execute(self, sql: str) -> int:
        """Run engine SQL without a result and return the affected row count (0 when there is none)."""
        ...

    async def table_columns(self, name: str) -> tuple[ColumnInfo, ...]:
        """The columns of a Redshift table name (qualified and quoted as written). Raises 42P01 when absent."""
        ...
