"""Faults on demand: what goes wrong, for which statements, connections and API calls, and how often."""

from __future__ import annotations

import json
import random
import re
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeVar

from .errors import StandInError
from .holds import Hold
from .storage.s3_faults import S3Faults

When = Literal["before", "during", "after"]


@dataclass(frozen=True)
class DropConnection:
    when: When


@dataclass(frozen=True)
class FailStatement:
    sqlstate: str
    message: str


@dataclass(frozen=True)
class DelayStatement:
    milliseconds: int


@dataclass(frozen=True)
class HoldStatement:
    hold: Hold


Lever = Literal["pause", "expire_temporary_passwords", "expire_aws_sessions"]


@dataclass(frozen=True)
class PullLever:
    """Something happens to the whole stand-in before the statement runs."""

    lever: Lever
    resume_after_ms: int | None = None
    """For a pause: when the cluster comes back; None for never by itself."""


Fault = DropConnection | FailStatement | DelayStatement | HoldStatement | PullLever


@dataclass(frozen=True)
class Refusal:
    """How a new connection is turned away: with an error, or without a word when there is no SQLSTATE."""

    sqlstate: str | None
    message: str


@dataclass(frozen=True)
class ApiFailure:
    """An error answer of the control plane."""

    code: str
    message: str
    status: int


class Levers(Protocol):
    """What faults move in a running stand-in. Called from any thread but the server's own."""

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def expire_temporary_passwords(self) -> None: ...

    def expire_aws_sessions(self) -> None: ...


F = TypeVar("F")


@dataclass
class _Rule(Generic[F]):
    pattern: re.Pattern[str]
    fault: F
    left: int | None
    skip: int
    probability: float


class _Rules(Generic[F]):
    """Rules of one kind; the lock and the source of chance are shared with the other kinds."""

    def __init__(self, lock: threading.Lock, chance: random.Random) -> None:
        self._lock = lock
        self._chance = chance
        self._rules: list[_Rule[F]] = []
        self.struck = 0

    def add(self, pattern: str, fault: F, times: int | None, skip: int, probability: float) -> None:
        if not 0 < probability <= 1:
            raise ValueError(f"probability={probability}: expected more than 0 and at most 1")
        if skip < 0 or (times is not None and times < 1):
            raise ValueError(f"times={times}, skip={skip}: expected times of 1 or more, or None, and skip of 0 or more")
        compiled = re.compile(pattern, re.IGNORECASE | re.DOTALL)
        with self._lock:
            self._rules.append(_Rule(compiled, fault, times, skip, probability))

    def strike(self, text: str) -> list[F]:
        """The faults that hit now; each call uses them up."""
        if not self._rules:
            return []
        hit = []
        with self._lock:
            for rule in self._rules:
                if rule.left == 0 or not rule.pattern.search(text):
                    continue
                if rule.skip > 0:
                    rule.skip -= 1
                    continue
                if rule.probability < 1 and self._chance.random() >= rule.probability:
                    continue
                if rule.left is not None:
                    rule.left -= 1
                hit.append(rule.fault)
            self.struck += len(hit)
        return hit

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()
            self.struck = 0


class Faults:
    """The faults of one stand-in.

    Patterns are regular expressions, searched without regard to case: in a statement's text as the client sent it,
    in a login name, or in ``service:Operation``. ``times`` is how often a fault strikes (None: always), after ``skip``
    matches have passed unharmed (so ``skip=2`` hits the third); ``probability`` lets each further match be hit by
    chance. The chance comes from the setting ``fault_seed``, so that a run can be repeated. Thread-safe.
    """

    def __init__(self, ready_delay_ms: int = 0, seed: int = 0) -> None:
        lock, self._chance = threading.Lock(), random.Random(seed)
        self._statements: _Rules[Fault] = _Rules(lock, self._chance)
        self._connections: _Rules[Refusal] = _Rules(lock, self._chance)
        self._logins: _Rules[Refusal] = _Rules(lock, self._chance)
        self._api: _Rules[ApiFailure] = _Rules(lock, self._chance)
        self._holds: list[Hold] = []
        self._levers: Levers | None = None
        self.ready_delay_ms = ready_delay_ms
        self.s3 = S3Faults(self._chance)
        """What goes wrong on S3, and behind how many files COPY and UNLOAD fail."""

    # -- statements
    def drop_connection(
        self,
        pattern: str,
        when: When = "before",
        *,
        times: int | None = 1,
        skip: int = 0,
        probability: float = 1.0,
    ) -> None:
        """Drop the client's connection: ``before`` the statement runs (it does not run), ``during`` (the engine
        session is cut too; whether it took effect is open), or ``after`` it took effect but before the answer."""
        if when not in ("before", "during", "after"):
            raise ValueError(f"when={when!r}: expected 'before', 'during' or 'after'")
        self._statements.add(pattern, DropConnection(when), times, skip, probability)

    def fail(
        self,
        pattern: str,
        sqlstate: str,
        message: str = "injected fault",
        *,
        times: int | None = 1,
        skip: int = 0,
        probability: float = 1.0,
    ) -> None:
        """Answer the statement with an error instead of running it; the transaction is aborted."""
        self._statements.add(pattern, FailStatement(sqlstate, message), times, skip, probability)

    def delay(
        self, pattern: str, milliseconds: int, *, times: int | None = 1, skip: int = 0, probability: float = 1.0
    ) -> None:
        """Wait before the statement runs; a cancel request ends the wait, and the statement."""
        self._statements.add(pattern, DelayStatement(milliseconds), times, skip, probability)

    def hold(self, pattern: str, *, skip: int = 0) -> Hold:
        """Let one statement wait before it runs, until the hold is released, or all faults are cleared."""
        hold = Hold(pattern)
        self._holds.append(hold)
        self._statements.add(pattern, HoldStatement(hold), 1, skip, 1.0)
        return hold

    def delay_ready(self, milliseconds: int) -> None:
        """Delay every ReadyForQuery from now on; 0 ends it."""
        self.ready_delay_ms = milliseconds

    # -- connections
    def refuse_connections(
        self,
        sqlstate: str | None = None,
        message: str = "injected fault",
        *,
        times: int | None = 1,
        skip: int = 0,
        probability: float = 1.0,
    ) -> None:
        """Turn new connections away as soon as they ask for a session: without a word, or with an error."""
        self._connections.add("", Refusal(sqlstate, message), times, skip, probability)

    def refuse_login(
        self, user_pattern: str = "", *, times: int | None = 1, skip: int = 0, probability: float = 1.0
    ) -> None:
        """Refuse right passwords of these login names, as if they had expired (SQLSTATE 28000)."""
        refusal = Refusal("28000", "password authentication failed: the password has expired")
        self._logins.add(user_pattern, refusal, times, skip, probability)

    def pause(self) -> None:
        """Pause the cluster: open sessions end, new connections are refused by the operating system."""
        self._lever().pause()

    def resume(self) -> None:
        """End a pause: the same port answers again."""
        self._lever().resume()

    def pause_at(
        self,
        pattern: str,
        resume_after_ms: int | None = None,
        *,
        times: int | None = 1,
        skip: int = 0,
        probability: float = 1.0,
    ) -> None:
        """Pause the cluster when a statement comes, which does not run; it comes back after so many milliseconds, or
        with ``resume`` only."""
        if resume_after_ms is not None and resume_after_ms < 0:
            raise ValueError(f"resume_after_ms={resume_after_ms}: expected 0 or more, or None")
        self._statements.add(pattern, PullLever("pause", resume_after_ms), times, skip, probability)

    # -- credentials and the control plane
    def expire_temporary_passwords(self) -> None:
        """End the life of all database passwords that the control plane has issued so far."""
        self._lever().expire_temporary_passwords()

    def expire_aws_sessions(self) -> None:
        """End the life of all AWS session credentials that STS has issued so far, for the control plane and for S3."""
        self._lever().expire_aws_sessions()

    def expire_passwords_at(
        self, pattern: str, *, times: int | None = 1, skip: int = 0, probability: float = 1.0
    ) -> None:
        """``expire_temporary_passwords`` when a statement comes; it runs."""
        self._statements.add(pattern, PullLever("expire_temporary_passwords"), times, skip, probability)

    def expire_aws_sessions_at(
        self, pattern: str, *, times: int | None = 1, skip: int = 0, probability: float = 1.0
    ) -> None:
        """``expire_aws_sessions`` when a statement comes; it runs, and finds its keys expired."""
        self._statements.add(pattern, PullLever("expire_aws_sessions"), times, skip, probability)

    def fail_api(
        self,
        operation_pattern: str,
        code: str = "ThrottlingException",
        message: str = "Rate exceeded",
        status: int = 400,
        *,
        times: int | None = 1,
        skip: int = 0,
        probability: float = 1.0,
    ) -> None:
        """Answer calls of the control plane with an error, e.g. ``fail_api("redshift-data:ExecuteStatement")``."""
        self._api.add(operation_pattern, ApiFailure(code, message, status), times, skip, probability)

    # -- all of them
    @property
    def struck(self) -> int:
        """How many faults have struck since the last ``clear``: a test whose fault never struck has shown nothing."""
        rules = (self._statements, self._connections, self._logins, self._api)
        return sum(each.struck for each in rules) + self.s3.struck

    def clear(self) -> None:
        """Nothing goes wrong any more. A pause is not ended by this."""
        for rules in (self._statements, self._connections, self._logins, self._api):
            rules.clear()
        while self._holds:
            self._holds.pop().release()
        self.s3.clear()
        self.ready_delay_ms = 0

    def load(self, text: str) -> None:
        """Add faults given as JSON: a list of objects whose ``fault`` names one of the methods above, or ``s3.`` and
        one of ``S3Faults``, and whose other members are its arguments. Raises StandInError for anything else."""
        try:
            entries: list[dict[str, Any]] = json.loads(text)
            if not isinstance(entries, list):
                raise ValueError("expected a list")
            for entry in entries:
                arguments = dict(entry)
                name = arguments.pop("fault")
                if name not in _LOADABLE:
                    raise ValueError(f"unknown fault {name!r}; known: {', '.join(_LOADABLE)}")
                owner = self.s3 if name.startswith("s3.") else self
                getattr(owner, name.removeprefix("s3."))(**arguments)
        except (ValueError, TypeError, KeyError, AttributeError, re.error) as problem:
            raise StandInError(f"faults as JSON: {type(problem).__name__}: {problem}") from None

    # -- for the stand-in itself
    def attach(self, levers: Levers) -> None:
        self._levers = levers

    def pull(self, fault: PullLever) -> None:
        """Do what the fault says. Not from the server's own thread."""
        getattr(self._lever(), fault.lever)()
        if fault.resume_after_ms is not None:
            later = threading.Timer(fault.resume_after_ms / 1000, self._resume_if_running)
            later.daemon = True
            later.start()

    def _resume_if_running(self) -> None:
        with suppress(StandInError):
            self._lever().resume()

    def _lever(self) -> Levers:
        if self._levers is None:
            raise StandInError("the stand-in is not running")
        return self._levers

    def strike(self, text: str) -> list[Fault]:
        """The faults that hit this statement now; each call uses them up."""
        return self._statements.strike(text)

    def strike_connection(self) -> Refusal | None:
        return next(iter(self._connections.strike("")), None)

    def strike_login(self, name: str) -> Refusal | None:
        return next(iter(self._logins.strike(name)), None)

    def strike_api(self, operation: str) -> ApiFailure | None:
        """``operation`` is ``service:Operation``."""
        return next(iter(self._api.strike(operation)), None)


_LOADABLE = (
    "drop_connection",
    "fail",
    "delay",
    "delay_ready",
    "refuse_connections",
    "refuse_login",
    "pause_at",
    "expire_passwords_at",
    "expire_aws_sessions_at",
    "fail_api",
    "s3.fail",
    "s3.truncate",
    "s3.drop",
    "s3.delay",
    "s3.fail_copy",
    "s3.kill_unload",
)
