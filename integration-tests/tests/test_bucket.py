"""Warnings of a bucket in which others could read what is staged: once for each bucket, and only where Spark may ask."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlparse

import pytest
import redshift_spark
from logs import heard
from py4j.protocol import Py4JJavaError
from warehouse_sql import rows, run

BLOCKED = "".join(
    f"<{flag}>true</{flag}>"
    for flag in ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
)
IN_PART = "<BlockPublicAcls>true</BlockPublicAcls><RestrictPublicBuckets>false</RestrictPublicBuckets>"
EVERYBODY = "<Grantee><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee>"
UNENCRYPTED = "<Code>ServerSideEncryptionConfigurationNotFoundError</Code>"
NOT_ALLOWED = (403, "<Code>AccessDenied</Code>")
NO_BLOCK = (404, "<Code>NoSuchPublicAccessBlockConfiguration</Code>")
SAFE = {"publicAccessBlock": (200, BLOCKED), "encryption": (200, "<SSEAlgorithm>AES256</SSEAlgorithm>")}

KEYS = {"forward_spark_s3_credentials": True}
"""For a bucket on which Redshift's role has no right."""

Answers = dict[str, tuple[int, str]]


class Settings:
    """S3's answers about a bucket's settings; what it has no answer for is not allowed."""

    def __init__(self) -> None:
        self.answers: Answers = {}
        self.asked: list[str] = []
        self.keys: set[str] = set()
        settings = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = urlparse(self.path).query.rstrip("=")
                settings.asked.append(name)
                settings.keys.add(self.headers["Authorization"].split("Credential=")[1].split("/")[0])
                status, body = settings.answers.get(name, NOT_ALLOWED)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def settings() -> Iterator[Settings]:
    running = Settings()
    yield running
    running.close()


def warnings(spark: Any, settings: Settings, answers: Answers, **conf: str) -> list[str]:
    """What the check would log."""
    settings.answers = {**SAFE, **answers}
    bucket = f"bucket-{uuid.uuid4().hex}"
    hadoop = spark._jvm.org.apache.hadoop.conf.Configuration(spark._jsc.hadoopConfiguration())
    for name, value in {"endpoint": settings.url, "access.key": "asks", "secret.key": "secret", **conf}.items():
        hadoop.set(f"fs.s3a.bucket.{bucket}.{name}", value)
    found = spark._jvm.io.github.redshiftspark.staging.BucketCheck.warnings(f"s3a://{bucket}/tmp", hadoop)
    return [found.apply(i).replace(bucket, "BUCKET") for i in range(found.size())]


def test_a_safe_bucket_costs_two_questions(spark: Any, settings: Settings) -> None:
    assert warnings(spark, settings, {}) == []
    assert settings.asked == ["publicAccessBlock", "encryption"]
    assert settings.keys == {"asks"}


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"publicAccessBlock": NO_BLOCK, "policyStatus": (200, "<IsPublic>TRUE</IsPublic>")}, "its policy"),
        ({"publicAccessBlock": (200, IN_PART), "policyStatus": (200, "<IsPublic> true</IsPublic>")}, "its policy"),
        ({"publicAccessBlock": NO_BLOCK, "acl": (200, EVERYBODY)}, "its ACL"),
        # What may not be looked at does not hide what may.
        ({"publicAccessBlock": NOT_ALLOWED, "acl": (200, EVERYBODY.replace("AllUsers", "AuthenticatedUsers"))}, "ACL"),
    ],
)
def test_a_public_bucket(spark: Any, settings: Settings, answers: Answers, says: str) -> None:
    (warning,) = warnings(spark, settings, answers)
    assert warning.startswith("The bucket BUCKET of 'tempdir' is public") and says in warning


def test_an_unencrypted_bucket(spark: Any, settings: Settings) -> None:
    answers = {"encryption": (404, UNENCRYPTED)}
    (warning,) = warnings(spark, settings, answers)
    assert "BUCKET of 'tempdir' is not encrypted" in warning
    # What Spark writes is encrypted all the same.
    assert warnings(spark, settings, answers, **{"encryption.algorithm": "AES256"}) == []


@pytest.mark.parametrize("answer", [NOT_ALLOWED, (501, "<Code>NotImplemented</Code>"), (500, ""), (404, "")], ids=str)
def test_what_may_not_be_asked_is_not_said(spark: Any, settings: Settings, answer: tuple[int, str]) -> None:
    unknown = dict.fromkeys(("publicAccessBlock", "policyStatus", "acl", "encryption"), answer)
    assert warnings(spark, settings, unknown) == []


def test_the_check_is_made_once_and_can_be_switched_off(spark: Any, redshift: Any) -> None:
    tempdir = f"s3a://check-{uuid.uuid4().hex}"
    bucket = tempdir.split("//")[1]
    redshift.aws_client("s3").create_bucket(Bucket=bucket)

    def asked() -> list[str]:
        return [r.operation for r in redshift.s3_requests(origin="client") if r.bucket == bucket and not r.key]

    def write(**options: Any) -> None:
        redshift_spark.write(spark.sql("select 1 id"), table="checked", tempdir=f"{tempdir}/tmp", **KEYS, **options)

    write(check_s3_bucket_usage=False)
    time.sleep(1)
    assert "GetBucketEncryption" not in asked()
    for _ in range(2):
        write()
    deadline = time.monotonic() + 30
    while "GetBucketEncryption" not in asked() and time.monotonic() < deadline:
        time.sleep(0.1)
    write()
    time.sleep(1)
    assert asked().count("GetBucketPublicAccessBlock") == asked().count("GetBucketEncryption") == 1


def test_a_right_that_clean_up_lacks_is_said_once(spark: Any, redshift: Any) -> None:
    run(redshift, "drop table if exists unclean")
    tempdir = f"s3a://unclean-{uuid.uuid4().hex}"
    redshift.aws_client("s3").create_bucket(Bucket=tempdir.split("//")[1])
    redshift.faults.s3.fail("", "AccessDenied", operation="DeleteObjects", times=None)
    try:
        with heard(spark, "WARN") as lines:
            for i in range(2):
                redshift_spark.write(spark.sql(f"select {i} id"), table="unclean", tempdir=tempdir, **KEYS)
            for _ in range(2):
                frame = redshift_spark.read(spark, table="unclean", tempdir=tempdir, read_transport="UNLOAD", **KEYS)
                assert len(frame.collect()) == 2
            deadline = time.monotonic() + 30
            while deletions(redshift, tempdir) < 4 and time.monotonic() < deadline:
                time.sleep(0.1)
    finally:
        redshift.faults.clear()
    said = [line for line in lines() if "lacks a right on the bucket" in line]
    assert len(said) == 1 and "s3:DeleteObject" in said[0], lines()
    assert rows(redshift, "select count(*) from unclean") == [(2,)]
    # The work itself is done, and nothing of it is gone.
    assert redshift.aws_client("s3").list_objects_v2(Bucket=tempdir.split("//")[1])["KeyCount"] >= 4


@pytest.mark.parametrize("tempdir", ["s3://{}/tmp", "s3a://{}"])
def test_other_ways_to_name_the_place(spark: Any, redshift: Any, tempdir: str) -> None:
    """``s3://`` is EMRFS's on EMR; here the tests' session gives it to S3A."""
    place = tempdir.format(f"place-{uuid.uuid4().hex}")
    bucket = place.split("/")[2]
    redshift.aws_client("s3").create_bucket(Bucket=bucket)
    options = {"table": "placed", "tempdir": place, **KEYS}
    redshift.clear_statements()
    redshift_spark.write(spark.range(100), mode="overwrite", **options)
    assert redshift_spark.read(spark, read_transport="UNLOAD", **options).count() == 100
    unbounded = redshift_spark.read(spark, read_transport="UNLOAD", **options)
    assert sorted(row["id"] for row in unbounded.collect()) == list(range(100))
    moved = [entry.text for entry in redshift.statements() if entry.text.startswith(("UNLOAD", "COPY"))]
    assert len(moved) == 3 and all(f"'s3://{bucket}/" in text for text in moved)
    deadline = time.monotonic() + 30
    while redshift.aws_client("s3").list_objects_v2(Bucket=bucket)["KeyCount"] and time.monotonic() < deadline:
        time.sleep(0.1)
    assert redshift.aws_client("s3").list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_unload_takes_no_access_point(spark: Any, redshift: Any) -> None:
    run(redshift, "drop table if exists placed", "create table placed (id int)")
    frame = redshift_spark.read(spark, table="placed", tempdir="s3a://place-abc-s3alias/tmp", read_transport="UNLOAD")
    redshift.clear_statements()
    with pytest.raises(Py4JJavaError, match="names an access point by its alias, which UNLOAD does not take"):
        frame.collect()
    assert not any(entry.text.startswith("UNLOAD") for entry in redshift.statements())


def deletions(redshift: Any, tempdir: str) -> int:
    return [r.operation for r in redshift.s3_requests() if r.bucket and r.bucket in tempdir].count("DeleteObjects")


def test_a_bucket_without_rights_is_a_typed_error(spark: Any, redshift: Any) -> None:
    redshift.faults.s3.fail("part-", "AccessDenied", method="PUT", times=None)
    try:
        with pytest.raises(Py4JJavaError, match="StagingAccessException"):
            redshift_spark.write(spark.sql("select 1 id"), table="unclean")
    finally:
        redshift.faults.clear()
