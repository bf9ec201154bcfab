"""The system views that UNLOAD, COPY and every statement leave rows in."""

from __future__ import annotations

import time
from typing import Any

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal

from ..conftest import Run, runner
from ..system_views import HISTORY
from .loading import copy
from .shapefiles import put_shapefile, two_points

_BUCKET = "redshift-local"
_ROLE = "IAM_ROLE default"


# The documented columns, in order: dg/SYS_QUERY_HISTORY and so on.
@pytest.mark.parametrize("view", HISTORY)
def test_documented_columns(local: RedshiftLocal, run: Run, view: str) -> None:
    connection = local.connect()
    cursor = connection.cursor()
    cursor.execute(f"SELECT * FROM {view} LIMIT 1")
    assert [column[0] for column in cursor.description] == HISTORY[view].split()
    connection.close()


def test_an_unload_is_noted(run: Run) -> None:
    run(f"UNLOAD ('SELECT 7 AS a UNION ALL SELECT 8') TO 's3://{_BUCKET}/history/u-' {_ROLE} CSV HEADER GZIP")
    number = run("SELECT pg_last_unload_id()")[0][0]
    found = run(
        "SELECT status, file_format, compression_type, unloaded_location, unloaded_rows, unloaded_files_count, error_message "
        f"FROM sys_unload_history WHERE query_id = {number}"
    )
    assert found == [("completed", "CSV", "gzip", f"s3://{_BUCKET}/history/u-", 2, 2, None)]
    files = run(f"SELECT trim(file_name), line_count FROM sys_unload_detail WHERE query_id = {number} ORDER BY 1")
    assert [lines for _, lines in files] == [2, 2] and files[0][0].startswith(f"s3://{_BUCKET}/history/u-000")
    log = run(f"SELECT slice, trim(path) FROM stl_unload_log WHERE query = {number} ORDER BY path")
    assert [path for _, path in log] == [name for name, _ in files] and len({slice_ for slice_, _ in log}) == 2


def test_statements_prepared_before_show_the_latest(run: Run) -> None:
    ids = "SELECT pg_last_unload_id(), pg_last_unload_count()"  # the driver prepares a text once
    history = "SELECT count(*) FROM sys_query_history WHERE query_text LIKE 'UNLOAD%history/again-%'"
    for number in range(3):
        run(f"UNLOAD ('SELECT {number} AS a') TO 's3://{_BUCKET}/history/again-{number}' {_ROLE}")
        assert run(ids) == [(run("SELECT max(query_id) FROM sys_unload_history")[0][0], 1)]
        assert run(history) == [(number + 1,)]


def test_a_failed_unload_is_noted(run: Run) -> None:
    with pytest.raises(DriverError):
        run(f"UNLOAD ('SELECT 1 / (relnatts - relnatts) AS a FROM pg_class') TO 's3://{_BUCKET}/history/f-' {_ROLE}")
    found = run("SELECT status, error_message FROM sys_unload_history ORDER BY query_id DESC LIMIT 1")
    assert found[0][0] == "aborted" and "zero" in found[0][1].lower()


def test_what_was_rolled_back_stays_noted(run: Run, s3: Any) -> None:
    run("CREATE TABLE noted (a INT)")
    s3.put_object(Bucket=_BUCKET, Key="history/in", Body=b"1\nx\n")
    run("BEGIN")
    run(f"COPY noted FROM 's3://{_BUCKET}/history/in' {_ROLE} MAXERROR 5")
    run("ROLLBACK")
    number = run("SELECT pg_last_copy_id()")[0][0]
    assert run(f"SELECT status, loaded_rows, error_count FROM sys_load_history WHERE query_id = {number}") == [
        ("completed", 1, 1)
    ]
    assert run(f"SELECT count(*) FROM stl_load_errors WHERE query = {number}") == [(1,)]
    assert run("SELECT count(*) FROM noted") == [(0,)]
    run("DROP TABLE noted")


_OUTCOME = (
    "SELECT t.status FROM sys_transaction_history AS t WHERE t.transaction_id IN (SELECT q.transaction_id "
    "FROM sys_query_history AS q WHERE q.session_id = {pid} AND STRPOS(q.query_text, 'history/{token}') > 0)"
)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [(None, "committed"), ("rollback", "rolledback"), ("before", "rolledback"), ("after", "committed")],
)
def test_the_outcome_of_a_load_can_be_looked_up(
    local: RedshiftLocal, run: Run, s3: Any, fault: Any, outcome: str
) -> None:
    token = f"outcome-{fault}"
    s3.put_object(Bucket=_BUCKET, Key=f"history/{token}", Body=b"1\n")
    run("DROP TABLE IF EXISTS decided", "CREATE TABLE decided (a INT)")
    connection = local.connect()
    cursor = connection.cursor()
    cursor.execute("SELECT pg_backend_pid()")
    (pid,) = cursor.fetchone()
    cursor.execute(f"COPY decided FROM 's3://{_BUCKET}/history/{token}' {_ROLE}")
    looked_up = _OUTCOME.format(pid=pid, token=token)
    assert run(looked_up) == []
    if fault in ("before", "after"):
        local.faults.drop_connection("^commit", when=fault)
        with pytest.raises((DriverError, OSError)):
            connection.commit()
    elif fault == "rollback":
        connection.rollback()
    else:
        connection.commit()
    for _ in range(50):  # the engine notices a lost client a little later
        if found := run(looked_up):
            break
        time.sleep(0.1)
    assert found == [(outcome,)]
    assert run("SELECT count(*) FROM decided") == [(1 if outcome == "committed" else 0,)]
    run("DROP TABLE decided")


def test_query_groups_and_types(run: Run) -> None:
    run(
        "SET query_group TO 'nightly load'", "SELECT 4711 AS marked", "CREATE TEMP TABLE typed AS SELECT 4711 AS marked"
    )
    with pytest.raises(DriverError):
        run("SELECT 4711 / 0 AS marked")
    found = run(
        "SELECT trim(query_type), trim(status), trim(query_label), trim(username) FROM sys_query_history "
        "WHERE query_text LIKE '%4711%marked%' AND query_text NOT LIKE '%sys_query_history%' ORDER BY query_id"
    )
    assert [row[:3] for row in found] == [
        ("SELECT", "success", "nightly load"),
        ("CTAS", "success", "nightly load"),
        ("SELECT", "failed", "nightly load"),
    ]
    assert {row[3] for row in found} == {"awsuser"}
    run("RESET query_group", "DROP TABLE typed")


def test_ordinary_users_see_their_own_rows(local: RedshiftLocal, run: Run, s3: Any) -> None:
    s3.put_object(Bucket=_BUCKET, Key="history/bad", Body=b"x\n")
    run("CREATE USER watcher PASSWORD 'Watch-123'", "CREATE TEMP TABLE bad (a INT)")
    run(f"UNLOAD ('SELECT 1 AS a') TO 's3://{_BUCKET}/history/own-' {_ROLE}")
    run(f"COPY bad FROM 's3://{_BUCKET}/history/bad' {_ROLE} MAXERROR 1")
    s3.put_object(Bucket=_BUCKET, Key="history/bytes", Body=b"a\xff\n")
    run("CREATE TEMP TABLE bytes_of (v VARCHAR(5))")
    run(f"COPY bytes_of FROM 's3://{_BUCKET}/history/bytes' {_ROLE} ACCEPTINVCHARS")
    put_shapefile(s3, "history", two_points())
    run("CREATE TEMP TABLE shaped (g GEOMETRY, i INT, v VARCHAR(8))")
    copy(run, "shaped", "history.shp", "SHAPEFILE SIMPLIFY 1")
    connection, as_watcher = runner(local, user="watcher", password="Watch-123")
    try:
        for view in HISTORY:
            rows = as_watcher(f"SELECT count(*) FROM {view}")
            assert rows[0][0] == 0 or view == "sys_query_history", view
            assert run(f"SELECT count(*) FROM {view}")[0][0] > 0 or view == "sys_transaction_history", view
        assert {row[0] for row in as_watcher("SELECT DISTINCT trim(username) FROM sys_query_history")} == {"watcher"}
        with pytest.raises(DriverError):
            as_watcher("SELECT * FROM rs_catalog.query_log")
    finally:
        connection.close()
        run("DROP TABLE bad", "DROP TABLE bytes_of", "DROP TABLE shaped", "DROP USER watcher")
