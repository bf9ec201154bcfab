"""COPY: files on S3 into a table, in the client's own transaction and in bounded memory."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from ..engine.contract import BackendSession, CommandOutcome, Target, TargetColumn
from ..errors import ConnectionDropped, RedshiftError
from ..settings import StandInSettings
from ..storage import Storage
from ..storage.s3_faults import StatementFault
from .copy_grammar import Copy, parse_copy
from .copy_sources import Source, sources
from .document_readers import Path_, document_records, json_paths
from .history import Progress, load_finished, load_started
from .load_errors import LoadReport
from .orc_reader import OrcSource
from .parquet_reader import ParquetSource
from .s3errors import check_region, s3_errors
from .shapefile_reader import ShapefileReader
from .shapefile_sources import shapefiles
from .shapefile_target import check_shape_columns, reads_srid
from .text_blocks import TextBlocks
from .text_readers import text_records


async def run_copy(text: str, session: BackendSession, storage: Storage, settings: StandInSettings) -> CommandOutcome:
    """Raises RedshiftError; the caller's transaction then takes back what was loaded, and the error rows stay."""
    copy = parse_copy(text, settings.backslash_escapes)
    copy.authorization.check(settings)
    if copy.columns and copy.is_columnar and not settings.parquet_column_list:
        raise RedshiftError(
            "0A000",
            "COPY from Parquet or ORC takes no list of columns",
            hint="see dg/copy-usage_notes-copy-from-columnar",
        )
    target = await session.target(copy.table)
    columns = chosen_columns(copy, target)
    _refuse_documents(copy, columns)
    if copy.format == "SHAPEFILE":
        check_shape_columns(columns)
    report = LoadReport(copy.table, -1 if copy.ignore_all_errors else copy.max_errors)
    with_srid = copy.format == "SHAPEFILE" and await reads_srid(session)
    load = _Load(copy, columns, report, storage.faults.strike_copy(text), with_srid)
    history = await load_started(session, copy, target)
    try:
        rows = await _run(load, session, storage)
    except BaseException as error:
        await load_finished(session, history, copy, load.progress, report, error)
        raise
    load.progress.rows = rows
    await load_finished(session, history, copy, load.progress, report, None)
    return CommandOutcome("COPY", rows, _notices(copy, rows, len(report.errors)))


_FROM_TEXT_ONLY = ("geometry", "geography", "hllsketch")


def _refuse_documents(copy: Copy, columns: tuple[TargetColumn, ...]) -> None:
    """Shapes and sketches load from text files (dg/copy-usage_notes-spatial-data, dg/copy-usage_notes-hll)."""
    for column in columns:
        if copy.format in ("PARQUET", "ORC", "JSON", "AVRO") and column.redshift_type in _FROM_TEXT_ONLY:
            raise RedshiftError(
                "0A000", f'column "{column.name}" of type {column.redshift_type} loads from text files only (dg/r_COPY)'
            )


def _notices(copy: Copy, rows: int, errors: int) -> tuple[str, ...]:
    if copy.no_load:
        return (f"Load into table '{copy.table}' completed, 0 record(s) loaded successfully (NOLOAD).",)
    loaded = f"Load into table '{copy.table}' completed, {rows} record(s) loaded successfully."
    if not errors:
        return (loaded,)
    missed = f"Load into table '{copy.table}' completed, {errors} record(s) could not be loaded."
    return (loaded, f"{missed}  Check 'sys_load_error_detail' system table for details.")


def chosen_columns(copy: Copy, target: Target) -> tuple[TargetColumn, ...]:
    """The columns to load, in the files' order (dg/copy-parameters-column-mapping). Raises RedshiftError."""
    if not copy.columns:
        return tuple(c for c in target.columns if c.identity != "a" or copy.explicit_ids)
    by_name = {column.name: column for column in target.columns}
    found = []
    for name in copy.columns:
        column = by_name.get(name) or by_name.get(name.lower())
        if column is None:
            raise RedshiftError("42703", f'column "{name}" of relation "{copy.table}" does not exist')
        if column in found:
            raise RedshiftError("42701", f'column "{name}" specified more than once')
        found.append(column)
    has_identity = any(column.identity == "a" for column in found)
    if has_identity and not copy.explicit_ids:
        raise RedshiftError("0A000", "cannot set an identity column to a value: EXPLICIT_IDS is needed (dg/r_COPY)")
    if copy.explicit_ids and not has_identity:
        raise RedshiftError("42601", "EXPLICIT_IDS needs the identity column in the column list (dg/r_COPY)")
    for column in target.columns:
        if column not in found and column.not_null and not column.has_default and not column.identity:
            raise RedshiftError(
                "23502", f'column "{column.name}" is NOT NULL, has no default and is not in the column list'
            )
    return tuple(found)


@dataclass
class _Load:
    copy: Copy
    columns: tuple[TargetColumn, ...]
    report: LoadReport
    fault: StatementFault | None
    with_srid: bool
    progress: Progress = field(default_factory=Progress)
    paths: list[Path_] | None = None

    def blocks(self, source: Source, path: Path) -> Iterator[bytes]:
        """One file as blocks of the engine's CSV. Raises RedshiftError."""
        if self.copy.is_columnar:
            columnar = ParquetSource if self.copy.format == "PARQUET" else OrcSource
            batches = columnar(self.copy, path, source.url, self.columns, self.report).blocks()
        else:
            if self.copy.format in ("JSON", "AVRO"):
                records = document_records(self.copy, path, self.columns, self.paths)
            elif self.copy.format == "SHAPEFILE":
                reader = ShapefileReader(
                    self.copy, path, source.url, len(self.columns), self.report, with_srid=self.with_srid
                )
                records = reader.records()
            else:
                records = text_records(self.copy, path)
            batches = TextBlocks(self.copy, self.columns, self.report, source.url).blocks(records)
        for batch in batches:
            if batch.num_rows:
                yield csv_block(batch)


def csv_block(batch: pa.RecordBatch) -> bytes:
    out = pa.BufferOutputStream()
    pa_csv.write_csv(batch, out, pa_csv.WriteOptions(include_header=False, batch_size=65_536, quoting_style="needed"))
    return out.getvalue().to_pybytes()  # type: ignore[no-any-return]


async def _run(load: _Load, session: BackendSession, storage: Storage) -> int:
    copy = load.copy
    check_region(storage, copy.bucket, copy.region)
    client = storage.warehouse_client(copy.authorization.credentials(storage, session.user))
    with s3_errors():
        found = await asyncio.to_thread(_sources, client, copy, storage)
        load.paths = await asyncio.to_thread(_paths, client, load)
    load.progress.files, load.progress.size = len(found), sum(source.size for source in found)
    blocks = _blocks(load, client, found)
    if copy.no_load:
        async with contextlib.aclosing(blocks):
            async for _ in blocks:
                pass
        return 0
    try:
        return await session.copy_in(copy.table, [column.name for column in load.columns], blocks)
    except RedshiftError as error:
        raise load.report.refused_by_engine(error, f"s3://{copy.bucket}/{copy.key}") from None


def _sources(client: Any, copy: Copy, storage: Storage) -> Sequence[Source]:
    return shapefiles(client, copy) if copy.format == "SHAPEFILE" else sources(client, copy, storage)


def _paths(client: Any, load: _Load) -> list[Path_] | None:
    if load.copy.format not in ("JSON", "AVRO") or not load.copy.paths.startswith("s3://"):
        return None
    bucket, _, key = load.copy.paths.removeprefix("s3://").partition("/")
    return json_paths(client.get_object(Bucket=bucket, Key=key)["Body"].read(), len(load.columns))


async def _blocks(load: _Load, client: Any, found: Sequence[Source]) -> AsyncGenerator[bytes, None]:
    """All files' rows. The next file comes down while one is read, the next block is made while one is sent."""
    with tempfile.TemporaryDirectory(prefix="redshift-local-copy-") as folder:
        paths = [Path(folder) / str(number) for number in range(len(found))]
        coming = _download(client, found[0], paths[0])
        ahead: asyncio.Future[bytes | None] | None = None
        try:
            for number, (source, path) in enumerate(zip(found, paths, strict=True)):
                _strike(load.fault, number)
                with s3_errors():
                    await coming
                if number + 1 < len(found):
                    coming = _download(client, found[number + 1], paths[number + 1])
                blocks = load.blocks(source, path)
                ahead = _next(blocks)
                while (block := await ahead) is not None:
                    ahead = _next(blocks)
                    yield block
                load.progress.scanned_files += 1
                load.progress.scanned_size += source.size
                _discard(path)
            _strike(load.fault, len(found))
        finally:
            # The threads use the folder that is about to go.
            used: list[asyncio.Future[Any]] = [coming] if ahead is None else [coming, ahead]
            await asyncio.wait(used)


def _download(client: Any, source: Source, path: Path) -> asyncio.Future[None]:
    return asyncio.ensure_future(asyncio.to_thread(source.fetch, client, path))


def _discard(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _next(blocks: Iterator[bytes]) -> asyncio.Future[bytes | None]:
    return asyncio.ensure_future(asyncio.to_thread(next, blocks, None))


def _strike(fault: StatementFault | None, files: int) -> None:
    if fault is None or files < fault.after_files:
        return
    if fault.how == "drop":
        raise ConnectionDropped
    raise RedshiftError("XX000", f"COPY was ended by an injected fault behind {files} file(s)")
