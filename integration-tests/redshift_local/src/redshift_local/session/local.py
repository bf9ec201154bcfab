"""Statements that the stand-in runs itself, on the client's own engine session."""

from __future__ import annotations

import re
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ..dialect.outcome import ExplainPlan, S3Command, Script
from ..engine.backend import Backend
from ..engine.contract import CommandOutcome
from ..errors import RedshiftError
from ..wire import messages as m
from .backend_session import SessionOverBackend
from .services import Services
from .state import SessionState


@asynccontextmanager
async def own_transaction(backend: Backend) -> AsyncIterator[None]:
    """Without an open transaction the statement gets one of its own; an open one is joined."""
    if backend.status == b"E":
        raise RedshiftError("25P02", "current transaction is aborted, commands ignored until end of transaction block")
    if backend.status != b"I":
        yield
        return
    try:
        await backend.run("BEGIN")  # inside, because a cancel request may come already here
        yield
    except BaseException:
        await backend.resync()
        if backend.status != b"I":
            await backend.run("ROLLBACK")
        raise
    await backend.run("COMMIT")


async def run_script(backend: Backend, script: Script) -> None:
    """Run all parts or none. Raises RedshiftError."""
    if script.outside_transaction:
        if backend.status != b"I":
            raise RedshiftError("25001", f"{script.tag} cannot run inside a transaction block")
        for sql in script.statements:
            await backend.run(sql)
        return
    async with own_transaction(backend):
        for sql in script.statements:
            await backend.run(sql)
    if script.commits and backend.status == b"T":
        await backend.run("COMMIT")


async def run_explain(backend: Backend, plan: ExplainPlan) -> bytes:
    """The plan's lines as DataRow messages with their CommandComplete."""
    _, rows, _ = await backend.run(f"EXPLAIN {plan.sql}")
    out = []
    for (line,) in rows:
        text = redshift_plan_line(line or "").encode()
        out.append(m.frame(b"D", struct.pack("!hi", 1, len(text)) + text))
    return b"".join(out) + m.command_complete("EXPLAIN")


_PLAN_NODE = re.compile(r"^(\s*(?:->\s+)?)([A-Z][A-Za-z ]*?)(\s+(?:on|using)\s.*?)?(\s\s\(cost=.*)$")


def redshift_plan_line(line: str) -> str:
    """``Seq Scan on t  (cost=...)`` as ``XN Seq Scan on t  (cost=...)``; other lines are kept (dg/r_EXPLAIN)."""
    found = _PLAN_NODE.match(line)
    if not found:
        return line
    return f"{found[1]}XN {found[2]}{found[3] or ''}{found[4]}"


async def run_s3_command(
    backend: Backend, command: S3Command, services: Services, state: SessionState, entry: int
) -> CommandOutcome:
    """Run UNLOAD or COPY in the client's transaction. Raises RedshiftError."""
    runner = services.s3_runner(command.verb)
    session = SessionOverBackend(backend, services, state, entry)
    async with own_transaction(backend):
        outcome = await runner(command.text, session)
        (row,) = (await backend.fetch("SELECT pg_current_xact_id_if_assigned()")).rows
        if row[0] is not None:
            services.log.in_transaction(entry, int(row[0]))
    if command.verb == "UNLOAD":
        state.last_unload = (entry, outcome.rows)
    else:
        state.last_copy = (entry, outcome.rows)
    return outcome
