"""COPY: files on S3 into a table, in the client's own transaction."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from ..engine.contract import BackendSession, ColumnInfo, CommandOutcome
from ..errors import RedshiftError
from ..settings import StandInSettings
from ..storage import Storage
from .copy_grammar import Copy, parse_copy
from .readers import read_file
from .rows import Row, encode_row
from .s3errors import s3_errors
from .types import base_type

_CHUNK_ROWS = 2000


@dataclass(frozen=True)
class Source:
    """One object to load; ``length`` is what the manifest says, if it does."""

    bucket: str
    key: str
    length: int | None

    @property
    def url(self) -> str:
        return f"s3://{self.bucket}/{self.key}"


async def run_copy(text: str, session: BackendSession, storage: Storage, settings: StandInSettings) -> CommandOutcome:
    """Raises RedshiftError; the caller's transaction then takes back what was loaded."""
    copy = parse_copy(text, settings.backslash_escapes)
    columns = _targets(copy, await session.table_columns(copy.table))
    client = storage.warehouse_client(copy.authorization.credentials(storage, session.user))
    with s3_errors(copy.region, storage.region):
        sources = await asyncio.to_thread(_sources, client, copy)
        paths = await asyncio.to_thread(_avro_paths, client, copy)
    loaded = 0
    for source in sources:
        with tempfile.NamedTemporaryFile(prefix="redshift-local-copy-") as file:
            with s3_errors(copy.region, storage.region):
                await asyncio.to_thread(client.download_file, source.bucket, source.key, file.name)
            _check_length(source, Path(file.name).stat().st_size)
            rows = read_file(copy, Path(file.name), source.url, columns, paths)
            loaded += await session.copy_in(copy.table, [c.name for c in columns], _encoded(rows, copy, columns))
    return CommandOutcome(
        "COPY", loaded, (f"Load into table '{copy.table}' completed, {loaded} record(s) loaded successfully.",)
    )


def _targets(copy: Copy, table: tuple[ColumnInfo, ...]) -> tuple[ColumnInfo, ...]:
    if not copy.columns:
        return table
    by_name = {column.name: column for column in table}
    for name in copy.columns:
        if name not in by_name and name.lower() not in by_name:
            raise RedshiftError("42703", f'column "{name}" of relation "{copy.table}" does not exist')
    return tuple(by_name.get(name) or by_name[name.lower()] for name in copy.columns)


def _sources(client: Any, copy: Copy) -> list[Source]:
    if not copy.manifest:
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=copy.bucket, Prefix=copy.key)
        found = [Source(copy.bucket, entry["Key"], None) for page in pages for entry in page.get("Contents", ())]
        if not found:
            raise RedshiftError("XX000", f"The specified S3 prefix '{copy.key}' does not exist")
        return found
    try:
        manifest = json.loads(client.get_object(Bucket=copy.bucket, Key=copy.key)["Body"].read())
        entries = manifest["entries"]
    except (ValueError, KeyError, TypeError):
        raise RedshiftError("XX000", "The manifest is not valid JSON with entries (error 8001)") from None
    return [source for entry in entries if (source := _entry(client, copy, entry)) is not None]


def _entry(client: Any, copy: Copy, entry: dict[str, Any]) -> Source | None:
    bucket, _, key = entry["url"].removeprefix("s3://").partition("/")
    length = entry.get("meta", {}).get("content_length")
    if copy.format == "PARQUET" and length is None:
        raise RedshiftError(
            "XX000", f"File {entry['url']} in the manifest has no meta.content_length, which PARQUET needs"
        )
    try:
        client.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") not in ("404", "NoSuchKey", "NotFound"):
            raise
        if entry.get("mandatory"):
            raise RedshiftError("XX000", f"The mandatory file {entry['url']} of the manifest was not found") from None
        return None
    return Source(bucket, key, length)


def _check_length(source: Source, actual: int) -> None:
    if source.length is not None and source.length != actual:
        raise RedshiftError(
            "XX000", f"File {source.url} has {actual} bytes, but the manifest says content_length {source.length}"
        )


def _avro_paths(client: Any, copy: Copy) -> list[str] | None:
    if copy.format != "AVRO" or not copy.avro_paths.startswith("s3://"):
        return None
    bucket, _, key = copy.avro_paths.removeprefix("s3://").partition("/")
    body = json.loads(client.get_object(Bucket=bucket, Key=key)["Body"].read())
    return [path.removeprefix("$['").removesuffix("']").removeprefix("$.") for path in body["jsonpaths"]]


async def _encoded(rows: Iterator[Row], copy: Copy, columns: tuple[ColumnInfo, ...]) -> AsyncIterator[bytes]:
    ended = False
    while not ended:
        chunk = []
        for _ in range(_CHUNK_ROWS):
            row = next(rows, None)
            if row is None:
                ended = True
                break
            chunk.append(encode_row(_checked(row, columns, copy)))
        if chunk:
            yield b"".join(chunk)
            await asyncio.sleep(0)


def _checked(row: Row, columns: tuple[ColumnInfo, ...], copy: Copy) -> Row:
    if len(row) != len(columns):
        raise RedshiftError(
            "XX000",
            f"Load into table '{copy.table}' failed.  Check 'sys_load_error_detail' system table for details.",
            detail=f"a record has {len(row)} fields for {len(columns)} columns (errors 1202, 1203)",
        )
    for value, column in zip(row, columns, strict=True):
        name, sizes = base_type(column.redshift_type)
        if value is None or not name.startswith("character"):
            continue
        if sizes and len(value.rstrip(" ").encode()) > sizes[0]:
            raise RedshiftError(
                "XX000",
                f"Load into table '{copy.table}' failed.  Check 'sys_load_error_detail' system table for details.",
                detail=f"String length exceeds DDL length of column {column.name} (error 1204)",
            )
        if name == "character" and not value.isascii():
            raise RedshiftError("XX000", f"CHAR column {column.name} takes single-byte characters only (error 1220)")
    return row
