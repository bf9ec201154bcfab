"""IAM roles, keys and Regions: UNLOAD and COPY do on S3 what their authorization allows, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal
from redshift_local.storage import CHAINED_ROLE, DEFAULT_ROLE, POWERLESS_ROLE, READ_ONLY_ROLE

from ..conftest import Run
from .conftest import FAR_BUCKET, NARROW_ROLE, OTHER_BUCKET
from .loading import message_of

_BUCKET = "redshift-local"


@pytest.fixture
def table(run: Run, s3: Any) -> Iterator[str]:
    run("CREATE TEMP TABLE access (a INT)")
    for bucket in (_BUCKET, OTHER_BUCKET, FAR_BUCKET):
        s3.put_object(Bucket=bucket, Key="access/in", Body=b"1\n")
    yield "access"
    run("DROP TABLE IF EXISTS access")


def _unload(run: Run, bucket: str, authorization: str, options: str = "ALLOWOVERWRITE") -> None:
    run(f"UNLOAD ('SELECT 1 AS a') TO 's3://{bucket}/access/out-' {authorization} {options}")


def _copy(run: Run, bucket: str, authorization: str, options: str = "") -> None:
    run(f"COPY access FROM 's3://{bucket}/access/in' {authorization} {options}")


@pytest.mark.parametrize(
    "authorization",
    [
        "IAM_ROLE default",
        f"IAM_ROLE '{DEFAULT_ROLE}'",
        f"IAM_ROLE '{DEFAULT_ROLE},{CHAINED_ROLE}'",
        f"CREDENTIALS 'aws_iam_role={DEFAULT_ROLE}'",
        f"WITH CREDENTIALS AS 'aws_iam_role={DEFAULT_ROLE}'",
        "ACCESS_KEY_ID '{access}' SECRET_ACCESS_KEY '{secret}'",
        "CREDENTIALS 'aws_access_key_id={access};aws_secret_access_key={secret}'",
    ],
)
def test_allowed(local: RedshiftLocal, run: Run, table: str, authorization: str) -> None:
    clause = authorization.format(access=local.access_key, secret=local.secret_key)
    _unload(run, _BUCKET, clause)
    _copy(run, _BUCKET, clause)
    assert run(f"SELECT count(*) FROM {table}") == [(1,)]


_UNKNOWN = "arn:aws:iam::123456789012:role/unknown"
_DENIED = "S3ServiceException:Access Denied,Status 403,Error AccessDenied"


@pytest.mark.parametrize(
    ("authorization", "unload", "copy"),
    [
        (f"IAM_ROLE '{POWERLESS_ROLE}'", _DENIED, _DENIED),
        (f"IAM_ROLE '{READ_ONLY_ROLE}'", _DENIED, None),
        (f"IAM_ROLE '{NARROW_ROLE}'", _DENIED, _DENIED),
        (f"IAM_ROLE '{_UNKNOWN}'", f"not authorized to assume IAM Role {_UNKNOWN}", "not authorized to assume"),
        (f"IAM_ROLE '{CHAINED_ROLE}'", f"not authorized to assume IAM Role {CHAINED_ROLE}", "not authorized to assume"),
        (
            f"IAM_ROLE '{DEFAULT_ROLE},{READ_ONLY_ROLE}'",
            "not authorized to assume IAM Role",
            "not authorized to assume",
        ),
        (f"IAM_ROLE '{READ_ONLY_ROLE},{CHAINED_ROLE}'", f"User {READ_ONLY_ROLE} is not authorized", "not authorized"),
        ("ACCESS_KEY_ID 'AKIANOTTHERE' SECRET_ACCESS_KEY 'x'", "Error InvalidAccessKeyId", "Error InvalidAccessKeyId"),
        (
            "ACCESS_KEY_ID '{access}' SECRET_ACCESS_KEY 'x'",
            "Error SignatureDoesNotMatch",
            "Error SignatureDoesNotMatch",
        ),
        (
            "ACCESS_KEY_ID '{access}' SECRET_ACCESS_KEY '{secret}' SESSION_TOKEN 'x'",
            "Error InvalidAccessKeyId",
            "Error InvalidAccessKeyId",
        ),
    ],
)
def test_refused(local: RedshiftLocal, run: Run, table: str, authorization: str, unload: str, copy: str | None) -> None:
    clause = authorization.format(access=local.access_key, secret=local.secret_key)
    with pytest.raises(DriverError) as caught:
        _unload(run, _BUCKET, clause)
    assert unload in message_of(caught) and local.secret_key not in message_of(caught)
    if copy is None:
        _copy(run, _BUCKET, clause)
        return
    with pytest.raises(DriverError) as caught:
        _copy(run, _BUCKET, clause)
    assert copy in message_of(caught)
    assert run(f"SELECT count(*) FROM {table}") == [(0,)]


def test_a_role_for_one_bucket(run: Run, table: str) -> None:
    _unload(run, OTHER_BUCKET, f"IAM_ROLE '{NARROW_ROLE}'")
    _copy(run, OTHER_BUCKET, f"IAM_ROLE '{NARROW_ROLE}'")


def test_a_missing_bucket(run: Run, table: str) -> None:
    for action in (_unload, _copy):
        with pytest.raises(DriverError) as caught:
            action(run, "no-such-bucket", "IAM_ROLE default")
        assert "Error NoSuchBucket" in message_of(caught) or "AccessDenied" in message_of(caught)


def test_regions(run: Run, table: str) -> None:
    role = "IAM_ROLE default"
    redirect = "must be addressed using the specified endpoint"
    for bucket, region in ((FAR_BUCKET, ""), (FAR_BUCKET, "REGION 'us-east-1'"), (_BUCKET, "REGION 'eu-west-1'")):
        for action in (_unload, _copy):
            with pytest.raises(DriverError) as caught:
                action(run, bucket, role, region)
            assert redirect in message_of(caught)
    _unload(run, FAR_BUCKET, role, "ALLOWOVERWRITE REGION AS 'eu-west-1'")
    _copy(run, FAR_BUCKET, role, "REGION 'eu-west-1'")
    _copy(run, _BUCKET, role, "REGION 'us-east-1'")
    with pytest.raises(DriverError) as caught:
        _copy(run, FAR_BUCKET, role, "PARQUET")
    assert redirect in message_of(caught)
    assert run(f"SELECT count(*) FROM {table}") == [(2,)]


def test_keys_of_a_role_are_told_apart(local: RedshiftLocal, run: Run) -> None:
    _unload(run, _BUCKET, "IAM_ROLE default")
    seen = {r.access_key for r in local.s3_requests(origin="warehouse")}
    assert len(seen) == 1 and local.access_key not in seen and all(key and key.startswith("ASIA") for key in seen)


def test_privileges_on_the_table_are_needed(local: RedshiftLocal, run: Run, s3: Any) -> None:
    from ..conftest import runner

    s3.put_object(Bucket=_BUCKET, Key="access/in", Body=b"1\n")
    run("CREATE USER loader PASSWORD 'Load-1234'", "CREATE TABLE guarded (a INT)")
    connection, as_loader = runner(local, user="loader", password="Load-1234")
    try:
        for statement in (
            f"COPY guarded FROM 's3://{_BUCKET}/access/in' IAM_ROLE default",
            f"UNLOAD ('SELECT * FROM guarded') TO 's3://{_BUCKET}/access/guarded-' IAM_ROLE default",
        ):
            with pytest.raises(DriverError) as caught:
                as_loader(statement)
            assert caught.value.args[0]["C"] == "42501"
        run("GRANT INSERT ON guarded TO loader")
        as_loader(f"COPY guarded FROM 's3://{_BUCKET}/access/in' IAM_ROLE default")
    finally:
        connection.close()
        run("DROP TABLE guarded", "DROP USER loader")
