"""The rows of external tables, read of their files on S3 (dg/c-spectrum-external-tables, dg/c-spectrum-data-files)."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..dialect.types import not_yet
from ..engine.contract import ExternalPlace, ExternalTable
from ..errors import RedshiftError
from ..storage import Storage
from .authorization import Authorization
from .columnar_reader import scan_error
from .copy import csv_block
from .copy_grammar import Copy
from .copy_sources import Source, objects
from .external_parquet import ExternalParquet
from .load_errors import LoadReport
from .s3errors import check_region, s3_errors
from .text_blocks import TextBlocks
from .text_readers import Record, text_records

_HIDDEN_STARTS, _HIDDEN_END = ("_", ".", "#"), "~"
_EXTENSIONS = {".gz": "gzip", ".bz2": "bzip2", ".snappy": "snappy"}
_HIVE_NULL = "\\N"


@dataclass(frozen=True)
class _File:
    source: Source
    values: tuple[str, ...]
    """Of the partition keys."""


class _ScanReport(LoadReport):
    def failure(self) -> RedshiftError:
        """A scan ends at its first wrong value."""
        last = self.errors[-1]
        return scan_error(15007, f"{last.reason}, column {last.column}, File name: {last.file}, line {last.line}")


async def external_rows(table: ExternalTable, storage: Storage, user: str) -> AsyncGenerator[bytes, None]:
    """Blocks of the engine's CSV: the columns, the partition keys, path and size. Raises RedshiftError."""
    client = storage.warehouse_client(storage.roles.assume(table.role, user))
    with s3_errors():
        files = await asyncio.to_thread(_files, client, table, storage)
    with tempfile.TemporaryDirectory(prefix="redshift-local-scan-", ignore_cleanup_errors=True) as folder:
        for number, file in enumerate(files):
            path = Path(folder) / str(number)
            with s3_errors():
                await asyncio.to_thread(file.source.fetch, client, path)
            blocks = _blocks(table, file, path)
            while (block := await asyncio.to_thread(next, blocks, None)) is not None:
                yield block
            path.unlink()


def _files(client: Any, table: ExternalTable, storage: Storage) -> list[_File]:
    return [_File(source, place.values) for place in table.places for source in _sources(client, place, storage)]


def _sources(client: Any, place: ExternalPlace, storage: Storage) -> list[Source]:
    """What lies in a folder and its subfolders, without hidden and empty files."""
    bucket, _, key = place.location.removeprefix("s3://").partition("/")
    check_region(storage, bucket, None)
    found = objects(client, bucket, key)
    folder = key if key.endswith("/") or not key else key + "/"
    if any(source.key == key and source.size for source in found):
        raise not_yet("a manifest as LOCATION of an external table", "dg/r_CREATE_EXTERNAL_TABLE")
    return [source for source in found if source.key.startswith(folder) and source.size and not _is_hidden(source.key)]


def _is_hidden(key: str) -> bool:
    name = key.rsplit("/", 1)[-1]
    return name.startswith(_HIDDEN_STARTS) or name.endswith(_HIDDEN_END)


def _blocks(table: ExternalTable, file: _File, path: Path) -> Iterator[bytes]:
    constants = (*file.values, file.source.url, str(file.source.size))
    copy = _as_copy(table, file.source)
    report = _ScanReport(file.source.url, 0)
    if table.format == "PARQUET":
        batches = ExternalParquet(copy, path, file.source.url, table.columns, report).blocks()
    else:
        records = _of_width(text_records(copy, path), len(table.columns))
        batches = TextBlocks(copy, table.columns, report, file.source.url).blocks(records)
    for batch in batches:
        if batch.num_rows:
            yield csv_block(_with_constants(batch, constants))


def _as_copy(table: ExternalTable, source: Source) -> Copy:
    """How COPY would read such a file: strings are cut to their column's width."""
    return Copy(
        table=source.url,
        columns=(),
        bucket=source.bucket,
        key=source.key,
        authorization=Authorization(role=table.role),
        format="PARQUET" if table.format == "PARQUET" else "TEXT",
        compression=None if table.format == "PARQUET" else _compression(table, source),
        delimiter=table.delimiter,
        null=table.properties.get("serialization.null.format", _HIVE_NULL),
        ignore_header=int(table.properties.get("skip.header.line.count", "0")),
        date_format="auto",
        truncate_columns=True,
    )


def _compression(table: ExternalTable, source: Source) -> str | None:
    """The property wins over the file's extension."""
    by_name = next((kind for end, kind in _EXTENSIONS.items() if source.key.lower().endswith(end)), "none")
    kind = table.properties.get("compression_type", by_name)
    if kind == "snappy":
        raise not_yet("text files in Snappy", "dg/c-spectrum-data-files")
    return None if kind == "none" else kind.upper()


def _of_width(records: Iterator[Record], width: int) -> Iterator[Record]:
    """Missing fields are NULL, and surplus ones are ignored."""
    for record in records:
        fields = [*record.fields, *[None] * (width - len(record.fields))][:width]
        yield Record(record.line, fields, record.raw, record.problem)


def _with_constants(batch: pa.RecordBatch, values: tuple[str, ...]) -> pa.RecordBatch:
    arrays = [*batch.columns, *(pa.repeat(value, batch.num_rows) for value in values)]
    return pa.record_batch(arrays, names=[str(at) for at in range(len(arrays))])
