"""Every way to write, times what can go wrong: the table is exactly as before or exactly as after, and S3 is clean.

The table of ``docs/guarantees.md`` is what these runs have seen; ``GUARANTEES=write`` in the environment writes it anew.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fault_list import AFTER, BEFORE, EITHER, FAULTS, Fault, at_once
from fault_runs import NOT_SENT, UNKNOWN, Outcome, meet
from fault_table import Table
from fault_ways import WAYS, Way

PAGE = Path(__file__).resolve().parents[2] / "docs" / "guarantees.md"
EVERYWHERE = [
    "connection lost during COPY",
    "connection lost after COMMIT",
    "COMMIT refused once: serializable conflict",
    "COPY refused for good",
]
SOMEWHERE = {
    "append": "cluster paused during COPY, and resumed",
    "overwrite, delete": "S3 keys end while staging",
    "merge": "temporary password ends during COPY",
    "stream, append": "S3 busy (503) while staging",
    "stream, update": "nobody answers after COMMIT",
    "stream, complete": "COPY fails behind the first file",
}
"""One more fault for some ways, so that every kind of fault is met in each run of the tests."""

PAIRS = [(way, fault) for fault in FAULTS for way in WAYS]
FIXED = [(w, f) for w, f in PAIRS if f.name in EVERYWHERE or SOMEWHERE.get(w.name) == f.name]
FURTHER = [pair for pair in PAIRS if pair not in FIXED]
seen: dict[tuple[str, str], str] = {}


@pytest.fixture(autouse=True)
def calm(redshift: Any) -> Iterator[None]:
    yield
    redshift.faults.clear()


def expect(way: Way, fault: Fault, outcome: Outcome) -> None:
    if not outcome.struck:
        assert way.name in fault.spares, "the fault struck nothing, so the run has shown nothing"
        ended = outcome.failed is None
    elif fault.ends == EITHER:
        ended = outcome.failed is not None and outcome.failed.error == UNKNOWN
    else:
        ended = (outcome.failed is None) == (fault.ends == AFTER)
    assert ended, f"expected {fault.ends}: {outcome}"
    seen[fault.name, way.name] = outcome.cell


def named(value: Way | Fault) -> str:
    return value.name


@pytest.mark.parametrize(("way", "fault"), FIXED, ids=named)
def test_usual_faults(spark: Any, redshift: Any, way: Way, fault: Fault) -> None:
    expect(way, fault, meet(spark, redshift, way, fault))


@pytest.mark.long
@pytest.mark.parametrize(("way", "fault"), FURTHER, ids=named)
def test_further_faults(spark: Any, redshift: Any, way: Way, fault: Fault) -> None:
    expect(way, fault, meet(spark, redshift, way, fault))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("way", WAYS, ids=named)
def test_faults_by_chance(spark: Any, redshift: Any, way: Way, seed: int) -> None:
    """Any statement and any request of the write may lose its connection or fail, several times in one run."""
    chance = random.Random(f"{way.name} {seed}")

    def inject(target: Any) -> None:
        for _ in range(chance.randint(1, 3)):
            skip, draw = chance.randint(0, 15), chance.random()
            if draw < 0.5:
                target.faults.drop_connection("", when=chance.choice(["before", "during", "after"]), skip=skip)
            elif draw < 0.75:
                target.faults.fail("", chance.choice(["40001", "57P03", "XX000"]), "by chance", skip=skip)
            elif draw < 0.9:
                code = chance.choice(["SlowDown", "InternalError", "ServiceUnavailable"])
                target.faults.s3.fail("", code, skip=skip, times=2)
            else:
                target.faults.s3.drop("part-", chance.choice(["before", "after"]), skip=skip % 4)

    meet(spark, redshift, way, Fault("by chance", BEFORE, at_once(inject)))


def test_the_published_table_is_what_was_seen() -> None:
    rows, columns = [fault.name for fault in FAULTS], [way.name for way in WAYS]
    page = PAGE.read_text()
    if os.environ.get("GUARANTEES") == "write":
        page = Table.read(page).updated(rows, columns, seen).into(page)
        PAGE.write_text(page)
    table = Table.read(page)
    assert (table.rows, table.columns) == (rows, columns), "docs/guarantees.md is behind: " + ANEW
    assert [place for place in table.places if not table.cells.get(place)] == [], "cells are not covered: " + ANEW
    behind = {place: cell for place, cell in seen.items() if table.cells[place] != cell}
    assert behind == {}, "docs/guarantees.md is behind: " + ANEW


ANEW = "run this file with GUARANTEES=write, its long tests too"


def test_few_pairs_cannot_meet() -> None:
    table = Table.read(PAGE.read_text())
    spared = {place for place, cell in table.cells.items() if cell == NOT_SENT}
    assert spared == {(fault.name, name) for fault in FAULTS for name in fault.spares}
