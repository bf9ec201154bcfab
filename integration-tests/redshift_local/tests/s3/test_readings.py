"""What the documentation leaves open, read the other way (docs/assumptions.md)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import redshift_local
from redshift_local import RedshiftLocal

from ..conftest import Run, runner
from .conftest import s3_client

_BUCKET = "redshift-local"


@pytest.fixture(scope="module")
def other() -> Iterator[RedshiftLocal]:
    with redshift_local.start(
        parquet_timestamps="int64", zero_row_manifest=True, zero_row_objects=True, backslash_escapes=False, slices=2
    ) as local:
        yield local


@pytest.fixture
def run_other(other: RedshiftLocal) -> Iterator[Run]:
    connection, run = runner(other)
    yield run
    connection.close()


def _unload(run: Run, select: str, prefix: str, options: str) -> None:
    run(f"UNLOAD ('{select}') TO 's3://{_BUCKET}/{prefix}' IAM_ROLE default {options}")


def _body(local: RedshiftLocal, key: str) -> bytes:
    return bytes(s3_client(local).get_object(Bucket=_BUCKET, Key=key)["Body"].read())


def test_timestamps_as_int64(other: RedshiftLocal, run_other: Run) -> None:
    select = "SELECT TIMESTAMP ''2024-03-10 02:30:00.123456'' AS t"
    _unload(run_other, select, "int64/", "PARQUET PARALLEL OFF")
    file = pq.ParquetFile(io.BytesIO(_body(other, "int64/000.parquet")))
    assert file.schema.column(0).physical_type == "INT64" and file.schema_arrow.field(0).type == pa.timestamp("us")
    run_other(
        "CREATE TEMP TABLE back (t TIMESTAMP)", f"COPY back FROM 's3://{_BUCKET}/int64/' IAM_ROLE default PARQUET"
    )
    assert run_other("SELECT t::varchar FROM back") == [("2024-03-10 02:30:00.123456",)]


@pytest.mark.parametrize(("options", "files"), [("PARQUET", 0), ("JSON", 0), ("CSV", 2), ("HEADER", 2)])
def test_zero_rows(other: RedshiftLocal, run_other: Run, options: str, files: int) -> None:
    _unload(run_other, "SELECT 1 AS a WHERE 1 = 0", f"zero-{options}/", f"{options} MANIFEST VERBOSE")
    manifest: dict[str, Any] = json.loads(_body(other, f"zero-{options}/manifest"))
    assert len(manifest["entries"]) == files
    bodies = [_body(other, entry["url"].split("/", 3)[3]) for entry in manifest["entries"]]
    assert bodies == [b"a\n" if options == "HEADER" else b""] * files


def test_backslashes_are_plain(other: RedshiftLocal, run_other: Run) -> None:
    _unload(run_other, "SELECT ''a\\b'' AS t", "plain/", "PARALLEL OFF")
    assert _body(other, "plain/000") == b"a\\b\n"
