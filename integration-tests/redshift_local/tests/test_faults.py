"""Faults on demand."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal

from .conftest import Run, runner


@pytest.fixture
def target(engine_only: RedshiftLocal) -> Iterator[tuple[RedshiftLocal, Run]]:
    connection, run = runner(engine_only)
    run("CREATE TABLE struck (a INT)")
    yield engine_only, run
    engine_only.faults.clear()
    cleaner, clean = runner(engine_only)
    clean("DROP TABLE struck")
    cleaner.close()
    connection.close()


def _count(local: RedshiftLocal) -> int:
    connection, run = runner(local)
    (row,) = run("SELECT count(*) FROM struck")
    connection.close()
    return int(row[0])


def test_dropped_before_it_runs(target: tuple[RedshiftLocal, Run]) -> None:
    local, run = target
    local.faults.drop_connection("insert into struck", when="before")
    with pytest.raises((DriverError, OSError)):
        run("INSERT INTO struck VALUES (1)")
    assert _count(local) == 0


def test_dropped_after_it_took_effect(target: tuple[RedshiftLocal, Run]) -> None:
    local, run = target
    local.faults.drop_connection("insert into struck", when="after")
    with pytest.raises((DriverError, OSError)):
        run("INSERT INTO struck VALUES (1)")
    assert _count(local) == 1


@pytest.mark.parametrize(("when", "rows"), [("before", 0), ("after", 1)])
def test_dropped_around_commit(target: tuple[RedshiftLocal, Run], when: str, rows: int) -> None:
    local, run = target
    run("BEGIN", "INSERT INTO struck VALUES (1)")
    local.faults.drop_connection("^commit", when=when)  # type: ignore[arg-type]
    with pytest.raises((DriverError, OSError)):
        run("COMMIT")
    assert _count(local) == rows


def test_dropped_during_leaves_all_or_nothing(target: tuple[RedshiftLocal, Run]) -> None:
    local, run = target
    local.faults.drop_connection("insert into struck", when="during")
    with pytest.raises((DriverError, OSError)):
        run("INSERT INTO struck VALUES (1), (2)")
    assert _count(local) in (0, 2)


def test_failing_once_and_then_no_more(target: tuple[RedshiftLocal, Run]) -> None:
    local, run = target
    local.faults.fail("insert into struck", "57P03", "warming up", times=1, skip=1)
    run("INSERT INTO struck VALUES (1)")
    with pytest.raises(DriverError) as caught:
        run("INSERT INTO struck VALUES (2)")
    assert (caught.value.args[0]["C"], caught.value.args[0]["M"]) == ("57P03", "warming up")
    run("INSERT INTO struck VALUES (3)")
    assert _count(local) == 2


def test_a_failing_ddl_statement_is_refused_too(target: tuple[RedshiftLocal, Run]) -> None:
    local, run = target
    local.faults.fail("create table never", "XX000")
    with pytest.raises(DriverError):
        run("CREATE TABLE never (a INT)")
    with pytest.raises(DriverError) as caught:
        run("SELECT * FROM never")
    assert caught.value.args[0]["C"] == "42P01"


def test_the_nth_match(target: tuple[RedshiftLocal, Run]) -> None:
    local, run = target
    local.faults.drop_connection("insert into struck", when="before", skip=2)
    run("INSERT INTO struck VALUES (1)", "INSERT INTO struck VALUES (2)")
    with pytest.raises((DriverError, OSError)):
        run("INSERT INTO struck VALUES (3)")
    assert _count(local) == 2


def test_refused_connections(engine_only: RedshiftLocal) -> None:
    engine_only.faults.refuse_connections(times=1)
    engine_only.faults.refuse_connections("57P03", "the cluster is being resized", skip=1)
    with pytest.raises((DriverError, OSError)):
        engine_only.connect()
    with pytest.raises(DriverError) as caught:
        engine_only.connect()
    assert (caught.value.args[0]["C"], caught.value.args[0]["M"]) == ("57P03", "the cluster is being resized")
    engine_only.connect().close()


def test_refused_logins(engine_only: RedshiftLocal) -> None:
    engine_only.faults.refuse_login("^awsuser$")
    with pytest.raises(DriverError) as caught:
        engine_only.connect()
    assert caught.value.args[0]["C"] == "28000"
    engine_only.connect().close()


def test_a_paused_cluster(engine_only: RedshiftLocal) -> None:
    connection, run = runner(engine_only)
    engine_only.faults.pause()
    try:
        with pytest.raises((DriverError, OSError)):
            run("SELECT 1")
        with pytest.raises((DriverError, OSError), match="refused"):
            engine_only.connect()
        assert engine_only.aws_client("redshift").describe_clusters()["Clusters"][0]["ClusterStatus"] == "paused"
    finally:
        engine_only.faults.resume()
    connection, run = runner(engine_only)
    assert run("SELECT 1") == [(1,)]
    connection.close()


def test_a_pause_that_a_statement_brings(target: tuple[RedshiftLocal, Run]) -> None:
    local, run = target
    run("BEGIN", "INSERT INTO struck VALUES (1)")
    local.faults.pause_at("^commit", resume_after_ms=200)
    with pytest.raises((DriverError, OSError)):
        run("COMMIT")
    deadline = time.monotonic() + 30
    while True:
        try:
            assert _count(local) == 0
            break
        except (DriverError, OSError):
            assert time.monotonic() < deadline, "the cluster did not come back"
    with pytest.raises(ValueError, match="resume_after_ms"):
        local.faults.pause_at("", -1)


def test_passwords_that_expire_at_a_statement(target: tuple[RedshiftLocal, Run]) -> None:
    local, run = target
    issued = local.aws_client("redshift").get_cluster_credentials(
        DbUser="late", ClusterIdentifier="redshift-local", AutoCreate=True
    )
    login = {"user": issued["DbUser"], "password": issued["DbPassword"]}
    local.connect(**login).close()
    local.faults.expire_passwords_at("^insert into struck")
    run("INSERT INTO struck VALUES (1)")
    with pytest.raises(DriverError) as caught:
        local.connect(**login)
    assert caught.value.args[0]["C"] == "28000" and _count(local) == 1
