"""Messages of the extended protocol that arrive together, and errors in their midst."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from redshift_local import RedshiftLocal
from redshift_local.wire import messages as m

from ..conftest import runner
from .raw import RawClient, log_in


def _ask(name: str, sql: str) -> bytes:
    return m.parse(name, sql) + m.run_once(name)


@pytest.fixture
def guest(engine_only: RedshiftLocal) -> Iterator[RawClient]:
    """A user who may not look into the schema ``closed``: the look-up of its tables is an error of the engine."""
    owner, run = runner(engine_only)
    run("CREATE USER piper PASSWORD 'Piper-pass1'", "CREATE SCHEMA closed", "CREATE TABLE closed.t (x INT)")
    client = log_in(engine_only, "piper", "Piper-pass1")
    client.channel.settimeout(30)
    yield client
    client.channel.close()
    run("DROP SCHEMA closed CASCADE", "DROP USER piper")
    owner.close()


@pytest.mark.timeout(60)
def test_a_failed_look_up_behind_unsynced_messages_is_answered(guest: RawClient) -> None:
    client = guest
    for _ in range(2):  # the second time after what the first has left behind
        client.channel.sendall(_ask("a", "SELECT 1") + _ask("b", "SELECT x FROM closed.t") + m.SYNC)
        answer = client.answer()
        kinds = [kind for kind, _ in answer]
        assert kinds.count(b"E") == 1
        assert kinds.index(b"D") < kinds.index(b"E") < kinds.index(b"Z")
        assert [body for kind, body in answer if kind == b"Z"] == [b"I"]
    client.channel.sendall(_ask("c", "SELECT relname FROM pg_class LIMIT 1") + m.SYNC)
    assert b"E" not in [kind for kind, _ in client.answer()]


@pytest.mark.timeout(60)
def test_a_failed_look_up_aborts_the_pipelined_transaction(guest: RawClient) -> None:
    client = guest
    client.channel.sendall(
        _ask("a", "BEGIN") + _ask("b", "CREATE TEMP TABLE gone (i INT)") + _ask("c", "SELECT x FROM closed.t")
    )
    client.channel.sendall(_ask("d", "SELECT 2") + m.SYNC)
    answer = client.answer()
    assert [kind for kind, _ in answer].count(b"E") == 1
    assert answer[-1] == (b"Z", b"E")
    client.ask("ROLLBACK")
    assert client.answer()[-1] == (b"Z", b"I")
    client.ask("SELECT * FROM gone")
    assert [m.parse_error(body).sqlstate for kind, body in client.answer() if kind == b"E"] == ["42P01"]


@pytest.mark.timeout(60)
def test_a_pipelined_lock_of_a_view_is_refused(guest: RawClient) -> None:
    client = guest
    client.channel.sendall(_ask("a", "CREATE TABLE lockable (i INT)") + m.SYNC)
    client.answer()
    client.channel.sendall(_ask("b", "CREATE VIEW lockable_view AS SELECT i FROM lockable") + m.SYNC)
    client.answer()
    client.channel.sendall(_ask("c", "BEGIN") + _ask("d", "LOCK lockable") + m.SYNC)
    assert client.answer()[-1] == (b"Z", b"T")
    client.ask("ROLLBACK")
    client.answer()
    client.channel.sendall(_ask("e", "BEGIN") + _ask("f", "LOCK lockable_view") + m.SYNC)
    answer = client.answer()
    assert [m.parse_error(body).sqlstate for kind, body in answer if kind == b"E"] == ["42809"]
    assert answer[-1] == (b"Z", b"E")
    for statement in ("ROLLBACK", "DROP VIEW lockable_view", "DROP TABLE lockable"):
        client.ask(statement)
        client.answer()
