"""What UNLOAD and COPY need of the session they run in, and what they hand back; what a scan of external files is told.

The types here are the whole agreement between the gateway (which owns the client's session) and
``redshift_local.s3ops`` (which owns the two statements).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..errors import RedshiftError

__all__ = [
    "BackendSession",
    "ColumnInfo",
    "CommandOutcome",
    "ExternalPlace",
    "ExternalTable",
    "RedshiftError",
    "ResultSet",
    "Target",
    "TargetColumn",
]


@dataclass(frozen=True)
class ColumnInfo:
    """A column's name and its Redshift type as text, e.g. ``numeric(10,2)`` or ``character varying(20)``."""

    name: str
    redshift_type: str


@dataclass(frozen=True)
class TargetColumn:
    """A column that COPY may load. ``identity`` is ``a`` (ALWAYS), ``d`` (BY DEFAULT) or empty."""

    name: str
    redshift_type: str
    not_null: bool
    has_default: bool
    identity: str


@dataclass(frozen=True)
class Target:
    """COPY's table."""

    oid: int
    columns: tuple[TargetColumn, ...]


@dataclass(frozen=True)
class ExternalPlace:
    """A folder on S3 and the values of the partition keys that its rows have."""

    location: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class ExternalTable:
    """An external table as its files are read. ``columns`` are theirs; ``format`` is PARQUET or TEXTFILE."""

    columns: tuple[TargetColumn, ...]
    format: str
    delimiter: str
    properties: Mapping[str, str]
    role: str
    places: tuple[ExternalPlace, ...]


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
    """The client's own engine connection: everything here runs in the client's transaction, but for ``record``."""

    user: str
    database: str
    session_number: int
    query_id: int

    async def fetch(self, sql: str) -> ResultSet:
        """Run engine SQL (not Redshift's dialect) and return its rows as text. Raises RedshiftError."""
        ...

    async def describe(self, redshift_select: str) -> tuple[ColumnInfo, ...]:
        """The result columns of a Redshift SELECT, through the dialect gate, without running it."""
        ...

    async def engine_select(self, redshift_select: str) -> str:
        """Engine SQL of a Redshift SELECT, through the dialect gate. Raises RedshiftError."""
        ...

    def copy_out(self, engine_sql: str, options: str) -> AsyncGenerator[bytes, None]:
        """Stream the rows of engine SQL by ``COPY (...) TO STDOUT (options)``; each chunk holds whole rows."""
        ...

    async def copy_in(self, table: str, columns: Sequence[str], data: AsyncGenerator[bytes, None]) -> int:
        """Load CSV (an unquoted empty field is NULL) into a Redshift table name, and return the row count."""
        ...

    async def target(self, table: str) -> Target:
        """The table that a Redshift table name (qualified and quoted as written) stands for. Raises 42P01."""
        ...

    async def record(self, sql: str) -> None:
        """Run engine SQL outside the client's transaction, for what a rollback must not take back."""
        ...

    async def execute(self, sql: str) -> int:
        """Run engine SQL without a result and return the affected row count (0 when there is none)."""
        ...
