"""Faults on demand: what goes wrong, for which statements, and how often."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import Literal

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


Fault = DropConnection | FailStatement | DelayStatement


@dataclass
class _Rule:
    pattern: re.Pattern[str]
    fault: Fault
    left: int | None
    skip: int


class Faults:
    """The faults of one stand-in. Patterns are regular expressions, searched without regard to case in the
    statement's text as the client sent it. ``times`` is how often a fault strikes (None: always), after
    ``skip`` matching statements have passed unharmed. Thread-safe.
    """

    def __init__(self, ready_delay_ms: int = 0) -> None:
        self._lock = threading.Lock()
        self._rules: list[_Rule] = []
        self.ready_delay_ms = ready_delay_ms
        self.s3 = S3Faults()
        """What goes wrong on S3, and behind how many files COPY and UNLOAD fail."""

    def drop_connection(self, pattern: str, when: When = "before", *, times: int | None = 1, skip: int = 0) -> None:
        """Drop the client's connection: ``before`` the statement runs (it does not run), ``during`` (the engine
        session is cut too; whether it took effect is open), or ``after`` it took effect but before the answer."""
        if when not in ("before", "during", "after"):
            raise ValueError(f"when={when!r}: expected 'before', 'during' or 'after'")
        self._add(pattern, DropConnection(when), times, skip)

    def fail(
        self, pattern: str, sqlstate: str, message: str = "injected fault", *, times: int | None = 1, skip: int = 0
    ) -> None:
        """Answer the statement with an error instead of running it; the transaction is aborted."""
        self._add(pattern, FailStatement(sqlstate, message), times, skip)

    def delay(self, pattern: str, milliseconds: int, *, times: int | None = 1, skip: int = 0) -> None:
        """Wait before the statement runs."""
        self._add(pattern, DelayStatement(milliseconds), times, skip)

    def delay_ready(self, milliseconds: int) -> None:
        """Delay every ReadyForQuery from now on; 0 ends it."""
        self.ready_delay_ms = milliseconds

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()
        self.s3.clear()
        self.ready_delay_ms = 0

    def _add(self, pattern: str, fault: Fault, times: int | None, skip: int) -> None:
        with self._lock:
            self._rules.append(_Rule(re.compile(pattern, re.IGNORECASE | re.DOTALL), fault, times, skip))

    def strike(self, text: str) -> list[Fault]:
        """The faults that hit this statement now; each call uses them up."""
        if not self._rules:
            return []
        hit: list[Fault] = []
        with self._lock:
            for rule in self._rules:
                if not rule.pattern.search(text):
                    continue
                if rule.skip > 0:
                    rule.skip -= 1
                    continue
                if rule.left is not None:
                    if rule.left <= 0:
                        continue
                    rule.left -= 1
                hit.append(rule.fault)
        return hit
