"""What JUnit reports say, a cell of the table each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

SMOKE = "test_the_job_on_this_spark"
"""The test that runs the demo's job as a user would."""


@dataclass(frozen=True)
class Outcome:
    text: str
    failed: bool = False

    def __str__(self) -> str:
        return self.text


NOT_RUN = Outcome("-")


def unit(folder: Path) -> Outcome:
    """Of sbt's reports, one for each suite."""
    reports = sorted(folder.glob("TEST-*.xml"))
    return _counted(reports, lambda _: True) if reports else NOT_RUN


def smoke(report: Path) -> Outcome:
    return _counted([report], lambda name: name == SMOKE)


def focused(report: Path) -> Outcome:
    return _counted([report], lambda name: name != SMOKE)


def _counted(reports: list[Path], counts: Callable[[str], bool]) -> Outcome:
    """An absent report, or one without such a test, is a failure."""
    cases = [
        case
        for report in reports
        if report.exists()
        for case in ElementTree.parse(report).iter("testcase")
        if counts(case.get("name", ""))
    ]
    broken = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    seconds = sum(float(case.get("time", "0")) for case in cases)
    skipped = sum(case.find("skipped") is not None for case in cases)
    if broken or not cases:
        return Outcome(f"{len(broken)} of {len(cases)} fail", failed=True)
    return Outcome(f"{len(cases) - skipped} ok" + (f", {skipped} skipped" if skipped else "") + f", {seconds:.0f} s")
