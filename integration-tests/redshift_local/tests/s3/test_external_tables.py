"""Reads of external tables: files, columns, rights, and where such tables may stand (dg/c-spectrum-external-tables)."""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal
from redshift_local.storage.roles import POWERLESS_ROLE
from redshift_local.wire import messages as m

from ..conftest import Run, runner
from ..wire.raw import cancel, log_in
from .conftest import FAR_BUCKET
from .loading import BUCKET, ROLE, message_of, parquet, sqlstate_of

_SCHEMA = "FROM DATA CATALOG DATABASE 'lake' IAM_ROLE {} CREATE EXTERNAL DATABASE IF NOT EXISTS"
_TYPES = pa.table(
    {
        "ID": pa.array([1, 2, None], pa.int32()),
        "tiny": pa.array([1, None, 3], pa.int16()),
        "big": pa.array([2**40, None, 0], pa.int64()),
        "d": pa.array([Decimal("1.25"), None, Decimal("-3.50")], pa.decimal128(8, 2)),
        "r": pa.array([1.5, None, 0.25], pa.float32()),
        "f": pa.array([2.5, None, -1.0], pa.float64()),
        "ok": pa.array([True, None, False]),
        "c": pa.array(["a", None, "abcd"]),
        "v": pa.array(["abc", None, "éééé"]),
        "day": pa.array([dt.date(2024, 1, 31), None, dt.date(1, 1, 1)]),
        "ts": pa.array([dt.datetime(2024, 1, 31, 10, 0, 0, 5), None, dt.datetime(1970, 1, 1)], pa.timestamp("us")),
        "unread": pa.array([b"x", b"y", b"z"]),
    }
)
_COLUMNS = (
    "absent VARCHAR(3), id INT, tiny SMALLINT, big BIGINT, d DECIMAL(8,2), r REAL, f FLOAT, ok BOOLEAN, c CHAR(3), v VARCHAR(5), "
    "day DATE, ts TIMESTAMP"
)
_ROWS = [
    (None, 1, 1, 2**40, Decimal("1.25"), 1.5, 2.5, True, "a  ", "abc", dt.date(2024, 1, 31), dt.datetime(2024, 1, 31, 10, 0, 0, 5)),
    (None, 2, *[None] * 10),
    (None, None, 3, 0, Decimal("-3.50"), 0.25, -1.0, False, "abc", "éé", dt.date(1, 1, 1), dt.datetime(1970, 1, 1)),
]  # fmt: skip


class _Lake:
    """The external schema ``lake``, and its folder on S3."""

    def __init__(self, run: Run, s3: Any) -> None:
        self._run, self._s3 = run, s3

    def put(self, key: str, body: bytes) -> None:
        self._s3.put_object(Bucket=BUCKET, Key=f"lake/{key}", Body=body)

    def table(self, name: str, columns: str, folder: str, stored: str = "STORED AS PARQUET", tail: str = "") -> None:
        self._run(
            f"CREATE EXTERNAL TABLE lake.{name} ({columns}) {stored} LOCATION 's3://{BUCKET}/lake/{folder}' {tail}"
        )


@pytest.fixture
def lake(run: Run, s3: Any) -> Iterator[_Lake]:
    run(f"CREATE EXTERNAL SCHEMA lake {_SCHEMA.format('default')}")
    yield _Lake(run, s3)
    run("DROP SCHEMA lake DROP EXTERNAL DATABASE CASCADE")
    for found in s3.list_objects_v2(Bucket=BUCKET, Prefix="lake/").get("Contents", ()):
        s3.delete_object(Bucket=BUCKET, Key=found["Key"])


@pytest.fixture
def kinds(lake: _Lake) -> str:
    lake.put("kinds/one.parquet", parquet(_TYPES))
    lake.table("kinds", _COLUMNS, "kinds/")
    return "lake.kinds"


def _refused(run: Run, statement: str) -> tuple[str, str]:
    with pytest.raises(DriverError) as caught:
        run(statement)
    return sqlstate_of(caught), message_of(caught)


def test_columns_by_name_and_every_type(run: Run, kinds: str) -> None:
    assert run(f"SELECT * FROM {kinds} ORDER BY id") == _ROWS
    assert run(f"SELECT * FROM dev.{kinds} ORDER BY id") == _ROWS


@pytest.mark.parametrize(
    ("column", "kind"), [("id", "BIGINT"), ("v", "INT"), ("d", "DECIMAL(9,2)"), ("day", "TIMESTAMP"), ("f", "REAL")]
)
def test_a_type_that_does_not_match(run: Run, lake: _Lake, column: str, kind: str) -> None:
    lake.put("kinds/one.parquet", parquet(_TYPES))
    lake.table("wrong", f"{column} {kind}", "kinds/")
    sqlstate, message = _refused(run, "SELECT * FROM lake.wrong")
    assert sqlstate == "XX000"
    assert "Spectrum Scan Error" in message and "15001" in message and "incompatible Parquet schema" in message


def test_what_no_file_is(run: Run, lake: _Lake) -> None:
    lake.table("torn", "id INT", "torn")
    assert run("SELECT count(*) FROM lake.torn") == [(0,)]
    body = parquet(_TYPES)
    for hidden in ("_SUCCESS", ".part.crc", "#x", "x~", "_metadata/_x"):
        lake.put(f"torn/{hidden}", b"no parquet")
    lake.put("torn/empty.parquet", b"")
    lake.put("torn/deep/er/a.parquet", body)
    lake.put("torn_beside/a.parquet", body)
    assert run("SELECT count(*) FROM lake.torn") == [(3,)]
    lake.put("torn/b.parquet", b"no parquet")
    assert "15001" in _refused(run, "SELECT * FROM lake.torn")[1]


def test_every_statement_reads_anew(local: RedshiftLocal, run: Run, lake: _Lake, kinds: str) -> None:
    count = f"SELECT count(*) FROM {kinds}"
    assert run(count) == [(3,)]
    client = log_in(local)
    client.channel.sendall(m.parse("p", count) + m.describe_statement("p") + m.SYNC)
    client.answer()
    lake.put("kinds/two.parquet", parquet(_TYPES))
    assert run(count) == [(6,)]
    client.channel.sendall(
        m.frame(b"B", m.cstring("") + m.cstring("p") + b"\0" * 6) + m.frame(b"E", b"\0" * 5) + m.SYNC
    )
    assert [m.parse_data_row(body) for kind, body in client.answer() if kind == b"D"] == [("6",)]
    client.channel.close()
    run("BEGIN")
    assert run(count) == [(6,)]
    lake.put("kinds/three.parquet", parquet(_TYPES))
    assert run(count) == [(9,)]
    run("END")
    assert run("SELECT count(*) FROM pg_class WHERE relname LIKE 'copy%' OR relname LIKE 'shape%'") == [(0,)]


def test_pseudocolumns_are_named(run: Run, kinds: str) -> None:
    size = len(parquet(_TYPES))
    path = f"s3://{BUCKET}/lake/kinds/one.parquet"
    assert run(f'SELECT DISTINCT "$path", "$size" FROM {kinds}') == [(path, size)]
    assert run(f'SELECT k.id, k."$size" FROM {kinds} k WHERE k."$path" LIKE \'%one%\' AND id = 1') == [(1, size)]
    assert len(run(f"SELECT *, 1 FROM {kinds}")[0]) == 13
    assert len(run(f"SELECT * FROM {kinds} a JOIN {kinds} b USING (id)")[0]) == 23
    assert len(run(f"SELECT * FROM {kinds} a, (SELECT 1 AS one) b, {kinds} c")[0]) == 25
    with pytest.raises(DriverError):
        run(f'SELECT "$size" FROM (SELECT * FROM {kinds}) q')


def test_where_an_external_table_may_stand(run: Run, s3: Any, kinds: str) -> None:
    run("CREATE TEMP TABLE near (id INT, w VARCHAR(9))", "INSERT INTO near VALUES (1, 'one'), (2, 'two')")
    assert run(f"SELECT near.w, k.v FROM near JOIN {kinds} k ON k.id = near.id ORDER BY 1") == [
        ("one", "abc"),
        ("two", None),
    ]
    assert run(
        f"SELECT w FROM near WHERE id IN (SELECT id FROM {kinds} WHERE ok) OR EXISTS (SELECT 1 FROM {kinds} WHERE id = 9)"
    ) == [("one",)]
    assert run(f"WITH q AS (SELECT * FROM {kinds}) SELECT sum(tiny), max(v) FROM q") == [(4, "éé")]
    assert run(f"SELECT kinds.id, lake.kinds.tiny FROM {kinds} WHERE lake.kinds.id = 1") == [(1, 1)]
    assert run(f"INSERT INTO near SELECT id, v FROM {kinds} WHERE id = 1", "SELECT count(*) FROM near") == [(3,)]
    assert run(
        f"UPDATE near SET w = k.v FROM {kinds} k WHERE k.id = near.id AND k.ok", "SELECT w FROM near ORDER BY id"
    ) == [("abc",), ("abc",), ("two",)]
    run(f"DELETE FROM near USING {kinds} k WHERE k.id = near.id AND k.ok")
    run(f"CREATE TEMP TABLE made AS SELECT * FROM {kinds}")
    assert run("SELECT count(*), count(absent) FROM made") == [(3, 0)]
    run(
        f"MERGE INTO near USING {kinds} k ON near.id = k.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (k.id, k.v)"
    )
    assert run("SELECT w FROM near ORDER BY 1") == [("abc",), ("éé",)]
    assert "XN" in run(f"EXPLAIN SELECT * FROM {kinds}")[0][0]
    run("BEGIN", f"DECLARE c CURSOR FOR SELECT id FROM {kinds} ORDER BY id")
    assert run("FETCH ALL FROM c") == [(1,), (2,), (None,)]
    run("CLOSE c", "END")


@pytest.mark.parametrize("options", ["FORMAT PARQUET", "CSV"])
def test_unload(run: Run, kinds: str, options: str) -> None:
    run(f"UNLOAD ('SELECT * FROM {kinds}') TO 's3://{BUCKET}/lake/out/{options[:3]}' {ROLE} {options}")
    assert run("SELECT pg_last_unload_count()") == [(3,)]


def test_late_binding_views(run: Run, kinds: str) -> None:
    run(f'CREATE VIEW lake_late AS SELECT id, "$size" AS bytes, v FROM {kinds} WITH NO SCHEMA BINDING')
    assert run("SELECT id, v, bytes > 0 FROM lake_late WHERE id = 1") == [(1, "abc", True)]
    assert [
        (row[3], row[7], row[8]) for row in run("SHOW COLUMNS FROM TABLE dev.public.lake_late") if row[3] != "bytes"
    ] == [
        ("id", "integer", None),
        ("v", "character varying", 5),
    ]
    run("DROP VIEW lake_late")


def test_text_files(run: Run, lake: _Lake) -> None:
    lines = "id|v|day|ts|d\n1|abc|2024-01-31|2024-01-31 10:00:00.000005|1.259\n\\N|\\N|02-29-2024||\n2|much too long|may-01-2017\n3||||5|more\n"
    stored = "ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' STORED AS TEXTFILE"
    columns = "id INT, v VARCHAR(8), day DATE, ts TIMESTAMP, d DECIMAL(8,2)"
    lake.put("text/a", lines.encode())
    lake.put("text/b.gz", gzip.compress(b"id\n9"))
    lake.put("text/c.bz2", bz2.compress(b"id\n10"))
    lake.table("lines", columns, "text/", stored, "TABLE PROPERTIES ('skip.header.line.count'='1', 'numRows'='5')")
    assert run("SELECT * FROM lake.lines ORDER BY id") == [
        (1, "abc", dt.date(2024, 1, 31), dt.datetime(2024, 1, 31, 10, 0, 0, 5), Decimal("1.25")),
        (2, "much too", dt.date(2017, 5, 1), None, None),
        (3, "", None, None, Decimal("5.00")),
        (9, None, None, None, None),
        (10, None, None, None, None),
        (None, None, dt.date(2024, 2, 29), None, None),
    ]
    lake.put("text/d", b"id\nx")
    sqlstate, message = _refused(run, "SELECT count(*) FROM lake.lines")
    assert (sqlstate, "Spectrum Scan Error" in message, "Invalid digit" in message) == ("XX000", True, True)


def test_text_by_default_and_null_format(run: Run, lake: _Lake) -> None:
    lake.put("text/a", b"1\x01NA\n2\x01x")
    lake.table(
        "lines",
        "id INT, v VARCHAR(8)",
        "text",
        "STORED AS TEXTFILE",
        "TABLE PROPERTIES ('serialization.null.format'='NA')",
    )
    assert run("SELECT * FROM lake.lines ORDER BY 1") == [(1, None), (2, "x")]


def test_partitions(run: Run, lake: _Lake) -> None:
    lake.put("sold/on=2024-01/a.parquet", parquet(_TYPES))
    lake.put("sold/on=2024-02/a.parquet", parquet(_TYPES.slice(0, 1)))
    lake.table("sold", "id INT", "sold/", "PARTITIONED BY (month CHAR(7), n SMALLINT) STORED AS PARQUET")
    assert run("SELECT count(*) FROM lake.sold") == [(0,)]
    place = f"LOCATION 's3://{BUCKET}/lake/sold/on=2024-0"
    run(
        f"ALTER TABLE lake.sold ADD PARTITION (month='2024-01', n=1) {place}1/' PARTITION (n='2', month='2024-02') {place}2'"
    )
    assert run("SELECT month, n, count(*), count(id) FROM lake.sold GROUP BY 1, 2 ORDER BY 1") == [
        ("2024-01", 1, 3, 2),
        ("2024-02", 2, 1, 1),
    ]
    assert run("SELECT id FROM lake.sold WHERE n = 2 AND month > '2024-01'") == [(1,)]
    assert run("SELECT * FROM lake.sold WHERE n = 2") == [(1, "2024-02", 2)]
    again = f"PARTITION (month='2024-01', n=1) {place}9/'"
    assert _refused(run, f"ALTER TABLE lake.sold ADD {again}")[0] == "42710"
    run(f"ALTER TABLE lake.sold ADD IF NOT EXISTS {again}")
    assert run("SELECT values, location FROM svv_external_partitions WHERE tablename = 'sold' ORDER BY 1") == [
        ('["2024-01","1"]', f"s3://{BUCKET}/lake/sold/on=2024-01/"),
        ('["2024-02","2"]', f"s3://{BUCKET}/lake/sold/on=2024-02"),
    ]


def test_the_role_of_the_schema_reads(local: RedshiftLocal, run: Run, lake: _Lake, kinds: str) -> None:
    local.clear_s3_requests()
    run(f"SELECT count(*) FROM {kinds}")
    asked = [one for one in local.s3_requests() if one.key.endswith("one.parquet")]
    assert asked and {one.origin for one in asked} == {"warehouse"}
    told = _SCHEMA.format(f"'{POWERLESS_ROLE}'")
    run(
        f"CREATE EXTERNAL SCHEMA poor {told}",
        f"CREATE EXTERNAL SCHEMA nobody {_SCHEMA.format(repr('arn:aws:iam::1:role/no'))}",
    )
    sqlstate, message = _refused(run, "SELECT * FROM poor.kinds")
    assert (sqlstate, "Access Denied" in message) == ("XX000", True)
    assert "not authorized to assume IAM Role" in _refused(run, "SELECT * FROM nobody.kinds")[1]
    run("DROP SCHEMA poor", "DROP SCHEMA nobody")
    assert run(f"SELECT count(*) FROM {kinds}") == [(3,)]


def test_another_region(run: Run, lake: _Lake) -> None:
    run(f"CREATE EXTERNAL TABLE lake.far (id INT) STORED AS PARQUET LOCATION 's3://{FAR_BUCKET}/x/'")
    assert "PermanentRedirect" in _refused(run, "SELECT * FROM lake.far")[1]


def test_a_manifest_as_location(run: Run, lake: _Lake) -> None:
    lake.put("manifest", b'{"entries": []}')
    lake.table("listed", "id INT", "manifest")
    assert "not in the stand-in yet" in _refused(run, "SELECT * FROM lake.listed")[1]


def test_usage_of_the_schema_is_the_right_to_read(local: RedshiftLocal, run: Run, kinds: str) -> None:
    run("CREATE USER lake_reader PASSWORD 'Abcdef12'")
    connection, reader = runner(local, user="lake_reader", password="Abcdef12")
    assert _refused(reader, f"SELECT * FROM {kinds}")[0] == "42501"
    assert reader("SELECT * FROM svv_external_tables WHERE schemaname = 'lake'") == []
    run("GRANT USAGE ON SCHEMA lake TO lake_reader")
    assert reader(f"SELECT count(*) FROM {kinds}") == [(3,)]
    assert reader("SELECT tablename FROM svv_external_tables WHERE schemaname = 'lake'") == [("kinds",)]
    assert _refused(reader, f"DROP TABLE {kinds}")[0] == "42501"
    run("REVOKE USAGE ON SCHEMA lake FROM lake_reader", "REVOKE TEMP ON DATABASE dev FROM PUBLIC")
    run("GRANT USAGE ON SCHEMA lake TO lake_reader")
    assert "temporary tables" in _refused(reader, f"SELECT * FROM {kinds}")[1]
    run("GRANT TEMP ON DATABASE dev TO PUBLIC", "REVOKE USAGE ON SCHEMA lake FROM lake_reader")
    connection.close()
    run("DROP USER lake_reader")


def test_what_does_not_write(run: Run, kinds: str) -> None:
    sqlstate, message = _refused(run, f"COPY {kinds} FROM 's3://{BUCKET}/lake/kinds/' {ROLE} FORMAT PARQUET")
    assert (sqlstate, "external table" in message) == ("0A000", True)
    assert run(f"SELECT count(*) FROM {kinds}") == [(3,)]


@pytest.mark.timeout(60)
def test_a_read_can_be_cancelled(local: RedshiftLocal, run: Run, kinds: str) -> None:
    held = local.faults.s3.hold("one.parquet", method="GET")
    client = log_in(local)
    client.ask(f"SELECT count(*) FROM {kinds}")
    held.wait()
    cancel(local, *client.key)
    assert [m.parse_error(body).sqlstate for kind, body in client.answer() if kind == b"E"] == ["57014"]
    held.release()
    client.ask(f"SELECT count(*) FROM {kinds}")
    assert b"D" in [kind for kind, _ in client.answer()]
    client.channel.close()
