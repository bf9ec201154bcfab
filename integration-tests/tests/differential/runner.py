"""Runs one case three ways and compares: pushed to Redshift, kept in Spark over Redshift's rows, plain Spark."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import pytest
import redshift_spark

MODES = ("legacy", "ansi")


@dataclass(frozen=True)
class Case:
    """``{t}``-like names in ``sql`` are the nasty tables' names, e.g. ``{nasty}``."""

    sql: str
    kept: str | None = None
    """None: must reach Redshift as one statement. Else a part of the reason why something stays in Spark."""
    ordered: bool = False
    approximate: bool = False
    """Sums of doubles: equal within 1e-9 relative."""
    modes: tuple[str, ...] = MODES
    fails: tuple[str, ...] = ()
    """Modes in which both sides must raise."""
    statements: int | None = None
    """How many statements reach Redshift where something is kept."""
    reference: str = "plain"
    """Whose rows are right. "unpushed" where the session's zone decides which instants wall-clock times are."""
    conf: dict[str, str] = field(default_factory=dict)
    since: str = "3.3"
    """The first Spark line that has what the query uses."""


def pushed(*texts: str, **options: Any) -> list[Case]:
    return [Case(text, **options) for text in texts]


def kept(reason: str, *texts: str, **options: Any) -> list[Case]:
    return [Case(text, kept=reason, **options) for text in texts]


def run(spark: Any, case: Case, mode: str, subject: str = "pushed") -> None:
    """Raises AssertionError where the rows differ, or where the case is not pushed as it says."""
    if tuple(map(int, spark.version.split(".")[:2])) < tuple(map(int, case.since.split("."))):
        pytest.skip(f"needs Spark {case.since}")
    for key, value in case.conf.items():
        spark.conf.set(key, value)
    try:
        _run(spark, case, mode, subject)
    finally:
        for key in case.conf:
            spark.conf.unset(key)


def _run(spark: Any, case: Case, mode: str, subject: str) -> None:
    frame = spark.sql(_named(case.sql, subject))
    if subject.endswith("pushed") and not subject.endswith("unpushed"):
        report = redshift_spark.explain(frame)
        if case.kept is None:
            assert report.fully_pushed, f"vacuous: {report}"
        else:
            assert not report.fully_pushed, f"pushed after all: {report}"
            assert any(case.kept in f"{k.node}: {k.reason}" for k in report.kept), f"other reasons: {report}"
            if case.statements is not None:
                assert len(report.statements) == case.statements, str(report)
    plain = spark.sql(_named(case.sql, case.reference))
    if mode in case.fails:
        assert _fails(frame), "Redshift gave rows where Spark raises"
        assert _fails(plain), "plain Spark gives rows"
        return
    assert frame.schema.simpleString() == plain.schema.simpleString()
    found, expected = _rows(frame), _rows(plain)
    if not case.ordered:
        found, expected = sorted(found, key=_key), sorted(expected, key=_key)
    assert len(found) == len(expected), f"{len(found)} rows instead of {len(expected)}\n{redshift_spark.explain(frame)}"
    for i, (left, right) in enumerate(zip(found, expected, strict=True)):
        assert _same(left, right, case.approximate), (
            f"row {i}: {left!r} instead of {right!r}\n{redshift_spark.explain(frame)}"
        )


def _named(sql: str, prefix: str) -> str:
    for name in ("nasty", "orders", "customers", "binaries", "nothing", "untimed"):
        sql = sql.replace("{" + name + "}", f"{prefix}_{name}")
    return sql


def _fails(frame: Any) -> bool:
    try:
        frame.collect()
    except Exception as error:
        return bool(str(error))
    return False


def _rows(frame: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in frame.collect()]


def _key(row: tuple[Any, ...]) -> str:
    # Coarse, so that nearly equal doubles sort alike.
    return repr([f"{v:.6g}" if isinstance(v, float) else v for v in row])


def _same(left: tuple[Any, ...], right: tuple[Any, ...], approximate: bool) -> bool:
    return all(_same_value(a, b, approximate) for a, b in zip(left, right, strict=True))


def _same_value(a: Any, b: Any, approximate: bool) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        if approximate and math.isfinite(a) and math.isfinite(b):
            return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
        return repr(a) == repr(b)
    return type(a) is type(b) and repr(a) == repr(b)
