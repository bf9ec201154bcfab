"""redshift_connector against the gateway."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal

from ..conftest import Run, runner


def test_wrong_password(engine_only: RedshiftLocal) -> None:
    with pytest.raises(DriverError) as caught:
        engine_only.connect(password="Wrong-password-1")
    assert caught.value.args[0]["C"] == "28000"
    assert engine_only.password not in str(caught.value)


def test_unknown_user_and_database(engine_only: RedshiftLocal) -> None:
    with pytest.raises(DriverError) as caught:
        engine_only.connect(user="nobody_here")
    assert caught.value.args[0]["C"] == "28000"
    with pytest.raises(DriverError) as caught:
        engine_only.connect(database="not_there")
    assert caught.value.args[0]["C"] == "3D000"


def test_users_have_rights_of_their_own(engine_only: RedshiftLocal) -> None:
    owner, run = runner(engine_only)
    run("CREATE USER reader PASSWORD 'Reader-pass1'", "CREATE TABLE owned (a INT)", "INSERT INTO owned VALUES (1)")
    guest, ask = runner(engine_only, user="reader", password="Reader-pass1")
    with pytest.raises(DriverError) as caught:
        ask("SELECT * FROM owned")
    assert caught.value.args[0]["C"] == "42501"
    run("GRANT SELECT ON owned TO reader")
    assert ask("SELECT a FROM owned") == [(1,)]
    assert ask("SELECT current_user") == [("reader",)]
    guest.close()
    run("REVOKE SELECT ON owned FROM reader", "DROP TABLE owned", "DROP USER reader")
    with pytest.raises(DriverError):
        engine_only.connect(user="reader", password="Reader-pass1")
    owner.close()


def test_ddl_rolls_back(engine_only: RedshiftLocal) -> None:
    connection = engine_only.connect()
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE vanishing (a INT)")
    cursor.execute("INSERT INTO vanishing VALUES (1), (2)")
    assert cursor.rowcount == 2
    connection.rollback()
    with pytest.raises(DriverError):
        cursor.execute("SELECT * FROM vanishing")
    connection.close()


def test_an_error_aborts_the_transaction(run: Run) -> None:
    run("BEGIN")
    for statement, sqlstate in (("SELECT string_agg('a', 'b')", "42883"), ("SELECT 1", "25P02")):
        with pytest.raises(DriverError) as caught:
            run(statement)
        assert caught.value.args[0]["C"] == sqlstate
    run("ROLLBACK")
    assert run("SELECT 1") == [(1,)]


def test_settings_roll_back_with_their_transaction(run: Run) -> None:
    run("SET query_group TO 'first'", "BEGIN", "SET query_group TO 'second'", "ROLLBACK")
    assert run("SHOW query_group") == [("first",)]


def test_history_label_and_log(engine_only: RedshiftLocal) -> None:
    connection, run = runner(engine_only)
    run("SET query_group TO 'my label'", "SELECT 4711")
    number = run("SELECT pg_last_query_id()")[0][0]
    history = run(f"SELECT query_label, status, returned_rows FROM sys_query_history WHERE query_id = {number}")
    assert [(str(row[0]).rstrip(), str(row[1]).rstrip(), row[2]) for row in history] == [("my label", "success", 1)]
    entry = next(e for e in engine_only.statements() if e.text == "SELECT 4711")
    assert (entry.label, entry.error, entry.user) == ("my label", None, "awsuser")
    assert entry.end is not None and entry.end >= entry.start
    connection.close()


def test_statement_timeout(run: Run) -> None:
    run("SET statement_timeout TO 100")
    with pytest.raises(DriverError) as caught:
        run("SELECT count(*) FROM pg_class a, pg_class b, pg_class c, pg_class d")
    assert caught.value.args[0]["C"] == "57014"


def test_a_slow_statement_does_not_hold_up_others(engine_only: RedshiftLocal) -> None:
    slow, run_slow = runner(engine_only)
    quick, run_quick = runner(engine_only)
    engine_only.faults.delay("SELECT 'slow'", 1500)
    thread = threading.Thread(target=lambda: run_slow("SELECT 'slow'"))
    begun = time.monotonic()
    thread.start()
    answered_before_slow = run_quick("SELECT 'quick'") == [("quick",)] and thread.is_alive()
    thread.join()
    assert answered_before_slow and time.monotonic() - begun >= 1.5
    slow.close()
    quick.close()


def test_tls_certificate_is_for_localhost_and_its_address(engine_only: RedshiftLocal) -> None:
    context = ssl.create_default_context(cafile=engine_only.tls_ca)
    for name in ("localhost", "127.0.0.1"):
        with socket.create_connection((engine_only.host, engine_only.port)) as plain:
            plain.sendall(struct.pack("!ii", 8, 80877103))
            assert plain.recv(1) == b"S"
            with context.wrap_socket(plain, server_hostname=name) as encrypted:
                assert encrypted.version() in ("TLSv1.2", "TLSv1.3")


def test_metadata_calls_of_the_driver(engine_only: RedshiftLocal) -> None:
    connection, run = runner(engine_only)
    run("CREATE TABLE described (a INT PRIMARY KEY, b VARCHAR(5))")
    cursor = connection.cursor()
    columns = cursor.get_columns(catalog="dev", schema_pattern="public", tablename_pattern="described")
    assert [row[3] for row in columns] == ["a", "b"]
    run("DROP TABLE described")
    connection.close()


def test_garbage_does_not_disturb_the_server(engine_only: RedshiftLocal) -> None:
    for garbage in (b"GET / HTTP/1.1\r\n\r\n", b"\0\0\0\x04", b"\x7f\xff\xff\xff" * 4, b""):
        with socket.create_connection((engine_only.host, engine_only.port)) as raw:
            raw.sendall(garbage)
    connection, run = runner(engine_only)
    assert run("SELECT 1") == [(1,)]
    connection.close()


def test_intervals(run: Run) -> None:
    """dg/r_interval_data_types: two types, of months and of microseconds."""
    run("CREATE TEMP TABLE spans (m INTERVAL YEAR TO MONTH, s INTERVAL DAY TO SECOND, n INT)")
    run(
        "INSERT INTO spans VALUES (INTERVAL '1-2' YEAR TO MONTH, INTERVAL '3 04:05:06.5' DAY TO SECOND, 1), (NULL, NULL, 2)"
    )
    (held, empty) = run("SELECT m, s, n FROM spans ORDER BY n")
    assert (held[0].months, held[1].microseconds, held[2]) == (14, 273_906_500_000, 1)
    assert empty == (None, None, 2)
    ((apart,),) = run("SELECT '2024-01-03 01:00:00'::timestamp - '2024-01-01'::timestamp")
    assert apart.microseconds == 49 * 3_600_000_000
