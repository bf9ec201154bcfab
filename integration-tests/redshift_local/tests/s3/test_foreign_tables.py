"""UNLOAD and COPY with names of another database (dg/cross-database_usage)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal
from redshift_local.wire import messages as m

from ..conftest import Run, runner
from ..wire.raw import cancel, log_in
from .loading import BUCKET, ROLE, message_of, sqlstate_of


@pytest.fixture
def far(local: RedshiftLocal, run: Run) -> Iterator[Run]:
    run("CREATE DATABASE far")
    connection, there = runner(local, database="far")
    there("CREATE TABLE t (i INT, v VARCHAR(9))", "INSERT INTO t VALUES (1, 'é'), (2, NULL)")
    yield there
    connection.close()
    run("DROP DATABASE far")


@pytest.mark.parametrize("options", ["FORMAT PARQUET", "CSV", "DELIMITER '|'"])
def test_unload_reads_another_database(run: Run, far: Run, options: str) -> None:
    run(f"UNLOAD ('SELECT i, v FROM far.public.t') TO 's3://{BUCKET}/far/{options[:3]}' {ROLE} {options}")
    assert run("SELECT pg_last_unload_count()") == [(2,)]


def test_copy_does_not_write_there(run: Run, far: Run, s3: Any) -> None:
    with pytest.raises(DriverError) as caught:
        run(f"COPY far.public.t FROM 's3://{BUCKET}/nothing/there' {ROLE} CSV")
    assert sqlstate_of(caught) == "0A000"
    assert "dg/cross-database-overview" in message_of(caught)
    assert far("SELECT count(*) FROM t") == [(2,)]


@pytest.mark.timeout(60)
def test_an_unload_that_waits_for_another_database_can_be_cancelled(local: RedshiftLocal, far: Run) -> None:
    far("BEGIN", "LOCK t")
    client = log_in(local)
    client.ask(f"UNLOAD ('SELECT i FROM far.public.t') TO 's3://{BUCKET}/far/never' {ROLE}")
    time.sleep(0.5)
    cancel(local, *client.key)
    assert [m.parse_error(body).sqlstate for kind, body in client.answer() if kind == b"E"] == ["57014"]
    far("END")
    client.ask("SELECT count(*) FROM far.public.t")
    assert b"D" in [kind for kind, _ in client.answer()]
    client.channel.close()
