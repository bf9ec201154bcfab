"""A table that the engine does not hold, as a statement's copy of it is made."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass

from ..dialect.scopes import Column
from ..dialect.sqltypes import of_column
from ..engine.backend import Backend
from .names import LongNames

_COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod), atttypid::int8, atttypmod FROM pg_attribute
WHERE attrelid = {oid} AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""


@dataclass(frozen=True)
class FoundColumn:
    name: str
    """As the engine has it."""
    type: str
    type_oid: int
    modifier: int

    def described(self, names: LongNames) -> Column:
        return Column(names.full(self.name), of_column(self.type_oid, self.modifier))


@dataclass(frozen=True)
class Readable:
    columns: tuple[FoundColumn, ...]
    rows: Callable[[], AsyncGenerator[bytes, None]]
    """As the engine's COPY reads them with ``options``: the columns, then the pseudocolumns."""
    options: str
    pseudo_columns: tuple[FoundColumn, ...] = ()


async def columns_of(there: Backend, oid: str) -> tuple[FoundColumn, ...]:
    """The columns of an engine table."""
    return tuple(
        FoundColumn(column or "", kind or "", int(type_oid or 0), int(modifier or -1))
        for column, kind, type_oid, modifier in (await there.fetch(_COLUMNS.format(oid=oid))).rows
    )
