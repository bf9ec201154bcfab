"""UNLOAD: rows of the client's own session into files on S3, in bounded memory."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..engine.contract import BackendSession, ColumnInfo, CommandOutcome
from ..errors import RedshiftError
from ..settings import StandInSettings
from ..storage import Storage
from .engine_rows import Projected, arrow_blocks, column_alias, projection_sql
from .file_writers import FileWriter, LinesWriter, ParquetWriter
from .history import unload_finished, unload_started
from .partitions import Partitions
from .s3errors import check_region, s3_errors
from .text_formats import TextFormat
from .types import TEXT_ONLY, exact_expression, json_expression, parquet_type, parse_type, text_expression
from .unload_files import Slices, Uploader, WrittenFile
from .unload_grammar import Unload, parse_unload
from .unload_manifest import manifest

_NOT_EMPTY = (
    "Specified unload destination on S3 is not empty. Consider using a different bucket / prefix, manually removing "
    "the target files in S3, or using the ALLOWOVERWRITE option."
)


async def run_unload(text: str, session: BackendSession, storage: Storage, settings: StandInSettings) -> CommandOutcome:
    """Raises RedshiftError; files that were written before an error stay, as on S3 they would."""
    unload = parse_unload(text, settings.backslash_escapes)
    unload.authorization.check(settings)
    history = await unload_started(session, unload)
    try:
        files = await _Run(text, unload, session, storage, settings).run()
    except BaseException as error:
        await unload_finished(session, history, [], error)
        raise
    await unload_finished(session, history, files, None)
    rows = sum(file.rows for file in files) - (len(files) if unload.header else 0)
    return CommandOutcome("UNLOAD", rows, (f"UNLOAD completed, {rows} record(s) unloaded successfully.",))


@dataclass(frozen=True)
class _Run:
    text: str
    unload: Unload
    session: BackendSession
    storage: Storage
    settings: StandInSettings

    async def run(self) -> list[WrittenFile]:
        unload, session = self.unload, self.session
        columns = await self._typed(await session.describe(unload.select))
        partitions = Partitions(unload, columns)
        kept = [columns[position] for position in partitions.kept]
        text_format = None if unload.format == "PARQUET" else TextFormat(unload, kept)
        projected = [self._projected(columns[position], position) for position in partitions.kept]
        check_region(self.storage, unload.bucket, unload.region)
        client = self.storage.warehouse_client(unload.authorization.credentials(self.storage, session.user))
        with s3_errors():
            await asyncio.to_thread(self._prepare, client)
        fault = self.storage.faults.strike_unload(self.text)
        uploader = Uploader(client, unload.bucket, _encryption(unload), fault)
        try:
            with tempfile.TemporaryDirectory(prefix="redshift-local-unload-") as folder, s3_errors():
                opener = _opener(unload, self.settings, kept, text_format)
                slices = Slices(unload, self.settings.slices, Path(folder), opener, uploader)
                await self._write(slices, partitions, projected, text_format, client)
                files = await asyncio.to_thread(_finished, slices, uploader)
                await asyncio.to_thread(self._write_manifest, client, kept, files)
                return files
        finally:
            await asyncio.to_thread(uploader.close)

    async def _typed(self, columns: Sequence[ColumnInfo]) -> list[ColumnInfo]:
        """Columns whose decimals all have precision and scale: where the engine tells none, the values are asked."""
        open_ended = [position for position, column in enumerate(columns) if column.redshift_type == "numeric"]
        if not open_ended or self.unload.format != "PARQUET":
            return list(columns)
        expressions = [f"coalesce(max(scale({column_alias(position)})), 0)" for position in open_ended]
        sql = projection_sql(await self.session.engine_select(self.unload.select), len(columns), expressions)
        scales = dict(zip(open_ended, (await self.session.fetch(sql)).rows[0], strict=True))
        return [
            ColumnInfo(column.name, f"numeric(38,{scales[position]})") if position in scales else column
            for position, column in enumerate(columns)
        ]

    def _projected(self, column: ColumnInfo, position: int) -> Projected:
        kind, alias = parse_type(column.redshift_type), column_alias(position)
        if self.unload.format == "PARQUET":
            parquet_type(kind)
            return Projected(column.name, *exact_expression(kind, alias))
        if self.unload.format == "JSON":
            if kind.name in TEXT_ONLY:
                raise RedshiftError("0A000", f"{TEXT_ONLY[kind.name]} is unloaded to text and CSV only (dg/r_UNLOAD)")
            return Projected(column.name, json_expression(kind, alias), pa.string())
        if kind.name in TEXT_ONLY and self.unload.fixed_width:
            raise RedshiftError("0A000", f"{TEXT_ONLY[kind.name]} cannot be unloaded with FIXEDWIDTH (dg/r_UNLOAD)")
        if kind.name == "binary varying" and self.unload.add_quotes:
            raise RedshiftError("0A000", "VARBYTE cannot be unloaded with ADDQUOTES (dg/r_UNLOAD)")
        return Projected(column.name, text_expression(kind, alias), pa.string())

    def _prepare(self, client: Any) -> None:
        unload = self.unload
        if unload.allow_overwrite or (unload.clean_path and unload.partition_by):
            client.list_objects_v2(Bucket=unload.bucket, Prefix=unload.prefix, MaxKeys=1)
        elif unload.clean_path:
            remove_below(client, unload.bucket, unload.prefix)
        elif client.list_objects_v2(Bucket=unload.bucket, Prefix=unload.prefix, MaxKeys=1).get("Contents"):
            raise RedshiftError("XX000", _NOT_EMPTY)

    async def _write(
        self,
        slices: Slices,
        partitions: Partitions,
        projected: list[Projected],
        text_format: TextFormat | None,
        client: Any,
    ) -> None:
        """One block is written while the engine makes the next."""
        engine_select = await self.session.engine_select(self.unload.select)
        width = partitions.width
        schema = None if text_format is not None else _parquet_schema(projected, partitions, self)
        cleaned: set[str] = set()

        def write(block: pa.Table) -> None:
            for folder, rows in partitions.split(block):
                if self.unload.clean_path and folder and folder not in cleaned:
                    cleaned.add(folder)
                    remove_below(client, self.unload.bucket, self.unload.prefix + folder)
                slices.deal(_as_parquet(rows, schema) if text_format is None else text_format.lines(rows), folder)

        writing: asyncio.Future[None] | None = None
        exact_floats = await _exact_floats(self.session) if text_format is None else None
        try:
            rows = arrow_blocks(self.session, engine_select, width, [*projected, *partitions.keys])
            async with contextlib.aclosing(rows) as blocks:
                async for block in blocks:
                    if writing is not None:
                        await writing
                    writing = asyncio.ensure_future(asyncio.to_thread(write, block))
        finally:
            if writing is not None:
                await asyncio.wait([writing])
        if writing is not None:
            writing.result()
        if exact_floats is not None:
            await self.session.fetch(f"SELECT set_config('extra_float_digits', '{exact_floats}', false)")
        if slices.rows == 0 and self.settings.zero_row_objects and self.unload.format in ("CSV", "TEXT"):
            slices.write_empty()

    def _write_manifest(self, client: Any, columns: Sequence[ColumnInfo], files: Sequence[WrittenFile]) -> None:
        unload = self.unload
        if unload.manifest and (files or self.settings.zero_row_manifest):
            body = manifest(unload, columns, files)
            client.put_object(Bucket=unload.bucket, Key=f"{unload.prefix}manifest", Body=body, **_encryption(unload))


def _finished(slices: Slices, uploader: Uploader) -> list[WrittenFile]:
    slices.close()
    return uploader.finish()


async def _exact_floats(session: BackendSession) -> str | None:
    """Let the engine print floats so that they read back the same; the setting before, when it must be put back."""
    before = str((await session.fetch("SELECT current_setting('extra_float_digits')")).rows[0][0])
    if int(before) > 0:
        return None
    await session.fetch("SELECT set_config('extra_float_digits', '1', false)")
    return before


def _parquet_schema(projected: Sequence[Projected], partitions: Partitions, run: _Run) -> pa.Schema:
    kinds = [parse_type(partitions.columns[position].redshift_type) for position in partitions.kept]
    return pa.schema([pa.field(p.name, parquet_type(kind)) for p, kind in zip(projected, kinds, strict=True)])


def _as_parquet(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Columns as the file holds them: numbers that stand for dates and times become those."""
    arrays = []
    for column, field in zip(table.columns, schema, strict=True):
        if isinstance(field.type, pa.BaseExtensionType):
            chunks = [pa.ExtensionArray.from_storage(field.type, chunk) for chunk in column.chunks]
            arrays.append(pa.chunked_array(chunks, type=field.type))
        else:
            arrays.append(
                column
                if column.type == field.type
                else pa.chunked_array([c.view(field.type) for c in column.chunks], type=field.type)
            )
    return pa.table(arrays, schema=schema)


def _opener(
    unload: Unload, settings: StandInSettings, columns: Sequence[ColumnInfo], text_format: TextFormat | None
) -> Any:
    def opener(path: Path) -> FileWriter:
        if text_format is not None:
            return LinesWriter(path, unload.compression, text_format.header)
        schema = pa.schema([pa.field(c.name, parquet_type(parse_type(c.redshift_type))) for c in columns])
        return ParquetWriter(path, schema, settings.parquet_timestamps, unload.row_group_size)

    return opener


def _encryption(unload: Unload) -> dict[str, str]:
    if unload.auto_key:
        return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "aws/s3"}
    if unload.kms_key is not None:
        # The S3 server's key store knows ids and aliases, and no ARNs.
        return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": unload.kms_key.rpartition(":key/")[2]}
    return {"ServerSideEncryption": "AES256"}


def remove_below(client: Any, bucket: str, prefix: str) -> None:
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for entry in page.get("Contents", ()):
            client.delete_object(Bucket=bucket, Key=entry["Key"])
