"""One client session: the client's messages in, the engine's answers out.

Messages are forwarded in runs: everything the client has pipelined goes to the engine at once, and the answers are
relayed in order. Statements that the stand-in runs itself end a run, so that order is kept.
"""

from __future__ import annotations

import asyncio
import logging
import struct
from collections.abc import Callable
from dataclasses import dataclass

from ..dialect.outcome import ExplainPlan, Forward, S3Command, Script
from ..dialect.split import split_statements
from ..engine.backend import Backend
from ..errors import FatalRedshiftError, RedshiftError
from ..faults import DelayStatement, DropConnection, FailStatement, Fault
from ..wire import messages as m
from ..wire.channel import Channel, ChannelClosed
from ..wire.rowdesc import Origin, encode_row_description, rewrite_row_description
from .engine_errors import as_redshift_error
from .local import run_explain, run_s3_command, run_script
from .services import Services
from .state import Portal, Prepared, SessionState

_LOG = logging.getLogger("redshift_local")
_COMPLETIONS = {
    b"P": b"1",
    b"B": b"2",
    b"C": b"3",
}


@dataclass(frozen=True)
class _Step:
    """One forwarded message whose answer is awaited."""

    kind: bytes
    entry: int | None = None
    on_success: Callable[[], None] | None = None
    statement: str = ""


class _Dropped(Exception):
    """A fault dropped the connection."""


class ClientSession:
    """Serves one authenticated client until it leaves."""

    def __init__(
        self, client: Channel, backend: Backend, state: SessionState, services: Services, protocol: int
    ) -> None:
        self.client = client
        self.backend = backend
        self.state = state
        self.services = services
        self.protocol = protocol
        self._pending = bytearray()
        self._steps: list[_Step] = []
        self._skipping = False
        self._rolled_back = False
        self._unsynced = False
        self._local_task: asyncio.Task[None] | None = None

    # -- life
    async def run(self) -> None:
        try:
            while await self._next_messages():
                pass
        except (ChannelClosed, ConnectionError, _Dropped):
            pass
        except Exception as problem:
            # A defect of the stand-in must show, on both sides, and not look like a lost connection.
            _LOG.exception("session %s ended by a defect of the stand-in", self.state.number)
            defect = RedshiftError("XX000", f"internal error of the stand-in: {type(problem).__name__}: {problem}")
            self.client.write(m.error_response(defect, "FATAL"))
        finally:
            self.client.close()
            await self.backend.cancel()
            self.backend.channel.abort()

    async def cancel(self) -> None:
        """A CancelRequest for this session arrived."""
        await self.backend.cancel()
        if self._local_task is not None:
            self._local_task.cancel()

    async def _next_messages(self) -> bool:
        buffer = self.client.buffer
        at = 0
        taken: list[tuple[bytes, bytes]] = []
        while len(buffer) - at >= 5:
            length = struct.unpack_from("!i", buffer, at + 1)[0] + 1
            if length < 5:
                raise ChannelClosed("malformed message")
            if len(buffer) - at < length:
                break
            taken.append((bytes(buffer[at : at + 1]), bytes(buffer[at + 5 : at + length])))
            at += length
        del buffer[:at]
        for kind, body in taken:
            if kind == b"X":
                await self._finish_run()
                return False
            await self._handle(kind, body)
        await self._finish_run()
        if not taken:
            await self.client.more()
        return True

    async def _handle(self, kind: bytes, body: bytes) -> None:
        if kind == b"S":
            self._forward(m.SYNC, _Step(b"S"))
        elif kind == b"Q":
            await self._finish_run()
            await self._simple_query(m.read_cstring(body, 0)[0])
        elif kind == b"H":
            pass  # every run ends with a Flush of our own
        elif self._skipping:
            pass  # after an error everything up to Sync is ignored; the engine does the same
        elif kind == b"P":
            await self._parse(body)
        elif kind == b"B":
            await self._bind(body)
        elif kind == b"D":
            await self._describe(body)
        elif kind == b"E":
            await self._execute(body)
        elif kind == b"C":
            await self._close(body)
        else:
            await self._finish_run()
            self.client.write(
                m.error_response(RedshiftError("08P01", f"message type {kind!r} is not supported by the stand-in"))
            )

    def _forward(self, data: bytes, step: _Step) -> None:
        self._pending += data
        self._unsynced = True
        self._steps.append(step)

    # -- the extended protocol
    async def _parse(self, body: bytes) -> None:
        name, at = m.read_cstring(body, 0)
        text, at = m.read_cstring(body, at)
        try:
            await self._refresh_views(text)
            translation = self.services.translate(text, self.state)
        except RedshiftError as error:
            await self._refuse(error, text)
            return
        self.state.statements[name] = Prepared(text, translation)
        if isinstance(translation, Forward):
            self._forward(m.parse(name, translation.sql, body[at:]), _Step(b"P", statement=text))
        else:
            await self._answer(m.PARSE_COMPLETE)

    async def _bind(self, body: bytes) -> None:
        portal_name, at = m.read_cstring(body, 0)
        statement_name, _ = m.read_cstring(body, at)
        prepared = self.state.statements.get(statement_name)
        if prepared is not None:
            self.state.portals[portal_name] = Portal(prepared)
        if prepared is None or isinstance(prepared.translation, Forward):
            self._forward(m.frame(b"B", body), _Step(b"B"))
        else:
            await self._answer(m.BIND_COMPLETE)

    async def _describe(self, body: bytes) -> None:
        name = m.read_cstring(body, 1)[0]
        prepared: Prepared | None
        if body[:1] == b"S":
            prepared = self.state.statements.get(name)
        else:
            portal = self.state.portals.get(name)
            prepared = portal.prepared if portal else None
        if prepared is None or isinstance(prepared.translation, Forward):
            self._forward(m.frame(b"D", body), _Step(b"D"))
            return
        head = m.NO_PARAMETERS if body[:1] == b"S" else b""
        await self._answer(head + self._local_description(prepared))

    def _local_description(self, prepared: Prepared) -> bytes:
        if isinstance(prepared.translation, ExplainPlan):
            return self._plan_description()
        return m.NO_DATA

    def _plan_description(self) -> bytes:
        field = m.Field("QUERY PLAN", 0, 0, 1043, -1, -1, 0)
        return encode_row_description([field], self.protocol, lambda _o, _a: Origin(), str)

    async def _execute(self, body: bytes) -> None:
        name, _ = m.read_cstring(body, 0)
        portal = self.state.portals.get(name)
        if portal is None:
            self._forward(m.frame(b"E", body), _Step(b"E"))
            return
        translation = portal.prepared.translation
        faults = [] if portal.entry is not None else self.services.faults.strike(portal.prepared.text)
        first = portal.entry is None
        if first:
            portal.entry = self._begin_entry(portal.prepared.text)
        if isinstance(translation, Forward):
            step = _Step(b"E", portal.entry, self._effect_of(translation), portal.prepared.text)
            if faults:
                await self._execute_with_faults(m.frame(b"E", body), step, faults)
            else:
                self._forward(m.frame(b"E", body), step)
            return
        await self._finish_run()
        if self._skipping:
            self.services.log.discard(portal.entry or 0)
            return
        await self._run_local(portal.prepared, portal.entry or 0, faults, extended=True)

    async def _execute_with_faults(self, data: bytes, step: _Step, faults: list[Fault]) -> None:
        await self._finish_run()
        if self._skipping:
            return
        failure = await self._strike_before(faults)
        if failure is not None:
            await self._refuse(failure, step.statement, step.entry)
            return
        after = DropConnection("after") in faults
        self._forward(data, step)
        if DropConnection("during") in faults:
            self.backend.channel.write(bytes(self._pending) + m.FLUSH)
            self._drop()
        if after:
            # The statement must have taken effect: its Sync, which the client has not sent yet, is given for it.
            self.client.muted = True
            self._forward(m.SYNC, _Step(b"S"))
            await self._finish_run()
            self._drop()

    async def _strike_before(self, faults: list[Fault]) -> RedshiftError | None:
        for fault in faults:
            if isinstance(fault, DelayStatement):
                await asyncio.sleep(fault.milliseconds / 1000)
        if DropConnection("before") in faults:
            self._drop()
        for fault in faults:
            if isinstance(fault, FailStatement):
                return RedshiftError(fault.sqlstate, fault.message)
        return None

    def _drop(self) -> None:
        self.client.abort()
        self.backend.channel.abort()
        raise _Dropped

    async def _close(self, body: bytes) -> None:
        name = m.read_cstring(body, 1)[0]
        local = False
        if body[:1] == b"S":
            prepared = self.state.statements.pop(name, None)
            local = prepared is not None and not isinstance(prepared.translation, Forward)
        else:
            portal = self.state.portals.pop(name, None)
            local = portal is not None and not isinstance(portal.prepared.translation, Forward)
        if local:
            await self._answer(m.CLOSE_COMPLETE)
        else:
            self._forward(m.frame(b"C", body), _Step(b"C"))

    async def _answer(self, data: bytes) -> None:
        await self._finish_run()
        if not self._skipping:
            self.client.write(data)

    async def _refuse(self, error: RedshiftError, text: str, entry: int | None = None) -> None:
        """Answer with our error, and bring the engine's session into the state that an error leaves."""
        await self._finish_run()
        if self._skipping:
            return
        number = entry if entry is not None else self._begin_entry(text)
        self.services.log.fail(number, error.sqlstate, error.message)
        self.client.write(m.error_response(error))
        # An unparsable statement makes the engine abort its transaction and skip to Sync, as the client expects.
        self.backend.channel.write(m.parse("", "!") + m.FLUSH)
        while (await self.backend.message())[0] != b"E":
            pass
        self._skipping = True

    # -- relaying
    async def _finish_run(self) -> None:
        if not self._steps:
            return
        self.backend.channel.write(bytes(self._pending) + m.FLUSH)
        self._pending.clear()
        steps, self._steps = self._steps, []
        for step in steps:
            if self._skipping and step.kind != b"S":
                if step.entry is not None:
                    self.services.log.discard(step.entry)
                continue
            await self._relay(step)

    async def _relay(self, step: _Step) -> bool:
        """Relay the engine's messages up to the one that completes ``step``; False when that was an error."""
        fine = True
        buffer = self.backend.channel.buffer
        client = self.client
        while True:
            at = 0
            size = len(buffer)
            # Data rows need no change: as many as are there go on in one piece.
            while size - at >= 5 and buffer[at] == 0x44:
                length = int.from_bytes(buffer[at + 1 : at + 5], "big") + 1
                if size - at < length:
                    break
                at += length
            if at:
                client.write(bytes(buffer[:at]))
                del buffer[:at]
                await client.drain()
                continue
            if size < 5 or size < int.from_bytes(buffer[1:5], "big") + 1:
                await self._more_from_engine()
                continue
            before = self.backend.status
            kind, body = await self.backend.message()
            if kind == b"Z":
                self._unsynced = False
                self.state.follow_transaction(before, body, self._rolled_back)
                self._rolled_back = False
                if step.kind == b"S":
                    self._skipping = False
                    await self._ready()
                return fine
            if kind == b"E":
                error = as_redshift_error(m.parse_error(body))
                if step.entry is not None:
                    self.services.log.fail(step.entry, error.sqlstate, error.message)
                elif step.statement:
                    self.services.log.fail(self._begin_entry(step.statement), error.sqlstate, error.message)
                client.write(m.error_response(error))
                fine = False
                if step.kind not in (b"S", b"Q"):
                    self._skipping = True
                    return False
                continue
            if kind == b"T":
                origin_of = await self.services.origins.of(self.state.database, body, self.protocol)
                client.write(rewrite_row_description(body, self.protocol, origin_of, self.services.names.full))
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

    async def _more_from_engine(self) -> None:
        """Wait for the engine, and notice meanwhile when the client leaves."""
        if self.client.ended:
            raise ChannelClosed("client left")
        try:
            await self.backend.channel.more()
        except ChannelClosed:
            self.client.write(
                m.error_response(FatalRedshiftError("57P01", "terminating connection: the engine ended"), "FATAL")
            )
            raise

    def _succeed(self, step: _Step, tag_body: bytes) -> None:
        tag = m.read_cstring(tag_body, 0)[0]
        if step.entry is not None:
            self.services.log.succeed(step.entry, m.affected_rows(tag))
        if step.on_success is not None:
            step.on_success()
        self._rolled_back = tag == "ROLLBACK"

    async def _ready(self) -> None:
        delay = self.services.faults.ready_delay_ms
        if delay:
            await self.client.drain()
            await asyncio.sleep(delay / 1000)
        self.client.write(m.ready_for_query(self.backend.status))
        await self.client.drain()

    # -- the simple protocol
    async def _simple_query(self, text: str) -> None:
        texts = split_statements(text, self.services.settings.backslash_escapes)
        if not texts:
            self.client.write(m.EMPTY_QUERY)
        for one in texts:
            try:
                if not await self._simple_statement(one):
                    break
            except RedshiftError as error:
                self.client.write(m.error_response(error))
                break
        await self._ready()

    async def _simple_statement(self, text: str) -> bool:
        """Run one statement up to, but without, ReadyForQuery; False when the engine refused it."""
        entry = self._begin_entry(text)
        try:
            await self._refresh_views(text)
            faults = self.services.faults.strike(text)
            translation = self.services.translate(text, self.state)
            if not isinstance(translation, Forward):
                if isinstance(translation, ExplainPlan):
                    self.client.write(self._plan_description())
                await self._run_local(Prepared(text, translation), entry, faults, extended=False)
                return True
            failure = await self._strike_before(faults)
            if failure is not None:
                raise failure
        except RedshiftError as error:
            self.services.log.fail(entry, error.sqlstate, error.message)
            await self._fail_transaction()
            raise
        after = DropConnection("after") in faults
        if after:
            self.client.muted = True
        self.backend.channel.write(m.query(translation.sql))
        if DropConnection("during") in faults:
            self._drop()
        fine = await self._relay(_Step(b"Q", entry, self._effect_of(translation)))
        if after:
            self._drop()
        return fine

    async def _fail_transaction(self) -> None:
        if self.backend.status != b"I":
            try:
                await self.backend.run("!")
            except RedshiftError:
                return

    # -- statements that the stand-in runs itself
    async def _run_local(self, prepared: Prepared, entry: int, faults: list[Fault], *, extended: bool) -> None:
        if self._unsynced:
            # Only a ReadyForQuery tells whether a pipelined BEGIN has opened a transaction.
            await self.backend.sync()
            self._unsynced = False
        error = await self._strike_before(faults)
        if error is None:
            work = self._local(prepared, entry)
            self._local_task = asyncio.get_running_loop().create_task(work)
            try:
                if DropConnection("during") in faults:
                    await asyncio.sleep(0)
                    self._local_task.cancel()
                    self._drop()
                if DropConnection("after") in faults:
                    self.client.muted = True
                await self._local_task
            except RedshiftError as problem:
                error = as_redshift_error(problem)
            except asyncio.CancelledError:
                await self.backend.resync()
                error = RedshiftError("57014", f"Query ({entry}) cancelled on user's request")
            finally:
                self._local_task = None
        if DropConnection("after") in faults:
            self._drop()
        if error is None:
            return
        self.services.log.fail(entry, error.sqlstate, error.message)
        if not extended:
            await self._fail_transaction()
            raise error
        self.client.write(m.error_response(error))
        if self.backend.status != b"I":
            self.backend.channel.write(m.parse("", "!") + m.FLUSH)
            while (await self.backend.message())[0] != b"E":
                pass
        self._skipping = True

    async def _local(self, prepared: Prepared, entry: int) -> None:
        translation = prepared.translation
        if isinstance(translation, Script):
            await run_script(self.backend, translation)
            for user, password in translation.passwords:
                if password is None:
                    self.services.accounts.remove(user)
                else:
                    self.services.accounts.put(user, password)
            self.services.origins.forget(self.state.database)
            self.services.log.succeed(entry, 0)
            self.client.write(m.command_complete(translation.tag))
        elif isinstance(translation, ExplainPlan):
            rows = await run_explain(self.backend, translation)
            self.client.write(rows)
            self.services.log.succeed(entry, 0)
        elif isinstance(translation, S3Command):
            outcome = await run_s3_command(self.backend, translation, self.services, self.state, entry)
            for notice in outcome.notices:
                self.client.write(m.info_notice(notice))
            self.services.log.succeed(entry, outcome.rows)
            self.client.write(m.command_complete(outcome.tag))

    # -- helpers
    def _begin_entry(self, text: str) -> int:
        number = self.services.log.begin(
            text, self.state.number, self.state.label, self.state.user, self.state.database
        )
        self.state.last_query = number
        return number

    def _effect_of(self, translation: Forward) -> Callable[[], None] | None:
        if translation.setting is None:
            return None
        name, value = translation.setting
        return lambda: self.state.settings.__setitem__(name, value)

    async def _refresh_views(self, text: str) -> None:
        if self.services.mentions_history(text):
            await self._finish_run()
            await self.services.publish_history(self.state.database)
