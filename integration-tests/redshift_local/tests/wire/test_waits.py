"""Statements that faults make wait: what ends the wait, and what becomes of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from redshift_local import RedshiftLocal, StandInError
from redshift_local.wire import messages as m

from ..conftest import runner
from .raw import cancel, log_in
from .test_lost_clients import entry_with


@pytest.fixture
def table(engine_only: RedshiftLocal) -> Iterator[str]:
    connection, run = runner(engine_only)
    run("CREATE TABLE held (a INT)")
    yield "held"
    engine_only.faults.clear()
    run("DROP TABLE held")
    connection.close()


def count(local: RedshiftLocal) -> int:
    connection, run = runner(local)
    ((found,),) = run("SELECT count(*) FROM held")
    connection.close()
    return int(found)


def test_a_held_statement_runs_when_it_is_released(engine_only: RedshiftLocal, table: str) -> None:
    hold = engine_only.faults.hold("^insert", skip=1)
    connection, run = runner(engine_only)
    run("INSERT INTO held VALUES (0)")
    thread = threading.Thread(target=lambda: run("INSERT INTO held VALUES (1)"))
    thread.start()
    hold.wait()
    assert count(engine_only) == 1 and thread.is_alive()
    hold.release()
    thread.join(60)
    assert count(engine_only) == 2
    connection.close()


def test_clear_releases_what_is_held(engine_only: RedshiftLocal, table: str) -> None:
    hold = engine_only.faults.hold("^insert")
    connection, run = runner(engine_only)
    thread = threading.Thread(target=lambda: run("INSERT INTO held VALUES (1)"))
    thread.start()
    hold.wait()
    engine_only.faults.clear()
    thread.join(60)
    assert not thread.is_alive() and count(engine_only) == 1
    connection.close()


def test_a_statement_that_never_comes(engine_only: RedshiftLocal) -> None:
    hold = engine_only.faults.hold("^nothing like this")
    with pytest.raises(StandInError, match="nothing like this"):
        hold.wait(0.01)
    engine_only.faults.clear()


@pytest.mark.parametrize("how", ["hold", "delay"])
@pytest.mark.parametrize("sql", ["INSERT INTO held VALUES (1)", "CREATE TABLE held_other (a INT)"])
def test_a_cancel_request_ends_the_wait(engine_only: RedshiftLocal, table: str, how: str, sql: str) -> None:
    if how == "hold":
        engine_only.faults.hold("held")
    else:
        engine_only.faults.delay("held", 3_600_000)
    client = log_in(engine_only)
    client.ask(sql)
    entry_with(engine_only, sql.lower(), statuses=("running",))
    cancel(engine_only, *client.key)
    assert [m.parse_error(body).sqlstate for kind, body in client.answer() if kind == b"E"] == ["57014"]
    assert entry_with(engine_only, sql.lower(), statuses=("canceled",))
    client.ask("SELECT 1")
    assert [kind for kind, _ in client.answer()] == [b"T", b"D", b"C", b"Z"]
    client.channel.close()
    assert count(engine_only) == 0


def test_a_client_that_leaves_ends_the_hold(engine_only: RedshiftLocal, table: str) -> None:
    hold = engine_only.faults.hold("^insert")
    client = log_in(engine_only)
    client.ask("INSERT INTO held VALUES (1)")
    hold.wait()
    client.vanish()
    assert entry_with(engine_only, "insert into held", statuses=("canceled", "failed", "success"))
