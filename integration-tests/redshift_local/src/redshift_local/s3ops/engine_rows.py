"""Rows of the engine as Arrow tables: the engine writes CSV, Arrow's reader makes columns of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.csv as pa_csv

from ..engine.backend import quote_identifier
from ..engine.contract import BackendSession

_BLOCK_BYTES = 4_000_000


@dataclass(frozen=True)
class Projected:
    """An output column: engine SQL over the select's columns, and the Arrow type that it is read as."""

    name: str
    expression: str
    arrow: pa.DataType


def column_alias(position: int) -> str:
    """The engine name of a select's column, whatever its own name is."""
    return f"c{position}"


def projection_sql(engine_select: str, width: int, expressions: Sequence[str]) -> str:
    """Engine SQL that computes ``expressions`` over the ``width`` columns of a select, keeping its order."""
    names = ", ".join(column_alias(position) for position in range(width))
    return f"SELECT {', '.join(expressions)} FROM ({engine_select}) AS unloaded({names})"


async def arrow_blocks(
    session: BackendSession, engine_select: str, width: int, columns: Sequence[Projected]
) -> AsyncGenerator[pa.Table, None]:
    """Tables of about 4 MB of text each, in the order of the rows."""
    outputs = [quote_identifier(f"o{position}") for position in range(len(columns))]
    expressions = [f"{c.expression} AS {output}" for c, output in zip(columns, outputs, strict=True)]
    sql = projection_sql(engine_select, width, expressions)
    # Only quotes tell an empty string from NULL.
    quoted = [output for c, output in zip(columns, outputs, strict=True) if pa.types.is_string(c.arrow)]
    options = "FORMAT csv" + (f", FORCE_QUOTE ({', '.join(quoted)})" if quoted else "")
    pending: list[bytes] = []
    size = 0
    # Closed at once whatever happens: an abandoned generator would cancel the session's next statement.
    async with contextlib.aclosing(session.copy_out(sql, options)) as chunks:
        async for chunk in chunks:  # each chunk holds whole rows
            pending.append(chunk)
            size += len(chunk)
            if size >= _BLOCK_BYTES:
                yield await asyncio.to_thread(_parse, b"".join(pending), columns)
                pending, size = [], 0
    if pending:
        yield await asyncio.to_thread(_parse, b"".join(pending), columns)


def _parse(text: bytes, columns: Sequence[Projected]) -> pa.Table:
    names = [str(position) for position in range(len(columns))]
    table = pa_csv.read_csv(
        pa.BufferReader(text),
        # One Arrow block for the whole text: a quoted line end could lie on the border of two.
        read_options=pa_csv.ReadOptions(column_names=names, block_size=len(text) + 1),
        parse_options=pa_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=pa_csv.ConvertOptions(
            column_types={name: column.arrow for name, column in zip(names, columns, strict=True)},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
    )
    return table.combine_chunks()
