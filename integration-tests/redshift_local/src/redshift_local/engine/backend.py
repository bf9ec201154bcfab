"""A connection to the engine: raw messages for the pump, and whole statements for the stand-in's own use."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import AsyncGenerator, Mapping, Sequence

from ..errors import RedshiftError
from ..wire import messages as m
from ..wire.channel import Channel, ChannelClosed, connect_unix
from .contract import ColumnInfo, ResultSet
from .types import redshift_type

Message = tuple[bytes, bytes]
_CANCEL_SECONDS = 5


class Backend:
    """One engine session. ``status`` is the transaction state of the last ReadyForQuery: I, T or E."""

    def __init__(self, channel: Channel, socket_path: str) -> None:
        self.channel = channel
        self.socket_path = socket_path
        self.status = b"I"
        self.parameters: dict[str, str] = {}
        self._key = b""
        self._busy = False
        self._copying_in = False
        self._skips = False
        """After an error in the extended protocol the engine answers nothing before Sync."""
        self.begun = False
        """Whether a BEGIN was sent since the last ReadyForQuery."""

    @classmethod
    async def connect(cls, socket_path: str, parameters: Mapping[str, str]) -> Backend:
        """Open a session. Raises RedshiftError with the engine's reason (unknown database, bad parameter)."""
        backend = cls(await connect_unix(socket_path), socket_path)
        backend.channel.write(m.startup(parameters))
        backend._busy = True
        while True:
            try:
                kind, body = await backend.message()
            except ChannelClosed:
                raise RedshiftError("57P03", "the engine closed the connection during startup") from None
            if kind == b"E":
                backend.close()
                raise m.parse_error(body)
            if kind == b"S":
                name, at = m.read_cstring(body, 0)
                backend.parameters[name] = m.read_cstring(body, at)[0]
            elif kind == b"K":
                backend._key = body
            elif kind == b"Z":
                return backend

    @property
    def process_id(self) -> int:
        return int(struct.unpack_from("!i", self._key, 0)[0])

    async def message(self) -> Message:
        """The next message, whole. ReadyForQuery also updates ``status``."""
        buffer = self.channel.buffer
        while len(buffer) < 5:
            await self.channel.more()
        length = struct.unpack_from("!i", buffer, 1)[0] + 1
        while len(buffer) < length:
            await self.channel.more()
        kind, body = bytes(buffer[:1]), bytes(buffer[5:length])
        del buffer[:length]
        if kind == b"Z":
            self.status = body
            self._busy = False
            self._skips = self.begun = False
        return kind, body

    def close(self) -> None:
        self.channel.write(m.TERMINATE)
        self.channel.close()

    async def cancel(self) -> None:
        """Ask the engine to cancel what this session runs.

        The engine closes the connection when the session has been told: nothing that is sent later is hit.
        """
        with contextlib.suppress(OSError, asyncio.TimeoutError):
            other = await connect_unix(self.socket_path)
            try:
                other.write(struct.pack("!ii", 16, m.CANCEL_REQUEST) + self._key)
                await asyncio.wait_for(other.more(), _CANCEL_SECONDS)
            finally:
                other.close()

    # -- whole statements
    def _ask(self, data: bytes) -> None:
        self.channel.write(data)
        self._busy = True

    async def resync(self) -> None:
        """End an abandoned statement, and bring the session back to "ready"."""
        if self._copying_in:
            self._copying_in = False
            self.channel.write(m.frame(b"f", m.cstring("abandoned")))
            await self._drain()
        while self._busy:
            # Repeated, because the engine ignores a cancel request that overtakes its statement.
            await self.cancel()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._drain(), 0.2)

    async def _drain(self) -> None:
        while self._busy:
            await self.message()

    async def sync(self) -> None:
        """End a run of extended-protocol messages and learn the transaction state."""
        self._ask(m.SYNC)
        while self._busy:
            await self.message()

    async def run(self, sql: str) -> tuple[list[m.Field], list[tuple[str | None, ...]], str]:
        """Run SQL as a simple query: fields and rows of its last result, and its last command tag."""
        self._ask(m.query(sql))
        fields: list[m.Field] = []
        rows: list[tuple[str | None, ...]] = []
        tag = ""
        problem: RedshiftError | None = None
        while self._busy:
            kind, body = await self.message()
            if kind == b"T":
                fields, rows = m.parse_row_description(body), []
            elif kind == b"D":
                rows.append(m.parse_data_row(body))
            elif kind == b"C":
                tag = m.read_cstring(body, 0)[0]
            elif kind == b"E":
                problem = m.parse_error(body)
        if problem is not None:
            raise problem
        return fields, rows, tag

    async def fetch(self, sql: str) -> ResultSet:
        fields, rows, _ = await self.run(sql)
        return ResultSet(_columns(fields), rows)

    async def execute(self, sql: str) -> int:
        return m.affected_rows((await self.run(sql))[2])

    async def describe(self, sql: str) -> list[m.Field]:
        """The result columns of engine SQL, without running it."""
        self._ask(m.parse("", sql) + m.describe_statement("") + m.SYNC)
        fields: list[m.Field] = []
        problem: RedshiftError | None = None
        while self._busy:
            kind, body = await self.message()
            if kind == b"T":
                fields = m.parse_row_description(body)
            elif kind == b"E":
                problem = m.parse_error(body)
        if problem is not None:
            raise problem
        return fields

    async def look_up(self, sql: str, *, unsynced: bool) -> list[tuple[str | None, ...]]:
        """The rows of a query on the catalogs, inside whatever transaction is open, and without ending it.

        ``unsynced``: the engine was sent messages and no Sync yet. Nothing when the transaction is aborted.
        """
        if self.status == b"E":
            return []
        if not unsynced:
            return (await self.run(sql))[1]
        name = "?lookup"
        # An earlier one that failed has left its statement behind: closing what is not there is no error.
        self.channel.write(m.close_statement(name) + m.parse(name, sql) + m.run_once(name) + m.FLUSH)
        rows: list[tuple[str | None, ...]] = []
        to_close = 3  # the earlier statement, the portal and the statement: without a Sync they would stay
        while to_close:
            kind, body = await self.message()
            if kind == b"D":
                rows.append(m.parse_data_row(body))
            elif kind == b"E":
                self._skips = True
                raise m.parse_error(body)
            elif kind == b"3":
                to_close -= 1
        return rows

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction block is open, also one whose BEGIN is still to be synced."""
        return self.status == b"T" or (self.status == b"I" and self.begun)

    async def lock_writers(self, table: str, *, unsynced: bool) -> None:
        """Wait for all writers of a table, inside the open transaction block. Raises RedshiftError.

        LOCK takes no snapshot, so that what follows sees what those writers have committed.
        """
        sql = f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"
        await self.look_up(sql, unsynced=unsynced)

    async def prepare_again(self, name: str, sql: str, parameter_types: bytes) -> None:
        """Put other SQL in the place of a prepared statement. Raises RedshiftError."""
        self.channel.write(m.close_statement(name) + m.parse(name, sql, parameter_types) + m.FLUSH)
        while True:
            kind, body = await self.message()
            if kind == b"1":
                return
            if kind == b"E":
                self._skips = True
                raise m.parse_error(body)

    async def skip_to_sync(self) -> None:
        """Bring the session into the state that an error leaves: its transaction aborted, all ignored up to Sync."""
        if self._skips:
            return  # the error was the engine's own; it answers nothing more
        self.channel.write(m.parse("", "!") + m.FLUSH)
        while (await self.message())[0] != b"E":
            pass
        self._skips = True

    async def copy_out(self, sql: str, options: str) -> AsyncGenerator[bytes, None]:
        """Chunks of ``COPY (sql) TO STDOUT (options)``. The engine sends a row a message, so chunks hold whole rows."""
        self._ask(m.query(f"COPY ({sql}) TO STDOUT ({options})"))
        problem: RedshiftError | None = None
        buffer = self.channel.buffer
        try:
            while self._busy:
                # Data rows are many and small: those already received are handed on as one chunk.
                chunk = bytearray()
                at = 0
                while len(buffer) - at >= 5 and buffer[at] == 0x64:
                    length = int.from_bytes(buffer[at + 1 : at + 5], "big") + 1
                    if len(buffer) - at < length:
                        break
                    chunk += buffer[at + 5 : at + length]
                    at += length
                if chunk:
                    del buffer[:at]
                    yield bytes(chunk)
                    continue
                kind, body = await self.message()
                if kind == b"d":
                    yield body
                elif kind == b"E":
                    problem = m.parse_error(body)
        finally:
            await self.resync()
        if problem is not None:
            raise problem

    async def copy_in(
        self, table_sql: str, columns: Sequence[str], data: AsyncGenerator[bytes, None], options: str = "FORMAT csv"
    ) -> int:
        """``COPY table FROM STDIN (options)``. An error of ``data`` aborts the statement and is raised."""
        listed = " (" + ", ".join(quote_identifier(column) for column in columns) + ")" if columns else ""
        self._ask(m.query(f"COPY {table_sql}{listed} FROM STDIN ({options})"))
        problem: RedshiftError | None = None
        tag = ""
        while self._busy:
            kind, body = await self.message()
            if kind == b"G":
                self._copying_in = True
                await self._send_copy(data)
            elif kind == b"C":
                tag = m.read_cstring(body, 0)[0]
            elif kind == b"E":
                problem = m.parse_error(body)
        if problem is not None:
            raise problem
        return m.affected_rows(tag)

    async def _send_copy(self, data: AsyncGenerator[bytes, None]) -> None:
        try:
            async with contextlib.aclosing(data):
                async for chunk in data:
                    self.channel.write(m.frame(b"d", chunk))
                    await self.channel.drain()
        except BaseException:
            await self.resync()
            raise
        self._copying_in = False
        self.channel.write(m.frame(b"c"))


def _columns(fields: Sequence[m.Field]) -> tuple[ColumnInfo, ...]:
    return tuple(ColumnInfo(field.name, redshift_type(field.type_oid, field.type_modifier)) for field in fields)


def quote_identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def quote_literal(text: str) -> str:
    """A string literal of engine SQL, whatever ``standard_conforming_strings`` says."""
    escaped = text.replace("'", "''")
    return " E'" + escaped.replace("\\", "\\\\") + "'" if "\\" in text else "'" + escaped + "'"
