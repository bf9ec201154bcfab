"""The contract that UNLOAD and COPY are written against, over a client's engine session."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Sequence

from ..dialect.outcome import Forward
from ..engine.backend import Backend, quote_literal
from ..engine.contract import ColumnInfo, ResultSet, Target, TargetColumn
from ..engine.types import redshift_type
from ..errors import RedshiftError
from .engine_errors import as_redshift_error
from .services import Services
from .state import SessionState

_TARGET = """
SELECT c.relkind, c.oid, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.atthasdef, a.attidentity
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.oid = {relation}::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""


class SessionOverBackend:
    """A BackendSession: see ``redshift_local.engine.contract``."""

    def __init__(self, backend: Backend, services: Services, state: SessionState, query_id: int) -> None:
        self._backend = backend
        self._services = services
        self._state = state
        self.query_id = query_id
        self.user = state.user
        self.database = state.database
        self.session_number = state.number

    async def fetch(self, sql: str) -> ResultSet:
        return await self._backend.fetch(sql)

    async def execute(self, sql: str) -> int:
        return await self._backend.execute(sql)

    async def engine_select(self, redshift_select: str) -> str:
        refused = RedshiftError("42601", "UNLOAD takes a SELECT statement", hint="see dg/r_UNLOAD")
        words = redshift_select.lstrip(" \t\r\n(").split(None, 1)
        if not words or words[0].lower() not in ("select", "with"):
            raise refused
        translation = await self._services.translate(redshift_select, self._state, self._backend)
        if not isinstance(translation, Forward):
            raise refused
        return translation.bare or translation.sql

    async def describe(self, redshift_select: str) -> tuple[ColumnInfo, ...]:
        fields = await self._backend.describe(await self.engine_select(redshift_select))
        return tuple(
            ColumnInfo(self._services.names.full(f.name), redshift_type(f.type_oid, f.type_modifier)) for f in fields
        )

    async def copy_out(self, engine_sql: str, options: str) -> AsyncGenerator[bytes, None]:
        try:
            async with contextlib.aclosing(self._backend.copy_out(engine_sql, options)) as chunks:
                async for chunk in chunks:
                    yield chunk
        except RedshiftError as error:
            raise as_redshift_error(error) from None

    async def copy_in(self, table: str, columns: Sequence[str], data: AsyncGenerator[bytes, None]) -> int:
        relation = self._services.engine_relation(table, self._state)
        try:
            return await self._backend.copy_in(relation, [self._services.names.short(c) for c in columns], data)
        except RedshiftError as error:
            raise as_redshift_error(error) from None

    async def target(self, table: str) -> Target:
        await self._services.refuse_external(table, self._state)
        relation = self._services.engine_relation(table, self._state)
        await self._backend.describe(f"SELECT * FROM {relation}")  # the engine's own error for a missing table
        rows = (await self._backend.fetch(_TARGET.format(relation=quote_literal(relation)))).rows
        if any(row[0] != "r" for row in rows):
            raise RedshiftError("42809", f'"{table}" is not a table', hint="see dg/r_COPY")
        columns = tuple(
            TargetColumn(
                self._services.names.full(name or ""),
                redshift_type(int(type_oid or 0), int(modifier or -1)),
                not_null == "t",
                has_default == "t",
                identity or "",
            )
            for _, _, name, type_oid, modifier, not_null, has_default, identity in rows
        )
        return Target(int(rows[0][1] or 0) if rows else 0, columns)

    async def record(self, sql: str) -> None:
        await self._services.admin_fetch(self.database, sql)
