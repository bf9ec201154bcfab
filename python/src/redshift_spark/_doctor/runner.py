"""Runs probes one by one. None can stop the others: each has its own time limit, and every error becomes a check."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import Callable, Sequence

from redshift_spark._doctor.problems import of_problem
from redshift_spark._doctor.redaction import Redactor
from redshift_spark._doctor.report import FAIL, SKIPPED, Check

_LOG = logging.getLogger("redshift_spark.doctor")


@dataclass(frozen=True)
class Probe:
    """Makes the checks of its ``names``, in that order; those that it leaves out are skipped."""

    names: tuple[str, ...]
    run: Callable[[], Sequence[Check]]
    limits: int = 1
    """How many time limits it may take: one for each round trip that may take long."""


def run_probes(probes: Sequence[Probe], timeout_seconds: float, redactor: Redactor) -> tuple[Check, ...]:
    found: list[Check] = []
    for probe in probes:
        found += [redactor.check(check) for check in _run(probe, timeout_seconds * probe.limits, redactor)]
    return tuple(found)


def _run(probe: Probe, timeout_seconds: float, redactor: Redactor) -> list[Check]:
    answers: list[Check] = []

    def work() -> None:
        try:
            answers.extend(probe.run())
        except Exception as problem:
            _LOG.debug("%s: %s", probe.names[0], redactor.text(f"{type(problem).__name__}: {problem}"))
            answers.extend(of_problem(name, problem) for name in probe.names)

    # A daemon: a call that never returns must not keep the program from ending.
    thread = threading.Thread(target=work, name=f"redshift-spark-doctor-{probe.names[0]}", daemon=True)
    thread.start()
    thread.join(timeout_seconds)
    if thread.is_alive():
        remedy = "Check network and VPC endpoints, or give it more time by --timeout."
        return [Check(name, FAIL, f"no answer within {timeout_seconds:g} seconds", remedy) for name in probe.names]
    by_name = {check.name: check for check in answers}
    return [by_name.get(name, Check(name, SKIPPED, "there is nothing to look at")) for name in probe.names]
