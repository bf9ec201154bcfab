"""UNLOAD and COPY, there and back: every format gives the same rows."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from typing import Any

import pyarrow.parquet as pq
import pytest

from redshift_local import RedshiftLocal

from ..conftest import Run, runner

_BUCKET = "redshift-local"
_COLUMNS = (
    "i INT, s SMALLINT, b BIGINT, d DECIMAL(12,2), d38 DECIMAL(38,10), r REAL, x DOUBLE PRECISION, f BOOLEAN, "
    "c CHAR(6), v VARCHAR(60), day DATE, ts TIMESTAMP, tz TIMESTAMPTZ"
)
_ROWS = r"""
(1, -32768, -9223372036854775808, -9999999999.99, 1234567890123456789012345678.0123456789, 1.5, 1e300, true, 'ab', '', '0001-01-01',
 '0001-01-01 00:00:00', '2024-03-10 01:02:03.123456+02'),
(2, 32767, 9223372036854775807, 0.01, -0.0000000001, -0.0, 'NaN', false, '', ' lead and trail ', '9999-12-31',
 '9999-12-31 23:59:59.999999', '1969-12-31 23:59:59.999999+00'),
(3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
(4, 0, 0, 0, 0, 'Infinity', '-Infinity', true, 'x|y', 'pipe|comma,quote"apostrophe''', '1582-10-10', '2024-02-29 12:00:00.1',
 '2024-10-27 02:30:00+01'),
(5, 1, 1, 1.10, 1, 3.4e38, 4.9e-324, false, '''"', 'é😀 combining é \\ back\\slash', '1970-01-01', '1969-12-31 23:59:59.000001',
 '2000-01-01 00:00:00+00'),
(6, 2, 2, 2, 2, 0.1, 0.1, true, 'tab', 'tab	here', '2024-01-01', '2024-01-01 00:00:00', '2024-01-01 00:00:00+00'),
(7, 3, 3, 3, 3, 0.3, 0.30000000000000004, false, '\\N', '\\N', '2024-01-01', '2024-01-01 00:00:00', '2024-01-01 00:00:00+00')
"""


@pytest.fixture(scope="module")
def nasty(with_s3: RedshiftLocal) -> Iterator[RedshiftLocal]:
    connection, run = runner(with_s3)
    run(
        f"CREATE TABLE nasty ({_COLUMNS})",
        f"INSERT INTO nasty VALUES {_ROWS.strip()}",
        "INSERT INTO nasty (i, v) VALUES (8, chr(10) || 'line' || chr(13) || chr(10) || 'ends' || chr(10))",
        "INSERT INTO nasty (i, v) VALUES (9, chr(10) || chr(92) || '.' || chr(10))",
        "INSERT INTO nasty (i, v) VALUES (10, chr(1) || chr(8) || chr(12) || chr(11) || chr(31) || chr(127))",
    )
    connection.close()
    yield with_s3
    connection, run = runner(with_s3)
    run("DROP TABLE nasty")
    connection.close()


def _same_rows(run: Run, table: str) -> None:
    text = "SELECT i, s, b, d, d38, r::varchar, x::varchar, f, '[' || c || ']', v, day::varchar, ts::varchar, tz::varchar FROM {} ORDER BY i"
    assert run(text.format(table)) == run(text.format("nasty"))


def _unload(
    local: RedshiftLocal, run: Run, prefix: str, options: str, select: str = "SELECT * FROM nasty"
) -> list[str]:
    run(f"UNLOAD ('{select}') TO 's3://{_BUCKET}/{prefix}' IAM_ROLE '{local.iam_role}' {options}")
    return [url for url in local.s3_objects() if url.startswith(f"s3://{_BUCKET}/{prefix}")]


def _copy(local: RedshiftLocal, run: Run, table: str, prefix: str, options: str) -> None:
    run(f"COPY {table} FROM 's3://{_BUCKET}/{prefix}' IAM_ROLE '{local.iam_role}' {options}")


_PAIRS = {
    "parquet": ("FORMAT PARQUET", "FORMAT PARQUET"),
    "csv": ("FORMAT CSV NULL AS '@NULL@'", "FORMAT CSV NULL AS '@NULL@'"),
    "csv-header-gzip": ("CSV HEADER GZIP NULL '@@'", "CSV IGNOREHEADER 1 GZIP NULL '@@'"),
    "csv-tab-zstd": ("CSV DELIMITER '\\t' ZSTD NULL '@@'", "CSV DELIMITER '\\t' ZSTD NULL '@@'"),
    "text-escape": ("ESCAPE NULL AS '@NULL@'", "ESCAPE NULL AS '@NULL@'"),
    "text-escape-comma-bzip2": ("DELIMITER ',' ESCAPE BZIP2 NULL '@@'", "DELIMITER ',' ESCAPE BZIP2 NULL '@@'"),
    "text-quotes": ("ADDQUOTES ESCAPE NULL AS '@@'", "REMOVEQUOTES ESCAPE NULL AS '@@'"),
    "json": ("FORMAT JSON", "FORMAT JSON 'auto'"),
    "json-gzip": ("JSON GZIP", "JSON 'auto ignorecase' GZIP"),
}


@pytest.mark.parametrize("name", _PAIRS)
def test_there_and_back(nasty: RedshiftLocal, local: RedshiftLocal, run: Run, name: str) -> None:
    unload_options, copy_options = _PAIRS[name]
    files = _unload(local, run, f"trips/{name}/", f"{unload_options} MANIFEST")
    assert len(files) == 5 and files[-1].endswith("/manifest")
    run(f"CREATE TEMP TABLE back ({_COLUMNS})")
    _copy(local, run, "back", f"trips/{name}/manifest", f"{copy_options} MANIFEST")
    _same_rows(run, "back")
    assert run("SELECT pg_last_copy_count(), pg_last_unload_count()") == [(10, 10)]
    run("TRUNCATE back", "DROP TABLE back")


def test_parquet_files(nasty: RedshiftLocal, local: RedshiftLocal, run: Run, s3: Any) -> None:
    files = _unload(local, run, "trips/one-file/", "PARQUET PARALLEL OFF", "SELECT * FROM nasty ORDER BY i")
    assert files == [f"s3://{_BUCKET}/trips/one-file/000.parquet"]
    file = pq.ParquetFile(io.BytesIO(s3.get_object(Bucket=_BUCKET, Key="trips/one-file/000.parquet")["Body"].read()))
    assert file.metadata.num_row_groups == 1 and file.metadata.format_version == "1.0"
    physical = [file.schema.column(i).physical_type for i in range(len(file.schema))]
    assert physical == [
        "INT32", "INT32", "INT64", "INT64", "FIXED_LEN_BYTE_ARRAY", "FLOAT", "DOUBLE", "BOOLEAN", "BYTE_ARRAY",
        "BYTE_ARRAY", "INT32", "INT96", "INT96",
    ]  # fmt: skip
    assert file.read()["i"].to_pylist() == list(range(1, 11))
    assert file.metadata.row_group(0).column(0).compression == "SNAPPY"


def test_file_order_is_not_row_order(nasty: RedshiftLocal, local: RedshiftLocal, run: Run, s3: Any) -> None:
    files = _unload(local, run, "trips/order-", "", "SELECT i FROM nasty ORDER BY i")
    assert files == [f"s3://{_BUCKET}/trips/order-{n:04d}_part_00" for n in range(4)]
    text = "".join(s3.get_object(Bucket=_BUCKET, Key=f.split("/", 3)[3])["Body"].read().decode() for f in files)
    assert sorted(map(int, text.split())) == list(range(1, 11)) and text.split() != [str(n) for n in range(1, 11)]


def test_a_verbose_manifest(nasty: RedshiftLocal, local: RedshiftLocal, run: Run, s3: Any) -> None:
    _unload(local, run, "trips/verbose/", "PARQUET MANIFEST VERBOSE", "SELECT i, d, v FROM nasty")
    manifest = json.loads(s3.get_object(Bucket=_BUCKET, Key="trips/verbose/manifest")["Body"].read())
    sizes = {
        f"s3://{_BUCKET}/{entry['Key']}": entry["Size"]
        for entry in s3.list_objects_v2(Bucket=_BUCKET, Prefix="trips/verbose/0")["Contents"]
    }
    assert {e["url"]: e["meta"]["content_length"] for e in manifest["entries"]} == sizes
    assert sum(e["meta"]["record_count"] for e in manifest["entries"]) == manifest["meta"]["record_count"] == 10
    assert manifest["meta"]["content_length"] == sum(sizes.values())
    assert [e["type"] for e in manifest["schema"]["elements"]] == [
        {"base": "integer"},
        {"base": "numeric", "precision": 12, "scale": 2},
        {"base": "character varying", "max_length": 60},
    ]
    assert manifest["author"]["name"] == "Amazon Redshift"


def test_csv_text(local: RedshiftLocal, run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE few (a INT, b VARCHAR(20), c BOOLEAN)")
    run(
        "INSERT INTO few VALUES (1, 'plain', true), (2, 'a\"b', false), (3, 'x,y', NULL), (4, '', NULL), (5, NULL, NULL)"
    )
    _unload(local, run, "trips/plain-csv-", "CSV HEADER GZIP PARALLEL OFF", "SELECT * FROM few ORDER BY a")
    body = gzip.decompress(s3.get_object(Bucket=_BUCKET, Key="trips/plain-csv-000.gz")["Body"].read()).decode()
    assert body == 'a,b,c\n1,plain,t\n2,"a""b",f\n3,"x,y",\n4,,\n5,,\n'
    run("DROP TABLE few")
