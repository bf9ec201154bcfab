"""COPY from Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from .columnar_reader import ColumnarSource, is_simple_fit, scan_error
from .types import TypeName

_BATCH_ROWS = 65_536


class ParquetSource(ColumnarSource):
    format = "Parquet"

    def _open(self, path: Path) -> pa.Schema:
        self._file = pq.ParquetFile(path, coerce_int96_timestamp_unit="us")
        self._places = _leaves(self._file)
        return self._file.schema_arrow

    def _batches(self) -> Iterator[pa.RecordBatch]:
        yield from self._file.iter_batches(batch_size=_BATCH_ROWS)

    def _check_type(self, position: int, kind: TypeName, field: pa.Field) -> None:
        leaf = self._places[position]
        if not _fits(kind, field.type, leaf):
            raise self._misfit(kind, field, _described(leaf, field))
        if kind.name == "numeric" and leaf.physical_type == "FIXED_LEN_BYTE_ARRAY":
            expected = 8 if kind.sizes[0] <= 18 else 16
            # Seen for NUMERIC(18,9): a longer array than the column's own storage is refused.
            if leaf.length > expected:
                column = self._columns[position].name
                raise scan_error(
                    15001, f"invalid type length. Expecting: {expected} len in file: {leaf.length}, column {column}"
                )


def _leaves(file: pq.ParquetFile) -> list[Any]:
    """The first physical column of each top-level column."""
    found: dict[str, Any] = {}
    for i in range(len(file.schema)):
        leaf = file.schema.column(i)
        found.setdefault(leaf.path.split(".", 1)[0] if leaf.path not in file.schema_arrow.names else leaf.path, leaf)
    return [found[name] if name in found else found[name.split(".", 1)[0]] for name in file.schema_arrow.names]


def _described(leaf: Any, field: pa.Field) -> str:
    logical = str(leaf.logical_type)
    return f"{leaf.physical_type.lower()} {field.name}" + ("" if logical == "None" else f" ({logical})")


def _fits(kind: TypeName, t: pa.DataType, leaf: Any) -> bool:
    if kind.name in ("timestamp", "timestamptz"):
        # INT64 in nanoseconds is read as if it were microseconds, and gives dates far in the future (seen in reports).
        return bool(pa.types.is_timestamp(t) and (leaf.physical_type == "INT96" or t.unit in ("us", "ms")))
    return is_simple_fit(kind, t)
