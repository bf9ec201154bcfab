"""Views of all kinds, locks, queues of writers."""

from __future__ import annotations

import threading

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal

from ..conftest import runner


def test_a_late_binding_view_is_bound_by_its_readers(engine_only: RedshiftLocal) -> None:
    connection, run = runner(engine_only)
    run("CREATE VIEW late AS SELECT * FROM public.bound_late WITH NO SCHEMA BINDING")
    with pytest.raises(DriverError) as caught:
        run("SELECT * FROM late")
    assert caught.value.args[0]["C"] == "42P01"
    run("CREATE TABLE bound_late (a INT, b DECIMAL(5,2))", "INSERT INTO bound_late VALUES (1, 2.5)")
    assert run("SELECT a, b / a FROM late l WHERE l.a = 1")[0][0] == 1
    run("DROP TABLE bound_late", "CREATE TABLE bound_late (other VARCHAR(5))", "INSERT INTO bound_late VALUES ('x')")
    assert run("SELECT * FROM late") == [("x",)]
    assert run("SHOW TABLES FROM SCHEMA dev.public LIKE 'late'")[0][10] == "LATE BINDING VIEW"
    run("DROP VIEW late", "DROP TABLE bound_late")
    connection.close()


def test_a_materialized_view_waits_for_its_refresh(engine_only: RedshiftLocal) -> None:
    connection, run = runner(engine_only)
    run(
        "CREATE TABLE based (a INT)",
        "CREATE MATERIALIZED VIEW made AS SELECT a FROM based",
        "INSERT INTO based VALUES (1)",
    )
    assert run("SELECT * FROM made") == []
    run("REFRESH MATERIALIZED VIEW made")
    assert run("SELECT * FROM made") == [(1,)]
    with pytest.raises(DriverError):
        run("INSERT INTO made VALUES (2)")
    run("DROP MATERIALIZED VIEW made", "DROP TABLE based")
    connection.close()


def test_writers_to_one_table_queue(engine_only: RedshiftLocal) -> None:
    """dg/c_Concurrent_writes: also writers of different rows."""
    first, run_first = runner(engine_only)
    second, run_second = runner(engine_only)
    run_first("CREATE TABLE queued (a INT)", "BEGIN", "INSERT INTO queued VALUES (1)")
    done = threading.Event()

    def write() -> None:
        run_second("INSERT INTO queued VALUES (2)")
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert not done.wait(0.3), "the second writer did not wait"
    run_first("COMMIT")
    writer.join(timeout=30)
    assert done.is_set()
    assert run_first("SELECT count(*) FROM queued") == [(2,)]
    run_first("DROP TABLE queued")
    first.close()
    second.close()


def test_readers_do_not_wait_for_writers(engine_only: RedshiftLocal) -> None:
    first, run_first = runner(engine_only)
    second, run_second = runner(engine_only)
    run_first("CREATE TABLE unread (a INT)", "BEGIN", "INSERT INTO unread VALUES (1)")
    assert run_second("SELECT count(*) FROM unread") == [(0,)]
    run_first("ROLLBACK", "DROP TABLE unread")
    first.close()
    second.close()


@pytest.mark.parametrize(
    ("locked", "is_view"),
    [
        ("plain_view", True),
        ("public.late_view", True),
        ("to_lock, held_view", True),
        ("to_lock, public.to_lock", False),
    ],
)
def test_views_cannot_be_locked(engine_only: RedshiftLocal, locked: str, is_view: bool) -> None:
    """dg/r_LOCK."""
    connection, run = runner(engine_only)
    run(
        "CREATE TABLE to_lock (a INT)",
        "CREATE VIEW plain_view AS SELECT a FROM to_lock",
        "CREATE VIEW late_view AS SELECT a FROM public.to_lock WITH NO SCHEMA BINDING",
        "CREATE MATERIALIZED VIEW held_view AS SELECT a FROM to_lock",
        "BEGIN",
    )
    if is_view:
        with pytest.raises(DriverError) as caught:
            run(f"LOCK {locked}")
        assert caught.value.args[0]["C"] == "42809"
    else:
        run(f"LOCK {locked}")
    run("ROLLBACK", "DROP TABLE to_lock CASCADE", "DROP VIEW late_view")
    connection.close()


def test_merge_without_duplicates(engine_only: RedshiftLocal) -> None:
    """dg/r_MERGE: REMOVE DUPLICATES replaces what matches and adds what does not."""
    connection, run = runner(engine_only)
    run(
        "CREATE TABLE goal (id INT, v VARCHAR(5))",
        "CREATE TEMP TABLE given (id INT, v VARCHAR(5))",
        "INSERT INTO goal VALUES (1, 'old'), (1, 'old'), (2, 'kept')",
        "INSERT INTO given VALUES (1, 'new'), (3, 'more'), (3, 'more')",
        "MERGE INTO goal USING given ON goal.id = given.id REMOVE DUPLICATES",
    )
    assert run("SELECT * FROM goal ORDER BY id") == [(1, "new"), (2, "kept"), (3, "more")]
    with pytest.raises(DriverError) as caught:
        run(
            "MERGE INTO goal USING given ON goal.id = given.id WHEN MATCHED THEN UPDATE SET v = given.v "
            "WHEN NOT MATCHED THEN INSERT VALUES (given.id, given.v)"
        )
    assert caught.value.args[0]["C"] == "21000"
    run("DROP TABLE goal")
    connection.close()


def test_types_follow_open_transactions(engine_only: RedshiftLocal) -> None:
    """A table that only this transaction sees has types too."""
    connection, run = runner(engine_only)
    run("BEGIN", "CREATE TABLE unseen (p DECIMAL(8,2))", "INSERT INTO unseen VALUES (1), (2)")
    run("CREATE TABLE unseen_result AS SELECT p / p AS c FROM unseen")
    assert run("SELECT type FROM pg_table_def WHERE tablename = 'unseen_result'") == [("numeric(17,9)",)]
    run("ROLLBACK")
    connection.close()
