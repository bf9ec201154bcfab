"""Transactions beside each other, as dg/c_serial_isolation, dg/r_LOCK and dg/c_Concurrent_writes show them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from redshift_connector.error import Error as DriverError

import redshift_local
from redshift_local import RedshiftLocal

from ..conftest import Run, runner

_PATIENCE_SECONDS = 30
Two = tuple[Run, Run]


@pytest.fixture(scope="module")
def serializable() -> Iterator[RedshiftLocal]:
    with redshift_local.start(storage=False, isolation="serializable") as local:
        yield local


def _two(local: RedshiftLocal) -> Iterator[Two]:
    first, run_first = runner(local)
    second, run_second = runner(local)
    run_first("CREATE TABLE numbers (digits INT)", "INSERT INTO numbers VALUES (0), (1)", "CREATE TABLE others (a INT)")
    yield run_first, run_second
    for run in (run_first, run_second):
        run("ROLLBACK")
    run_first("DROP TABLE numbers, others")
    first.close()
    second.close()


@pytest.fixture
def snapshots(engine_only: RedshiftLocal) -> Iterator[Two]:
    yield from _two(engine_only)


@pytest.fixture
def serials(serializable: RedshiftLocal) -> Iterator[Two]:
    yield from _two(serializable)


class _Beside:
    """A statement that runs on a thread of its own, because it waits."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.error: BaseException | None = None
        self.answer: object = None
        self._work = work
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.answer = self._work()
        except DriverError as error:
            self.error = error

    def ended(self) -> object:
        """Its answer, once it is there. Raises what it raised."""
        self._thread.join(_PATIENCE_SECONDS)
        assert not self._thread.is_alive()
        if self.error is not None:
            raise self.error
        return self.answer


def _await(run: Run, condition: str) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end:
        if run(f"SELECT 1 WHERE {condition}"):
            return
        time.sleep(0.02)
    raise AssertionError(condition)


def _await_a_waiting_lock(run: Run) -> None:
    """Until some session waits for a lock."""
    _await(run, "EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")


def _refused(error: pytest.ExceptionInfo[DriverError]) -> str:
    return str(error.value.args[0]["M"])


def test_the_documented_timeline_under_snapshot(snapshots: Two) -> None:
    one, two = snapshots
    for run in (one, two):
        run("BEGIN")
        assert run("SELECT digits FROM numbers ORDER BY 1") == [(0,), (1,)]
    one("UPDATE numbers SET digits = 0 WHERE digits = 1")
    assert one("SELECT digits FROM numbers") == [(0,), (0,)]
    one("COMMIT")
    two("UPDATE numbers SET digits = 1 WHERE digits = 0")
    assert two("SELECT digits FROM numbers") == [(1,), (1,)]
    two("COMMIT")
    for run in (one, two):
        assert run("SELECT digits FROM numbers ORDER BY 1") == [(0,), (1,)]


def test_the_documented_timeline_under_serializable(serials: Two) -> None:
    one, two = serials
    for run in (one, two):
        run("BEGIN", "SELECT digits FROM numbers")
    one("UPDATE numbers SET digits = 0 WHERE digits = 1", "COMMIT")
    with pytest.raises(DriverError) as caught:
        two("UPDATE numbers SET digits = 1 WHERE digits = 0", "COMMIT")
    assert _refused(caught) == "1023"
    two("ROLLBACK")
    assert two("SELECT digits FROM numbers") == [(0,), (0,)]


def test_a_cycle_of_reads_and_writes_is_refused_under_serializable_only(snapshots: Two, serials: Two) -> None:
    for (one, two), refused in ((snapshots, False), (serials, True)):
        one("BEGIN", "SELECT count(*) FROM numbers", "INSERT INTO others VALUES (1)")
        two("BEGIN", "SELECT count(*) FROM others", "INSERT INTO numbers VALUES (1)", "COMMIT")
        if not refused:
            one("COMMIT")
            continue
        with pytest.raises(DriverError) as caught:
            one("COMMIT")
        assert _refused(caught) == "1023"


def test_two_writers_of_the_same_row(snapshots: Two) -> None:
    one, two = snapshots
    one("BEGIN", "SELECT count(*) FROM numbers")
    two("UPDATE numbers SET digits = 7 WHERE digits = 1")
    with pytest.raises(DriverError) as caught:
        one("UPDATE numbers SET digits = 8 WHERE digits = 1")
    assert _refused(caught) == "1023"


def test_a_lone_writer_waits_and_then_writes(snapshots: Two) -> None:
    """dg/c_write_readwrite: writes that read nothing before them run one after the other."""
    one, two = snapshots
    one("BEGIN", "UPDATE numbers SET digits = 5 WHERE digits = 1")
    waiting = _Beside(lambda: two("UPDATE numbers SET digits = digits + 1"))
    _await_a_waiting_lock(one)
    one("COMMIT")
    waiting.ended()
    assert two("SELECT digits FROM numbers ORDER BY 1") == [(1,), (6,)]


def test_the_snapshot_is_taken_at_the_first_look_and_not_at_begin(snapshots: Two) -> None:
    one, two = snapshots
    one("BEGIN")
    two("INSERT INTO numbers VALUES (2)")
    assert one("SELECT count(*) FROM numbers") == [(3,)]
    two("INSERT INTO numbers VALUES (3)")
    assert one("SELECT count(*) FROM numbers") == [(3,)]


def test_lock_and_then_look(snapshots: Two) -> None:
    one, two = snapshots
    one("BEGIN", "INSERT INTO numbers VALUES (2)")
    waiting = _Beside(lambda: two("BEGIN", "LOCK TABLE numbers", "SELECT count(*) FROM numbers"))
    _await_a_waiting_lock(one)
    one("COMMIT")
    assert waiting.ended() == [(3,)]


def test_a_locked_table_lets_nobody_read(snapshots: Two) -> None:
    one, two = snapshots
    one("BEGIN", "LOCK numbers, others")
    waiting = _Beside(lambda: two("SELECT count(*) FROM numbers"))
    _await_a_waiting_lock(one)
    one("INSERT INTO numbers VALUES (2)", "COMMIT")
    assert waiting.ended() == [(3,)]


def test_a_deadlock_ends_one_of_the_two(snapshots: Two) -> None:
    one, two = snapshots
    one("BEGIN", "INSERT INTO numbers VALUES (2)")
    two("BEGIN", "INSERT INTO others VALUES (2)")
    waiting = _Beside(lambda: two("INSERT INTO numbers VALUES (3)"))
    _await_a_waiting_lock(one)
    errors = []
    for attempt in (lambda: one("INSERT INTO others VALUES (3)", "COMMIT"), waiting.ended):
        try:
            attempt()
        except DriverError as error:
            errors.append(error.args[0]["C"])
    assert errors == ["40P01"]


def test_truncate_commits_what_came_before(snapshots: Two) -> None:
    one, two = snapshots
    one("BEGIN", "INSERT INTO others VALUES (1)", "TRUNCATE numbers", "ROLLBACK")
    assert two("SELECT count(*) FROM numbers") == [(0,)]
    assert two("SELECT count(*) FROM others") == [(1,)]


def test_the_level_belongs_to_the_database(engine_only: RedshiftLocal) -> None:
    connection, run = runner(engine_only)
    run("CREATE DATABASE strict ISOLATION LEVEL SERIALIZABLE", "CREATE DATABASE lax ISOLATION LEVEL SNAPSHOT")
    levels = "SELECT trim(db_name), trim(isolation_level) FROM stv_db_isolation_level WHERE db_name IN ('dev', 'strict', 'lax') ORDER BY 1"
    assert run(levels) == [("dev", "Snapshot Isolation"), ("lax", "Snapshot Isolation"), ("strict", "Serializable")]
    one, run_one = runner(engine_only, database="strict")
    two, run_two = runner(engine_only, database="strict")
    run_one("CREATE TABLE a (x INT)", "CREATE TABLE b (x INT)", "BEGIN", "SELECT * FROM a", "INSERT INTO b VALUES (1)")
    run_two("BEGIN", "SELECT * FROM b", "INSERT INTO a VALUES (1)", "COMMIT")
    with pytest.raises(DriverError) as caught:
        run_one("COMMIT")
    assert _refused(caught) == "1023"
    one.close()
    two.close()
    _await(run, "NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = 'strict' AND usename <> 'rdsdb')")
    run("ALTER DATABASE strict ISOLATION LEVEL SNAPSHOT")
    assert run(levels)[2] == ("strict", "Snapshot Isolation")
    for refused in ("ALTER DATABASE dev ISOLATION LEVEL SERIALIZABLE", "ALTER DATABASE strict ISOLATION LEVEL CHAOS"):
        with pytest.raises(DriverError):
            run(refused)
    run("DROP DATABASE strict", "DROP DATABASE lax")
    connection.close()
