"""Parquet files of external tables: columns by name, whatever its case; those that a file has not are NULL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from .parquet_reader import ParquetSource
from .types import TypeName


class ExternalParquet(ParquetSource):
    """A file in the order of the table's columns."""

    def _open(self, path: Path) -> pa.Schema:
        schema = super()._open(path)
        in_file = {name.lower(): at for at, name in reversed(list(enumerate(schema.names)))}
        self._positions = [in_file.get(column.name.lower()) for column in self._columns]
        self._places = [None if at is None else self._places[at] for at in self._positions]
        return pa.schema(
            [
                pa.field(column.name, pa.null()) if at is None else schema.field(at)
                for column, at in zip(self._columns, self._positions, strict=True)
            ]
        )

    def _batches(self) -> Iterator[pa.RecordBatch]:
        names = [column.name for column in self._columns]
        for batch in super()._batches():
            absent = pa.nulls(batch.num_rows, pa.string())
            yield pa.record_batch([absent if at is None else batch.column(at) for at in self._positions], names=names)

    def _check_type(self, position: int, kind: TypeName, field: pa.Field) -> None:
        if self._positions[position] is not None:
            super()._check_type(position, kind, field)
