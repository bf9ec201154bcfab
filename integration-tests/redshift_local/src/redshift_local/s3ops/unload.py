"""UNLOAD: rows of the client's own session into files on S3."""

from __future__ import annotations

import asyncio
import gzip
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..engine.contract import BackendSession, ColumnInfo, CommandOutcome
from ..errors import RedshiftError
from ..settings import StandInSettings
from ..storage import Storage
from .rows import Row, decode_rows
from .s3errors import s3_errors
from .types import arrow_type, base_type, decoder
from .unload_grammar import Unload, parse_unload

_BLOCK_ROWS = 1000


@dataclass
class _File:
    key: str
    path: Path
    rows: int = 0


async def run_unload(text: str, session: BackendSession, storage: Storage, settings: StandInSettings) -> CommandOutcome:
    """Raises RedshiftError; files that were written before an error stay, as on S3 they would."""
    unload = parse_unload(text, settings.backslash_escapes)
    columns = await session.describe(unload.select)
    if unload.format == "PARQUET":
        for column in columns:
            arrow_type(column.redshift_type)
    client = storage.warehouse_client(unload.authorization.credentials(storage, session.user))
    with s3_errors(unload.region, storage.region):
        await asyncio.to_thread(_prepare, client, unload)
    with tempfile.TemporaryDirectory(prefix="redshift-local-unload-") as folder:
        writer = _Slices(unload, columns, settings, Path(folder))
        block: list[Row] = []
        async for row in decode_rows(session.copy_out(unload.select)):
            block.append(row)
            if len(block) >= _BLOCK_ROWS:
                writer.write(block)
                block = []
        if block:
            writer.write(block)
        files = writer.close()
        with s3_errors(unload.region, storage.region):
            await asyncio.to_thread(_upload, client, unload, columns, files, settings)
    rows = sum(file.rows for file in files)
    return CommandOutcome("UNLOAD", rows, (f"UNLOAD completed, {rows} record(s) unloaded successfully.",))


def _prepare(client: Any, unload: Unload) -> None:
    listed = client.list_objects_v2(Bucket=unload.bucket, Prefix=unload.prefix).get("Contents", [])
    if unload.clean_path:
        for entry in listed:
            client.delete_object(Bucket=unload.bucket, Key=entry["Key"])
    elif listed and not unload.allow_overwrite:
        raise RedshiftError(
            "XX000",
            "Specified unload destination on S3 is not empty. Consider using a different bucket / prefix, manually "
            "removing the target files in S3, or using the ALLOWOVERWRITE option.",
        )


class _Slices:
    """Deals blocks of rows over slices, so that the order of files is not the order of rows."""

    def __init__(self, unload: Unload, columns: Sequence[ColumnInfo], settings: StandInSettings, folder: Path) -> None:
        self._unload = unload
        self._columns = columns
        self._settings = settings
        self._folder = folder
        self._count = settings.slices if unload.parallel else 1
        self._turn = 0
        self._open: dict[int, tuple[_File, _Writer]] = {}
        self._parts: dict[int, int] = {}
        self._files: list[_File] = []

    def write(self, block: list[Row]) -> None:
        # Small results too are spread, by halves of a block: one file alone would hide mistakes about order.
        size = max(1, -(-len(block) // self._count)) if len(block) < _BLOCK_ROWS else len(block)
        for start in range(0, len(block), size):
            self._write_to(self._turn % self._count, block[start : start + size])
            self._turn += 1

    def _write_to(self, slice_number: int, rows: list[Row]) -> None:
        if slice_number not in self._open:
            part = self._parts.get(slice_number, -1) + 1
            self._parts[slice_number] = part
            file = _File(self._key(slice_number, part), self._folder / f"{slice_number}-{part}")
            self._files.append(file)
            self._open[slice_number] = (file, _writer(self._unload, self._columns, self._settings, file.path))
        file, writer = self._open[slice_number]
        writer.write(rows)
        file.rows += len(rows)
        if writer.size() > self._unload.max_file_size:
            writer.close()
            del self._open[slice_number]

    def close(self) -> list[_File]:
        for _, writer in self._open.values():
            writer.close()
        return self._files

    def _key(self, slice_number: int, part: int) -> str:
        suffix = ".parquet" if self._unload.format == "PARQUET" else ".gz" if self._unload.gzip else ""
        name = f"{slice_number:04d}_part_{part:02d}" if self._unload.parallel else f"{part:03d}"
        return f"{self._unload.prefix}{name}{suffix}"


class _Writer:
    """One open file."""

    def write(self, rows: list[Row]) -> None:
        raise RuntimeError("abstract")

    def size(self) -> int:
        raise RuntimeError("abstract")

    def close(self) -> None:
        raise RuntimeError("abstract")


def _writer(unload: Unload, columns: Sequence[ColumnInfo], settings: StandInSettings, path: Path) -> _Writer:
    return _ParquetWriter(columns, settings, path) if unload.format == "PARQUET" else _TextWriter(unload, columns, path)


class _ParquetWriter(_Writer):
    def __init__(self, columns: Sequence[ColumnInfo], settings: StandInSettings, path: Path) -> None:
        self._path = path
        self._schema = pa.schema([pa.field(c.name, arrow_type(c.redshift_type)) for c in columns])
        self._decoders = [decoder(c.redshift_type) for c in columns]
        self._writer = pq.ParquetWriter(
            path,
            self._schema,
            version="1.0",
            compression="snappy",
            store_schema=False,
            store_decimal_as_integer=True,
            use_deprecated_int96_timestamps=settings.parquet_timestamps == "int96",
            coerce_timestamps="us" if settings.parquet_timestamps == "int64" else None,
        )

    def write(self, rows: list[Row]) -> None:
        arrays = [
            pa.array([None if v is None else decode(v) for v in values], type=field.type)
            for values, decode, field in zip(zip(*rows, strict=True), self._decoders, self._schema, strict=True)
        ]
        self._writer.write_table(pa.table(arrays, schema=self._schema))

    def size(self) -> int:
        return self._path.stat().st_size

    def close(self) -> None:
        self._writer.close()


class _TextWriter(_Writer):
    def __init__(self, unload: Unload, columns: Sequence[ColumnInfo], path: Path) -> None:
        self._unload = unload
        self._path = path
        self._file = gzip.open(path, "wb") if unload.gzip else path.open("wb")  # noqa: SIM115
        self._delimiter = unload.delimiter or ("," if unload.format == "CSV" else "|")
        self._text = [base_type(c.redshift_type)[0].startswith("character") for c in columns]
        if unload.header:
            self._file.write((self._delimiter.join(c.name for c in columns) + "\n").encode())

    def write(self, rows: list[Row]) -> None:
        lines = (self._delimiter.join(self._fields(row)) + "\n" for row in rows)
        self._file.write("".join(lines).encode("utf-8"))

    def _fields(self, row: Row) -> Iterator[str]:
        for value, is_text in zip(row, self._text, strict=True):
            if value is None:
                yield self._unload.null
            elif self._unload.format == "CSV":
                yield self._csv(value)
            elif self._unload.escape and is_text:
                yield self._escaped(value)
            else:
                yield value

    def _csv(self, value: str) -> str:
        if any(c in value for c in (self._delimiter, '"', "\n", "\r")):
            return '"' + value.replace('"', '""') + '"'
        return value

    def _escaped(self, value: str) -> str:
        for c in ("\\", self._delimiter, "\n", "\r"):
            value = value.replace(c, "\\" + c)
        return value

    def size(self) -> int:
        return self._path.stat().st_size

    def close(self) -> None:
        self._file.close()


def _upload(
    client: Any, unload: Unload, columns: Sequence[ColumnInfo], files: list[_File], settings: StandInSettings
) -> None:
    encryption = {"ServerSideEncryption": "AES256"}
    if unload.kms_key is not None:
        encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": unload.kms_key}
    for file in files:
        client.upload_file(str(file.path), unload.bucket, file.key, ExtraArgs=encryption)
    if unload.manifest and (files or settings.zero_row_manifest):
        body = json.dumps(_manifest(unload, columns, files)).encode()
        client.put_object(Bucket=unload.bucket, Key=f"{unload.prefix}manifest", Body=body, **encryption)


def _manifest(unload: Unload, columns: Sequence[ColumnInfo], files: list[_File]) -> dict[str, Any]:
    entries: list[dict[str, Any]] = []
    for file in files:
        entry: dict[str, Any] = {"url": f"s3://{unload.bucket}/{file.key}"}
        if unload.verbose:
            entry["meta"] = {"content_length": file.path.stat().st_size, "record_count": file.rows}
        entries.append(entry)
    if not unload.verbose:
        return {"entries": entries}
    return {
        "entries": entries,
        "schema": {"elements": [{"name": c.name, "type": {"base": c.redshift_type}} for c in columns]},
        "meta": {
            "content_length": sum(file.path.stat().st_size for file in files),
            "record_count": sum(file.rows for file in files),
        },
        "author": {"name": "Amazon Redshift", "version": "1.0.0"},
    }
