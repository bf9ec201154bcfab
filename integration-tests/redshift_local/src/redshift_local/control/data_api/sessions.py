"""Sessions of the Data API: a warehouse connection that outlives its statement for a time the caller chose."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from ..errors import AwsError, not_found, validation
from ..keyring import Identity
from .client import WireClient
from .target import Target, check_same_owner


@dataclass
class DataSession:
    """``keep_alive`` is in seconds after the last statement's end."""

    id: str
    target: Target
    keep_alive: int
    created: float
    database_user: str | None = None
    client: WireClient | None = None
    statement_id: str | None = None
    updated: float = 0.0
    expires: float | None = None
    closed: bool = False
    _timer: asyncio.TimerHandle | None = None

    @property
    def status(self) -> str:
        if self.closed:
            return "CLOSED"
        return "BUSY" if self.statement_id is not None else "AVAILABLE"

    def begin(self, statement_id: str) -> None:
        self.statement_id, self.updated, self.expires = statement_id, time.time(), None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def end(self) -> None:
        """The statement is over: from now on the time to live runs."""
        self.statement_id, self.updated = None, time.time()
        self.expires = self.updated + self.keep_alive
        if self.keep_alive == 0 or self.client is None or self.client.ended:
            self.close()
        else:
            self._timer = asyncio.get_running_loop().call_later(self.keep_alive, self.close)

    def close(self) -> None:
        self.closed, self.updated = True, time.time()
        if self._timer is not None:
            self._timer.cancel()
        if self.client is not None:
            self.client.close()

    def describe(self) -> dict[str, Any]:
        return {
            "SessionId": self.id,
            "Status": self.status,
            "CreatedAt": self.created,
            "UpdatedAt": self.updated,
            "Database": self.target.database,
            "DbUser": self.database_user,
            "ClusterIdentifier": self.target.cluster,
            "WorkgroupName": self.target.workgroup,
            "SessionAliveSeconds": self.keep_alive,
            "SessionTtl": self.expires,
            "CurrentStatementId": self.statement_id,
        }


class Sessions:
    """The sessions of one stand-in."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._sessions: dict[str, DataSession] = {}

    def add(self, session: DataSession) -> None:
        """Raises AwsError when there are too many."""
        if sum(not known.closed for known in self._sessions.values()) >= self._most:
            raise AwsError("ActiveSessionsExceededException", f"There are {self._most} active sessions already.")
        self._sessions[session.id] = session

    def take(self, identifier: str, caller: Identity, keep_alive: int | None) -> DataSession:
        """A session for a further statement. Raises AwsError when it is gone or busy."""
        session = self._sessions.get(identifier)
        if session is None:
            raise not_found(f"Session {identifier} does not exist.")
        check_same_owner(session.target.identity, caller, f"Session {identifier}")
        if session.status != "AVAILABLE" or session.client is None or session.client.ended:
            raise validation(f"Session {identifier} is not available: {session.status}.")
        if keep_alive is not None:
            session.keep_alive = keep_alive
        return session

    def all(self) -> list[DataSession]:
        return list(self._sessions.values())

    def close(self) -> None:
        for session in self._sessions.values():
            if not session.closed:
                session.close()
