"""COPY from Parquet (dg/copy-usage_notes-copy-from-columnar)."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest
from redshift_connector.error import Error as DriverError

from ..conftest import Run
from .loading import load, message_of, parquet


def test_instants_of_parquet_are_utc_in_every_session_zone(run: Run, s3: Any) -> None:
    run("SET timezone TO 'America/New_York'", "CREATE TEMP TABLE instants (tz TIMESTAMPTZ, ts TIMESTAMP)")
    values = pa.array([0, None], pa.timestamp("us"))
    load(run, s3, "instants", parquet(pa.table({"tz": values, "ts": values})), "PARQUET")
    assert run("SELECT tz::varchar, ts::varchar FROM instants WHERE tz IS NOT NULL") == [
        ("1969-12-31 19:00:00-05", "1970-01-01 00:00:00")
    ]
    run("RESET timezone", "DROP TABLE instants")


_D = pa.array([None], pa.decimal128(8, 2))


@pytest.mark.parametrize(
    ("column", "values", "options", "code"),
    [
        ("i", pa.array([1], pa.int32()), {}, None),
        ("i", pa.array([1], pa.int64()), {}, "15001"),
        ("i", pa.array(["1"]), {}, "15001"),
        ("i", pa.array([1.0]), {}, "15001"),
        ("d", _D, {}, None),
        ("d", pa.array([None], pa.decimal128(9, 2)), {}, "15001"),
        ("d", pa.array([None], pa.decimal128(8, 3)), {}, "15001"),
        ("v", pa.array(["12345678"]), {}, None),
        ("v", pa.array(["123456789"]), {}, "15001"),
        ("v", pa.array([1], pa.int32()), {}, "15001"),
        ("c", pa.array(["é"]), {}, "15001"),
        ("f", pa.array([True]), {}, None),
        ("day", pa.array([0], pa.int32()).cast(pa.date32()), {}, None),
        ("day", pa.array(["2024-01-01"]), {}, "15001"),
        ("ts", pa.array([0], pa.timestamp("us")), {}, None),
        (
            "ts",
            pa.array([0], pa.timestamp("ns")),
            {"use_deprecated_int96_timestamps": False, "version": "2.6"},
            "15001",
        ),
        ("x", pa.array([1.5]), {}, None),
        ("x", pa.array([1.5], pa.float32()), {}, "15001"),
        ("v", pa.array([{"a": 1}]), {}, "15001"),
    ],
)
def test_parquet_types_must_match(
    run: Run, s3: Any, table: str, column: str, values: pa.Array, options: dict[str, Any], code: str | None
) -> None:
    body = parquet(pa.table({"any name": values}), **options)
    if code is None:
        load(run, s3, f"{table} ({column})", body, "PARQUET")
        assert run(f"SELECT count(*) FROM {table}") == [(1,)]
    else:
        with pytest.raises(DriverError) as caught:
            load(run, s3, f"{table} ({column})", body, "PARQUET")
        assert "Spectrum Scan Error" in message_of(caught) and code in message_of(caught)


def test_parquet_columns_are_counted_and_go_by_position(run: Run, s3: Any, table: str) -> None:
    two = pa.table({"v": pa.array([1], pa.int32()), "i": pa.array(["a"])})
    load(run, s3, f"{table} (i, v)", parquet(two), "PARQUET")
    assert run(f"SELECT i, v FROM {table}") == [(1, "a")]
    for target, options in (("(i)", ""), ("(i, v, c)", ""), ("(i)", "FILLRECORD")):
        with pytest.raises(DriverError) as caught:
            load(run, s3, f"{table} {target}", parquet(two), f"PARQUET {options}")
        assert "15007" in message_of(caught)
    load(run, s3, f"{table} (i, v, c)", parquet(two), "PARQUET FILLRECORD")
    assert run(f"SELECT count(*) FROM {table} WHERE c IS NULL") == [(2,)]
    with pytest.raises(DriverError):
        load(run, s3, table, b"no parquet", "PARQUET")


def test_parquet_into_super(run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE docs (n INT, d SUPER)")
    nested = pa.array([{"a": [1, 2], "b": {"c": "x"}}, None])
    body = parquet(pa.table({"n": pa.array([1, 2], pa.int32()), "d": nested}))
    with pytest.raises(DriverError) as caught:
        load(run, s3, "docs", body, "PARQUET")
    assert "SERIALIZETOJSON" in message_of(caught)
    load(run, s3, "docs", body, "PARQUET SERIALIZETOJSON")
    rows = run("SELECT json_serialize(d) FROM docs ORDER BY n")
    assert [row[0] and json.loads(row[0]) for row in rows] == [{"a": [1, 2], "b": {"c": "x"}}, None]
    run("DROP TABLE docs")
