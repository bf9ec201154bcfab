"""Runs the statements that the stand-in answers itself: each is a task, so that it can be cancelled."""

from __future__ import annotations

import asyncio

from ..dialect.outcome import ExplainPlan, S3Command, Script, Translation
from ..engine.backend import Backend
from ..errors import ConnectionDropped, RedshiftError
from ..faults import DropConnection, Fault
from ..wire import messages as m
from ..wire.channel import Channel
from .engine_errors import as_redshift_error
from .local import run_explain, run_s3_command, run_script
from .services import Services
from .state import SessionState
from .strikes import Strikes


class LocalStatements:
    """Those of one session, one at a time."""

    def __init__(
        self, client: Channel, backend: Backend, state: SessionState, services: Services, strikes: Strikes
    ) -> None:
        self._client = client
        self._strikes = strikes
        self._backend = backend
        self._state = state
        self._services = services
        self._cancel_asked = False
        self.task: asyncio.Task[None] | None = None
        """The statement that runs now."""

    def cancel(self) -> None:
        if self.task is not None:
            self._cancel_asked = True
            self.task.cancel()

    async def run(self, translation: Translation, entry: int, faults: list[Fault]) -> None:
        """Run a statement and write its answer, up to the command tag. Raises RedshiftError and ConnectionDropped."""
        await self._strikes.before(faults)
        self._cancel_asked = False
        self.task = asyncio.get_running_loop().create_task(self._answer(translation, entry))
        try:
            if DropConnection("during") in faults:
                await asyncio.sleep(0)
                self.task.cancel()
                raise ConnectionDropped
            if DropConnection("after") in faults:
                self._client.muted = True
            await self.task
        except RedshiftError as problem:
            raise as_redshift_error(problem) from None
        except asyncio.CancelledError:
            if not self._cancel_asked:
                raise  # the stand-in itself is stopping
            await self._backend.resync()
            raise RedshiftError("57014", f"Query ({entry}) cancelled on user's request") from None
        finally:
            self.task = None
            if DropConnection("after") in faults:
                raise ConnectionDropped

    async def _answer(self, translation: Translation, entry: int) -> None:
        if isinstance(translation, Script):
            await self._run_script(translation)
            self._services.log.succeed(entry, 0)
            self._client.write(m.command_complete(translation.tag))
        elif isinstance(translation, ExplainPlan):
            rows = await run_explain(self._backend, translation)
            self._client.write(rows)
            self._services.log.succeed(entry, 0)
        elif isinstance(translation, S3Command):
            outcome = await run_s3_command(self._backend, translation, self._services, self._state, entry)
            for notice in outcome.notices:
                self._client.write(m.info_notice(notice))
            self._services.log.succeed(entry, outcome.rows)
            self._client.write(m.command_complete(outcome.tag))

    async def _run_script(self, script: Script) -> None:
        if script.tag.endswith(" DATABASE"):
            self._services.leave_other_databases(self._state.database)
        await run_script(self._backend, script)
        for user, password in script.passwords:
            if password is None:
                self._services.accounts.remove(user)
            else:
                self._services.accounts.put(user, password)
        self._services.origins.forget(self._state.database)
