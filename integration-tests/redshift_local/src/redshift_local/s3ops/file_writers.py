"""One open file of an UNLOAD: Parquet, or lines of text."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from ..assumptions import ParquetTimestamps

_GZIP_LEVEL = 5


class FileWriter(Protocol):
    """Writes tables to one local file."""

    def write(self, table: pa.Table) -> None: ...

    def flush(self) -> None:
        """Let go of rows that are still in memory."""
        ...

    @property
    def size(self) -> int:
        """Bytes of the file so far; rows still in memory count as large as they are there."""
        ...

    @property
    def pending(self) -> int:
        """Bytes of rows still in memory."""
        ...

    def close(self) -> None: ...


class ParquetWriter:
    """Row groups of ``row_group_size`` bytes (as Arrow holds them), Snappy, format version 1.0 (dg/r_UNLOAD)."""

    def __init__(self, path: Path, schema: pa.Schema, timestamps: ParquetTimestamps, row_group_size: int) -> None:
        self._schema = schema
        self._row_group_size = row_group_size
        self._tables: list[pa.Table] = []
        self.pending = 0
        self._file = pa.OSFile(str(path), "wb")
        self._writer = pq.ParquetWriter(
            self._file,
            schema,
            version="1.0",
            compression="snappy",
            store_schema=False,
            store_decimal_as_integer=True,
            use_deprecated_int96_timestamps=timestamps == "int96",
            coerce_timestamps="us" if timestamps == "int64" else None,
        )

    def write(self, table: pa.Table) -> None:
        self._tables.append(table)
        self.pending += table.nbytes
        if self.pending >= self._row_group_size:
            self.flush()

    def flush(self) -> None:
        if self._tables:
            table = pa.concat_tables(self._tables)
            self._tables, self.pending = [], 0
            self._writer.write_table(table.combine_chunks(), row_group_size=max(1, table.num_rows))

    @property
    def size(self) -> int:
        return int(self._file.tell()) + self.pending

    def close(self) -> None:
        self.flush()
        self._writer.close()
        self._file.close()


class LinesWriter:
    """Lines that are already text, compressed on the way where asked."""

    pending = 0

    def __init__(self, path: Path, compression: str | None, header: str | None) -> None:
        self._file = path.open("wb")
        self._stream = _compressed(self._file, compression)
        if header is not None:
            self._stream.write(header.encode("utf-8"))

    def write(self, table: pa.Table) -> None:
        """Takes one column without NULLs, the lines with their ends: their bytes lie one behind the other."""
        for lines in table.column(0).chunks:
            if len(lines):
                _, offsets, data = lines.buffers()
                borders = pa.Array.from_buffers(pa.int32(), lines.offset + len(lines) + 1, [None, offsets])
                start, end = borders[lines.offset].as_py(), borders[lines.offset + len(lines)].as_py()
                self._stream.write(data.slice(start, end - start))

    def flush(self) -> None:
        pass

    @property
    def size(self) -> int:
        return int(self._file.tell())

    def close(self) -> None:
        self._stream.close()
        self._file.close()


def _compressed(file: BinaryIO, compression: str | None) -> Any:
    if compression == "GZIP":
        return gzip.GzipFile(fileobj=file, mode="wb", compresslevel=_GZIP_LEVEL)
    if compression == "BZIP2":
        return bz2.BZ2File(file, "wb")
    return pa.CompressedOutputStream(file, "zstd") if compression == "ZSTD" else file
