"""Clients that vanish, and cancel requests: nothing keeps running, and nobody else's statement is hit."""

from __future__ import annotations

import time

import pytest

from redshift_local import RedshiftLocal, StatementEntry
from redshift_local.wire import messages as m

from .raw import RawClient, cancel, log_in

_PATIENCE_SECONDS = 30


def _slow(label: str) -> str:
    return f"SELECT count(*) AS {label} FROM pg_class a, pg_class b, pg_class c, pg_class d"


def entry_with(local: RedshiftLocal, *words: str, statuses: tuple[str, ...]) -> StatementEntry:
    """The latest statement whose text holds these words, once it has one of these statuses."""
    end = time.monotonic() + _PATIENCE_SECONDS
    found: list[StatementEntry] = []
    while time.monotonic() < end:
        found = [entry for entry in local.statements() if all(word in entry.text.lower() for word in words)]
        if found and found[-1].status in statuses:
            return found[-1]
        time.sleep(0.02)
    raise AssertionError(f"no statement with {words} and {statuses}: {found}")


def _running(local: RedshiftLocal, label: str) -> RawClient:
    client = log_in(local)
    client.ask(_slow(label))
    entry_with(local, label, statuses=("running",))
    return client


@pytest.mark.parametrize("how", ["reset", "close"])
def test_a_lost_client_leaves_nothing_running(engine_only: RedshiftLocal, how: str) -> None:
    label = f"lost_by_{how}"
    client = _running(engine_only, label)
    if how == "reset":
        client.vanish()
    else:
        client.channel.close()
    assert (
        entry_with(
            engine_only,
            label,
            statuses=(
                "canceled",
                "failed",
                "success",
            ),
        ).status
        == "canceled"
    )


def test_a_client_lost_while_it_reads(engine_only: RedshiftLocal) -> None:
    client = log_in(engine_only)
    client.ask("SELECT a.oid AS lost_reading, repeat('x', 1000) FROM pg_class a, pg_class b, pg_class c")
    assert client.channel.recv(1000)
    client.vanish()
    other = log_in(engine_only)
    end = time.monotonic() + _PATIENCE_SECONDS
    busy: str | None = "1"
    while busy != "0" and time.monotonic() < end:
        other.ask(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%lost_reading, repeat%' AND state = 'active' "
            "AND pid <> pg_backend_pid()"
        )
        (busy,) = (m.parse_data_row(body)[0] for kind, body in other.answer() if kind == b"D")
        time.sleep(0.02)
    assert busy == "0"
    other.channel.close()


def test_only_the_right_key_cancels(engine_only: RedshiftLocal) -> None:
    client = _running(engine_only, "keyed")
    number, secret = client.key
    cancel(engine_only, number, secret ^ 1)
    cancel(engine_only, number + 1, secret)
    assert (
        entry_with(
            engine_only,
            "keyed",
            statuses=(
                "running",
                "canceled",
                "success",
            ),
        ).status
        == "running"
    )
    cancel(engine_only, number, secret)
    codes = [m.parse_error(body).sqlstate for kind, body in client.answer() if kind == b"E"]
    assert codes == ["57014"]
    client.ask("SELECT 1")
    assert [kind for kind, _ in client.answer()] == [b"T", b"D", b"C", b"Z"]
    client.channel.close()


def test_a_late_cancel_hits_nothing(engine_only: RedshiftLocal) -> None:
    client = log_in(engine_only)
    client.ask("SELECT 1")
    client.answer()
    cancel(engine_only, *client.key)
    client.ask("SELECT 2")
    assert [kind for kind, _ in client.answer()] == [b"T", b"D", b"C", b"Z"]
    client.channel.close()
