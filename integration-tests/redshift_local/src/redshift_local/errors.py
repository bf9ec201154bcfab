"""The errors of the stand-in: those a SQL client sees, and those its operator sees."""

from __future__ import annotations


class RedshiftError(Exception):
    """An error that a SQL client receives as an ErrorResponse.

    ``sqlstate`` is the five-character code, ``detail`` and ``hint`` are the optional further lines.
    """

    def __init__(self, sqlstate: str, message: str, detail: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate
        self.message = message
        self.detail = detail
        self.hint = hint

    def __str__(self) -> str:
        parts = [f"{self.message} (SQLSTATE {self.sqlstate})"]
        if self.detail:
            parts.append(f"Detail: {self.detail}")
        if self.hint:
            parts.append(f"Hint: {self.hint}")
        return "\n".join(parts)


class FatalRedshiftError(RedshiftError):
    """An error after which the server closes the connection (wrong password, dropped by a fault)."""


class ConnectionDropped(Exception):
    """A fault inside a statement that the stand-in runs itself: the client's connection is cut without an answer."""


class StandInError(Exception):
    """The stand-in itself cannot start or work; the message says what to do about it."""


class EngineNotFound(StandInError):
    """No usable PostgreSQL was found on this machine."""


class EngineStartFailed(StandInError):
    """PostgreSQL was found but did not start; the message carries the end of its log."""
