from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

import redshift_local
from redshift_local import IamRole, RedshiftLocal

from ..conftest import Run, runner

FAR_BUCKET = "far-away"
OTHER_BUCKET = "other-bucket"
NARROW_ROLE = "arn:aws:iam::123456789012:role/only-other-bucket"


@pytest.fixture(scope="session")
def with_s3() -> Iterator[RedshiftLocal]:
    """One stand-in with S3 for all tests of this folder."""
    with redshift_local.start(
        buckets=(OTHER_BUCKET,),
        bucket_regions={FAR_BUCKET: "eu-west-1"},
        roles=(IamRole(NARROW_ROLE, (OTHER_BUCKET,)),),
    ) as local:
        yield local


@pytest.fixture
def local(with_s3: RedshiftLocal) -> Iterator[RedshiftLocal]:
    with_s3.clear_s3_requests()
    yield with_s3
    with_s3.faults.clear()


@pytest.fixture
def run(local: RedshiftLocal) -> Iterator[Run]:
    connection, run_statements = runner(local)
    yield run_statements
    connection.close()


def s3_client(local: RedshiftLocal, *, attempts: int = 1, **overrides: Any) -> Any:
    """A boto3 client as a user makes it; without retries unless asked."""
    options: dict[str, Any] = {
        "endpoint_url": local.s3_endpoint,
        "region_name": local.s3_region,
        "aws_access_key_id": local.access_key,
        "aws_secret_access_key": local.secret_key,
        "config": Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": attempts, "mode": "standard"}),
    }
    return boto3.client("s3", **(options | overrides))


@pytest.fixture(scope="session")
def s3(with_s3: RedshiftLocal) -> Any:
    return s3_client(with_s3)


@pytest.fixture
def table(run: Run) -> Iterator[str]:
    run(
        "CREATE TEMP TABLE loaded (i INT, d DECIMAL(8,2), v VARCHAR(8), c CHAR(3), f BOOLEAN, day DATE, ts TIMESTAMP, "
        "x DOUBLE PRECISION)"
    )
    yield "loaded"
    run("DROP TABLE IF EXISTS loaded")
