"""Tables that the engine does not hold: each statement that reads one gets a copy of its rows.

The copy is made outside the client's transaction, and frozen, so that a transaction that looked before sees it, too.
One transaction block reads one copy of another database's table (dg/cross-database_usage); the files of external tables
know no transactions, and are read for each statement.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from typing import Any

from ..dialect.compiler import ForeignName, ForeignTable
from ..dialect.foreign_names import COPIES
from ..dialect.outcome import Translation, engine_sql
from ..engine.backend import Backend, quote_identifier, quote_literal
from ..errors import RedshiftError
from ..wire.rowdesc import Origin
from .external_tables import ExternalRows, find_external
from .foreign_catalog import find
from .names import LongNames
from .origins import AdminFetch, Origins
from .readable import Readable
from .state import ForeignAnswers, ForeignCopy, SessionState

Connect = Callable[[str], Awaitable[Backend]]
_NOW = "SELECT current_user, transaction_timestamp()"
_DATABASE = "SELECT 1 FROM pg_catalog.svv_redshift_databases WHERE database_name = {name}"
_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_OWN = "BEGIN ISOLATION LEVEL READ COMMITTED"
"""The only level at which rows can be frozen: the others hold a snapshot."""
_PATIENCE = "SET lock_timeout TO '10s'"


def reads_foreign(translation: Translation) -> bool:
    return f"{COPIES}." in engine_sql(translation)


class ForeignTables:
    """Reads other databases and external tables for all sessions of one stand-in."""

    def __init__(
        self, connect: Connect, fetch: AdminFetch, names: LongNames, origins: Origins, external_rows: ExternalRows
    ) -> None:
        self._connect = connect
        self._fetch = fetch
        self._names = names
        self._origins = origins
        self._external_rows = external_rows
        self._numbers = itertools.count(1)

    async def read(
        self, wanted: Collection[ForeignName], *, state: SessionState, backend: Backend, unsynced: bool
    ) -> ForeignAnswers:
        """Copies for one statement, or what is wrong with a name; nothing in an aborted transaction."""
        asked = await backend.look_up(_NOW, unsynced=unsynced)
        if not asked:
            return {}
        ((user, now),) = asked
        block = now if backend.in_transaction else None
        if backend.status == b"I" and not unsynced:
            await self._drop_unused(state)
        answers: ForeignAnswers = {
            one.name: one.table for one in state.foreign if block is not None and one.transaction == now
        }
        missing = [name for name in wanted if name not in answers]
        for database in sorted({name[0] for name in missing}):
            tables = [name for name in missing if name[0] == database]
            external = database == state.database
            reading = (
                self._read_external(database, tables, user or "")
                if external
                else self._read_database(database, tables, user or "", state.database)
            )
            made = await self._cancellable(reading, state)
            transaction = None if external else block
            state.foreign += [
                ForeignCopy(name, one, transaction) for name, one in made.items() if isinstance(one, ForeignTable)
            ]
            answers |= made
        return answers

    async def _cancellable(self, work: Coroutine[Any, Any, ForeignAnswers], state: SessionState) -> ForeignAnswers:
        """Work that a cancel request ends. Raises RedshiftError."""
        state.reading = reading = asyncio.get_running_loop().create_task(work)
        try:
            await asyncio.wait({reading})
        except asyncio.CancelledError:
            reading.cancel()
            raise
        finally:
            state.reading = None
        if reading.cancelled():
            raise RedshiftError("57014", "Query cancelled on user's request")
        return reading.result()

    async def drop_all(self, state: SessionState) -> None:
        """What a session leaves behind."""
        with contextlib.suppress(RedshiftError, OSError):
            await self._drop(state.database, state.foreign)
        state.foreign = []

    async def _drop_unused(self, state: SessionState) -> None:
        texts = [engine_sql(one) for one in state.prepared]
        used = [one for one in state.foreign if any(one.table.engine in text for text in texts)]
        gone = [one for one in state.foreign if one not in used]
        state.foreign = used
        with contextlib.suppress(RedshiftError):
            await self._drop(state.database, gone)

    async def _drop(self, database: str, copies: list[ForeignCopy]) -> None:
        if not copies:
            return
        own = await self._connect(database)
        try:
            await own.run(f"{_PATIENCE}; DROP TABLE {', '.join(one.table.engine for one in copies)}")
        finally:
            own.close()
            self._origins.forget_foreign(database, [one.table.oid for one in copies])

    async def _read_database(
        self, database: str, tables: list[ForeignName], user: str, own_database: str
    ) -> ForeignAnswers:
        """Copies of one database's tables, all of one moment."""
        known = await self._fetch(own_database, _DATABASE.format(name=quote_literal(database)))
        if not known.rows:
            return dict.fromkeys(tables, _no_database(database))
        async with contextlib.AsyncExitStack() as stack:
            there = await self._connect(database)
            stack.push_async_callback(_leave, there)
            await there.run(_SNAPSHOT)
            answers = {name: await _outcome(find(there, name, self._names, user)) for name in tables}
            return await self._answers(answers, own_database)

    async def _read_external(self, database: str, tables: list[ForeignName], user: str) -> ForeignAnswers:
        """Copies of the database's own external tables."""
        async with contextlib.AsyncExitStack() as stack:
            there = await self._connect(database)
            stack.push_async_callback(_leave, there)
            answers = {
                name: await _outcome(find_external(there, name, self._names, user, self._external_rows))
                for name in tables
            }
        return await self._answers(answers, database)

    async def _answers(
        self, answers: Mapping[ForeignName, Readable | RedshiftError], own_database: str
    ) -> ForeignAnswers:
        found = {name: one for name, one in answers.items() if isinstance(one, Readable)}
        wrong = {name: one for name, one in answers.items() if isinstance(one, RedshiftError)}
        made = await self._copy(found, own_database) if found else {}
        return {**made, **wrong}

    async def _copy(self, found: Mapping[ForeignName, Readable], own_database: str) -> dict[ForeignName, ForeignTable]:
        own = await self._connect(own_database)
        try:
            await own.run(_OWN)
            made = {name: await self._copy_table(own, one) for name, one in found.items()}
            await own.run("COMMIT")
        finally:
            await _leave(own)
        for name, table in made.items():
            columns = (*table.columns, *table.pseudo_columns)
            listed = [Origin(name[1], name[2], column.name, name[0]) for column in columns]
            self._origins.put_foreign(own_database, table.oid, listed)
        return made

    async def _copy_table(self, own: Backend, found: Readable) -> ForeignTable:
        copy = f'{COPIES}."copy_{next(self._numbers)}"'
        columns = (*found.columns, *found.pseudo_columns)
        listed = ", ".join(f"{quote_identifier(column.name)} {column.type}" for column in columns)
        await own.run(f"CREATE TABLE {copy} ({listed})")
        await own.copy_in(copy, [column.name for column in columns], found.rows(), f"{found.options}, FREEZE")
        ((oid,),) = (await own.fetch(f"SELECT {quote_literal(copy)}::regclass::oid::int8")).rows
        described = tuple(column.described(self._names) for column in columns)
        width = len(found.columns)
        return ForeignTable(copy, described[:width], int(oid or 0), described[width:])


async def _outcome(work: Awaitable[Readable]) -> Readable | RedshiftError:
    try:
        return await work
    except RedshiftError as error:
        return error


async def _leave(backend: Backend) -> None:
    """Close a session, and end what it still waits for."""
    await backend.resync()
    backend.close()


def _no_database(name: str) -> RedshiftError:
    return RedshiftError("3D000", f'database "{name}" does not exist', hint="see dg/cross-database_usage")
