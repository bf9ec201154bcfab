"""The contract that UNLOAD and COPY are written against, over a client's engine session."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from ..dialect.outcome import Forward
from ..engine.backend import Backend
from ..engine.contract import ColumnInfo, ResultSet
from ..engine.types import redshift_type
from ..errors import RedshiftError
from .engine_errors import as_redshift_error
from .services import Services
from .state import SessionState


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

    async def _engine_select(self, redshift_select: str) -> str:
        translation = await self._services.translate(redshift_select, self._state, self._backend)
        words = redshift_select.lstrip(" \t\r\n(").split(None, 1)
        if not isinstance(translation, Forward) or not words or words[0].lower() not in ("select", "with"):
            raise RedshiftError("42601", "UNLOAD takes a SELECT statement", hint="see dg/r_UNLOAD")
        return translation.sql

    async def describe(self, redshift_select: str) -> tuple[ColumnInfo, ...]:
        fields = await self._backend.describe(await self._engine_select(redshift_select))
        return tuple(
            ColumnInfo(self._services.names.full(f.name), redshift_type(f.type_oid, f.type_modifier)) for f in fields
        )

    async def copy_out(self, redshift_select: str) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._backend.copy_out(await self._engine_select(redshift_select)):
                yield chunk
        except RedshiftError as error:
            raise as_redshift_error(error) from None

    async def copy_in(self, table: str, columns: Sequence[str], data: AsyncIterator[bytes]) -> int:
        target = self._services.engine_relation(table, self._state)
        try:
            return await self._backend.copy_in(target, [self._services.names.short(c) for c in columns], data)
        except RedshiftError as error:
            raise as_redshift_error(error) from None

    async def table_columns(self, name: str) -> tuple[ColumnInfo, ...]:
        engine_name = self._services.engine_relation(name, self._state)
        fields = await self._backend.describe(f"SELECT * FROM {engine_name} LIMIT 0")
        return tuple(
            ColumnInfo(self._services.names.full(f.name), redshift_type(f.type_oid, f.type_modifier)) for f in fields
        )
