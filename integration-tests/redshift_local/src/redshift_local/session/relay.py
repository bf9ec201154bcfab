"""The engine's side of a client session: runs of messages to the engine, and its answers back in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from ..engine.backend import Backend
from ..errors import FatalRedshiftError, RedshiftError
from ..wire import messages as m
from ..wire.channel import Channel, ChannelClosed
from ..wire.intervals import interval_columns
from ..wire.rowdesc import rewrite_row_description
from .engine_errors import as_redshift_error
from .services import Services
from .state import SessionState

_DATA_ROW = ord("D")
_COMPLETIONS = {
    b"P": b"1",
    b"B": b"2",
    b"C": b"3",
}


@dataclass(frozen=True)
class Step:
    """One forwarded message whose answer is awaited. Its kind is the message's."""

    kind: bytes
    entry: int | None = None
    """The statement-log entry that the answer ends."""
    on_success: Callable[[], None] | None = None
    statement: str = ""
    """The text to log when the message is refused and has no entry yet."""
    describes: str | None = None
    """The prepared statement whose columns the answer tells."""
    convert: Callable[[bytes], bytes] | None = None
    """What becomes of the rows."""


class Relay:
    """Everything the client has pipelined goes to the engine at once; the answers are relayed one after the other."""

    def __init__(
        self, client: Channel, backend: Backend, state: SessionState, services: Services, protocol: int
    ) -> None:
        self._client = client
        self._backend = backend
        self._state = state
        self._services = services
        self._protocol = protocol
        self._pending = bytearray()
        self._steps: list[Step] = []
        self._rolled_back = False
        self.skipping = False
        """After an error everything up to Sync is ignored."""
        self.unsynced = False
        """Whether the engine was sent messages since its last ReadyForQuery."""
        self.implicit = False
        """Whether the engine's transaction block is ours: the client's statement is one of its own."""
        self.current: object | None = None
        """Stands for the run of messages that the engine works on."""

    def forward(self, data: bytes, step: Step) -> None:
        """Add a message to the run. It is sent with the run's end."""
        self._pending += data
        self.unsynced = True
        self._steps.append(step)

    def describes(self, statement: str) -> bool:
        """Whether the run holds a description of this prepared statement."""
        return any(step.describes == statement for step in self._steps)

    def send(self) -> None:
        """Send what the run holds, with a Flush of our own."""
        self._backend.channel.write(bytes(self._pending) + m.FLUSH)
        self._pending.clear()

    async def finish(self) -> None:
        """End the run: send it and relay all its answers."""
        if not self._steps:
            return
        self.send()
        steps, self._steps = self._steps, []
        self.current = steps
        try:
            for step in steps:
                if not self.skipping or step.kind == b"S":
                    await self._relay(step)
                elif step.entry is not None:
                    self._services.log.discard(step.entry)
        finally:
            self.current = None

    async def relay(self, step: Step) -> bool:
        """Relay the answers to a simple query, which is sent already; False when that was an error."""
        self.current = step
        try:
            return await self._relay(step)
        finally:
            self.current = None

    async def _relay(self, step: Step) -> bool:
        """Relay the engine's messages up to the one that completes ``step``; False when that was an error."""
        fine = True
        buffer = self._backend.channel.buffer
        client = self._client
        while True:
            # Data rows need no change: as many as there are go on in one piece.
            rows = 0 if step.convert is not None else m.end_of_run(buffer, _DATA_ROW)
            if rows:
                client.write(self._backend.channel.take(rows))
                await client.drain()
                continue
            if not m.holds_message(buffer):
                await self._more_from_engine()
                continue
            before = self._backend.status
            kind, body = await self._backend.message()
            if kind == b"Z":
                self.unsynced = False
                self._state.follow_transaction(before, body, self._rolled_back)
                self._rolled_back = False
                if step.kind == b"S":
                    self.skipping = False
                    await self.end_implicit()
                    await self.ready()
                return fine
            if kind == b"E":
                self._fail(step, body)
                fine = False
                if step.kind not in (b"S", b"Q"):
                    self.skipping = True
                    return False
                continue
            if kind == b"D" and step.convert is not None:
                client.write(m.frame(b"D", step.convert(body)))
                await client.drain()
                continue
            if kind == b"T" and step.describes is not None:
                self._state.intervals[step.describes] = interval_columns(m.parse_row_description(body))
            if kind == b"T":
                origin_of = await self._services.origins.of(self._state.database, body, self._protocol)
                client.write(rewrite_row_description(body, self._protocol, origin_of, self._services.names.full))
                if step.kind == b"D":
                    return True
                continue
            client.write(m.frame(kind, body))
            if kind in (b"C", b"I") and step.kind in (b"E", b"Q"):
                self._succeed(step, body if kind == b"C" else b"\0")
                if step.kind == b"E":
                    return True
            elif kind == b"s" or (kind == b"n" and step.kind == b"D") or kind == _COMPLETIONS.get(step.kind):
                return True

    async def begin_implicit(self, table: str) -> None:
        """A transaction block for one statement that needs its table's lock before it looks. Raises RedshiftError."""
        self.implicit = True
        self.current = table
        try:
            await self._backend.run("BEGIN")
            await self._backend.lock_writers(table, unsynced=False)
        finally:
            self.current = None

    async def end_implicit(self, entry: int | None = None) -> None:
        """Commit what ``begin_implicit`` began; an error in it, or of the commit, undoes it."""
        if not self.implicit:
            return
        self.implicit = False
        if self._backend.status == b"I":
            return
        try:
            await self._backend.run("COMMIT" if self._backend.status == b"T" else "ROLLBACK")
        except RedshiftError as problem:
            error = as_redshift_error(problem)
            if entry is not None:
                self._services.log.fail(entry, error.sqlstate, error.message)
            self._client.write(m.error_response(error))

    async def _more_from_engine(self) -> None:
        if self._client.ended:
            raise ChannelClosed("client left")
        try:
            await self._backend.channel.more()
        except ChannelClosed:
            lost = FatalRedshiftError("57P01", "terminating connection: the engine ended")
            self._client.write(m.error_response(lost, "FATAL"))
            raise

    def _fail(self, step: Step, body: bytes) -> None:
        error = as_redshift_error(m.parse_error(body))
        if step.entry is not None:
            self._services.log.fail(step.entry, error.sqlstate, error.message)
        elif step.statement:
            self._services.log.fail(self.begin_entry(step.statement), error.sqlstate, error.message)
        self._client.write(m.error_response(error))

    def _succeed(self, step: Step, tag_body: bytes) -> None:
        tag = m.read_cstring(tag_body, 0)[0]
        if step.entry is not None:
            self._services.log.succeed(step.entry, m.affected_rows(tag))
        if step.on_success is not None:
            step.on_success()
        self._rolled_back = tag == "ROLLBACK"

    async def ready(self) -> None:
        """Tell the client that the next statement may come; a fault may delay that."""
        delay = self._services.faults.ready_delay_ms
        if delay:
            await self._client.drain()
            await asyncio.sleep(delay / 1000)
        self._client.write(m.ready_for_query(self._backend.status))
        await self._client.drain()

    async def skip_to_sync(self) -> None:
        """After an error of our own: the engine aborts its transaction and skips to Sync, as the client expects."""
        await self._backend.skip_to_sync()
        self.skipping = True

    def begin_entry(self, text: str) -> int:
        """A statement-log entry for a statement that begins now."""
        state = self._state
        state.last_query = self._services.log.begin(text, state.number, state.label, state.user, state.database)
        return state.last_query
