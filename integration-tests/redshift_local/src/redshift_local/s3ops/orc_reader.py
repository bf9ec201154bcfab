"""COPY from ORC, a stripe at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.orc as orc

from .columnar_reader import ColumnarSource, is_simple_fit
from .types import TypeName


class OrcSource(ColumnarSource):
    format = "ORC"

    def _open(self, path: Path) -> pa.Schema:
        self._file = orc.ORCFile(path)
        return self._file.schema

    def _batches(self) -> Iterator[pa.RecordBatch]:
        for stripe in range(self._file.nstripes):
            yield self._file.read_stripe(stripe)

    def _check_type(self, position: int, kind: TypeName, field: pa.Field) -> None:
        if kind.name in ("timestamp", "timestamptz"):
            fits = pa.types.is_timestamp(field.type)  # ORC has nanoseconds alone
        else:
            fits = is_simple_fit(kind, field.type)
        if not fits:
            raise self._misfit(kind, field, f"{field.type} {field.name}")
