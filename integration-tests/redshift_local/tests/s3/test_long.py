"""Ten million rows there and back, in bounded memory. Run by ``pytest -m long tests/s3/test_long.py``."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from redshift_local import RedshiftLocal

from ..conftest import Run, runner

_BUCKET = "redshift-local"
_ROLE = "IAM_ROLE default"
_ROWS = 10_000_000
_MEGABYTE = 1024 * 1024
_ALLOWED_MEGABYTES = 800
"""Row groups of four slices, blocks on their way, and what the allocators keep; the table itself is larger."""


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / _MEGABYTE


@contextmanager
def _peak() -> Iterator[list[float]]:
    """Samples this process, in which the stand-in's own part runs, until the block ends."""
    found = [_resident_megabytes()]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.05):
            found[0] = max(found[0], _resident_megabytes())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield found
    finally:
        ended.set()
        thread.join()


@pytest.fixture(scope="module")
def large(with_s3: RedshiftLocal) -> Iterator[str]:
    connection, run = runner(with_s3)
    run(
        "CREATE TABLE thousand AS SELECT row_number() OVER (ORDER BY a.relname, b.relname) AS n "
        "FROM (SELECT relname FROM pg_class) AS a, (SELECT relname FROM pg_class) AS b",
        "DELETE FROM thousand WHERE n > 1000",
        "CREATE TABLE large (id BIGINT, price DECIMAL(12,2), name VARCHAR(40), at TIMESTAMP, ratio DOUBLE PRECISION)",
    )
    for part in range(10):
        run(
            f"INSERT INTO large SELECT a.n + b.n * 1000 + {part} * 1000000, a.n * 1.25, 'name ' || a.n || ' of ' || b.n, "
            "DATEADD(second, (a.n * b.n)::int, '2024-01-01'::timestamp), a.n / 7.0 FROM thousand AS a, thousand AS b"
        )
    yield "large"
    run("DROP TABLE large", "DROP TABLE thousand")
    connection.close()


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("unload", "copy"), [("PARQUET", "PARQUET"), ("CSV NULL AS '@'", "CSV NULL AS '@'")])
def test_ten_million_rows(local: RedshiftLocal, run: Run, s3: Any, large: str, unload: str, copy: str) -> None:
    run("DROP TABLE IF EXISTS back", f"CREATE TABLE back (LIKE {large})")
    prefix = f"long/{copy.split()[0].lower()}/"
    before = _resident_megabytes()
    with _peak() as peak:
        run(f"UNLOAD ('SELECT * FROM {large}') TO 's3://{_BUCKET}/{prefix}' {_ROLE} {unload} MANIFEST VERBOSE")
        run(f"COPY back FROM 's3://{_BUCKET}/{prefix}manifest' {_ROLE} {copy} MANIFEST")
    manifest = json.loads(s3.get_object(Bucket=_BUCKET, Key=f"{prefix}manifest")["Body"].read())
    assert manifest["meta"]["record_count"] == _ROWS
    assert run("SELECT pg_last_copy_count()") == [(_ROWS,)]
    sums = "SELECT count(*), sum(id), sum(price), min(name), max(name), min(at), max(at), sum(ratio::decimal(20,9)) FROM {}"
    assert run(sums.format("back")) == run(sums.format(large))
    assert peak[0] - before < _ALLOWED_MEGABYTES
    run("DROP TABLE back")
    for url in local.s3_objects(_BUCKET):
        if f"/{prefix}" in url:
            s3.delete_object(Bucket=_BUCKET, Key=url.split("/", 3)[3])
