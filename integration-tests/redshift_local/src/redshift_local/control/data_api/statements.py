"""The statements that the Data API was given, and what became of them."""

from __future__ import annotations

import asyncio
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Literal

from ..keyring import Identity
from .parameters import BoundStatement
from .results import Result, ResultFormat
from .target import Target

Status = Literal["SUBMITTED", "PICKED", "STARTED", "FINISHED", "ABORTED", "FAILED"]
ExecutionMode = Literal["TRANSACTION", "AUTO_COMMIT"]
_ENDED = ("FINISHED", "ABORTED", "FAILED")


@dataclass
class SubStatement:
    """One SQL text of a request. Times are seconds since the epoch."""

    id: str
    text: str
    bound: BoundStatement
    result: Result
    created: float
    status: Status = "SUBMITTED"
    error: str | None = None
    updated: float = 0.0
    started: float | None = None
    affected_rows: int = -1
    query_id: int = 0

    def turn(self, status: Status, error: str | None = None) -> None:
        self.status, self.error, self.updated = status, error, time.time()
        if status == "STARTED":
            self.started = self.updated

    @property
    def duration_ns(self) -> int:
        return int((self.updated - self.started) * 1e9) if self.started and self.status in _ENDED else -1

    def describe(self) -> dict[str, Any]:
        """The members that SubStatementData and DescribeStatement's answer share."""
        has_result = self.status == "FINISHED" and self.result.has_columns
        return {
            "Id": self.id,
            "Duration": self.duration_ns,
            "Error": self.error,
            "Status": self.status,
            "CreatedAt": self.created,
            "UpdatedAt": self.updated,
            "QueryString": self.text,
            "RedshiftQueryId": self.query_id,
            "HasResultSet": has_result,
            "ResultRows": self.result.rows if has_result else self.affected_rows,
            "ResultSize": self.result.bytes if has_result else -1,
        }


@dataclass
class DataStatement:
    """A request of ExecuteStatement or BatchExecuteStatement."""

    id: str
    target: Target
    parts: list[SubStatement]
    batch: bool
    mode: ExecutionMode
    result_format: ResultFormat
    name: str | None
    parameters: list[dict[str, str]]
    session_id: str | None
    created: float
    database_user: str | None = None
    process_id: int = 0
    status: Status = "SUBMITTED"
    error: str | None = None
    updated: float = 0.0
    cancelled: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def owner(self) -> Identity:
        return self.target.identity

    def turn(self, status: Status, error: str | None = None) -> None:
        self.status, self.error, self.updated = status, error, time.time()
        if status in _ENDED:
            self.ended.set()

    @property
    def is_over(self) -> bool:
        return self.status in _ENDED

    def submitted_answer(self) -> dict[str, Any]:
        """The answer of ExecuteStatement and BatchExecuteStatement."""
        return {
            "Id": self.id,
            "CreatedAt": self.created,
            "ClusterIdentifier": self.target.cluster,
            "WorkgroupName": self.target.workgroup,
            "DbUser": self.target.db_user,
            "Database": self.target.database,
            "SecretArn": self.target.secret_arn,
            "SessionId": self.session_id,
        }

    def describe(self) -> dict[str, Any]:
        """The answer of DescribeStatement."""
        common = {
            "DbUser": self.database_user or self.target.db_user,
            "Database": self.target.database,
            "ClusterIdentifier": self.target.cluster,
            "WorkgroupName": self.target.workgroup,
            "SecretArn": self.target.secret_arn,
            "RedshiftPid": self.process_id,
            "ResultFormat": self.result_format,
            "SessionId": self.session_id,
            "QueryParameters": self.parameters or None,
        }
        if not self.batch:
            return {**self.parts[0].describe(), **common, "Status": self.status, "Error": self.error}
        durations = [part.duration_ns for part in self.parts if part.duration_ns >= 0]
        return {
            **common,
            "Id": self.id,
            "Status": self.status,
            "Error": self.error,
            "CreatedAt": self.created,
            "UpdatedAt": self.updated,
            "Duration": sum(durations) if self.is_over else -1,
            "HasResultSet": any(part.result.has_columns for part in self.parts) and self.status == "FINISHED",
            "ResultRows": -1,
            "ResultSize": -1,
            "RedshiftQueryId": 0,
            "ExecutionMode": self.mode,
            "SubStatements": [part.describe() for part in self.parts],
        }

    def listed(self) -> dict[str, Any]:
        """The entry of ListStatements."""
        return {
            "Id": self.id,
            "QueryString": None if self.batch else self.parts[0].text,
            "QueryStrings": [part.text for part in self.parts] if self.batch else None,
            "SecretArn": self.target.secret_arn,
            "Status": self.status,
            "StatementName": self.name,
            "CreatedAt": self.created,
            "UpdatedAt": self.updated,
            "QueryParameters": self.parameters or None,
            "IsBatchStatement": self.batch,
            "ResultFormat": self.result_format,
            "SessionId": self.session_id,
        }


def new_id() -> str:
    return str(uuid.uuid4())
