"""Keys that STS issued are good for S3 too, with the rights of their role; and UNLOAD through the Data API."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from redshift_local import RedshiftLocal
from redshift_local.storage import DEFAULT_ROLE, POWERLESS_ROLE, READ_ONLY_ROLE

from ..conftest import Run


def _keys(local: RedshiftLocal, role: str) -> dict[str, str]:
    answer = local.aws_client("sts").assume_role(RoleArn=role, RoleSessionName="spark")["Credentials"]
    return {
        "aws_access_key_id": answer["AccessKeyId"],
        "aws_secret_access_key": answer["SecretAccessKey"],
        "aws_session_token": answer["SessionToken"],
    }


def _refused(client: Any, operation: str, **arguments: Any) -> str:
    with pytest.raises(ClientError) as caught:
        getattr(client, operation)(**arguments)
    return str(caught.value.response["Error"]["Code"])


def test_the_rights_of_roles(local: RedshiftLocal) -> None:
    bucket = local.settings.bucket
    writer = local.aws_client("s3", **_keys(local, DEFAULT_ROLE))
    writer.put_object(Bucket=bucket, Key="session/a", Body=b"by a session")
    assert writer.list_objects_v2(Bucket=bucket, Prefix="session/")["KeyCount"] == 1
    reader = local.aws_client("s3", **_keys(local, READ_ONLY_ROLE))
    assert reader.get_object(Bucket=bucket, Key="session/a")["Body"].read() == b"by a session"
    assert _refused(reader, "put_object", Bucket=bucket, Key="session/b", Body=b"") == "AccessDenied"
    nobody = local.aws_client("s3", **_keys(local, POWERLESS_ROLE))
    assert _refused(nobody, "get_object", Bucket=bucket, Key="session/a") == "AccessDenied"
    writer.delete_object(Bucket=bucket, Key="session/a")


def test_keys_that_end_while_a_request_waits(local: RedshiftLocal) -> None:
    writer = local.aws_client("s3", **_keys(local, DEFAULT_ROLE))
    hold = local.faults.s3.hold("session/late")
    with ThreadPoolExecutor(1) as pool:
        put = pool.submit(_refused, writer, "put_object", Bucket=local.settings.bucket, Key="session/late", Body=b"")
        hold.wait()
        local.faults.expire_aws_sessions()
        hold.release()
        assert put.result(60) == "ExpiredToken"


def test_keys_that_end_at_a_statement(local: RedshiftLocal, run: Run) -> None:
    writer = local.aws_client("s3", **_keys(local, DEFAULT_ROLE))
    local.faults.load('[{"fault": "expire_aws_sessions_at", "pattern": "^select 4712", "skip": 1}]')
    target = {"Bucket": local.settings.bucket, "Key": "session/until"}
    run("SELECT 4712")
    writer.put_object(**target, Body=b"")
    run("SELECT 4712")
    assert _refused(writer, "put_object", **target, Body=b"") == "ExpiredToken"
    local.aws_client("s3", **_keys(local, DEFAULT_ROLE)).delete_object(**target)


def test_large_objects_in_parts(local: RedshiftLocal) -> None:
    client = local.aws_client("s3", **_keys(local, DEFAULT_ROLE))
    target = {"Bucket": local.settings.bucket, "Key": "session/large"}
    upload = client.create_multipart_upload(**target)["UploadId"]
    part = client.upload_part(**target, UploadId=upload, PartNumber=1, Body=b"x" * 5_000_000)
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    client.complete_multipart_upload(**target, UploadId=upload, MultipartUpload=parts)
    assert client.head_object(**target)["ContentLength"] == 5_000_000
    client.delete_object(**target)


def test_copy_with_a_sessions_keys(local: RedshiftLocal, run: Run) -> None:
    keys = _keys(local, DEFAULT_ROLE)
    given = (
        f"ACCESS_KEY_ID '{keys['aws_access_key_id']}' SECRET_ACCESS_KEY '{keys['aws_secret_access_key']}' "
        f"SESSION_TOKEN '{keys['aws_session_token']}'"
    )
    prefix = f"s3://{local.settings.bucket}/by-session/"
    run(
        "CREATE TABLE by_session (a INT)",
        "INSERT INTO by_session VALUES (1), (2)",
        f"UNLOAD ('SELECT a FROM by_session') TO '{prefix}' {given} FORMAT CSV ALLOWOVERWRITE",
        f"COPY by_session FROM '{prefix}' {given} FORMAT CSV",
    )
    assert run("SELECT count(*) FROM by_session") == [(4,)]
    run("DROP TABLE by_session")


def test_unload_through_the_data_api(local: RedshiftLocal) -> None:
    data = local.aws_client("redshift-data")
    target = {"WorkgroupName": "redshift-local", "Database": local.database}
    prefix = f"s3://{local.settings.bucket}/by-data-api/"
    asked = data.batch_execute_statement(
        Sqls=[
            "CREATE TABLE by_data_api (a INT)",
            "INSERT INTO by_data_api VALUES (1), (2), (3)",
            f"UNLOAD ('SELECT a FROM by_data_api') TO '{prefix}' IAM_ROLE '{local.iam_role}' FORMAT PARQUET MANIFEST",
            "SELECT pg_last_unload_count()",
            "DROP TABLE by_data_api",
        ],
        WaitTimeSeconds=30,
        **target,
    )
    described = data.describe_statement(Id=asked["Id"])
    assert described["Status"] == "FINISHED", described
    assert data.get_statement_result(Id=f"{asked['Id']}:4")["Records"] == [[{"longValue": 3}]]
    assert f"{prefix}manifest" in local.s3_objects()


def test_expired_sessions(local: RedshiftLocal) -> None:
    keys = _keys(local, DEFAULT_ROLE)
    client = local.aws_client("s3", **keys)
    client.list_objects_v2(Bucket=local.settings.bucket)
    local.faults.expire_aws_sessions()
    assert _refused(client, "list_objects_v2", Bucket=local.settings.bucket) == "ExpiredToken"
    local.faults.clear()
    assert _refused(client, "list_objects_v2", Bucket=local.settings.bucket) == "ExpiredToken"
    fresh = local.aws_client("s3", **_keys(local, DEFAULT_ROLE))
    fresh.list_objects_v2(Bucket=local.settings.bucket)
