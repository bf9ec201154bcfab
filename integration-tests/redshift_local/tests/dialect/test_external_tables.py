"""The life of external schemas and tables, and what the catalog says of them; no file is read here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal

from ..conftest import Run, runner

_STORED = "STORED AS PARQUET LOCATION 's3://bucket/folder/'"


@pytest.fixture
def pond(run: Run) -> Iterator[str]:
    run(
        "CREATE EXTERNAL SCHEMA pond FROM DATA CATALOG DATABASE 'Ponds' IAM_ROLE default CREATE EXTERNAL DATABASE IF NOT EXISTS",
        f"CREATE EXTERNAL TABLE pond.t (Id INT, v VARCHAR(5), d DECIMAL(8,2), f REAL) PARTITIONED BY (day DATE) {_STORED}",
    )
    yield "pond"
    run("DROP SCHEMA IF EXISTS pond DROP EXTERNAL DATABASE CASCADE")


def _refused(run: Run, statement: str) -> tuple[str, str]:
    with pytest.raises(DriverError) as caught:
        run(statement)
    return caught.value.args[0]["C"], caught.value.args[0]["M"]


def test_tables_stay_in_the_external_database(run: Run, pond: str) -> None:
    run("CREATE EXTERNAL SCHEMA pool FROM DATA CATALOG DATABASE 'ponds' IAM_ROLE default", "DROP SCHEMA pond")
    tables = "SELECT schemaname, tablename FROM svv_external_tables WHERE schemaname LIKE 'po%' ORDER BY 1, 2"
    assert run(tables) == [("pool", "t")]
    run(f"CREATE EXTERNAL TABLE pool.u (a INT) {_STORED}")
    run("CREATE EXTERNAL SCHEMA pond FROM DATA CATALOG DATABASE 'ponds' IAM_ROLE default")
    assert run(tables) == [("pond", "t"), ("pond", "u"), ("pool", "t"), ("pool", "u")]
    run("DROP TABLE pond.u, pool.t", "DROP TABLE IF EXISTS pond.t")
    assert run(tables) == []
    assert _refused(run, "DROP TABLE pond.t")[0] == "42P01"
    run("DROP SCHEMA pond, pool DROP EXTERNAL DATABASE")
    assert run("SELECT * FROM svv_external_schemas WHERE schemaname LIKE 'po%'") == []


@pytest.mark.parametrize(
    "statement",
    [
        f"CREATE EXTERNAL TABLE pond.u (a INT) {_STORED}",
        "DROP TABLE pond.t",
        "ALTER TABLE pond.t ADD PARTITION (day='2024-01-31') LOCATION 's3://bucket/folder/1'",
    ],
)
def test_not_in_a_transaction_block(run: Run, pond: str, statement: str) -> None:
    run("BEGIN")
    assert _refused(run, statement)[0] == "25001"
    run("ROLLBACK")
    run(statement)


def test_local_and_external_tables_are_not_dropped_together(run: Run, pond: str) -> None:
    run("CREATE TEMP TABLE near (a INT)")
    assert "not in the stand-in yet" in _refused(run, "DROP TABLE near, pond.t")[1]


def test_no_search_path_leads_there(run: Run, pond: str) -> None:
    run("SET search_path TO pond, public")
    assert _refused(run, "SELECT * FROM t")[0] == "42P01"
    run("RESET search_path")


def test_only_the_owner_makes_tables(engine_only: RedshiftLocal, run: Run, pond: str) -> None:
    run("CREATE USER angler PASSWORD 'Abcdef12'", "GRANT ALL ON SCHEMA pond TO angler")
    connection, angler = runner(engine_only, user="angler", password="Abcdef12")
    statement = f"CREATE EXTERNAL TABLE pond.u (a INT) {_STORED}"
    assert _refused(angler, statement) == ("42501", "must be owner of external schema pond")
    assert _refused(angler, "CREATE EXTERNAL SCHEMA own FROM DATABASE 'd' IAM_ROLE default")[0] == "42501"
    run("ALTER SCHEMA pond OWNER TO angler")
    angler(statement)
    run("ALTER SCHEMA pond OWNER TO awsuser", "REVOKE ALL ON SCHEMA pond FROM angler", "DROP USER angler")
    connection.close()


def test_a_schema_is_taken_back(run: Run) -> None:
    run("BEGIN", "CREATE EXTERNAL SCHEMA pond FROM DATABASE 'd' IAM_ROLE default", "ROLLBACK")
    assert run("SELECT schemaname FROM svv_external_schemas WHERE schemaname = 'pond'") == []


def test_what_the_catalog_says(run: Run, pond: str) -> None:
    assert run(
        "SELECT eskind, schemaname, databasename, esoptions FROM svv_external_schemas WHERE schemaname = 'pond'"
    ) == [(1, "pond", "ponds", '{"IAM_ROLE":"default"}')]
    ((*_, location, form, _, _, _, _, _),) = run("SELECT * FROM svv_external_tables WHERE schemaname = 'pond'")
    assert location == "s3://bucket/folder/" and form.endswith("MapredParquetInputFormat")
    assert run(
        "SELECT columnname, external_type, columnnum, part_key FROM svv_external_columns WHERE schemaname = 'pond' ORDER BY 3"
    ) == [
        ("id", "int", 1, 0),
        ("v", "varchar(5)", 2, 0),
        ("d", "decimal(8,2)", 3, 0),
        ("f", "float", 4, 0),
        ("day", "date", 5, 1),
    ]
    there = "WHERE {}schema{} = 'pond'"
    assert run(f"SELECT table_name, table_type FROM svv_all_tables {there.format('', '_name')}") == [
        ("t", "EXTERNAL TABLE")
    ]
    assert run(f"SELECT table_name, table_type FROM svv_tables {there.format('table_', '')}") == [
        ("t", "EXTERNAL TABLE")
    ]
    assert run(f"SELECT schema_type, source_database FROM svv_all_schemas {there.format('', '_name')}") == [
        ("external", "ponds")
    ]
    for view, schema in (("svv_all_columns", "schema_name"), ("svv_columns", "table_schema")):
        found = run(f"SELECT column_name, data_type FROM {view} WHERE {schema} = 'pond' ORDER BY ordinal_position")
        assert found[:2] == [("id", "integer"), ("v", "character varying")] and len(found) == 5
    for view in ("svv_redshift_tables", "svv_redshift_columns"):
        assert run(f"SELECT * FROM {view} {there.format('', '_name')}") == []
    assert run("SELECT * FROM pg_table_def WHERE schemaname = 'pond'") == []
    assert [row[2:4] for row in run("SHOW TABLES FROM SCHEMA dev.pond")] == [("t", "EXTERNAL TABLE")]
    assert [(row[3], row[7], row[8]) for row in run("SHOW COLUMNS FROM TABLE dev.pond.t")][1:] == [
        ("v", "character varying", 5),
        ("d", "numeric", None),
        ("f", "real", None),
        ("day", "date", None),
    ]


def test_reads_need_s3(run: Run, pond: str) -> None:
    assert "storage=False" in _refused(run, "SELECT * FROM pond.t")[1]
