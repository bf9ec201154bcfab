"""The log of S3 requests: what was asked, by whom, and how it ended."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, unquote

from .http_head import Head

Origin = Literal["client", "warehouse"]
OWN_AGENT = "redshift-local-warehouse"
"""What the requests of UNLOAD and COPY carry in User-Agent."""

_SSE = "x-amz-server-side-encryption"
_ACCESS_KEY = re.compile(r"Credential=([^/,\s]+)/|^AWS ([^:]+):")


@dataclass(frozen=True)
class S3Request:
    """One request to S3. ``time`` is its start, in seconds since the epoch; ``seconds`` is how long it took."""

    time: float
    method: str
    bucket: str
    key: str
    operation: str
    """The name in S3's API reference, e.g. ``GetObject``, ``ListObjectsV2``, ``UploadPart``."""
    origin: Origin
    """``warehouse`` for the requests of UNLOAD and COPY, else ``client``."""
    access_key: str | None
    prefix: str = ""
    """What a listing asked for."""
    encryption: str = ""
    """What the object is to be encrypted by: ``AES256``, ``aws:kms``; with ``kms_key`` where one is named."""
    kms_key: str = ""
    status: int = 0
    """0 when the connection was cut before an answer."""
    bytes_in: int = 0
    """Bytes of the request's body."""
    bytes_out: int = 0
    """Bytes of the answer's body."""
    seconds: float = 0.0
    fault: str | None = None
    """The injected fault that struck."""

    @property
    def url(self) -> str:
        """``s3://bucket/key``; for a listing, ``s3://bucket/prefix``."""
        return f"s3://{self.bucket}/{self.key or self.prefix}"


@dataclass
class RequestLog:
    """Append-only; safe to read from any thread while the server writes."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _entries: list[S3Request] = field(default_factory=list)

    def add(self, request: S3Request) -> None:
        with self._lock:
            self._entries.append(request)

    def entries(self, *, since: float = 0.0, origin: Origin | None = None) -> list[S3Request]:
        """Requests that started at ``since`` (seconds since the epoch) or later, in the order of their ends."""
        with self._lock:
            return [r for r in self._entries if r.time >= since and (origin is None or r.origin == origin)]

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()


def read_request(head: Head, time: float) -> S3Request:
    """What a request's head tells, for path-style addresses."""
    method, _, rest = head.first.partition(" ")
    path, _, query_text = rest.rpartition(" ")[0].partition("?")
    bucket, _, key = path.lstrip("/").partition("/")
    query = dict(parse_qsl(query_text, keep_blank_values=True))
    agent = head.headers.get("user-agent", "")
    return S3Request(
        time=time,
        method=method,
        bucket=unquote(bucket),
        key=unquote(key),
        operation=_operation(method, bucket, key, query, "x-amz-copy-source" in head.headers),
        origin="warehouse" if OWN_AGENT in agent else "client",
        access_key=_access_key(head, query),
        prefix=query.get("prefix", ""),
        encryption=head.headers.get(_SSE, ""),
        kms_key=head.headers.get(f"{_SSE}-aws-kms-key-id", ""),
    )


def _access_key(head: Head, query: dict[str, str]) -> str | None:
    if "X-Amz-Credential" in query:
        return query["X-Amz-Credential"].split("/", 1)[0]
    if "AWSAccessKeyId" in query:
        return query["AWSAccessKeyId"]
    found = _ACCESS_KEY.search(head.headers.get("authorization", ""))
    return (found.group(1) or found.group(2)) if found else None


_OBJECT = {"GET": "GetObject", "HEAD": "HeadObject", "DELETE": "DeleteObject", "PUT": "PutObject"}
_BUCKET = {"GET": "ListObjects", "HEAD": "HeadBucket", "DELETE": "DeleteBucket", "PUT": "CreateBucket"}
_SUBRESOURCES = """location versioning policy policyStatus publicAccessBlock acl tagging lifecycle encryption cors
attributes retention legal-hold""".split()


def _operation(method: str, bucket: str, key: str, query: dict[str, str], is_copy: bool) -> str:
    for name in _SUBRESOURCES:
        if name in query:
            return f"{method.title()}{'Object' if key else 'Bucket'}{name[0].upper()}{name[1:]}"
    if not bucket:
        return "ListBuckets"
    if not key:
        if method == "POST" and "delete" in query:
            return "DeleteObjects"
        if method == "GET" and "uploads" in query:
            return "ListMultipartUploads"
        if method == "GET" and query.get("list-type") == "2":
            return "ListObjectsV2"
        return _BUCKET.get(method, method)
    if "uploads" in query:
        return "CreateMultipartUpload"
    if "uploadId" in query:
        part = "UploadPartCopy" if is_copy else "UploadPart"
        multipart = {"PUT": part, "POST": "CompleteMultipartUpload", "DELETE": "AbortMultipartUpload"}
        return multipart.get(method, "ListParts")
    if is_copy and method == "PUT":
        return "CopyObject"
    return _OBJECT.get(method, method)
