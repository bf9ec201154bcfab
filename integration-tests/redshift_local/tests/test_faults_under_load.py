"""Many clients, many faults: what a client was told is what happened, and nothing stays behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal

from .conftest import runner

_CLIENTS, _TRANSACTIONS = 6, 40
_LOST = (DriverError, OSError)


@dataclass
class Outcomes:
    """Rows by what their client knows of them."""

    committed: set[int] = field(default_factory=set)
    unknown: set[int] = field(default_factory=set)
    failed: set[int] = field(default_factory=set)


def _write(local: RedshiftLocal, rows: range) -> Outcomes:
    seen = Outcomes()
    connection: Any = None
    for row in rows:
        outcome = seen.failed
        try:
            connection = connection or local.connect()
            connection.cursor().execute(f"INSERT INTO hammered VALUES ({row})")
            outcome = seen.unknown
            connection.commit()
            outcome = seen.committed
        except _LOST:
            with suppress(*_LOST, AttributeError):  # there may be no connection, or a broken one
                connection.close()
            connection = None
        outcome.add(row)
    return seen


def test_what_clients_saw_is_what_happened(engine_only: RedshiftLocal) -> None:
    owner, run = runner(engine_only)
    run("CREATE TABLE hammered (a INT)")
    faults = engine_only.faults
    for when in ("before", "during", "after"):
        faults.drop_connection("^(commit|insert)", when, times=None, probability=0.05)
    faults.fail("^insert into hammered", "57P03", times=None, probability=0.05)
    faults.delay("^insert", 5, times=None, probability=0.2)
    faults.refuse_connections(times=None, probability=0.05)
    ranges = [range(at * _TRANSACTIONS, (at + 1) * _TRANSACTIONS) for at in range(_CLIENTS)]
    try:
        with ThreadPoolExecutor(_CLIENTS) as pool:
            outcomes = list(pool.map(lambda rows: _write(engine_only, rows), ranges))
    finally:
        faults.clear()
    found = [int(row[0]) for row in run("SELECT a FROM hammered")]
    there = set(found)
    committed, unknown, failed = (
        set().union(*(getattr(one, name) for one in outcomes)) for name in ("committed", "unknown", "failed")
    )
    assert committed and unknown and failed  # else there was nothing to see
    assert len(found) == len(there) and committed <= there <= committed | unknown
    assert not failed & there
    run("DROP TABLE hammered")
    owner.close()
