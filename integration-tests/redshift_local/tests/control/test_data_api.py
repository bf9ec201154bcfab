"""The Data API, running on the warehouse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from redshift_local import RedshiftLocal

from ..conftest import Run
from .conftest import Refused

SLOW = "SELECT count(*) FROM pg_class a, pg_class b, pg_class c, pg_class d"


@pytest.fixture
def data(engine_only: RedshiftLocal) -> Any:
    return engine_only.aws_client("redshift-data")


@pytest.fixture
def table(run: Run) -> Iterator[str]:
    run("CREATE TABLE data_api (a INT NOT NULL, b VARCHAR(20))")
    yield "data_api"
    run("DROP TABLE data_api")


def finished(data: Any, identifier: str) -> dict[str, Any]:
    described: dict[str, Any] = data.describe_statement(Id=identifier, WaitTimeSeconds=20)
    return described


def test_types_of_a_result(data: Any, cluster_target: dict[str, str], table: str) -> None:
    sql = (
        "SELECT 1::smallint, 9000000000, 1.50::decimal(10,2), 0.5::float8, true, 'x'::char(3), 'é', DATE '2024-02-29', "
        "TIMESTAMP '2024-01-01 10:00:00.5', NULL::int, 'NaN'::float8"
    )
    identifier = data.execute_statement(Sql=sql, **cluster_target)["Id"]
    described = finished(data, identifier)
    assert (described["Status"], described["HasResultSet"], described["ResultRows"]) == ("FINISHED", True, 1)
    result = data.get_statement_result(Id=identifier)
    assert result["Records"] == [
        [
            {"longValue": 1},
            {"longValue": 9000000000},
            {"stringValue": "1.50"},
            {"doubleValue": 0.5},
            {"booleanValue": True},
            {"stringValue": "x  "},
            {"stringValue": "é"},
            {"stringValue": "2024-02-29"},
            {"stringValue": "2024-01-01 10:00:00.5"},
            {"isNull": True},
            {"stringValue": "NaN"},
        ]
    ]
    names = [column["typeName"] for column in result["ColumnMetadata"]]
    assert names[:7] == ["int2", "int8", "numeric", "float8", "bool", "bpchar", "varchar"]
    identifier = data.execute_statement(Sql=f"SELECT a FROM {table}", **cluster_target)["Id"]
    finished(data, identifier)
    (column,) = data.get_statement_result(Id=identifier)["ColumnMetadata"]
    assert (column["schemaName"], column["tableName"], column["nullable"]) == ("public", "data_api", 0)


def test_named_parameters(data: Any, cluster_target: dict[str, str], table: str, run: Run, refused: Refused) -> None:
    sql = f"INSERT INTO {table} VALUES (:id, :name), (:id::int + 1, ':name')"
    given = [{"name": "id", "value": "7"}, {"name": "name", "value": "o'k -- \\"}]
    answer = data.execute_statement(Sql=sql, Parameters=given, WaitTimeSeconds=20, **cluster_target)
    described = finished(data, answer["Id"])
    assert (described["Status"], described["ResultRows"], described["QueryString"]) == ("FINISHED", 2, sql)
    assert run(f"SELECT a, b FROM {table} ORDER BY a") == [(7, "o'k -- \\"), (8, ":name")]
    for parameters, message in (
        ([], "has no value"),
        ([*given, {"name": "more", "value": "1"}], "not used"),
    ):
        options = {"Parameters": parameters} if parameters else {}
        code, text = refused(lambda options=options: data.execute_statement(Sql=sql, **options, **cluster_target))  # type: ignore[misc]
        assert code == "ValidationException" and message in text


def test_the_dialect_gate_is_in_front(data: Any, cluster_target: dict[str, str]) -> None:
    described = finished(data, data.execute_statement(Sql="SELECT string_agg('a', 'b')", **cluster_target)["Id"])
    assert described["Status"] == "FAILED" and "string_agg" in described["Error"]


def test_a_batch_is_one_transaction(
    data: Any, cluster_target: dict[str, str], table: str, run: Run, refused: Refused
) -> None:
    good = f"INSERT INTO {table} VALUES (1, 'a')"
    sqls = [good, f"SELECT count(*) FROM {table}", "SELECT 1/0", good]
    identifier = data.batch_execute_statement(Sqls=sqls, **cluster_target)["Id"]
    described = finished(data, identifier)
    assert described["Status"] == "FAILED"
    assert [part["Status"] for part in described["SubStatements"]] == ["FINISHED", "FINISHED", "FAILED", "ABORTED"]
    assert run(f"SELECT count(*) FROM {table}") == [(0,)]
    identifier = data.batch_execute_statement(Sqls=sqls, ExecutionMode="AUTO_COMMIT", **cluster_target)["Id"]
    assert finished(data, identifier)["Status"] == "FAILED"
    assert run(f"SELECT count(*) FROM {table}") == [(2,)]
    identifier = data.batch_execute_statement(Sqls=sqls[:2], **cluster_target)["Id"]
    assert finished(data, identifier)["HasResultSet"] is True
    assert data.get_statement_result(Id=f"{identifier}:2")["Records"] == [[{"longValue": 3}]]
    assert refused(lambda: data.get_statement_result(Id=identifier))[0] == "ValidationException"


def test_paging_gives_every_row_once(data: Any, cluster_target: dict[str, str], refused: Refused) -> None:
    numbers = "(SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4)"
    sql = f"SELECT a.n + 5*b.n + 25*c.n + 125*d.n, repeat('x', 5000) FROM {numbers} a, {numbers} b, {numbers} c, {numbers} d"
    identifier = data.execute_statement(Sql=sql, **cluster_target)["Id"]
    assert finished(data, identifier)["Status"] == "FINISHED"
    pages = list(data.get_paginator("get_statement_result").paginate(Id=identifier))
    assert len(pages) > 1 and pages[0]["TotalNumRows"] == 625
    for token in ("bogus", "eyJhdCI6IDk5OX0="):
        code, _ = refused(lambda token=token: data.get_statement_result(Id=identifier, NextToken=token))  # type: ignore[misc]
        assert code == "ValidationException"
    assert sorted(record[0]["longValue"] for page in pages for record in page["Records"]) == list(range(625))


def test_csv_results(data: Any, cluster_target: dict[str, str], refused: Refused) -> None:
    sql = "SELECT 1, 'a,\"b', NULL::int UNION ALL SELECT 2, 'c', 3 ORDER BY 1"
    identifier = data.execute_statement(Sql=sql, ResultFormat="CSV", **cluster_target)["Id"]
    finished(data, identifier)
    result = data.get_statement_result_v2(Id=identifier)
    assert "".join(part["CSVRecords"] for part in result["Records"]) == '1,"a,""b",\n2,c,3\n'
    assert refused(lambda: data.get_statement_result(Id=identifier))[0] == "ValidationException"


def test_limits(data: Any, cluster_target: dict[str, str], refused: Refused) -> None:
    long = "SELECT '" + "x" * 200 * 1024 + "'"
    assert "limit" in refused(lambda: data.execute_statement(Sql=long, **cluster_target))[1]
    identifier = data.execute_statement(Sql="SELECT repeat('x', 65000), repeat('y', 600)", **cluster_target)["Id"]
    described = finished(data, identifier)
    assert described["Status"] == "FAILED" and "row" in described["Error"]


def test_cancelling(data: Any, cluster_target: dict[str, str], refused: Refused) -> None:
    identifier = data.execute_statement(Sql=SLOW, **cluster_target)["Id"]
    assert data.cancel_statement(Id=identifier)["Status"] is True
    assert finished(data, identifier)["Status"] == "ABORTED"
    assert refused(lambda: data.cancel_statement(Id=identifier))[0] == "ValidationException"
    assert refused(lambda: data.get_statement_result(Id=identifier))[0] == "ResourceNotFoundException"


def test_sessions_keep_their_state(data: Any, cluster_target: dict[str, str], refused: Refused) -> None:
    first = data.execute_statement(Sql="CREATE TEMP TABLE mine (a INT)", SessionKeepAliveSeconds=60, **cluster_target)
    assert finished(data, first["Id"])["Status"] == "FINISHED"
    session = first["SessionId"]
    for sql, status in (("INSERT INTO mine VALUES (5)", "FINISHED"), ("SELECT a FROM mine", "FINISHED")):
        answer = data.execute_statement(Sql=sql, SessionId=session)
        assert finished(data, answer["Id"])["Status"] == status
    assert data.get_statement_result(Id=answer["Id"])["Records"] == [[{"longValue": 5}]]
    (listed,) = data.list_sessions(SessionId=session)["Sessions"]
    assert (listed["Status"], listed["Database"], listed["DbUser"]) == ("AVAILABLE", "dev", "awsuser")
    slow = data.execute_statement(Sql=SLOW, SessionId=session)
    assert "BUSY" in refused(lambda: data.execute_statement(Sql="SELECT 1", SessionId=session))[1]
    data.cancel_statement(Id=slow["Id"])
    finished(data, slow["Id"])
    last = data.execute_statement(Sql="SELECT 1", SessionId=session, SessionKeepAliveSeconds=0)
    finished(data, last["Id"])
    assert refused(lambda: data.execute_statement(Sql="SELECT 1", SessionId=session))[0] == "ValidationException"
    alone = data.execute_statement(Sql="SELECT a FROM mine", **cluster_target)
    assert "mine" in finished(data, alone["Id"])["Error"]


def test_a_repeated_request_runs_once(data: Any, cluster_target: dict[str, str], table: str, run: Run) -> None:
    options = {"Sql": f"INSERT INTO {table} VALUES (1, 'once')", "ClientToken": "token-1", **cluster_target}
    one, two = data.execute_statement(**options), data.execute_statement(**options)
    assert one["Id"] == two["Id"]
    finished(data, one["Id"])
    assert run(f"SELECT count(*) FROM {table}") == [(1,)]


def test_logins(engine_only: RedshiftLocal, data: Any, cluster_target: dict[str, str], refused: Refused) -> None:
    def user(**target: str) -> Any:
        answer = data.execute_statement(Sql="SELECT current_user", Database="dev", **target)
        described = finished(data, answer["Id"])
        if described["Status"] != "FINISHED":
            return described["Error"]
        return data.get_statement_result(Id=answer["Id"])["Records"][0][0]["stringValue"]

    secrets = engine_only.aws_client("secretsmanager")
    content = json.dumps({"username": engine_only.user, "password": engine_only.password})
    right = secrets.create_secret(Name="login", SecretString=content)["ARN"]
    wrong = secrets.create_secret(Name="wrong", SecretString='{"username": "awsuser", "password": "no"}')["ARN"]
    assert user(WorkgroupName="redshift-local", SecretArn=right) == "awsuser"
    assert "password authentication failed" in user(ClusterIdentifier="redshift-local", SecretArn=wrong)
    assert user(WorkgroupName="redshift-local") == "IAM:owner"
    assert "not_there" in user(ClusterIdentifier="redshift-local", DbUser="not_there")
    assert "may not log in" in user(ClusterIdentifier="redshift-local", DbUser="rdsdb")
    for target in (
        {"WorkgroupName": "redshift-local", "DbUser": "awsuser"},
        {"ClusterIdentifier": "other", "DbUser": "awsuser"},
        {"ClusterIdentifier": "redshift-local", "WorkgroupName": "redshift-local"},
        {},
    ):
        assert refused(lambda target=target: user(**target))[0] == "ValidationException"  # type: ignore[misc]


def test_what_a_database_holds(data: Any, cluster_target: dict[str, str], table: str) -> None:
    assert "dev" in data.list_databases(**cluster_target)["Databases"]
    assert "postgres" not in data.list_databases(**cluster_target)["Databases"]
    assert data.list_schemas(SchemaPattern="publ%", **cluster_target)["Schemas"] == ["public"]
    (found,) = data.list_tables(TablePattern="data_a%", **cluster_target)["Tables"]
    assert found == {"schema": "public", "name": table, "type": "TABLE"}
    columns = data.describe_table(Table=table, Schema="public", **cluster_target)["ColumnList"]
    assert [(c["name"], c["nullable"], c["length"]) for c in columns] == [("a", 0, 0), ("b", 1, 20)]


def test_the_list_of_statements(data: Any, cluster_target: dict[str, str]) -> None:
    for number in (1, 2):
        name = f"listed-{number}"
        finished(
            data, data.execute_statement(Sql="SELECT 1", StatementName=name, WithEvent=True, **cluster_target)["Id"]
        )
    first = data.list_statements(StatementName="listed-", MaxResults=1)
    second = data.list_statements(StatementName="listed-", MaxResults=1, NextToken=first["NextToken"])
    assert [page["Statements"][0]["StatementName"] for page in (first, second)] == ["listed-2", "listed-1"]
    assert "NextToken" not in second
    assert data.list_statements(StatementName="listed-", Status="FAILED")["Statements"] == []
