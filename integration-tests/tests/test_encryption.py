"""Staged files are encrypted as Spark's S3 file system is told; COPY and UNLOAD are sent what goes with that."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import redshift_spark
from py4j.protocol import Py4JJavaError
from warehouse_sql import rows

KEYS: dict[str, Any] = {"forward_spark_s3_credentials": True}
"""For a bucket on which Redshift's role has no right."""
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def bucket(spark: Any, redshift: Any, **settings: str) -> str:
    """A new one, with settings of its own in S3A."""
    name = f"encrypted-{uuid.uuid4().hex}"
    redshift.aws_client("s3").create_bucket(Bucket=name)
    for key, value in settings.items():
        spark._jsc.hadoopConfiguration().set(f"fs.s3a.bucket.{name}.encryption.{key}", value)
    return name


def staged(redshift: Any, name: str) -> list[Any]:
    uploads = ("PutObject", "CreateMultipartUpload")
    found = redshift.s3_requests(origin="client")
    return [r for r in found if r.bucket == name and r.operation in uploads and not r.key.endswith("/")]


def sent(redshift: Any, verb: str, name: str) -> str:
    return str(next(e.text for e in reversed(redshift.statements()) if e.text.startswith(verb) and name in e.text))


@pytest.mark.parametrize("tempformat", ["PARQUET", "CSV GZIP"])
def test_sse_s3(spark: Any, redshift: Any, tempformat: str) -> None:
    name = bucket(spark, redshift, algorithm="AES256")
    options = {"tempdir": f"s3a://{name}/tmp", **KEYS}
    redshift_spark.write(spark.range(10), table="sse", mode="overwrite", tempformat=tempformat, **options)
    assert rows(redshift, "select count(*) from sse") == [(10,)]
    uploads = staged(redshift, name)
    assert any("manifest" in r.key for r in uploads) and any("part-" in r.key for r in uploads)
    assert {r.encryption for r in uploads} == {"AES256"}
    assert "ENCRYPTED" not in sent(redshift, "COPY", name)
    assert redshift_spark.read(spark, table="sse", read_transport="UNLOAD", **options).count() == 10
    # UNLOAD encrypts by SSE-S3 when nothing is said.
    assert "ENCRYPTED" not in sent(redshift, "UNLOAD", name)


def test_sse_kms(spark: Any, redshift: Any) -> None:
    """The stand-in's S3 has no KMS and no TLS, over which alone SDK 1 (Hadoop 3.3) sends what belongs to a key."""
    name = bucket(spark, redshift, algorithm="SSE-KMS", key=KEY)
    # An S3 that knows no KMS fails each time alike.
    for setting, value in {"attempts.maximum": "1", "retry.limit": "1", "retry.interval": "10ms"}.items():
        spark._jsc.hadoopConfiguration().set(f"fs.s3a.bucket.{name}.{setting}", value)
    options = {"tempdir": f"s3a://{name}/tmp", "sse_kms_key": KEY, **KEYS}
    try:
        redshift_spark.write(spark.range(10), table="sse", mode="overwrite", **options)
        assert "KMS" not in sent(redshift, "COPY", name)
    except Py4JJavaError as refused:
        if "HTTPS must be used when sending" in str(refused.java_exception):
            return
        assert "StagingAccessException" in str(refused.java_exception)
    uploads = staged(redshift, name)
    assert uploads and {(r.encryption, r.kms_key) for r in uploads} == {("aws:kms", KEY)}


def test_unload_by_sse_kms(spark: Any, redshift: Any) -> None:
    name = bucket(spark, redshift)
    redshift_spark.write(spark.range(10), table="sse", mode="overwrite")
    frame = redshift_spark.read(
        spark, table="sse", read_transport="UNLOAD", tempdir=f"s3a://{name}/tmp", sse_kms_key=KEY, **KEYS
    )
    assert frame.count() == 10
    assert f"KMS_KEY_ID '{KEY}' ENCRYPTED" in sent(redshift, "UNLOAD", name)
