"""The S3 front: every request is noted, none is changed, and faults strike as told."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError, HTTPClientError

from redshift_local import RedshiftLocal, S3Request

from .conftest import s3_client

_BUCKET = "redshift-local"


def _code(error: pytest.ExceptionInfo[ClientError]) -> tuple[int, str]:
    answer = error.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]


def _seen(local: RedshiftLocal, **options: Any) -> list[tuple[str, str, int]]:
    return [(r.operation, r.url, r.status) for r in local.s3_requests(**options)]


def test_requests_are_noted(local: RedshiftLocal, s3: Any) -> None:
    s3.put_object(Bucket=_BUCKET, Key="front/a b+ü.txt", Body=b"hello")
    assert s3.get_object(Bucket=_BUCKET, Key="front/a b+ü.txt")["Body"].read() == b"hello"
    s3.head_object(Bucket=_BUCKET, Key="front/a b+ü.txt")
    s3.list_objects_v2(Bucket=_BUCKET, Prefix="front/")
    s3.delete_objects(Bucket=_BUCKET, Delete={"Objects": [{"Key": "front/a b+ü.txt"}]})
    s3.delete_object(Bucket=_BUCKET, Key="front/none")
    with pytest.raises(ClientError):
        s3.head_object(Bucket=_BUCKET, Key="front/none")
    url = f"s3://{_BUCKET}/front/a b+ü.txt"
    assert _seen(local) == [
        ("PutObject", url, 200),
        ("GetObject", url, 200),
        ("HeadObject", url, 200),
        ("ListObjectsV2", f"s3://{_BUCKET}/front/", 200),
        ("DeleteObjects", f"s3://{_BUCKET}/", 200),
        ("DeleteObject", f"s3://{_BUCKET}/front/none", 204),
        ("HeadObject", f"s3://{_BUCKET}/front/none", 404),
    ]
    put, get, head, *_ = local.s3_requests()
    assert put.bytes_in >= 5 and get.bytes_out == 5 and head.bytes_out == 0
    assert {r.access_key for r in local.s3_requests()} == {local.access_key}
    assert all(r.origin == "client" and r.seconds >= 0 for r in local.s3_requests())


def test_settings_of_a_bucket_and_encryption_are_noted(local: RedshiftLocal, s3: Any) -> None:
    for ask in (s3.get_bucket_encryption, s3.get_public_access_block, s3.get_bucket_policy_status):
        with contextlib.suppress(ClientError):
            ask(Bucket=_BUCKET)
    assert [operation for operation, _, _ in _seen(local)] == [
        "GetBucketEncryption",
        "GetBucketPublicAccessBlock",
        "GetBucketPolicyStatus",
    ]
    local.clear_s3_requests()
    s3.put_object(Bucket=_BUCKET, Key="front/sse", Body=b"secret", ServerSideEncryption="AES256")
    assert s3.get_object(Bucket=_BUCKET, Key="front/sse")["Body"].read() == b"secret"
    assert [(r.encryption, r.kms_key) for r in local.s3_requests()] == [("AES256", ""), ("", "")]
    local.clear_s3_requests()
    with contextlib.suppress(ClientError):
        s3.put_object(Bucket=_BUCKET, Key="front/kms", Body=b"", ServerSideEncryption="aws:kms", SSEKMSKeyId="key-1")
    assert [(r.encryption, r.kms_key) for r in local.s3_requests()] == [("aws:kms", "key-1")]


def test_the_log_can_be_sliced_and_cleared(local: RedshiftLocal, s3: Any) -> None:
    s3.put_object(Bucket=_BUCKET, Key="front/first", Body=b"")
    s3.put_object(Bucket=_BUCKET, Key="front/second", Body=b"")
    first, second = local.s3_requests()
    assert [r.key for r in local.s3_requests(since=second.time)] == ["front/second"]
    assert first.time < second.time
    local.clear_s3_requests()
    assert local.s3_requests() == []


def test_large_bodies_pass_unchanged_in_parts(local: RedshiftLocal, s3: Any, tmp_path: Path) -> None:
    body = os.urandom(20_000_000)
    (tmp_path / "large").write_bytes(body)
    s3.upload_file(str(tmp_path / "large"), _BUCKET, "front/large")
    got = s3.get_object(Bucket=_BUCKET, Key="front/large")["Body"].read()
    assert hashlib.sha256(got).digest() == hashlib.sha256(body).digest()
    operations = {r.operation for r in local.s3_requests()}
    assert {"CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "GetObject"} <= operations
    assert sum(r.bytes_in for r in local.s3_requests() if r.operation == "UploadPart") >= len(body)
    part = s3.get_object(Bucket=_BUCKET, Key="front/large", Range="bytes=100-199")
    assert part["Body"].read() == body[100:200]


def test_parallel_clients(local: RedshiftLocal) -> None:
    def work(number: int) -> bytes:
        client = s3_client(local)
        client.put_object(Bucket=_BUCKET, Key=f"front/parallel-{number}", Body=bytes([number]) * 100_000)
        return bytes(client.get_object(Bucket=_BUCKET, Key=f"front/parallel-{number}")["Body"].read())

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(16)))
    assert found == [bytes([number]) * 100_000 for number in range(16)]
    assert len(local.s3_requests()) == 32


def test_presigned_urls_verify(local: RedshiftLocal, s3: Any) -> None:
    s3.put_object(Bucket=_BUCKET, Key="front/signed", Body=b"content")
    url = s3.generate_presigned_url("get_object", Params={"Bucket": _BUCKET, "Key": "front/signed"})
    with urllib.request.urlopen(url, timeout=30) as answer:
        assert answer.read() == b"content"
    assert local.s3_requests()[-1].access_key == local.access_key


@pytest.mark.parametrize("chunked", [True, False])
def test_one_connection_serves_many_requests(local: RedshiftLocal, s3: Any, chunked: bool) -> None:
    target = urlsplit(local.s3_endpoint)
    connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=30)
    for number in range(3):
        body = [b"a" * 1000, b"b" * number] if chunked else b"a" * 1000 + b"b" * number
        url = urlsplit(
            s3.generate_presigned_url("put_object", Params={"Bucket": _BUCKET, "Key": f"front/raw-{number}"})
        )
        connection.request("PUT", f"{url.path}?{url.query}", body=body, encode_chunked=chunked)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
    connection.close()
    sizes = [len(s3.get_object(Bucket=_BUCKET, Key=f"front/raw-{n}")["Body"].read()) for n in range(3)]
    assert sizes == [1000, 1001, 1002]
    assert [r.bytes_in for r in local.s3_requests() if r.method == "PUT"] == sizes


def test_wrong_keys_are_refused(local: RedshiftLocal) -> None:
    with pytest.raises(ClientError) as caught:
        s3_client(local, aws_secret_access_key="wrong").list_objects_v2(Bucket=_BUCKET)
    assert _code(caught) == (403, "SignatureDoesNotMatch")
    with pytest.raises(ClientError) as caught:
        s3_client(local, aws_access_key_id="AKIAUNKNOWN").list_objects_v2(Bucket=_BUCKET)
    assert _code(caught) == (403, "InvalidAccessKeyId")


@pytest.mark.parametrize(
    ("code", "status"), [("SlowDown", 503), ("InternalError", 500), ("AccessDenied", 403), ("ExpiredToken", 400)]
)
def test_errors_on_demand(local: RedshiftLocal, s3: Any, code: str, status: int) -> None:
    local.faults.s3.fail("front/struck", code, method="PUT")
    with pytest.raises(ClientError) as caught:
        s3.put_object(Bucket=_BUCKET, Key="front/struck", Body=b"x" * 3_000_000)
    assert _code(caught) == (status, code)
    s3.put_object(Bucket=_BUCKET, Key="front/struck", Body=b"fine")
    assert [(r.status, r.fault) for r in local.s3_requests()] == [(status, code), (200, None)]


def test_clients_with_retries_get_over_a_fault(local: RedshiftLocal) -> None:
    local.faults.s3.fail("front/retried", "SlowDown", times=2)
    client = s3_client(local, attempts=4)
    client.put_object(Bucket=_BUCKET, Key="front/retried", Body=b"x")
    assert [r.status for r in local.s3_requests()] == [503, 503, 200]


def test_the_nth_match(local: RedshiftLocal, s3: Any) -> None:
    local.faults.s3.fail("front/nth", "InternalError", skip=2)
    outcomes = []
    for number in range(4):
        try:
            s3.put_object(Bucket=_BUCKET, Key=f"front/nth-{number}", Body=b"")
            outcomes.append(True)
        except ClientError:
            outcomes.append(False)
    assert outcomes == [True, True, False, True]


def test_chance_is_repeatable(local: RedshiftLocal, s3: Any) -> None:
    def outcomes() -> list[int]:
        local.faults.clear()
        local.faults.s3.fail("front/dice", "SlowDown", times=None, probability=0.5, seed=7)
        local.clear_s3_requests()
        for _ in range(12):
            with contextlib.suppress(ClientError):
                s3.head_object(Bucket=_BUCKET, Key="front/dice")
        return [r.status for r in local.s3_requests()]

    first = outcomes()
    assert first == outcomes() and {404, 503} == set(first)


def test_a_truncated_body(local: RedshiftLocal, s3: Any) -> None:
    s3.put_object(Bucket=_BUCKET, Key="front/cut", Body=b"x" * 500_000)
    local.faults.s3.truncate("front/cut", 100_000)
    with pytest.raises(HTTPClientError):
        s3.get_object(Bucket=_BUCKET, Key="front/cut")["Body"].read()
    cut = local.s3_requests()[-1]
    assert (cut.bytes_out, cut.status) == (100_000, 200) and cut.fault
    assert len(s3.get_object(Bucket=_BUCKET, Key="front/cut")["Body"].read()) == 500_000


@pytest.mark.parametrize(("when", "exists"), [("before", False), ("after", True)])
def test_a_dropped_request(local: RedshiftLocal, s3: Any, when: str, exists: bool) -> None:
    key = f"front/dropped-{when}"
    local.faults.s3.drop(key, when, operation="PutObject")  # type: ignore[arg-type]
    with pytest.raises(HTTPClientError):
        s3.put_object(Bucket=_BUCKET, Key=key, Body=b"x")
    assert (f"s3://{_BUCKET}/{key}" in local.s3_objects()) is exists


def test_latency(local: RedshiftLocal, s3: Any) -> None:
    local.faults.s3.delay("front/slow", 60, times=1)
    for _ in range(2):
        s3.put_object(Bucket=_BUCKET, Key="front/slow", Body=b"")
    slow, fast = local.s3_requests()
    assert slow.seconds >= 0.06 and slow.fault == "delayed by 60 ms" and fast.fault is None


@pytest.mark.parametrize("end", ["release", "clear"])
def test_a_held_request(local: RedshiftLocal, s3: Any, end: str) -> None:
    hold = local.faults.s3.hold("front/held", method="PUT")
    put = threading.Thread(target=lambda: s3.put_object(Bucket=_BUCKET, Key="front/held", Body=b"x"))
    put.start()
    hold.wait()
    assert put.is_alive() and f"s3://{_BUCKET}/front/held" not in local.s3_objects()
    if end == "release":
        hold.release()
    else:
        local.faults.clear()
    put.join(60)
    assert f"s3://{_BUCKET}/front/held" in local.s3_objects()
    s3.delete_object(Bucket=_BUCKET, Key="front/held")


def test_unknown_faults_are_refused(local: RedshiftLocal) -> None:
    with pytest.raises(ValueError, match="Nonsense"):
        local.faults.s3.fail(code="Nonsense")
    with pytest.raises(ValueError, match="probability"):
        local.faults.s3.fail(probability=2)


def test_a_client_that_leaves_in_the_middle(local: RedshiftLocal, s3: Any) -> None:
    target = urlsplit(local.s3_endpoint)
    url = urlsplit(s3.generate_presigned_url("put_object", Params={"Bucket": _BUCKET, "Key": "front/left"}))
    connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=30)
    connection.putrequest("PUT", f"{url.path}?{url.query}")
    connection.putheader("Content-Length", "1000000")
    connection.endheaders(b"too little")
    connection.close()
    s3.put_object(Bucket=_BUCKET, Key="front/next", Body=b"x")
    assert f"s3://{_BUCKET}/front/left" not in local.s3_objects()


def test_records_tell_bucket_and_listing() -> None:
    request = S3Request(0.0, "GET", "b", "", "ListObjectsV2", "client", None, prefix="p/")
    assert request.url == "s3://b/p/"
