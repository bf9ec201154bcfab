"""The files of an UNLOAD: dealt over slices, split by size, uploaded as they are finished."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from boto3.s3.transfer import TransferConfig

from ..errors import ConnectionDropped, RedshiftError
from ..storage.s3_faults import StatementFault
from .file_writers import FileWriter
from .unload_grammar import Unload

_OPEN_FILES = 200
_PENDING_BYTES = 256 * 1024 * 1024
_UPLOADS = 4
_SUFFIX = {"GZIP": ".gz", "BZIP2": ".bz2", "ZSTD": ".zst"}
# Parts in one thread: several files are on their way at once already.
_TRANSFER = TransferConfig(
    multipart_threshold=32 * 1024 * 1024, multipart_chunksize=16 * 1024 * 1024, use_threads=False
)


@dataclass(frozen=True)
class WrittenFile:
    """A finished file on S3. ``rows`` counts a header line, too (dg/r_UNLOAD_command_examples)."""

    key: str
    rows: int
    size: int


@dataclass
class _OpenFile:
    key: str
    path: Path
    writer: FileWriter
    rows: int


class Uploader:
    """Puts finished files on S3, several at a time, and removes the local ones. ``finish`` raises their errors."""

    def __init__(self, client: Any, bucket: str, encryption: dict[str, str], fault: StatementFault | None) -> None:
        self._client = client
        self._bucket = bucket
        self._encryption = encryption
        self._fault = fault
        self._pool = ThreadPoolExecutor(_UPLOADS, thread_name_prefix="redshift-local-upload")
        self._running: list[Future[WrittenFile]] = []

    def submit(self, file: _OpenFile) -> None:
        """Raises the error of an upload that has failed meanwhile."""
        if self._fault is not None and len(self._running) >= self._fault.after_files:
            self.finish()
            self._fail(self._fault)
        for upload in self._running:
            if upload.done():
                upload.result()
        self._running.append(self._pool.submit(self._upload, file))

    def finish(self) -> list[WrittenFile]:
        """All files, in the order of their names, when every one is there."""
        return sorted((upload.result() for upload in self._running), key=lambda file: file.key)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    def _upload(self, file: _OpenFile) -> WrittenFile:
        size = file.path.stat().st_size
        with file.path.open("rb") as body:
            self._client.upload_fileobj(body, self._bucket, file.key, ExtraArgs=self._encryption, Config=_TRANSFER)
        file.path.unlink()
        return WrittenFile(file.key, file.rows, size)

    @staticmethod
    def _fail(fault: StatementFault) -> None:
        if fault.how == "drop":
            raise ConnectionDropped
        raise RedshiftError("XX000", "UNLOAD was ended by an injected fault")


class Slices:
    """Deals blocks of rows over slices, so that the order of files is not the order of rows."""

    def __init__(
        self,
        unload: Unload,
        slices: int,
        folder: Path,
        open_writer: Callable[[Path], FileWriter],
        uploader: Uploader,
    ) -> None:
        self._unload = unload
        self._count = slices if unload.parallel else 1
        self._folder = folder
        self._open_writer = open_writer
        self._uploader = uploader
        self._turn = 0
        self._open: dict[tuple[str, int], _OpenFile] = {}
        self._parts: dict[tuple[str, int], int] = {}
        self._numbers = 0
        self.rows = 0

    def deal(self, table: pa.Table, partition: str = "") -> None:
        """Write a block: a piece to each slice. ``partition`` is the folder, ``col=value/``, or empty."""
        self.rows += table.num_rows
        size = max(1, -(-table.num_rows // self._count))
        for start in range(0, table.num_rows, size):
            self._turn += 1
            # Backwards, so that already a small result's files are not in the order of its rows.
            self._write(partition, -self._turn % self._count, table.slice(start, size))
        if sum(file.writer.pending for file in self._open.values()) > _PENDING_BYTES:
            for file in self._open.values():
                file.writer.flush()

    def write_empty(self) -> None:
        """An empty object for each slice."""
        for number in range(self._count):
            self._opened("", number)

    def close(self) -> None:
        for place in sorted(self._open):
            self._finish(place)

    def _write(self, partition: str, number: int, piece: pa.Table) -> None:
        place = (partition, number)
        known = self._open.get(place)
        if known is not None and known.rows and known.writer.size + piece.nbytes > self._unload.max_file_size:
            self._finish(place)
        file = self._opened(partition, number)
        file.writer.write(piece)
        file.rows += piece.num_rows

    def _opened(self, partition: str, number: int) -> _OpenFile:
        place = (partition, number)
        file = self._open.get(place)
        if file is None:
            if len(self._open) >= _OPEN_FILES:
                self._finish(next(iter(self._open)))
            part = self._parts.get(place, -1) + 1
            self._parts[place] = part
            self._numbers += 1
            path = self._folder / str(self._numbers)
            header_rows = 1 if self._unload.header else 0
            file = _OpenFile(self._key(partition, number, part), path, self._open_writer(path), header_rows)
            self._open[place] = file
        return file

    def _finish(self, place: tuple[str, int]) -> None:
        file = self._open.pop(place)
        file.writer.close()
        self._uploader.submit(file)

    def _key(self, partition: str, number: int, part: int) -> str:
        unload = self._unload
        name = f"{number:04d}_part_{part:02d}" if unload.parallel else f"{part:03d}"
        suffix = ".parquet" if unload.format == "PARQUET" else ".json" if unload.format == "JSON" else ""
        if unload.extension is not None:
            suffix = unload.extension
        elif unload.compression is not None:
            suffix += _SUFFIX[unload.compression]
        return f"{unload.prefix}{partition}{name}{suffix}"
