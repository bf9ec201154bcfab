"""Reads of other databases: their moment, the reader's rights, and what stays behind."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from typing import Any

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal
from redshift_local.wire import messages as m

from ..conftest import Run, runner
from ..wire.raw import RawClient, cancel, log_in

_COUNT = "SELECT count(*) FROM far.public.t"
_COPIES = "SELECT count(*) FROM pg_class WHERE relname LIKE 'copy\\\\_%'"


@pytest.fixture
def far(engine_only: RedshiftLocal, run: Run) -> Iterator[Run]:
    """Statements in another database, with a table ``t`` of all kinds of columns."""
    run("CREATE DATABASE far")
    connection, there = runner(engine_only, database="far")
    there(
        "CREATE TABLE t (i INT, b BIGINT, d DECIMAL(38,3), f DOUBLE PRECISION, ok BOOLEAN, c CHAR(4), v VARCHAR(9), day DATE, "
        "ts TIMESTAMP, tz TIMESTAMPTZ, tm TIME, s SUPER, vb VARBYTE(4), g GEOMETRY)",
        "INSERT INTO t SELECT 1, 2, 3.5, 'NaN', true, 'a', 'é', '2024-01-31', '2024-01-31 10:00:00.5', '2024-01-31 10:00:00+02', "
        "'10:00:00', json_parse('[1,{}]'), 'ab'::varbyte, ST_GeomFromText('POINT(1 2)')",
        "INSERT INTO t (i) VALUES (NULL)",
    )
    yield there
    connection.close()
    run("DROP DATABASE far")


def _refused(run: Run, statement: str) -> dict[str, Any]:
    with pytest.raises(DriverError) as caught:
        run(statement)
    told: dict[str, Any] = caught.value.args[0]
    return told


def test_every_type_arrives_as_it_is(run: Run, far: Run) -> None:
    assert repr(run("SELECT * FROM far.public.t ORDER BY i")) == repr(far("SELECT * FROM t ORDER BY i"))


def test_each_statement_reads_anew_and_a_transaction_once(run: Run, far: Run) -> None:
    assert run(_COUNT) == [(2,)]
    run("BEGIN", "SELECT count(*) FROM pg_class")  # the snapshot is older than the copy
    assert run(_COUNT) == [(2,)]
    far("INSERT INTO t (i) VALUES (3)")
    assert run(_COUNT) == [(2,)]
    run("END")
    assert run(_COUNT) == [(3,)]


def _executed(client: RawClient, before: bytes = b"") -> str:
    """The one value of the prepared statement ``p``."""
    bound = m.frame(b"B", m.cstring("") + m.cstring("p") + struct.pack("!hhh", 0, 0, 0))
    executed = m.frame(b"E", m.cstring("") + struct.pack("!i", 0))
    client.channel.sendall(before + bound + executed + m.SYNC)
    ((told,),) = [m.parse_data_row(body) for kind, body in client.answer() if kind == b"D"]
    return told or ""


def test_a_prepared_statement_reads_anew(engine_only: RedshiftLocal, far: Run) -> None:
    client = log_in(engine_only)
    assert _executed(client, m.parse("p", _COUNT)) == "2"
    far("INSERT INTO t (i) VALUES (4)")
    assert _executed(client) == "3"
    client.ask(_COUNT)
    client.answer()
    client.channel.sendall(m.describe_statement("p") + m.SYNC)  # its copy is kept while it can be run
    assert b"E" not in [kind for kind, _ in client.answer()]
    client.ask("BEGIN")
    client.answer()
    assert _executed(client) == "3"
    far("INSERT INTO t (i) VALUES (5)")
    assert _executed(client) == "3"
    client.ask("END")
    client.answer()
    assert _executed(client) == "4"
    client.channel.close()


def test_an_aborted_transaction_says_so(run: Run, far: Run) -> None:
    run("BEGIN")
    assert _refused(run, "SELECT * FROM far.public.nothing")["C"] == "42P01"
    assert _refused(run, _COUNT)["C"] == "25P02"
    run("ROLLBACK")
    assert run(_COUNT) == [(2,)]


def test_a_cursor(run: Run, far: Run) -> None:
    run("BEGIN", "DECLARE c CURSOR FOR SELECT i FROM far.public.t ORDER BY i")
    assert run("FETCH ALL FROM c") == [(1,), (None,)]
    run("CLOSE c", "END")


def test_the_reader_needs_the_rights_there(engine_only: RedshiftLocal, run: Run, far: Run) -> None:
    run("CREATE USER far_reader PASSWORD 'Abcdef12'")
    far("CREATE SCHEMA own", "CREATE TABLE own.t (a INT)", "CREATE TABLE partly (a INT, b INT)")
    far("GRANT SELECT ON own.t TO far_reader", "GRANT SELECT (a) ON partly TO far_reader")
    connection, reader = runner(engine_only, user="far_reader", password="Abcdef12")
    assert _refused(reader, _COUNT)["C"] == "42501"
    assert _refused(reader, "SELECT * FROM far.own.t")["M"] == "permission denied for schema own"
    assert _refused(reader, "SELECT a FROM far.public.partly")["C"] == "0A000"
    far("GRANT SELECT ON t TO far_reader", "GRANT USAGE ON SCHEMA own TO far_reader")
    assert (reader(_COUNT), reader("SELECT * FROM far.own.t")) == ([(2,)], [])
    far(
        "REVOKE ALL ON t, own.t FROM far_reader",
        "REVOKE SELECT (a) ON partly FROM far_reader",
        "DROP SCHEMA own CASCADE",
    )
    run("DROP USER far_reader")  # what it has read does not hold it
    connection.close()


def test_copies_are_neither_seen_nor_kept(engine_only: RedshiftLocal, run: Run, far: Run) -> None:
    run(_COUNT, _COUNT)
    assert run(_COPIES) == [(0,)]
    assert run("SELECT count(*) FROM svv_all_tables WHERE table_name LIKE 'copy%'") == [(0,)]
    assert _refused(run, "SELECT * FROM rs_copies.copy_1")["C"] == "42P01"


def test_metadata_tells_of_other_databases(run: Run, far: Run) -> None:
    far("CREATE SCHEMA wide", "CREATE TABLE wide.w (a INT, b VARCHAR(7)) DISTKEY (a)")
    assert run("SELECT schema_name FROM svv_all_schemas WHERE database_name = 'far' ORDER BY 1") == [
        ("public",),
        ("wide",),
    ]
    assert run("SELECT table_name, table_type FROM svv_redshift_tables WHERE schema_name = 'wide'") == [("w", "TABLE")]
    columns = "SELECT column_name, data_type FROM {} WHERE database_name = 'far' AND table_name = 'w' ORDER BY ordinal_position"
    assert run(columns.format("svv_all_columns")) == [("a", "integer"), ("b", "character varying")]
    assert run(columns.format("svv_redshift_columns")) == [("a", "integer"), ("b", "character varying(7)")]
    assert [row[1] for row in run("SHOW SCHEMAS FROM DATABASE far")] == ["public", "wide"]
    assert [(row[0], row[2], row[9]) for row in run("SHOW TABLES FROM SCHEMA far.wide")] == [("far", "w", "KEY(a)")]
    assert run("SHOW COLUMNS FROM TABLE far.wide.w") == far("SHOW COLUMNS FROM TABLE far.wide.w")
    assert run("SELECT count(*) FROM svv_tables WHERE table_schema = 'wide'") == [(0,)]
    far("DROP SCHEMA wide CASCADE")
    assert run("SELECT count(*) FROM svv_all_columns WHERE schema_name = 'wide'") == [(0,)]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("extended", [False, True])
def test_a_wait_for_another_database_can_be_cancelled(engine_only: RedshiftLocal, far: Run, extended: bool) -> None:
    far("BEGIN", "LOCK t")
    client = log_in(engine_only)
    if extended:
        client.channel.sendall(m.parse("p", _COUNT) + m.SYNC)
    else:
        client.ask(_COUNT)
    time.sleep(0.5)
    cancel(engine_only, *client.key)
    (error,) = [m.parse_error(body) for kind, body in client.answer() if kind == b"E"]
    assert error.sqlstate == "57014"
    far("END")
    client.ask(_COUNT)
    assert b"D" in [kind for kind, _ in client.answer()]
    client.channel.close()


def test_what_is_written_from_another_database_is_there(run: Run, far: Run) -> None:
    run("CREATE TABLE near AS SELECT i, v FROM far.public.t", "INSERT INTO near SELECT i, v FROM far.public.t")
    assert run("SELECT count(*), count(v) FROM near") == [(4, 2)]
    run("DROP TABLE near")


def test_results_tell_the_table_that_they_come_from(engine_only: RedshiftLocal, far: Run) -> None:
    connection = engine_only.connect()
    cursor = connection.cursor()
    cursor.execute("SELECT v AS shown FROM far.public.t")
    (told,) = cursor.ps["row_desc"]
    names = [told[part] for part in ("catalog_name", "schema_name", "table_name", "column_name")]
    assert names == [b"far", b"public", b"t", b"v"]
    connection.close()
