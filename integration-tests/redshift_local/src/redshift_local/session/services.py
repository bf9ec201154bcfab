"""What all sessions of one stand-in share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ..dialect.outcome import Forward, Translation
from ..dialect.translate import Dialect, SessionFacts
from ..engine.backend import Backend, quote_identifier, quote_literal
from ..engine.contract import BackendSession, CommandOutcome, ExternalTable, ResultSet
from ..errors import RedshiftError
from ..faults import Faults
from ..settings import StandInSettings
from ..statements import StatementLog
from ..wire.auth import Accounts
from .catalog import translate
from .external_tables import is_external
from .foreign_metadata import ForeignMetadata
from .foreign_tables import ForeignTables
from .history import HistoryPublisher
from .locks import refuse_views
from .names import LongNames
from .origins import Origins
from .state import SessionState

if TYPE_CHECKING:
    from ..storage import Storage

S3Runner = Callable[[str, BackendSession], Awaitable[CommandOutcome]]


class Services:
    """The shared parts; made once, used by every session on the server's event loop."""

    def __init__(
        self,
        settings: StandInSettings,
        socket_path: str,
        superuser: str,
        accounts: Accounts,
        log: StatementLog,
        faults: Faults,
        storage: Storage | None,
    ) -> None:
        self.settings = settings
        self.accounts = accounts
        self.log = log
        self.faults = faults
        self.names = LongNames()
        self.origins = Origins(self.admin_fetch)
        self.dialect = Dialect(settings.backslash_escapes, self.names.short, settings.having_subqueries)
        self._storage = storage
        self._socket_path = socket_path
        self._superuser = superuser
        self._admins: dict[str, Backend] = {}
        self._admin_lock = asyncio.Lock()
        self.foreign_tables = ForeignTables(
            self._connect, self.admin_fetch, self.names, self.origins, self._external_rows
        )
        self._foreign_metadata = ForeignMetadata(self.admin_fetch)
        self._history = HistoryPublisher(log, self.admin_fetch)

    # -- the dialect
    async def translate(
        self, text: str, state: SessionState, backend: Backend, *, unsynced: bool = False
    ) -> Translation:
        """What a statement becomes on a session. ``unsynced``: the engine was sent messages and no Sync yet."""
        read_foreign = partial(self.foreign_tables.read, state=state, backend=backend, unsynced=unsynced)
        translation = await translate(
            self.dialect, text, _facts(state), backend, self.names, read_foreign, unsynced=unsynced
        )
        if isinstance(translation, Forward) and translation.locks:
            await refuse_views(translation.locks, state, backend, self.admin_fetch, self.names, unsynced=unsynced)
        return translation

    def engine_relation(self, name: str, state: SessionState) -> str:
        """A Redshift table name as engine SQL."""
        return self.dialect.relation(name, _facts(state))

    async def refuse_external(self, name: str, state: SessionState) -> None:
        """Raises RedshiftError when a table that COPY is to load is external."""
        parts = self.dialect.folded(name, _facts(state))[-2:]
        if len(parts) == 2 and await is_external(self.admin_fetch, state.database, parts[0], parts[1], self.names):
            raise RedshiftError("0A000", f"COPY does not load the external table {name}", hint="see dg/r_COPY")

    # -- UNLOAD and COPY
    def s3_runner(self, verb: str) -> S3Runner:
        """Raises RedshiftError when this stand-in runs without S3."""
        storage = self._storage
        if storage is None:
            raise RedshiftError("0A000", f"{verb} needs S3, and this stand-in was started with storage=False")
        from .. import s3ops

        run = s3ops.run_unload if verb == "UNLOAD" else s3ops.run_copy

        async def runner(text: str, session: BackendSession) -> CommandOutcome:
            return await run(text, session, storage, self.settings)

        return runner

    def _external_rows(self, table: ExternalTable, user: str) -> AsyncGenerator[bytes, None]:
        """Raises RedshiftError when this stand-in runs without S3."""
        if self._storage is None:
            raise RedshiftError(
                "0A000",
                "external tables need S3, and this stand-in was started with storage=False (dg/c-using-spectrum)",
            )
        from .. import s3ops

        return s3ops.external_rows(table, self._storage, user)

    # -- the stand-in's own engine sessions
    async def admin_fetch(self, database: str, sql: str) -> ResultSet:
        """Run engine SQL as the engine's superuser, outside any client's transaction."""
        async with self._admin_lock:
            admin = self._admins.get(database)
            if admin is None or admin.channel.ended:
                admin = await self._connect(database)
                self._admins[database] = admin
            try:
                return await admin.fetch(sql)
            except asyncio.CancelledError:
                # The client has gone. The answer is still to come, and would be taken for that of the next question.
                self._admins.pop(database, None)
                admin.close()
                raise

    async def _connect(self, database: str) -> Backend:
        """A session of the engine's superuser."""
        return await Backend.connect(
            self._socket_path, {"user": self._superuser, "database": database, "client_encoding": "UTF8"}
        )

    async def make_user(self, name: str) -> None:
        """A database user without a password of its own, unless it is there already."""
        role, database = quote_identifier(name), self.settings.database
        known = await self.admin_fetch(database, f"SELECT 1 FROM pg_roles WHERE rolname = {quote_literal(name)}")
        if not known.rows:
            await self.admin_fetch(database, f"CREATE ROLE {role} LOGIN; GRANT CREATE ON SCHEMA public TO {role}")

    async def join_groups(self, user: str, groups: Sequence[str], database: str) -> list[str]:
        """Make a user a member for one session; returns the groups it was not a member of before."""
        joined = []
        for group in groups:
            test = f"SELECT pg_has_role({quote_literal(user)}, {quote_literal(group)}, 'member')"
            if (await self.admin_fetch(database, test)).rows != [("t",)]:
                await self.admin_fetch(database, f"GRANT {quote_identifier(group)} TO {quote_identifier(user)}")
                joined.append(group)
        return joined

    async def leave_groups(self, user: str, groups: Sequence[str], database: str) -> None:
        for group in groups:
            await self.admin_fetch(database, f"REVOKE {quote_identifier(group)} FROM {quote_identifier(user)}")

    async def close(self) -> None:
        for admin in self._admins.values():
            admin.close()

    def leave_other_databases(self, database: str) -> None:
        """Let go of all databases but this one, so that they can be dropped or altered."""
        for name in [one for one in self._admins if one != database]:
            self._admins.pop(name).close()

    # -- what views show beyond their database
    def asks_to_publish(self, text: str) -> bool:
        return self._history.is_mentioned(text) or self._foreign_metadata.is_mentioned(text)

    async def publish(self, text: str, database: str) -> None:
        if self._history.is_mentioned(text):
            await self._history.publish(database)
        if self._foreign_metadata.is_mentioned(text):
            await self._foreign_metadata.publish(database)


def _facts(state: SessionState) -> SessionFacts:
    return SessionFacts(
        case_sensitive=state.case_sensitive,
        database=state.database,
        case_sensitive_super=state.is_on("enable_case_sensitive_super_attribute"),
        last_query=state.last_query,
        last_copy=state.last_copy,
        last_unload=state.last_unload,
    )
