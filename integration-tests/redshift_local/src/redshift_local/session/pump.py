"""One client session: the client's messages in, the engine's answers out.

Messages are forwarded in runs: everything the client has pipelined goes to the engine at once, and the answers are
relayed in order. Statements that the stand-in runs itself end a run, so that order is kept.
"""

from __future__ import annotations

import asyncio
import logging
import re
import struct
from collections.abc import Callable, Coroutine
from typing import Any

from ..dialect.outcome import ExplainPlan, Forward, Translation
from ..dialect.split import split_statements
from ..engine.backend import Backend
from ..errors import ConnectionDropped, RedshiftError
from ..faults import DropConnection, Fault
from ..wire import messages as m
from ..wire.channel import Channel, ChannelClosed
from ..wire.intervals import binary_results, row_conversion
from ..wire.rowdesc import Origin, encode_row_description
from .engine_errors import as_redshift_error
from .foreign_tables import reads_foreign
from .local_statements import LocalStatements
from .relay import Relay, Step
from .services import Services
from .state import Portal, Prepared, SessionState
from .strikes import Strikes

_LAST_IDS = re.compile(r"\bpg_last_(query|copy|unload)_", re.IGNORECASE)
_LOG = logging.getLogger("redshift_local")


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
        self._relay = Relay(client, backend, state, services, protocol)
        self._batch = 0
        self._in_batch = False
        self._cancel_asked = False
        self._translating = False
        self._cancel_lock = asyncio.Lock()
        self._cancelling: set[asyncio.Task[None]] = set()
        self._strikes = Strikes(client, services.faults)
        self._local = LocalStatements(client, backend, state, services, self._strikes)

    # -- life
    async def run(self) -> None:
        self.client.on_lost = self._client_left
        left_in_order = False
        try:
            while await self._next_messages():
                pass
            left_in_order = True
        except ConnectionDropped:
            self.client.abort()
        except (ChannelClosed, ConnectionError):
            pass
        except Exception as problem:
            # A defect of the stand-in must show, on both sides, and not look like a lost connection.
            _LOG.exception("session %s ended by a defect of the stand-in", self.state.number)
            defect = RedshiftError("XX000", f"internal error of the stand-in: {type(problem).__name__}: {problem}")
            self.client.write(m.error_response(defect, "FATAL"))
        finally:
            self.client.close()
            if not left_in_order:
                await self.backend.cancel()
            self.backend.channel.abort()
            self.services.log.end_session(self.state.number)
            await self.services.foreign_tables.drop_all(self.state)

    @property
    def _running(self) -> object | None:
        """What runs now, in the engine or in the stand-in itself."""
        return self._local.task if self._local.task is not None else self._relay.current

    async def cancel(self) -> None:
        """Cancel what the session runs; nothing happens when it is idle, so that no later statement is hit."""
        batch = self._batch
        while self._in_batch and self._batch == batch and self._running is None and not self._translating:
            if self._strikes.cancel() or self.state.stop_reading():
                return
            await asyncio.sleep(0.005)  # what the client has sent has not reached the engine yet
        await self._cancel_running()

    async def _cancel_running(self) -> None:
        if self._translating:
            self._cancel_asked = True
            self.state.stop_reading()
            return
        batch = self._batch
        while self._in_batch and self._batch == batch and self._running is None:
            if self.state.stop_reading():
                return
            await asyncio.sleep(0.005)  # what the client has sent has not reached the engine yet
        running = self._running
        if self._batch != batch or running is None:
            return
        if self._local.task is not None:
            self._local.cancel()  # which ends what it runs in the engine itself, in order
            return
        await self._cancel_in_engine(running)
        self._spawn(self._insist(running))

    async def _insist(self, running: object) -> None:
        """The engine ignores a cancel request that overtakes its statement: it is repeated until that has ended."""
        while self._running is running and not self.backend.channel.ended:
            await asyncio.sleep(0.1)
            await self._cancel_in_engine(running)

    async def _cancel_in_engine(self, running: object) -> None:
        async with self._cancel_lock:
            if self._running is running:
                await self.backend.cancel()

    def _client_left(self) -> None:
        """A client that is lost leaves no statement running."""
        if self._in_batch:
            self._spawn(self._cancel_running())

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._cancelling.add(task)
        task.add_done_callback(self._cancelling.discard)

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
        if not taken:
            await self.client.more()
            return True
        self._batch += 1
        self._in_batch = True
        try:
            return await self._handle_all(taken)
        finally:
            self._in_batch = False

    async def _handle_all(self, messages: list[tuple[bytes, bytes]]) -> bool:
        """Handle messages that arrived together; False when the client has taken its leave."""
        async with self._cancel_lock:
            pass  # a cancel request on its way to the engine must not hit what comes now
        for kind, body in messages:
            if kind == b"X":
                await self._relay.finish()
                return False
            await self._handle(kind, body)
        await self._relay.finish()
        return True

    async def _handle(self, kind: bytes, body: bytes) -> None:
        if kind == b"S":
            self._relay.forward(m.SYNC, Step(b"S"))
        elif kind == b"Q":
            await self._relay.finish()
            await self._simple_query(m.read_cstring(body, 0)[0])
        elif kind == b"H":
            pass  # every run ends with a Flush of our own
        elif self._relay.skipping:
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
            await self._relay.finish()
            self.client.write(
                m.error_response(RedshiftError("08P01", f"message type {kind!r} is not supported by the stand-in"))
            )

    async def _translate(self, text: str) -> Translation:
        """What a statement becomes. A cancel request, or a client that leaves meanwhile, is an error of its own."""
        self._translating, self._cancel_asked = True, False
        try:
            translation = await self.services.translate(text, self.state, self.backend, unsynced=self._relay.unsynced)
        finally:
            self._translating = False
        if self._cancel_asked or self.client.ended:
            raise RedshiftError("57014", "Query cancelled on user's request")
        return translation

    # -- the extended protocol
    async def _parse(self, body: bytes) -> None:
        name, at = m.read_cstring(body, 0)
        text, at = m.read_cstring(body, at)
        try:
            await self._refresh_views(text)
            await self._relay.finish()
            if self._relay.skipping:
                return
            translation = await self.services.translate(text, self.state, self.backend, unsynced=self._relay.unsynced)
        except RedshiftError as error:
            await self._refuse(error, text)
            return
        self.state.statements[name] = Prepared(text, translation, body[at:], self._batch)
        self.state.intervals.pop(name, None)
        if isinstance(translation, Forward):
            if not await self._lock_first(translation, text):
                return
            self._relay.forward(m.parse(name, translation.sql, body[at:]), Step(b"P", statement=text))
        else:
            await self._answer(m.PARSE_COMPLETE)

    async def _bind(self, body: bytes) -> None:
        portal_name, at = m.read_cstring(body, 0)
        statement_name, _ = m.read_cstring(body, at)
        prepared = self.state.statements.get(statement_name)
        if prepared is not None:
            try:
                prepared = await self._up_to_date(statement_name, prepared)
            except RedshiftError as error:
                await self._refuse(error, prepared.text)
                return
            if self._relay.describes(statement_name):
                await self._relay.finish()
            wanted = binary_results(body, self.state.intervals.get(statement_name, {}))
            self.state.portals[portal_name] = Portal(prepared, convert=row_conversion(wanted))
        if prepared is None or isinstance(prepared.translation, Forward):
            if prepared is not None and not await self._lock_first(prepared.translation, prepared.text):
                return
            # Constants are computed, and can fail, already here.
            self._relay.forward(m.frame(b"B", body), Step(b"B", statement=prepared.text if prepared else ""))
        else:
            await self._answer(m.BIND_COMPLETE)

    async def _lock_first(self, translation: Translation, text: str) -> bool:
        """The lock of a statement outside a transaction block, for a block of its own; False when it was refused."""
        if not isinstance(translation, Forward) or not translation.writes:
            return True
        if self.backend.status != b"I" or self._relay.unsynced or self._relay.implicit:
            return True
        try:
            await self._relay.begin_implicit(translation.writes)
        except RedshiftError as error:
            await self._refuse(as_redshift_error(error), text)
            return False
        return True

    async def _up_to_date(self, name: str, prepared: Prepared) -> Prepared:
        """What a statement shows of the session and of the history is that of now, not of when it was prepared."""
        await self._refresh_views(prepared.text)
        stale = isinstance(prepared.translation, Forward) and _LAST_IDS.search(prepared.text) is not None
        stale = stale or (prepared.batch != self._batch and reads_foreign(prepared.translation))
        if not stale:
            return prepared
        await self._relay.finish()
        if self._relay.skipping:
            return prepared
        translation = await self.services.translate(
            prepared.text, self.state, self.backend, unsynced=self._relay.unsynced
        )
        if translation == prepared.translation:
            return prepared
        if isinstance(translation, Forward):
            await self.backend.prepare_again(name, translation.sql, prepared.parameter_types)
            self._relay.unsynced = True
        renewed = Prepared(prepared.text, translation, prepared.parameter_types, self._batch)
        self.state.statements[name] = renewed
        return renewed

    async def _describe(self, body: bytes) -> None:
        name = m.read_cstring(body, 1)[0]
        prepared: Prepared | None
        if body[:1] == b"S":
            prepared = self.state.statements.get(name)
        else:
            portal = self.state.portals.get(name)
            prepared = portal.prepared if portal else None
        if prepared is None or isinstance(prepared.translation, Forward):
            self._relay.forward(m.frame(b"D", body), Step(b"D", describes=name if body[:1] == b"S" else None))
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
            self._relay.forward(m.frame(b"E", body), Step(b"E"))
            return
        translation = portal.prepared.translation
        faults = [] if portal.entry is not None else self.services.faults.strike(portal.prepared.text)
        first = portal.entry is None
        if first:
            portal.entry = self._relay.begin_entry(portal.prepared.text)
        if isinstance(translation, Forward):
            if translation.sql.startswith("BEGIN"):
                self.backend.begun, self._relay.implicit = True, False
            effect = self._effect_of(translation)
            step = Step(b"E", portal.entry, effect, portal.prepared.text, convert=portal.convert)
            if faults:
                await self._execute_with_faults(m.frame(b"E", body), step, faults)
            else:
                self._relay.forward(m.frame(b"E", body), step)
            return
        await self._relay.finish()
        if self._relay.skipping:
            self.services.log.discard(portal.entry or 0)
            return
        await self._run_local(portal.prepared, portal.entry or 0, faults, extended=True)

    async def _execute_with_faults(self, data: bytes, step: Step, faults: list[Fault]) -> None:
        await self._relay.finish()
        if self._relay.skipping:
            self.services.log.discard(step.entry or 0)
            return
        try:
            await self._strikes.before(faults)
        except RedshiftError as failure:
            await self._refuse(failure, step.statement, step.entry)
            return
        after = DropConnection("after") in faults
        self._relay.forward(data, step)
        if DropConnection("during") in faults:
            self._relay.send()
            raise ConnectionDropped
        if after:
            # The statement must have taken effect: its Sync, which the client has not sent yet, is given for it.
            self.client.muted = True
            self._relay.forward(m.SYNC, Step(b"S"))
            await self._relay.finish()
            raise ConnectionDropped

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
            self._relay.forward(m.frame(b"C", body), Step(b"C"))

    async def _answer(self, data: bytes) -> None:
        await self._relay.finish()
        if not self._relay.skipping:
            self.client.write(data)

    async def _refuse(self, error: RedshiftError, text: str, entry: int | None = None) -> None:
        """Answer with our error, and bring the engine's session into the state that an error leaves."""
        await self._relay.finish()
        if self._relay.skipping:
            return
        number = entry if entry is not None else self._relay.begin_entry(text)
        self.services.log.fail(number, error.sqlstate, error.message)
        self.client.write(m.error_response(error))
        await self._relay.skip_to_sync()

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
        await self._relay.ready()

    async def _simple_statement(self, text: str) -> bool:
        """Run one statement up to, but without, ReadyForQuery; False when the engine refused it."""
        entry = self._relay.begin_entry(text)
        try:
            await self._refresh_views(text)
            faults = self.services.faults.strike(text)
            translation = await self._translate(text)
            if not isinstance(translation, Forward):
                if isinstance(translation, ExplainPlan):
                    self.client.write(self._plan_description())
                await self._run_local(Prepared(text, translation), entry, faults, extended=False)
                return True
            await self._strikes.before(faults)
            if translation.writes and self.backend.status == b"I":
                await self._relay.begin_implicit(translation.writes)
        except RedshiftError as problem:
            error = as_redshift_error(problem)
            self.services.log.fail(entry, error.sqlstate, error.message)
            await self._relay.end_implicit()
            await self._fail_transaction()
            raise error from None
        after = DropConnection("after") in faults
        if after:
            self.client.muted = True
        self.backend.channel.write(m.query(translation.sql))
        if DropConnection("during") in faults:
            raise ConnectionDropped
        fine = await self._relay.relay(Step(b"Q", entry, self._effect_of(translation)))
        await self._relay.end_implicit(entry)
        if after:
            raise ConnectionDropped
        return fine

    async def _fail_transaction(self) -> None:
        if self.backend.status != b"I":
            try:
                await self.backend.run("!")
            except RedshiftError:
                return

    # -- statements that the stand-in runs itself
    async def _run_local(self, prepared: Prepared, entry: int, faults: list[Fault], *, extended: bool) -> None:
        if self._relay.unsynced:
            # Only a ReadyForQuery tells whether a pipelined BEGIN has opened a transaction.
            await self.backend.sync()
            self._relay.unsynced = False
        try:
            await self._local.run(prepared.translation, entry, faults)
        except RedshiftError as error:
            if not extended:
                raise
            self.services.log.fail(entry, error.sqlstate, error.message)
            self.client.write(m.error_response(error))
            await self._relay.skip_to_sync()

    # -- helpers
    def _effect_of(self, translation: Forward) -> Callable[[], None] | None:
        if translation.setting is None:
            return None
        name, value = translation.setting
        return lambda: self.state.settings.__setitem__(name, value)

    async def _refresh_views(self, text: str) -> None:
        if self.services.asks_to_publish(text):
            await self._relay.finish()
            await self.services.publish(text, self.state.database)
