"""What SHOW and the system views say of tables, keys and columns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal

from ..conftest import Run, runner
from ..system_views import ABSENT, COLUMNS, SHOWN


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


def test_show_schemas_and_databases(shown: Run) -> None:
    assert [row[:2] + row[3:4] for row in shown("SHOW SCHEMAS FROM DATABASE dev LIKE 'met_'")] == [
        ("dev", "meta", "local")
    ]
    names = [row[1] for row in shown("SHOW SCHEMAS FROM DATABASE dev")]
    assert {"meta", "public", "pg_catalog", "information_schema"} <= set(names) and "rs" not in names
    assert shown("SHOW SCHEMAS FROM DATABASE nowhere") == []
    assert [row[0] for row in shown("SHOW DATABASES LIKE 'd%'")] == ["dev"]


@pytest.mark.parametrize("statement", SHOWN)
def test_show_has_the_documented_columns(shown: Run, engine_only: RedshiftLocal, statement: str) -> None:
    connection = engine_only.connect()
    cursor = connection.cursor()
    cursor.execute(statement)
    assert [column[0] for column in cursor.description] == SHOWN[statement].split()
    connection.close()


def test_views_of_all_databases(shown: Run) -> None:
    where = "WHERE schema_name = 'meta' ORDER BY table_name"
    tables = [("child", "TABLE"), ("held", "TABLE"), ("other", "TABLE"), ("parent", "TABLE"), ("seen", "VIEW")]
    for view in ("svv_all_tables", "svv_redshift_tables"):
        assert shown(f"SELECT table_name, table_type FROM {view} {where}") == tables
    for view in ("svv_all_schemas", "svv_redshift_schemas"):
        assert shown(f"SELECT database_name, schema_type FROM {view} WHERE schema_name = 'meta'") == [("dev", "local")]
    assert shown("SELECT database_name FROM svv_redshift_databases WHERE database_name = 'dev'") == [("dev",)]
    found = shown(
        "SELECT column_name, encoding, distkey, sortkey FROM svv_redshift_columns WHERE schema_name = 'meta' AND table_name = 'child'"
    )
    assert {("i", "none", True, 1), ("n", "none", False, 2), ("b", "lzo", False, 0)} <= {tuple(row) for row in found}
    columns = (
        "SELECT column_name, data_type, numeric_precision, numeric_scale FROM svv_columns WHERE table_schema = 'meta'"
    )
    assert shown(f"{columns} AND table_name = 'child' AND column_name = 'd'") == [("d", "numeric", 12, 3)]
    assert shown(
        "SELECT table_type FROM information_schema.tables WHERE table_schema = 'meta' AND table_name = 'seen'"
    ) == [("VIEW",)]


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


@pytest.mark.parametrize("view", COLUMNS)
def test_system_views_have_the_documented_columns(engine_only: RedshiftLocal, view: str) -> None:
    connection = engine_only.connect()
    cursor = connection.cursor()
    cursor.execute(f"SELECT * FROM {view} LIMIT 0")
    assert [column[0] for column in cursor.description] == COLUMNS[view].split()
    connection.close()


def test_show_grants(engine_only: RedshiftLocal) -> None:
    admin, run = runner(engine_only)
    run(
        "CREATE USER alice PASSWORD 'Alice1234'",
        "CREATE SCHEMA given",
        "CREATE TABLE given.t (a INT)",
        "GRANT USAGE ON SCHEMA given TO alice",
        "GRANT SELECT, INSERT ON given.t TO alice",
    )
    rows = run("SHOW GRANTS ON TABLE given.t FOR alice")
    assert [row[:4] + row[5:9] for row in rows] == [
        ("given", "t", "TABLE", "INSERT", "alice", "user", False, "TABLE"),
        ("given", "t", "TABLE", "SELECT", "alice", "user", False, "TABLE"),
    ]
    assert run("SHOW GRANTS ON dev.given.t FOR alice LIMIT 1") == rows[:1]
    assert [row[:4] for row in run("SHOW GRANTS ON SCHEMA given FOR alice")] == [("given", "given", "SCHEMA", "USAGE")]
    mine = run("SHOW GRANTS FOR alice FROM DATABASE dev")
    assert [(row[1], row[2], row[3], row[4]) for row in mine if row[1] == "given"] == [
        ("given", None, "SCHEMA", "USAGE"),
        ("given", "t", "TABLE", "INSERT"),
        ("given", "t", "TABLE", "SELECT"),
    ]
    user, run_user = runner(engine_only, user="alice", password="Alice1234")
    assert run_user("SHOW GRANTS FOR alice") == mine
    user.close()
    for refused in ("SHOW GRANTS", "SHOW GRANTS ON", "SHOW GRANTS ON TABLE a.b.c.d", "SHOW GRANTS ON t LIMIT 10001"):
        with pytest.raises(DriverError):
            run(refused)
    run("DROP SCHEMA given CASCADE", "DROP USER alice")
    admin.close()


def test_show_functions_of_a_schema(shown: Run) -> None:
    assert shown("SHOW FUNCTIONS FROM SCHEMA dev.meta LIKE 'f%' LIMIT 5") == []
    assert shown("SHOW PROCEDURES FROM SCHEMA meta") == []
    with pytest.raises(DriverError) as caught:
        shown("SHOW FUNCTIONS")
    assert caught.value.args[0]["C"] == "42601"


def test_statistics_after_analyze(shown: Run) -> None:
    """pg_stats and pg_class as clients' estimates read them."""
    shown("ANALYZE meta.parent")
    assert shown(
        "SELECT attname, null_frac FROM pg_stats WHERE schemaname = 'meta' AND tablename = 'parent' ORDER BY 1"
    ) == [
        ("a", 0.0),
        ("b", 0.0),
    ]
    assert shown(
        "SELECT c.reltuples FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'meta' AND c.relname = 'parent'"
    ) == [(1.0,)]


def test_columns_of_late_binding_views(shown: Run) -> None:
    listed = "cols(view_schema name, view_name name, col_name name, col_type varchar, col_num int)"
    asked = f"SELECT * FROM pg_get_late_binding_view_cols() {listed}"
    assert shown(asked) == shown("SELECT pg_get_late_binding_view_cols()") == []
    shown(
        "CREATE VIEW meta.late AS SELECT i, d * 2 AS twice, b FROM meta.child WITH NO SCHEMA BINDING",
        "CREATE VIEW meta.later AS SELECT * FROM meta.late WITH NO SCHEMA BINDING",
        "CREATE VIEW meta.unbound AS SELECT a FROM meta.nowhere WITH NO SCHEMA BINDING",
    )
    try:
        rows = [("i", "integer", 1), ("twice", "numeric(23,3)", 2), ("b", "character varying(9)", 3)]
        assert shown(asked) == [("meta", view, *row) for view in ("late", "later") for row in rows]
        assert shown("SELECT pg_get_late_binding_view_cols()")[1:3] == [
            ('(meta,late,twice,"numeric(23,3)",2)',),
            ('(meta,late,b,"character varying(9)",3)',),
        ]
        with pytest.raises(DriverError) as caught:
            shown("SELECT * FROM pg_get_late_binding_view_cols()")
        assert caught.value.args[0]["C"] == "42601"
    finally:
        shown("DROP VIEW meta.unbound", "DROP VIEW meta.later", "DROP VIEW meta.late")


@pytest.mark.parametrize("view", ABSENT)
def test_views_that_are_not_in_the_stand_in_yet(shown: Run, view: str) -> None:
    for name in (view, f"pg_catalog.{view}"):
        with pytest.raises(DriverError) as caught:
            shown(f"SELECT * FROM {name}")
        error = caught.value.args[0]
        assert (error["C"], "is not in the stand-in yet" in error["M"], ABSENT[view] in error["M"]) == (
            "0A000",
            True,
            True,
        )


def test_a_table_may_have_the_name_of_such_a_view(shown: Run) -> None:
    shown("CREATE TABLE meta.stv_recents (a INT)", "SET search_path TO meta")
    try:
        assert shown("SELECT a FROM stv_recents") == shown("SELECT a FROM meta.stv_recents") == []
    finally:
        shown("RESET search_path", "DROP TABLE meta.stv_recents")


def test_keys_in_the_catalog(shown: Run) -> None:
    """Declared keys look like PostgreSQL's to those who ask PG_CONSTRAINT, PG_INDEX and PG_ATTRIBUTE."""
    assert shown(
        "SELECT c.conname, c.contype::varchar, pg_get_constraintdef(c.oid) FROM pg_constraint c "
        "JOIN pg_namespace n ON n.oid = c.connamespace WHERE n.nspname = 'meta' ORDER BY 1"
    ) == [
        ("child_a_fkey", "f", "FOREIGN KEY (a, b) REFERENCES meta.parent(a, b)"),
        ("other_k_fkey", "f", "FOREIGN KEY (k) REFERENCES meta.parent(a, b)"),
        ("parent_pkey", "p", "PRIMARY KEY (a, b)"),
    ]
    assert shown(
        "SELECT t.relname, i.relname, x.indisprimary FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid "
        "JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'meta'"
    ) == [("parent", "parent_pkey", True)]
    assert shown(
        "SELECT attname, attisdistkey, attsortkeyord FROM pg_attribute WHERE attrelid = 'meta.child'::regclass "
        "AND attnum > 0 AND (attisdistkey OR attsortkeyord > 0) ORDER BY attnum"
    ) == [("i", True, 1), ("n", False, 2)]
    assert shown(
        "SELECT relname, reldiststyle FROM pg_class WHERE relname IN ('parent', 'child', 'other') ORDER BY 1"
    ) == [("child", 1), ("other", 9), ("parent", 8)]
    types = "SELECT t.typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = 'meta.child'::regclass"
    assert shown(f"{types} AND a.attname IN ('s', 'v') ORDER BY a.attnum") == [("super",), ("varbyte",)]


def test_what_is_the_stand_ins_own_is_hidden(shown: Run) -> None:
    assert shown("SELECT count(*) FROM pg_namespace WHERE nspname IN ('rs', 'rs_catalog')") == [(0,)]
    assert shown(
        "SELECT count(*) FROM pg_class WHERE relkind = 'S' OR relname IN ('query_log', 'table_attributes')"
    ) == [(0,)]
    assert shown("SELECT count(*) FROM pg_type WHERE typname IN ('jsonb', 'json', 'uuid')") == [(0,)]


def test_rights_on_columns(shown: Run, engine_only: RedshiftLocal) -> None:
    shown("CREATE USER columnist PASSWORD 'Column1234'", "GRANT USAGE ON SCHEMA meta TO columnist")
    shown("GRANT SELECT (a), UPDATE (b) ON meta.parent TO columnist")
    user, run_user = runner(engine_only, user="columnist", password="Column1234")
    try:
        assert run_user("SELECT a FROM meta.parent") == [(1,)]
        with pytest.raises(DriverError) as caught:
            run_user("SELECT b FROM meta.parent")
        assert caught.value.args[0]["C"] == "42501"
        rows = shown("SHOW COLUMN GRANTS ON TABLE dev.meta.parent")
        assert [(row[3], row[4], row[6], row[9]) for row in rows] == [
            ("a", "SELECT", "columnist", "COLUMN"),
            ("b", "UPDATE", "columnist", "COLUMN"),
        ]
        assert shown("SHOW COLUMN GRANTS ON TABLE meta.parent LIKE 'b%' LIMIT 5") == rows[1:]
    finally:
        user.close()
        shown("REVOKE SELECT (a), UPDATE (b) ON meta.parent FROM columnist")
        shown("REVOKE USAGE ON SCHEMA meta FROM columnist", "DROP USER columnist")


def test_show_columns_of_a_late_binding_view(shown: Run) -> None:
    shown("CREATE VIEW meta.later_bound AS SELECT b, d FROM meta.child WITH NO SCHEMA BINDING")
    try:
        rows = shown("SHOW COLUMNS FROM TABLE meta.later_bound")
        assert [(row[3], row[4], row[7], row[8], row[9], row[10]) for row in rows] == [
            ("b", 1, "character varying", 9, None, None),
            ("d", 2, "numeric", None, 12, 3),
        ]
        assert shown("SELECT count(*) FROM svv_columns WHERE table_name = 'later_bound'") == [(0,)]
    finally:
        shown("DROP VIEW meta.later_bound")
