"""How rows become files: slices, sizes, row groups, and no more open files than allowed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from redshift_local.s3ops import unload_files
from redshift_local.s3ops.file_writers import FileWriter, LinesWriter, ParquetWriter
from redshift_local.s3ops.unload_files import Slices, Uploader, WrittenFile
from redshift_local.s3ops.unload_grammar import Unload, parse_unload

_SCHEMA = pa.schema([("n", pa.int64()), ("t", pa.string())])


class _Bucket:
    """Takes uploads as S3 would, and keeps the bodies."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}

    def upload_fileobj(self, body: Any, _bucket: str, key: str, **_options: Any) -> None:
        self.bodies[key] = body.read()


def _unload(options: str, **limits: int) -> Unload:
    parsed = parse_unload(f"UNLOAD ('SELECT 1') TO 's3://b/p-' IAM_ROLE default {options}", True)
    return replace(parsed, **limits)  # type: ignore[arg-type]


@pytest.fixture
def bucket() -> Iterator[_Bucket]:
    yield _Bucket()


def _write(
    unload: Unload, tables: list[tuple[pa.Table, str]], folder: Path, bucket: _Bucket, slices: int = 4
) -> list[WrittenFile]:
    def opener(path: Path) -> FileWriter:
        if unload.format == "PARQUET":
            return ParquetWriter(path, _SCHEMA, "int96", unload.row_group_size)
        return LinesWriter(path, unload.compression, None)

    uploader = Uploader(bucket, "b", {}, None)
    try:
        dealer = Slices(unload, slices, folder, opener, uploader)
        for table, partition in tables:
            dealer.deal(table, partition)
        dealer.close()
        return uploader.finish()
    finally:
        uploader.close()


def _rows(start: int, count: int) -> pa.Table:
    texts = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(start, start + count)]
    return pa.table([list(range(start, start + count)), texts], schema=_SCHEMA)


def _numbers(body: bytes) -> list[int]:
    return list(pq.read_table(pa.BufferReader(body))["n"].to_pylist())


def test_parquet_is_split_by_size_and_into_row_groups(tmp_path: Path, bucket: _Bucket) -> None:
    unload = _unload("PARQUET PARALLEL OFF", max_file_size=200_000, row_group_size=50_000)
    files = _write(unload, [(_rows(start, 100), "") for start in range(0, 5000, 100)], tmp_path, bucket)
    assert [file.key for file in files] == [f"p-{n:03d}.parquet" for n in range(len(files))] and len(files) > 1
    assert [n for file in files for n in _numbers(bucket.bodies[file.key])] == list(range(5000))
    groups = [pq.ParquetFile(pa.BufferReader(bucket.bodies[file.key])).metadata for file in files]
    assert all(group.num_row_groups > 1 for group in groups[:-1])
    assert all(group.row_group(0).num_rows > 300 for group in groups[:-1])
    assert [file.rows for file in files] == [group.num_rows for group in groups]
    assert [file.size for file in files] == [len(bucket.bodies[file.key]) for file in files]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("rows", [1, 2, 3, 4, 5, 1000])
def test_slices_share_a_block(tmp_path: Path, bucket: _Bucket, rows: int) -> None:
    files = _write(_unload("PARQUET"), [(_rows(0, rows), "")], tmp_path, bucket)
    assert len(files) == min(4, -(-rows // max(1, -(-rows // 4))))
    by_file = [_numbers(bucket.bodies[file.key]) for file in files]
    found = [n for numbers in by_file for n in numbers]
    assert sorted(found) == list(range(rows)) and (rows == 1 or found != list(range(rows)))
    assert all(numbers == sorted(numbers) for numbers in by_file)


def test_many_partitions_keep_few_files_open(tmp_path: Path, bucket: _Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unload_files, "_OPEN_FILES", 3)
    blocks = [(_rows(number, 1), f"n={number % 8}/") for number in range(24)]
    files = _write(_unload("PARQUET", max_file_size=10**9), blocks, tmp_path, bucket)
    assert sorted(n for body in bucket.bodies.values() for n in _numbers(body)) == list(range(24))
    assert len({file.key for file in files}) == len(files)


def test_rows_in_memory_are_let_go(tmp_path: Path, bucket: _Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unload_files, "_PENDING_BYTES", 10_000)
    (file,) = _write(_unload("PARQUET PARALLEL OFF"), [(_rows(n, 90), "") for n in range(0, 900, 90)], tmp_path, bucket)
    assert pq.ParquetFile(pa.BufferReader(bucket.bodies[file.key])).metadata.num_row_groups > 1


def test_lines_are_written_from_slices_of_columns(tmp_path: Path, bucket: _Bucket) -> None:
    lines = pa.table([pa.array([f"{n}é\n" for n in range(100)])], names=["lines"])
    files = _write(_unload("CSV"), [(lines.slice(10, 40), "")], tmp_path, bucket)
    text = b"".join(bucket.bodies[file.key] for file in files).decode()
    assert sorted(int(line.rstrip("é")) for line in text.split()) == list(range(10, 50))
