"""Every way to write, times what can go wrong: the table is exactly as before or exactly as after, and S3 is clean.

The table of ``docs/guarantees.md`` is what this run has seen; ``GUARANTEES=write`` in the environment writes it anew.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redshift_spark
from py4j.protocol import Py4JJavaError
from warehouse_sql import rows, run

PAGE = Path(__file__).resolve().parents[2] / "docs" / "guarantees.md"
BEFORE = [(1, "one"), (2, "two"), (3, "three")]
FRAME = "select 3 id, 'drei' v union all select 4, 'vier'"
LOADED = [(3, "drei"), (4, "vier")]


@dataclass(frozen=True)
class Way:
    """A way to write; ``after`` is the table then. ``commits_first``: it may also be left empty."""

    name: str
    after: list[tuple[int, str]]
    options: dict[str, Any]
    mode: str = "append"
    there: bool = True
    commits_first: bool = False


WAYS = [
    Way("append", [*BEFORE, *LOADED], {}),
    Way("overwrite, delete", LOADED, {}, "overwrite"),
    Way("overwrite, truncate", LOADED, {"overwrite_mode": "truncate"}, "overwrite", commits_first=True),
    Way("overwrite, swap", LOADED, {"overwrite_mode": "swap"}, "overwrite"),
    Way("overwrite, drop", LOADED, {"overwrite_mode": "drop"}, "overwrite"),
    Way("replace_where", [(1, "one"), (2, "two"), *LOADED], {"replace_where": "id > 2"}, "overwrite"),
    Way(
        "merge",
        [(1, "one"), (2, "two"), *LOADED],
        {"write_mode": "merge", "merge_keys": "id"},
    ),
    Way("errorifexists, absent", LOADED, {}, "errorifexists", there=False),
]


@dataclass(frozen=True)
class Fault:
    """What goes wrong; ``survived`` where the write is to succeed all the same."""

    name: str
    inject: Callable[[Any], None]
    survived: bool


def lost(statement: str, when: Any) -> Callable[[Any], None]:
    return lambda redshift: redshift.faults.drop_connection(statement, when=when)


def failed(statement: str, sqlstate: str, message: str, times: int | None = 1) -> Callable[[Any], None]:
    return lambda redshift: redshift.faults.fail(statement, sqlstate, message, times=times)


USUAL = [
    Fault("connection lost after COMMIT took effect", lost("^commit", "after"), True),
    Fault("connection lost during COPY", lost("^copy", "during"), True),
    Fault(
        "COMMIT refused once: serializable conflict", failed("^commit", "XX000", "1023 Serializable isolation"), True
    ),
    Fault("COPY refused for good", failed("^copy", "XX000", "no such format", None), False),
]
FURTHER = [
    *(
        Fault(f"connection lost {when} {name}", lost(statement, when), True)
        for name, statement in (("the marker row", "^insert into .*ledger"), ("COPY", "^copy"), ("BEGIN", "^begin"))
        for when in ("before", "after")
    ),
    Fault("connection lost before COMMIT", lost("^commit", "before"), True),
    Fault("connection lost during COMMIT", lost("^commit", "during"), True),
    Fault("COPY fails behind the first file", lambda r: r.faults.s3.fail_copy(how="error"), False),
    Fault("connection lost behind COPY's first file", lambda r: r.faults.s3.fail_copy(how="drop"), True),
    Fault("S3 busy (503) while staging", lambda r: r.faults.s3.fail("part-", "SlowDown", method="PUT", times=2), True),
    Fault(
        "S3 error (500) while staging",
        lambda r: r.faults.s3.fail("part-", "InternalError", method="PUT", times=2),
        True,
    ),
    Fault(
        "S3 refuses (403) for good",
        lambda r: r.faults.s3.fail("part-", "AccessDenied", method="PUT", times=None),
        False,
    ),
    Fault("COMMIT refused for good", failed("^commit", "XX000", "disk full", None), False),
    Fault("marker row refused for good", failed("^insert into .*ledger", "42501", "permission denied", None), False),
    Fault("new connections refused once", lambda r: r.faults.refuse_connections(skip=1), True),
]

seen: dict[tuple[str, str], str] = {}


def prepare(redshift: Any, way: Way) -> None:
    run(redshift, "drop table if exists faulty")
    if way.there:
        values = ", ".join(f"({i}, '{v}')" for i, v in BEFORE)
        run(redshift, "create table faulty (id int, v varchar(20))", f"insert into faulty values {values}")


def content(redshift: Any) -> list[tuple[Any, ...]] | None:
    if rows(redshift, "select count(*) from svv_tables where table_name = 'faulty'") == [(0,)]:
        return None
    return rows(redshift, "select id, v from faulty order by id, v")


def check(spark: Any, redshift: Any, way: Way, inject: Callable[[Any], None]) -> str:
    """Write under a fault; the outcome in words. Fails unless the table is exactly before or after."""
    prepare(redshift, way)
    objects = set(redshift.s3_objects())
    inject(redshift)
    try:
        redshift_spark.write(spark.sql(FRAME), table="faulty", mode=way.mode, copydelay=5, **way.options)
        error = None
    except Py4JJavaError as raised:
        error = raised.java_exception.getClass().getSimpleName()
    finally:
        redshift.faults.clear()
    found = content(redshift)
    assert set(redshift.s3_objects()) <= objects, "staged files were left"
    assert rows(redshift, "select table_name from svv_tables where table_name like 'redshift_spark_swap%'") == []
    if error is None:
        assert found == sorted(way.after), "the write said that it succeeded"
        return "after"
    allowed = [BEFORE if way.there else None, *([[]] if way.commits_first else [])]
    assert found in allowed, f"the write failed ({error})"
    return f"{'before' if found != [] else 'empty'}, {error}"


@pytest.fixture(autouse=True)
def calm(redshift: Any) -> Iterator[None]:
    yield
    redshift.faults.clear()


@pytest.mark.parametrize("fault", USUAL, ids=lambda f: f.name)
@pytest.mark.parametrize("way", WAYS, ids=lambda w: w.name)
def test_usual_faults(spark: Any, redshift: Any, way: Way, fault: Fault) -> None:
    outcome = check(spark, redshift, way, fault.inject)
    assert (outcome == "after") == fault.survived, outcome
    seen[way.name, fault.name] = outcome


@pytest.mark.long
@pytest.mark.parametrize("fault", FURTHER, ids=lambda f: f.name)
@pytest.mark.parametrize("way", WAYS, ids=lambda w: w.name)
def test_further_faults(spark: Any, redshift: Any, way: Way, fault: Fault) -> None:
    outcome = check(spark, redshift, way, fault.inject)
    assert (outcome == "after") == fault.survived, outcome


@pytest.mark.long
@pytest.mark.parametrize("seed", range(60))
def test_faults_by_chance(spark: Any, redshift: Any, seed: int) -> None:
    """Any statement of the write may lose its connection or fail, several times in one run."""
    chance = random.Random(seed)

    def inject(target: Any) -> None:
        for _ in range(chance.randint(1, 3)):
            skip = chance.randint(0, 15)
            if chance.random() < 0.7:
                target.faults.drop_connection("", when=chance.choice(["before", "during", "after"]), skip=skip)
            else:
                target.faults.fail("", chance.choice(["40001", "57P03", "XX000"]), "by chance", skip=skip)

    for way in WAYS:
        check(spark, redshift, way, inject)


def test_the_published_table_is_what_was_seen() -> None:
    if len(seen) < len(WAYS) * len(USUAL):
        pytest.skip("the faults before were not all run")
    head = f"| | {' | '.join(f.name for f in USUAL)} |\n|---|{'---|' * len(USUAL)}\n"
    table = head + "".join(f"| {w.name} | {' | '.join(seen[w.name, f.name] for f in USUAL)} |\n" for w in WAYS)
    before, start, rest = PAGE.read_text().partition("<!-- seen: -->\n")
    old, end, after = rest.partition("<!-- :seen -->")
    assert start and end
    if os.environ.get("GUARANTEES") == "write":
        PAGE.write_text(before + start + table + end + after)
    else:
        assert old == table, "docs/guarantees.md is behind: run with GUARANTEES=write"
