"""COPY from ORC (dg/copy-usage_notes-copy-from-columnar): as from Parquet, with ORC's own types."""

from __future__ import annotations

import datetime
import decimal
import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from redshift_connector.error import Error as DriverError

from ..conftest import Run
from .loading import BUCKET, ROLE, load, message_of, orc, put


@pytest.fixture
def table(run: Run) -> Iterator[str]:
    run(
        "CREATE TABLE from_orc (sm SMALLINT, i INTEGER, l BIGINT, d DECIMAL(8, 2), w DECIMAL(38, 10), r REAL, x FLOAT8, f BOOLEAN, "
        "c CHAR(4), v VARCHAR(8), day DATE, ts TIMESTAMP, b VARBYTE)"
    )
    yield "from_orc"
    run("DROP TABLE from_orc")


def test_every_type(run: Run, s3: Any, table: str) -> None:
    body = orc(
        pa.table(
            {
                "a": pa.array([1, None], pa.int16()),
                "b": pa.array([2, None], pa.int32()),
                "c": pa.array([2**62, None], pa.int64()),
                "d": pa.array([decimal.Decimal("-1.50"), None], pa.decimal128(8, 2)),
                "e": pa.array([decimal.Decimal("1.0000000001"), None], pa.decimal128(38, 10)),
                "f": pa.array([0.5, None], pa.float32()),
                "g": pa.array([1.25, None], pa.float64()),
                "h": pa.array([True, None]),
                "i": pa.array(["ab", None]),
                "j": pa.array(["é😀", None]),
                "k": pa.array([datetime.date(2024, 2, 29), None]),
                "l": pa.array([datetime.datetime(2024, 2, 29, 1, 2, 3, 456789), None], pa.timestamp("us")),
                "m": pa.array([b"\x00\xff", None], pa.binary()),
            }
        )
    )
    load(run, s3, table, body, "FORMAT AS ORC")
    columns = "sm, i, l, d::varchar, w::varchar, r, x, f, trim(c), v, day::varchar, ts::varchar, to_hex(b)"
    assert run(f"SELECT {columns} FROM from_orc ORDER BY i NULLS LAST") == [
        (1, 2, 2**62, "-1.50", "1.0000000001", 0.5, 1.25, True, "ab", "é😀", "2024-02-29", "2024-02-29 01:02:03.456789", "00ff"),
        (None,) * 13,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("i", pa.array([1], pa.int64())),
        ("i", pa.array(["1"])),
        ("d", pa.array([None], pa.decimal128(9, 2))),
        ("v", pa.array(["123456789"])),
        ("c", pa.array(["é"])),
        ("day", pa.array(["2024-01-01"])),
        ("ts", pa.array([0], pa.int64())),
        ("x", pa.array([1.5], pa.float32())),
        ("v", pa.array([{"a": 1}])),
    ],
)
def test_types_must_match(run: Run, s3: Any, table: str, column: str, values: pa.Array) -> None:
    with pytest.raises(DriverError) as caught:
        load(run, s3, f"{table} ({column})", orc(pa.table({"any": values})), "ORC")
    assert "Spectrum Scan Error" in message_of(caught) and "15001" in message_of(caught)


def test_columns_are_counted_and_go_by_position(run: Run, s3: Any, table: str) -> None:
    two = orc(pa.table({"l": pa.array([7], pa.int16()), "any": pa.array([8], pa.int32())}))
    with pytest.raises(DriverError) as caught:
        load(run, s3, table, two, "ORC")
    assert "15007" in message_of(caught)
    load(run, s3, table, two, "ORC FILLRECORD")
    assert run("SELECT sm, i, v FROM from_orc") == [(7, 8, None)]


def test_what_is_no_orc_file_is_told(run: Run, s3: Any, table: str) -> None:
    with pytest.raises(DriverError) as caught:
        load(run, s3, table, "1|2|3", "ORC")
    assert "is not a file of ORC" in message_of(caught)


def test_nested_values_go_into_super(run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE nested (s SUPER)")
    values = pa.array([{"a": [1, 2], "day": datetime.date(2024, 2, 29)}])
    with pytest.raises(DriverError) as caught:
        load(run, s3, "nested", orc(pa.table({"s": values})), "ORC")
    assert "SERIALIZETOJSON" in message_of(caught)
    load(run, s3, "nested", orc(pa.table({"s": values})), "ORC SERIALIZETOJSON")
    assert run("SELECT json_serialize(s) FROM nested") == [('{"a":[1,2],"day":"2024-02-29"}',)]
    run("DROP TABLE nested")


def test_a_manifest_names_the_lengths(run: Run, s3: Any, table: str) -> None:
    body = orc(pa.table({"i": pa.array([7], pa.int32())}))
    put(s3, "orc/one", body)
    entry: dict[str, Any] = {"url": f"s3://{BUCKET}/copy/orc/one", "mandatory": True}
    statement = f"COPY {table} (i) FROM 's3://{BUCKET}/copy/orc.manifest' {ROLE} ORC MANIFEST"
    put(s3, "orc.manifest", json.dumps({"entries": [entry]}))
    with pytest.raises(DriverError) as caught:
        run(statement)
    assert "content_length, which ORC needs" in message_of(caught)
    put(s3, "orc.manifest", json.dumps({"entries": [{**entry, "meta": {"content_length": len(body)}}]}))
    run(statement)
    assert run("SELECT i FROM from_orc") == [(7,)]
