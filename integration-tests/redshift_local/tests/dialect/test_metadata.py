"""What SHOW and the system views say of tables, keys and columns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal

from ..conftest import Run, runner


@pytest.fixture(scope="module")
def shown(engine_only: RedshiftLocal) -> Iterator[Run]:
    connection, run = runner(engine_only)
    run(
        "CREATE SCHEMA meta",
        "CREATE TABLE meta.parent (a INT, b VARCHAR(7) ENCODE zstd, PRIMARY KEY (a, b)) DISTSTYLE ALL",
        "CREATE TABLE meta.child (i INT, a INT, b VARCHAR(9), s SUPER, v VARBYTE(5), d DECIMAL(12,3), n INT NOT NULL DEFAULT 3, "
        "FOREIGN KEY (a, b) REFERENCES meta.parent (a, b)) DISTKEY (i) COMPOUND SORTKEY (i, n)",
        "CREATE TABLE meta.other (k INT REFERENCES meta.parent)",
        "CREATE VIEW meta.seen AS SELECT a FROM meta.parent",
        "CREATE MATERIALIZED VIEW meta.held AS SELECT i, d FROM meta.child",
        "INSERT INTO meta.parent VALUES (1, 'x')",
        "COMMENT ON COLUMN meta.parent.b IS 'a remark'",
    )
    yield run
    run("DROP SCHEMA meta CASCADE")
    connection.close()


def test_show_tables(shown: Run) -> None:
    rows = shown("SHOW TABLES FROM SCHEMA dev.meta")
    assert [(row[2], row[3], row[9], row[10]) for row in rows] == [
        ("child", "TABLE", "KEY(i)", "REGULAR TABLE"),
        ("held", "TABLE", None, "MATERIALIZED VIEW"),
        ("other", "TABLE", "AUTO", "REGULAR TABLE"),
        ("parent", "TABLE", "ALL", "REGULAR TABLE"),
        ("seen", "VIEW", None, "REGULAR VIEW"),
    ]
    assert [row[2] for row in shown("SHOW TABLES FROM SCHEMA meta LIKE 'p%' LIMIT 1")] == ["parent"]


def test_show_columns(shown: Run) -> None:
    rows = shown("SHOW COLUMNS FROM TABLE dev.meta.child")
    assert [(row[3], row[7], row[8], row[9], row[10]) for row in rows] == [
        ("i", "integer", None, 32, 0),
        ("a", "integer", None, 32, 0),
        ("b", "character varying", 9, None, None),
        ("s", "super", None, None, None),
        ("v", "binary varying", None, None, None),
        ("d", "numeric", None, 12, 3),
        ("n", "integer", None, 32, 0),
    ]
    assert [(row[3], row[5], row[6], row[13], row[14]) for row in rows if row[3] in "in"] == [
        ("i", None, "YES", 1, 1),
        ("n", "3", "NO", 2, 0),
    ]


def test_show_constraints(shown: Run) -> None:
    keys = shown("SHOW CONSTRAINTS PRIMARY KEYS FROM TABLE dev.meta.parent")
    assert [(row[2], row[3], row[4]) for row in keys] == [("parent", "a", 1), ("parent", "b", 2)]
    foreign = shown("SHOW CONSTRAINTS FOREIGN KEYS FROM TABLE meta.child")
    assert [(row[2], row[3], row[6], row[7], row[8], row[9]) for row in foreign] == [
        ("parent", "a", "child", "a", 1, "child_a_fkey"),
        ("parent", "b", "child", "b", 2, "child_a_fkey"),
    ]
    exported = shown("SHOW CONSTRAINTS FOREIGN KEYS EXPORTED FROM TABLE meta.parent")
    assert [(row[6], row[7]) for row in exported] == [("child", "a"), ("child", "b"), ("other", "k")]


def test_system_views(shown: Run) -> None:
    where = "WHERE schema_name = 'meta' AND table_name = 'parent' ORDER BY ordinal_position"
    assert shown(f"SELECT column_name, data_type, remarks FROM svv_redshift_columns {where}") == [
        ("a", "integer", None),
        ("b", "character varying(7)", "a remark"),
    ]
    assert shown(f"SELECT column_name, data_type, character_maximum_length FROM svv_all_columns {where}") == [
        ("a", "integer", None),
        ("b", "character varying", 7),
    ]
    assert shown("SELECT table_name FROM svv_tables WHERE table_schema = 'meta' AND table_type = 'VIEW'") == [("seen",)]
    assert shown("SELECT count(*) FROM svv_all_schemas WHERE schema_name = 'meta'") == [(1,)]
    assert shown(
        "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'meta' AND table_name = 'child'"
    ) == [(7,)]
    info = shown(
        'SELECT "table", diststyle, tbl_rows, max_varchar FROM svv_table_info WHERE "schema" = \'meta\' ORDER BY 1'
    )
    assert [(row[0], row[1], int(row[2]), row[3]) for row in info] == [("parent", "ALL", 1, 7)]


def test_pg_table_def_follows_the_search_path(shown: Run) -> None:
    asked = 'SELECT "column", encoding, distkey, sortkey, "notnull" FROM pg_table_def WHERE tablename = \'parent\''
    assert shown(asked) == []
    shown("SET search_path TO meta")
    try:
        assert shown(asked) == [("a", "az64", False, 0, True), ("b", "zstd", False, 0, True)]
    finally:
        shown("RESET search_path")


def test_pg_get_cols(shown: Run) -> None:
    rows = shown(
        "SELECT col_name, col_type FROM pg_get_cols('meta.held') "
        "cols(view_schema name, view_name name, col_name name, col_type varchar, col_num int)"
    )
    assert rows == [("i", "integer"), ("d", "numeric(12,3)")]


def test_svv_table_info_is_for_superusers(engine_only: RedshiftLocal) -> None:
    admin, run = runner(engine_only)
    run("CREATE USER plain PASSWORD 'Plain1234'")
    user, run_user = runner(engine_only, user="plain", password="Plain1234")
    with pytest.raises(DriverError) as caught:
        run_user("SELECT * FROM svv_table_info")
    assert caught.value.args[0]["C"] == "42501"
    user.close()
    run("DROP USER plain")
    admin.close()


def test_no_more_than_ten_thousand_rows(shown: Run) -> None:
    with pytest.raises(DriverError) as caught:
        shown("SHOW TABLES FROM SCHEMA meta LIMIT 10001")
    assert caught.value.args[0]["C"] == "22023"
