"""The same stand-in from a container: both drivers, UNLOAD to its S3, and its control plane."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
import redshift_connector
from tests.jdbc.driver import driver_classpath, probe

from redshift_local import ConnectionInfo


@pytest.fixture
def keys(container: ConnectionInfo) -> dict[str, Any]:
    return {
        "region_name": container.s3_region,
        "aws_access_key_id": container.access_key,
        "aws_secret_access_key": container.secret_key,
    }


def test_python_and_unload(container: ConnectionInfo, keys: dict[str, Any]) -> None:
    with redshift_connector.connect(
        host="127.0.0.1",
        port=container.port,
        database=container.database,
        user=container.user,
        password=container.password,
        ssl=False,
    ) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("CREATE TABLE contained (a INT, b VARCHAR(10))")
        cursor.execute("INSERT INTO contained VALUES (1, 'one'), (2, 'two')")
        prefix = container.tempdir.replace("s3a://", "s3://") + "contained/"
        cursor.execute(
            f"UNLOAD ('SELECT * FROM contained') TO '{prefix}' IAM_ROLE '{container.iam_role}' "
            "FORMAT PARQUET MANIFEST VERBOSE"
        )
        cursor.execute("CREATE TABLE back (LIKE contained)")
        cursor.execute(f"COPY back FROM '{prefix}manifest' IAM_ROLE '{container.iam_role}' FORMAT PARQUET MANIFEST")
        cursor.execute("SELECT a, b FROM back ORDER BY a")
        assert [tuple(row) for row in cursor.fetchall()] == [(1, "one"), (2, "two")]
    bucket, _, key = prefix.removeprefix("s3://").partition("/")
    found = boto3.client("s3", endpoint_url=container.s3_endpoint, **keys).list_objects_v2(Bucket=bucket, Prefix=key)
    assert any(entry["Key"].endswith("manifest") for entry in found["Contents"])


def test_jdbc_over_tls(container: ConnectionInfo) -> None:
    assert probe(container, driver_classpath(), "select") == {"select": "1|ab|3|1.50|t|null"}


def test_control_plane(container: ConnectionInfo, keys: dict[str, Any]) -> None:
    data = boto3.client("redshift-data", endpoint_url=container.control_plane, **keys)
    asked = data.execute_statement(
        Sql="SELECT 7/2", WorkgroupName="redshift-local", Database=container.database, WaitTimeSeconds=20
    )
    assert data.get_statement_result(Id=asked["Id"])["Records"] == [[{"longValue": 3}]]
