"""Runs Data API statements on warehouse sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from ...errors import RedshiftError
from ...wire.messages import affected_rows
from ..context import ControlContext
from ..errors import AwsError
from ..secrets_api import SecretsApi
from .client import WireClient
from .sessions import DataSession
from .statements import DataStatement, SubStatement
from .target import Target, log_in


class Runner:
    def __init__(self, context: ControlContext, secrets: SecretsApi) -> None:
        self._context = context
        self._secrets = secrets
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, statement: DataStatement, session: DataSession) -> None:
        session.begin(statement.id)
        self._keep(self._run(statement, session))

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def cancel(self, statement: DataStatement) -> None:
        """Cancel a statement, whether it runs already or not."""
        statement.cancelled = True
        self._keep(self._cancel(statement))

    async def _cancel(self, statement: DataStatement) -> None:
        while not statement.is_over:
            if statement.process_id:
                await self._context.connector.cancel_session(statement.process_id)
            await asyncio.sleep(0.05)

    async def open(self, target: Target) -> tuple[WireClient, str]:
        """A connected client and its database user. Raises RedshiftError and AwsError."""
        login = await log_in(target, self._context, self._secrets)
        parameters = {"client_protocol_version": "1", "application_name": "redshift-data-api"}
        client = WireClient(await self._context.connector.connect(login, target.database, parameters))
        try:
            await client.start()
        except BaseException:
            client.close()
            raise
        return client, login.user

    async def _run(self, statement: DataStatement, session: DataSession) -> None:
        failure: str | None = "the stand-in is stopping"
        try:
            await self._run_in(session, statement)
            failure = None
        except RedshiftError as error:
            # The text is the one that a driver would show; hints are for readers of the stand-in's own errors.
            failure = f"ERROR: {error.message}" + (f"\n  Detail: {error.detail}" if error.detail else "")
        except AwsError as refused:
            failure = refused.message
        finally:
            session.end()  # before the statement is seen to be over, so that the session is free for the next one
            _finish(statement, failure)

    async def _run_in(self, session: DataSession, statement: DataStatement) -> None:
        statement.turn("PICKED")
        if session.client is None:
            session.client, session.database_user = await self.open(session.target)
        statement.database_user = session.database_user
        statement.process_id = session.client.session
        statement.turn("STARTED")
        await self._run_parts(statement, session.client)

    async def _run_parts(self, statement: DataStatement, client: WireClient) -> None:
        in_transaction = statement.batch and statement.mode == "TRANSACTION"
        failed: RedshiftError | None = None
        if in_transaction:
            await client.fetch("BEGIN")
        for part in statement.parts:
            try:
                if statement.cancelled:
                    raise RedshiftError("57014", "Query cancelled on user's request")
                await self._run_part(part, client)
            except RedshiftError as error:
                part.turn("ABORTED" if error.sqlstate == "57014" else "FAILED", f"ERROR: {error.message}")
                failed = failed or error
                if in_transaction or statement.cancelled:
                    break
        if in_transaction and not client.ended:
            try:
                await client.fetch("COMMIT" if failed is None else "ROLLBACK")
            except RedshiftError as error:
                failed = failed or error
        if failed is not None:
            raise failed

    async def _run_part(self, part: SubStatement, client: WireClient) -> None:
        part.turn("STARTED")
        result = part.result
        try:
            tag = await client.run(part.bound.sql, part.bound.values, result.begin, result.add)
        finally:
            part.query_id = self._context.services.log.last_of(client.session)
        if result.has_columns:
            result.finish()
        else:
            part.affected_rows = affected_rows(tag)
        part.turn("FINISHED")


def _finish(statement: DataStatement, failure: str | None) -> None:
    if failure is None:
        statement.turn("FINISHED")
        return
    for part in statement.parts:
        if part.status not in ("FINISHED", "FAILED", "ABORTED"):
            part.turn("ABORTED")
    statement.turn("ABORTED" if statement.cancelled else "FAILED", failure)
