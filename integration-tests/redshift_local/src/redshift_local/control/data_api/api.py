"""The operations of the Redshift Data API that run statements."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from ..context import Call, ControlContext, Operations
from ..errors import AwsError, not_found, validation
from ..keyring import Identity
from ..secrets_api import SecretsApi
from .limits import DataApiLimits
from .metadata import Metadata
from .paging import page, position, token
from .parameters import BoundStatement, bind, read_parameters
from .results import Result, ResultFormat
from .runner import Runner
from .sessions import DataSession, Sessions
from .statements import DataStatement, SubStatement, new_id
from .target import Target, check_same_owner, read_target


class DataApi:
    def __init__(self, context: ControlContext, secrets: SecretsApi, limits: DataApiLimits) -> None:
        self._context = context
        self._limits = limits
        self._runner = Runner(context, secrets)
        self._sessions = Sessions(limits.sessions)
        self._statements: dict[str, DataStatement] = {}
        self._tokens: dict[tuple[str, str], str] = {}
        self._metadata = Metadata(context, self._runner)

    def operations(self) -> Operations:
        return {
            "ExecuteStatement": self.execute_statement,
            "BatchExecuteStatement": self.batch_execute_statement,
            "DescribeStatement": self.describe_statement,
            "GetStatementResult": self.get_statement_result,
            "GetStatementResultV2": self.get_statement_result_v2,
            "CancelStatement": self.cancel_statement,
            "ListStatements": self.list_statements,
            "ListSessions": self.list_sessions,
            **self._metadata.operations(),
        }

    async def close(self) -> None:
        await self._runner.close()
        self._sessions.close()

    # -- running
    async def execute_statement(self, call: Call) -> dict[str, Any]:
        return await self._submit(call, [call.get("Sql")], batch=False)

    async def batch_execute_statement(self, call: Call) -> dict[str, Any]:
        sqls = call.get("Sqls")
        if len(sqls) > 40:
            raise validation("Sqls holds more than 40 statements.")
        return await self._submit(call, sqls, batch=True)

    async def _submit(self, call: Call, sqls: Sequence[str], *, batch: bool) -> dict[str, Any]:
        self._forget_old()
        client_token = call.get("ClientToken")
        repeated = self._statements.get(self._tokens.get((call.caller.arn, client_token or ""), ""))
        if client_token and repeated and repeated.created > time.time() - self._limits.client_token_seconds:
            return repeated.submitted_answer()
        if sum(len(sql.encode("utf-8")) for sql in sqls) > self._limits.sql_bytes:
            raise validation(f"The SQL text is above the limit of {self._limits.sql_bytes} bytes.")
        if sum(not known.is_over for known in self._statements.values()) >= self._limits.active_statements:
            raise AwsError(
                "ActiveStatementsExceededException",
                f"There are {self._limits.active_statements} active statements already.",
            )
        bound = self._bind_all(sqls, call.get("Parameters", ()))
        session = self._session_for(call)
        statement = self._new_statement(call, session, sqls, bound, batch=batch)
        self._statements[statement.id] = statement
        if client_token:
            self._tokens[call.caller.arn, client_token] = statement.id
        self._runner.spawn(statement, session)
        wait = call.get("WaitTimeSeconds")
        if wait is None:
            return statement.submitted_answer()
        await _await(statement, wait)
        described = statement.describe()
        seen = {name: described[name] for name in ("Status", "RedshiftPid", "HasResultSet")}
        return {**statement.submitted_answer(), **seen}

    def _bind_all(self, sqls: Sequence[str], given: Sequence[dict[str, str]]) -> list[BoundStatement]:
        parameters = read_parameters(given)
        escapes = self._context.settings.backslash_escapes
        bound = [bind(sql, parameters, backslash_escapes=escapes) for sql in sqls]
        unused = parameters.keys() - frozenset().union(*(one.names for one in bound))
        if unused:
            raise validation(f"Parameter {sorted(unused)[0]} is not used in the SQL text.")
        return bound

    def _session_for(self, call: Call) -> DataSession:
        keep_alive = call.get("SessionKeepAliveSeconds")
        if call.get("SessionId") is not None:
            given = [
                n for n in ("ClusterIdentifier", "WorkgroupName", "Database", "DbUser", "SecretArn") if call.get(n)
            ]
            if given:
                raise validation(f"{given[0]} cannot be given with SessionId.")
            return self._sessions.take(call.get("SessionId"), call.caller, keep_alive)
        session = DataSession(new_id(), read_target(call, self._context), keep_alive or 0, time.time())
        if keep_alive:
            self._sessions.add(session)
        return session

    def _new_statement(
        self, call: Call, session: DataSession, sqls: Sequence[str], bound: Sequence[BoundStatement], *, batch: bool
    ) -> DataStatement:
        now = time.time()
        identifier = new_id()
        result_format: ResultFormat = call.get("ResultFormat", "JSON")
        parts = [
            SubStatement(
                f"{identifier}:{number}" if batch else identifier,
                sql,
                one,
                Result(self._limits, result_format),
                now,
                updated=now,
            )
            for number, (sql, one) in enumerate(zip(sqls, bound, strict=True), 1)
        ]
        kept = session.keep_alive > 0
        return DataStatement(
            identifier,
            Target(**{**vars(session.target), "identity": call.caller}),
            parts,
            batch,
            call.get("ExecutionMode", "TRANSACTION"),
            result_format,
            call.get("StatementName"),
            list(call.get("Parameters", ())),
            session.id if kept else None,
            now,
            updated=now,
        )

    def _forget_old(self) -> None:
        oldest = time.time() - self._limits.kept_seconds
        for identifier in [k for k, s in self._statements.items() if s.is_over and s.updated < oldest]:
            del self._statements[identifier]

    # -- asking
    def _find(self, identifier: str, caller: Identity) -> tuple[DataStatement, SubStatement | None]:
        """A statement, and the part that a suffix ``:n`` names (or the only part)."""
        whole, _, number = identifier.partition(":")
        statement = self._statements.get(whole)
        if statement is None:
            raise not_found(f"Query {identifier} does not exist.")
        check_same_owner(statement.owner, caller, f"Query {identifier}")
        if not number:
            return statement, None if statement.batch else statement.parts[0]
        part = next((part for part in statement.parts if part.id == identifier), None)
        if part is None:
            raise not_found(f"Query {identifier} does not exist.")
        return statement, part

    async def describe_statement(self, call: Call) -> dict[str, Any]:
        statement, part = self._find(call.get("Id"), call.caller)
        await _await(statement, call.get("WaitTimeSeconds"))
        if statement.batch and part is not None:
            return {**part.describe(), "Database": statement.target.database, "RedshiftPid": statement.process_id}
        return statement.describe()

    async def get_statement_result(self, call: Call) -> dict[str, Any]:
        result, number = await self._result_page(call, "JSON", "GetStatementResult")
        answer = {"Records": result.records(number), "ColumnMetadata": result.metadata(), "TotalNumRows": result.rows}
        return {**answer, "NextToken": _next(number, result)}

    async def get_statement_result_v2(self, call: Call) -> dict[str, Any]:
        result, number = await self._result_page(call, "CSV", "GetStatementResultV2")
        return {
            "Records": [{"CSVRecords": result.csv(number)}],
            "ColumnMetadata": result.metadata(),
            "TotalNumRows": result.rows,
            "ResultFormat": result.format,
            "NextToken": _next(number, result),
        }

    async def _result_page(self, call: Call, wanted: ResultFormat, operation: str) -> tuple[Result, int]:
        statement, part = self._find(call.get("Id"), call.caller)
        await _await(statement, call.get("WaitTimeSeconds"))
        if part is None:
            raise validation("A batch has no result of its own: ask for one of its statements, Id:number.")
        if statement.status != "FINISHED":
            raise not_found(f"Query does not have result. Please check query status with DescribeStatement: {part.id}")
        if not part.result.has_columns:
            raise not_found(f"Query does not have result. Please check query status with DescribeStatement: {part.id}")
        if part.result.format != wanted:
            raise validation(f"{operation} does not give results of format {part.result.format}.")
        number = position(call)
        if number >= part.result.pages:
            raise validation("NextToken is not one that this operation gave.")
        return part.result, number

    async def cancel_statement(self, call: Call) -> dict[str, Any]:
        statement, part = self._find(call.get("Id"), call.caller)
        if statement.batch and part is not None:
            raise validation("One statement of a batch cannot be cancelled.")
        if statement.is_over:
            raise validation(
                f"Could not cancel a query that is already in {statement.status} state with ID: {part and part.id}"
            )
        await self._runner.cancel(statement)
        return {"Status": True}

    async def list_statements(self, call: Call) -> dict[str, Any]:
        wanted = call.get("Status", "FINISHED")
        prefix = call.get("StatementName", "")
        found = [
            statement.listed()
            for statement in reversed(self._statements.values())
            if _mine(statement.owner, call)
            and wanted in ("ALL", statement.status)
            and (statement.name or "").startswith(prefix)
            and _at_target(statement.target, call)
        ]
        return page(call, "Statements", found)

    async def list_sessions(self, call: Call) -> dict[str, Any]:
        wanted = {call.get("Status")} if call.get("Status") else {"AVAILABLE", "BUSY"}
        only = call.get("SessionId")
        found = [
            session.describe()
            for session in self._sessions.all()
            if _mine(session.target.identity, call)
            and (session.id == only if only else session.status in wanted and _at_target(session.target, call))
        ]
        return page(call, "Sessions", found)


async def _await(statement: DataStatement, seconds: int | None) -> None:
    """Long polling: until the statement is over, or the time is."""
    if seconds is not None and not statement.is_over:
        await asyncio.wait([asyncio.ensure_future(statement.ended.wait())], timeout=min(seconds, 30))


def _mine(owner: Identity, call: Call) -> bool:
    caller = call.caller
    if not call.get("RoleLevel", True):
        return owner.arn == caller.arn
    return (owner.kind, owner.name) == (caller.kind, caller.name)


def _at_target(target: Target, call: Call) -> bool:
    pairs = (("Database", target.database), ("ClusterIdentifier", target.cluster), ("WorkgroupName", target.workgroup))
    return all(call.get(name) in (None, value) for name, value in pairs)


def _next(number: int, result: Result) -> str | None:
    return token(number + 1) if number + 1 < result.pages else None
