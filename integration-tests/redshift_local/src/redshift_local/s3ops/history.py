"""What UNLOAD and COPY leave in the system tables, written outside the client's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..engine.backend import quote_literal
from ..engine.contract import BackendSession, Target
from ..errors import RedshiftError
from .copy_grammar import Copy
from .geometry_fit import Simplify
from .load_errors import LoadReport, Simplified
from .unload_files import WrittenFile
from .unload_grammar import Unload

_SHOWN = {"TEXT": "Text", "CSV": "CSV", "PARQUET": "Parquet", "JSON": "JSON"}
_NOW = "clock_timestamp() AT TIME ZONE 'UTC'"


@dataclass
class Progress:
    """What a COPY has got through."""

    files: int = 0
    size: int = 0
    scanned_files: int = 0
    scanned_size: int = 0
    rows: int = 0


@dataclass(frozen=True)
class UnloadHistory:
    """An UNLOAD that has begun."""

    unload: Unload
    query_id: int


_NO_TOLERANCE = -1
"""In SYS_SPATIAL_SIMPLIFY for SIMPLIFY AUTO without one, as its page's sample has it."""


def _text(value: str | None, most: int) -> str:
    return "NULL" if value is None else quote_literal(value[:most].replace("\0", ""))


def _message(error: BaseException | None) -> str | None:
    if error is None or isinstance(error, RedshiftError):
        return error.message if error is not None else None
    return "Query cancelled"


def values(*fields: str | float | None) -> str:
    """A row of SQL literals; None is NULL."""
    return "(" + ", ".join(_text(f, 65535) if f is None or isinstance(f, str) else str(f) for f in fields) + ")"


async def unload_started(session: BackendSession, unload: Unload) -> UnloadHistory:
    location = f"s3://{unload.bucket}/{unload.prefix}"
    compression = (unload.compression or "snappy" if unload.format == "PARQUET" else unload.compression or "").lower()
    row = values(session.user, session.query_id, session.session_number, session.database, "running")
    await session.record(
        "INSERT INTO rs_catalog.unload_log (username, query_id, session_id, database_name, status, start_time, "
        f"file_format, compression_type, unloaded_location) VALUES ({row[1:-1]}, {_NOW}, "
        f"{values(_SHOWN[unload.format], compression, location)[1:]}"
    )
    return UnloadHistory(unload, session.query_id)


async def unload_finished(
    session: BackendSession, history: UnloadHistory, files: Sequence[WrittenFile], error: BaseException | None
) -> None:
    headers = len(files) if history.unload.header else 0
    status = "completed" if error is None else "aborted"
    await session.record(
        f"UPDATE rs_catalog.unload_log SET status = '{status}', end_time = {_NOW}, "
        f"unloaded_rows = {sum(file.rows for file in files) - headers}, unloaded_files_count = {len(files)}, "
        f"unloaded_files_size = {sum(file.size for file in files)}, "
        f"error_message = {_text(_message(error), 512)} WHERE query_id = {history.query_id}"
    )
    if files:
        bucket = history.unload.bucket
        rows = ", ".join(values(history.query_id, f"s3://{bucket}/{file.key}", file.rows, file.size) for file in files)
        await session.record(
            f"INSERT INTO rs_catalog.unload_files (query_id, file_name, line_count, transfer_size) VALUES {rows}"
        )


async def load_started(session: BackendSession, copy: Copy, target: Target) -> int:
    """Note a COPY; returns its query id."""
    source = f"s3://{copy.bucket}/{copy.key}"
    form = {"TEXT": "txt", "FIXEDWIDTH": "txt"}.get(copy.format, copy.format.lower())
    row = values(
        session.query_id, session.user, session.session_number, session.database, "running", copy.table, target.oid
    )
    await session.record(
        "INSERT INTO rs_catalog.load_log (query_id, username, session_id, database_name, status, table_name, table_id, "
        f"data_source, file_format, start_time) VALUES ({row[1:-1]}, {values(source, form)[1:-1]}, {_NOW})"
    )
    return session.query_id


def _simplifications(query_id: int, simplify: Simplify | None, found: Sequence[Simplified]) -> list[str]:
    """Rows of SQL literals: one for a COPY with a fixed tolerance, or one for each geometry that was too large."""
    if simplify is None:
        return []
    if not simplify.auto:
        return [values(query_id, None, simplify.tolerance, None, None, None, None)]
    most = _NO_TOLERANCE if simplify.tolerance is None else simplify.tolerance
    return [
        values(query_id, one.record, most, one.outcome.initial_size, "t" if one.outcome.done else "f",
               one.outcome.final_size, one.outcome.final_tolerance)
        for one in found
    ]  # fmt: skip


async def load_finished(
    session: BackendSession,
    query_id: int,
    copy: Copy,
    progress: Progress,
    report: LoadReport,
    error: BaseException | None,
) -> None:
    errors = report.errors
    status = "completed" if error is None else "aborted"
    rows = progress.rows if error is None else 0
    await session.record(
        f"UPDATE rs_catalog.load_log SET status = '{status}', end_time = {_NOW}, loaded_rows = {rows}, "
        f"loaded_bytes = {progress.scanned_size if error is None else 0}, source_file_count = {progress.files}, "
        f"source_file_bytes = {progress.size}, file_count_scanned = {progress.scanned_files}, "
        f"file_bytes_scanned = {progress.scanned_size}, error_count = {len(errors)} WHERE query_id = {query_id}"
    )
    for start in range(0, len(errors), 1000):
        found = ", ".join(
            values(query_id, e.file, e.line, e.column, e.column_type, e.column_length, e.position, e.code, e.reason,
                   e.raw_line, e.raw_value)
            for e in errors[start : start + 1000]
        )  # fmt: skip
        await session.record(
            "INSERT INTO rs_catalog.load_errors (query_id, file_name, line_number, column_name, column_type, "
            f"column_length, position, error_code, error_message, raw_line, raw_field_value) VALUES {found}"
        )
    simplified = _simplifications(query_id, copy.simplify, report.simplified)
    for start in range(0, len(simplified), 1000):
        await session.record(
            "INSERT INTO rs_catalog.load_simplifications (query_id, line_number, maximum_tolerance, initial_size, "
            f"simplified, final_size, final_tolerance) VALUES {', '.join(simplified[start : start + 1000])}"
        )
    if report.replacements:
        replaced = ", ".join(values(query_id, r.file, r.line, r.column, r.raw_line) for r in report.replacements)
        await session.record(
            "INSERT INTO rs_catalog.load_replacements (query_id, file_name, line_number, column_name, raw_line) "
            f"VALUES {replaced}"
        )
