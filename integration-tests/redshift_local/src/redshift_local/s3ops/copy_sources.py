"""Which objects a COPY loads: those below a prefix, or those of a manifest (dg/copy-parameters-data-source-s3)."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from ..errors import RedshiftError
from ..storage import Storage
from .copy_grammar import Copy
from .s3errors import check_region

_LOOKUPS = 8


@dataclass(frozen=True)
class Source:
    """One object to load. ``length`` is what the manifest says, if it does; ``size`` is the object's."""

    bucket: str
    key: str
    size: int
    length: int | None

    @property
    def url(self) -> str:
        return f"s3://{self.bucket}/{self.key}"

    def fetch(self, client: Any, path: Path) -> None:
        """Download the object. Raises RedshiftError when it is not as long as the manifest says."""
        client.download_file(self.bucket, self.key, str(path))
        actual = path.stat().st_size
        if self.length is not None and self.length != actual:
            reason = f"File {self.url} has {actual} bytes, but the manifest says content_length {self.length}"
            raise RedshiftError("XX000", "Manifest content length does not match the file", reason)


def objects(client: Any, bucket: str, prefix: str) -> list[Source]:
    """All below a prefix, in the order of keys."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return [Source(bucket, entry["Key"], entry["Size"], None) for page in pages for entry in page.get("Contents", ())]


def sources(client: Any, copy: Copy, storage: Storage) -> list[Source]:
    """In the order of keys, or of the manifest. Raises RedshiftError when there is nothing to load."""
    if copy.manifest:
        return _of_manifest(client, copy, storage)
    found = objects(client, copy.bucket, copy.key)
    if copy.is_columnar:
        # Spectrum, which reads columnar files, does not see these names (dg/r_UNLOAD, dg/c-spectrum-data-files).
        found = [source for source in found if not source.key.rsplit("/", 1)[-1].startswith(("_", "."))]
    if not found:
        raise RedshiftError("XX000", f"The specified S3 prefix '{copy.key}' does not exist")
    return found


def _of_manifest(client: Any, copy: Copy, storage: Storage) -> list[Source]:
    entries = _entries(client, copy)
    for entry in entries:
        check_region(storage, _place(entry)[0], copy.region)
    with ThreadPoolExecutor(_LOOKUPS) as pool:
        found = list(pool.map(lambda entry: _look_up(client, copy, entry), entries))
    there = [source for source in found if source is not None]
    if not there:
        raise RedshiftError("XX000", f"None of the files of the manifest s3://{copy.bucket}/{copy.key} was found")
    return there


def _entries(client: Any, copy: Copy) -> list[dict[str, Any]]:
    try:
        body = client.get_object(Bucket=copy.bucket, Key=copy.key)["Body"].read()
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "NoSuchKey":
            raise
        reason = "S3ServiceException:The specified key does not exist.,Status 404,Error NoSuchKey"
        raise RedshiftError("XX000", f"Problem reading manifest file - {reason}") from None
    try:
        entries = json.loads(body.decode("utf-8"))["entries"]
        urls = [entry["url"] for entry in entries]
    except (ValueError, KeyError, TypeError):
        raise RedshiftError(
            "XX000", "Invalid manifest: it must be JSON with entries, each with a url (error 8001)"
        ) from None
    if not all(isinstance(url, str) and url.startswith("s3://") and "/" in url[5:] for url in urls):
        raise RedshiftError("XX000", "The manifest needs full paths, s3://bucket/key (error 8001)")
    return list(entries)


def _place(entry: dict[str, Any]) -> tuple[str, str]:
    bucket, _, key = entry["url"].removeprefix("s3://").partition("/")
    return bucket, key


def _look_up(client: Any, copy: Copy, entry: dict[str, Any]) -> Source | None:
    bucket, key = _place(entry)
    length = entry.get("meta", {}).get("content_length")
    if copy.is_columnar and not isinstance(length, int):
        reason = f"File {entry['url']} in the manifest has no meta.content_length, which {copy.format} needs"
        raise RedshiftError("XX000", "Manifest without meta.content_length", reason)
    try:
        head = client.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") not in ("404", "NoSuchKey", "NotFound", "NoSuchBucket"):
            raise
        if entry.get("mandatory"):
            raise RedshiftError("XX000", f"The mandatory file {entry['url']} of the manifest was not found") from None
        return None
    return Source(bucket, key, int(head["ContentLength"]), length)
