"""Faults of S3, and of the statements that use it, on demand."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from ..holds import Hold
from .requests import Origin, S3Request

When = Literal["before", "after"]
How = Literal["error", "drop"]

ERRORS: dict[str, tuple[int, str]] = {
    "SlowDown": (503, "Please reduce your request rate."),
    "ServiceUnavailable": (503, "Service is unable to handle request."),
    "InternalError": (500, "We encountered an internal error. Please try again."),
    "AccessDenied": (403, "Access Denied"),
    "ExpiredToken": (400, "The provided token has expired."),
    "RequestTimeout": (400, "Your socket connection to the server was not read from or written to."),
    "InvalidAccessKeyId": (403, "The AWS Access Key Id you provided does not exist in our records."),
    "NoSuchKey": (404, "The specified key does not exist."),
}
"""Errors of S3's API reference: HTTP status and message by code."""


@dataclass(frozen=True)
class AnswerError:
    """The request is answered with an error and has no effect."""

    code: str

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True)
class TruncateBody:
    """The answer's body ends, and with it the connection, behind ``keep_bytes``."""

    keep_bytes: int

    def __str__(self) -> str:
        return f"body cut behind {self.keep_bytes} bytes"


@dataclass(frozen=True)
class DropRequest:
    """The connection is cut: ``before`` the request takes effect, or ``after`` it did but without an answer."""

    when: When

    def __str__(self) -> str:
        return f"connection cut {self.when}"


@dataclass(frozen=True)
class DelayRequest:
    """The request waits."""

    milliseconds: int

    def __str__(self) -> str:
        return f"delayed by {self.milliseconds} ms"


@dataclass(frozen=True)
class HoldRequest:
    """The request waits until the hold is released."""

    hold: Hold

    def __str__(self) -> str:
        return "held"


S3Fault = AnswerError | TruncateBody | DropRequest | DelayRequest | HoldRequest


@dataclass
class _Count:
    """How often a rule strikes."""

    left: int | None
    skip: int
    probability: float
    dice: random.Random

    def strikes(self) -> bool:
        """Whether this match is hit; each call counts."""
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.left is not None and self.left <= 0:
            return False
        if self.probability < 1.0 and self.dice.random() >= self.probability:
            return False
        if self.left is not None:
            self.left -= 1
        return True


@dataclass
class _Rule(_Count):
    pattern: re.Pattern[str]
    fault: S3Fault
    method: str | None
    operation: str | None
    origin: Origin | None

    def matches(self, request: S3Request) -> bool:
        return (
            (self.method is None or self.method == request.method)
            and (self.operation is None or self.operation == request.operation)
            and (self.origin is None or self.origin == request.origin)
            and self.pattern.search(request.url) is not None
        )


@dataclass(frozen=True)
class StatementFault:
    """A COPY or UNLOAD that ends behind ``after_files`` files."""

    after_files: int
    how: How


@dataclass
class _StatementRule(_Count):
    pattern: re.Pattern[str]
    fault: StatementFault


@dataclass
class S3Faults:
    """The S3 faults of one stand-in.

    Patterns are regular expressions, searched without regard to case in ``s3://bucket/key`` (for a listing,
    ``s3://bucket/prefix``). ``method`` ("GET"), ``operation`` ("UploadPart") and ``origin`` narrow a rule further.
    ``times`` is how often it strikes (None: always), after ``skip`` matching requests have passed unharmed; with a
    ``probability`` it strikes by chance, in the same way for the same ``seed``: the rule's own, or else one drawn from
    ``chance``, which comes from the setting ``fault_seed``. Thread-safe.
    """

    chance: random.Random = field(default_factory=lambda: random.Random(0))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _rules: list[_Rule] = field(default_factory=list)
    _copies: list[_StatementRule] = field(default_factory=list)
    _unloads: list[_StatementRule] = field(default_factory=list)
    _holds: list[Hold] = field(default_factory=list)
    _expired: frozenset[str] = frozenset()
    struck: int = 0
    """How many faults have struck since the last ``clear``."""

    def fail(
        self,
        pattern: str = "",
        code: str = "SlowDown",
        *,
        method: str | None = None,
        operation: str | None = None,
        origin: Origin | None = None,
        times: int | None = 1,
        skip: int = 0,
        probability: float = 1.0,
        seed: int | None = None,
    ) -> None:
        """Answer with one of ``ERRORS``: SlowDown is 503, InternalError 500, AccessDenied 403, ExpiredToken 400."""
        if code not in ERRORS:
            raise ValueError(f"code={code!r}: expected one of {', '.join(ERRORS)}")
        self._add(pattern, AnswerError(code), method, operation, origin, times, skip, probability, seed)

    def truncate(
        self,
        pattern: str = "",
        keep_bytes: int = 0,
        *,
        method: str | None = "GET",
        operation: str | None = None,
        origin: Origin | None = None,
        times: int | None = 1,
        skip: int = 0,
        probability: float = 1.0,
        seed: int | None = None,
    ) -> None:
        """Cut the answer's body, and the connection, behind ``keep_bytes``; its Content-Length promises the rest."""
        self._add(pattern, TruncateBody(keep_bytes), method, operation, origin, times, skip, probability, seed)

    def drop(
        self,
        pattern: str = "",
        when: When = "before",
        *,
        method: str | None = None,
        operation: str | None = None,
        origin: Origin | None = None,
        times: int | None = 1,
        skip: int = 0,
        probability: float = 1.0,
        seed: int | None = None,
    ) -> None:
        """Cut the connection: ``before`` the request takes effect, or ``after`` it did but without an answer."""
        if when not in ("before", "after"):
            raise ValueError(f"when={when!r}: expected 'before' or 'after'")
        self._add(pattern, DropRequest(when), method, operation, origin, times, skip, probability, seed)

    def delay(
        self,
        pattern: str = "",
        milliseconds: int = 100,
        *,
        method: str | None = None,
        operation: str | None = None,
        origin: Origin | None = None,
        times: int | None = None,
        skip: int = 0,
        probability: float = 1.0,
        seed: int | None = None,
    ) -> None:
        """Let requests wait before they are passed on: the latency of a real S3."""
        self._add(pattern, DelayRequest(milliseconds), method, operation, origin, times, skip, probability, seed)

    def hold(
        self,
        pattern: str = "",
        *,
        method: str | None = None,
        operation: str | None = None,
        origin: Origin | None = None,
        skip: int = 0,
    ) -> Hold:
        """Let one request wait until the hold is released, or all faults are cleared; keys may end meanwhile."""
        hold = Hold(pattern)
        self._holds.append(hold)
        self._add(pattern, HoldRequest(hold), method, operation, origin, 1, skip, 1.0, 0)
        return hold

    def fail_copy(
        self,
        pattern: str = "",
        *,
        after_files: int = 1,
        how: How = "error",
        times: int | None = 1,
        skip: int = 0,
        probability: float = 1.0,
        seed: int | None = None,
    ) -> None:
        """End a COPY behind ``after_files`` loaded files, with an error or by cutting the client's connection.

        The pattern is searched in the statement's text.
        """
        self._add_statement(self._copies, pattern, after_files, how, self._count(times, skip, probability, seed))

    def kill_unload(
        self,
        pattern: str = "",
        *,
        after_files: int = 1,
        how: How = "error",
        times: int | None = 1,
        skip: int = 0,
        probability: float = 1.0,
        seed: int | None = None,
    ) -> None:
        """End an UNLOAD behind ``after_files`` written files: they stay, and no manifest is written."""
        self._add_statement(self._unloads, pattern, after_files, how, self._count(times, skip, probability, seed))

    def expire_keys(self, access_keys: Iterable[str]) -> None:
        """Answer ExpiredToken to whatever is signed with these keys from now on, also after ``clear``."""
        self._expired |= frozenset(access_keys)

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()
            self._copies.clear()
            self._unloads.clear()
            self.struck = 0
        while self._holds:
            self._holds.pop().release()

    def strike(self, request: S3Request) -> list[S3Fault]:
        """The faults that hit this request now; each call uses them up."""
        if self.is_expired(request):
            return [AnswerError("ExpiredToken")]
        if not self._rules:
            return []
        with self._lock:
            hit = [rule.fault for rule in self._rules if rule.matches(request) and rule.strikes()]
            self.struck += len(hit)
            return hit

    def is_expired(self, request: S3Request) -> bool:
        """Whether the request is signed with keys that have ended."""
        return request.access_key in self._expired

    def strike_copy(self, text: str) -> StatementFault | None:
        return self._strike_statement(self._copies, text)

    def strike_unload(self, text: str) -> StatementFault | None:
        return self._strike_statement(self._unloads, text)

    def _add(
        self,
        pattern: str,
        fault: S3Fault,
        method: str | None,
        operation: str | None,
        origin: Origin | None,
        times: int | None,
        skip: int,
        probability: float,
        seed: int | None,
    ) -> None:
        compiled = re.compile(pattern, re.IGNORECASE | re.DOTALL)
        count = self._count(times, skip, probability, seed)
        with self._lock:
            self._rules.append(_Rule(*count, compiled, fault, method, operation, origin))

    def _count(
        self, times: int | None, skip: int, probability: float, seed: int | None
    ) -> tuple[int | None, int, float, random.Random]:
        if not 0.0 <= probability <= 1.0:
            raise ValueError(f"probability={probability!r}: expected 0 to 1")
        return times, skip, probability, random.Random(self.chance.random() if seed is None else seed)

    def _add_statement(
        self,
        rules: list[_StatementRule],
        pattern: str,
        after_files: int,
        how: How,
        count: tuple[int | None, int, float, random.Random],
    ) -> None:
        if how not in ("error", "drop"):
            raise ValueError(f"how={how!r}: expected 'error' or 'drop'")
        compiled = re.compile(pattern, re.IGNORECASE | re.DOTALL)
        with self._lock:
            rules.append(_StatementRule(*count, compiled, StatementFault(after_files, how)))

    def _strike_statement(self, rules: list[_StatementRule], text: str) -> StatementFault | None:
        with self._lock:
            for rule in rules:
                if rule.pattern.search(text) and rule.strikes():
                    self.struck += 1
                    return rule.fault
        return None
