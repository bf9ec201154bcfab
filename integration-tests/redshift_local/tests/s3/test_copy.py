"""COPY's options, conversions and refusals (dg/r_COPY and its pages of parameters)."""

from __future__ import annotations

import bz2
import gzip
import io
import json
from collections.abc import Iterator
from typing import Any

import fastavro
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from redshift_connector.error import Error as DriverError

from ..conftest import Run
from .test_unload import message_of, sqlstate_of

_BUCKET = "redshift-local"
_ROLE = "IAM_ROLE 'arn:aws:iam::123456789012:role/redshift-local'"


@pytest.fixture
def table(run: Run) -> Iterator[str]:
    run(
        "CREATE TEMP TABLE loaded (i INT, d DECIMAL(8,2), v VARCHAR(8), c CHAR(3), f BOOLEAN, day DATE, ts TIMESTAMP, "
        "x DOUBLE PRECISION)"
    )
    yield "loaded"
    run("DROP TABLE IF EXISTS loaded")


def _put(s3: Any, key: str, body: bytes | str) -> None:
    s3.put_object(Bucket=_BUCKET, Key=f"copy/{key}", Body=body.encode() if isinstance(body, str) else body)


def _copy(run: Run, target: str, key: str, options: str = "") -> None:
    run(f"COPY {target} FROM 's3://{_BUCKET}/copy/{key}' {_ROLE} {options}")


def _load(run: Run, s3: Any, target: str, body: bytes | str, options: str = "") -> None:
    _put(s3, "one", body)
    _copy(run, target, "one", options)


def _errors(run: Run) -> list[tuple[Any, ...]]:
    return run(
        "SELECT trim(column_name), error_code, line_number FROM sys_load_error_detail "
        "WHERE query_id = (SELECT max(query_id) FROM sys_load_error_detail) ORDER BY line_number"
    )


_REFUSED = [
    ("PARQUET REGION 'us-east-1'", "0A000"),
    ("PARQUET MAXERROR 1", "0A000"),
    ("PARQUET IGNOREALLERRORS", "0A000"),
    ("PARQUET ACCEPTANYDATE", "0A000"),
    ("PARQUET DATEFORMAT 'auto'", "0A000"),
    ("PARQUET TIMEFORMAT 'auto'", "0A000"),
    ("PARQUET TRUNCATECOLUMNS", "0A000"),
    ("PARQUET NULL AS 'x'", "0A000"),
    ("PARQUET EMPTYASNULL", "0A000"),
    ("PARQUET ROUNDEC", "0A000"),
    ("PARQUET COMPUPDATE OFF", "0A000"),
    ("PARQUET NOLOAD", "0A000"),
    ("PARQUET GZIP", "0A000"),
    ("PARQUET DELIMITER ','", "0A000"),
    ("CSV SERIALIZETOJSON", "0A000"),
    ("CSV ESCAPE", "42601"),
    ("CSV REMOVEQUOTES", "42601"),
    ("CSV QUOTE 'ab'", "22023"),
    ("FIXEDWIDTH 'a:1' DELIMITER ','", "42601"),
    ("JSON 'auto' DELIMITER ','", "42601"),
    ("JSON 'auto' NULL AS ''", "42601"),
    ("JSON 'auto' FILLRECORD", "42601"),
    ("JSON 'nonsense'", "42601"),
    ("AVRO", "42601"),
    ("AVRO 'noshred'", "42601"),
    ("AVRO 'auto' GZIP", "42601"),
    ("GZIP BZIP2", "42601"),
    ("CSV GZIP GZIP", "42601"),
    ("CSV PARQUET", "42601"),
    ("MAXERROR 100001", "22023"),
    ("DATEFORMAT 'AUTO'", "22023"),
    ("TIMEFORMAT 'EpochSecs'", "22023"),
    ("MAXERROR -1", "22023"),
    ("MAXERROR 1 IGNOREALLERRORS", "42601"),
    ("DELIMITER 'ab'", "22023"),
    ("NULL AS '\\n'", "22023"),
    ("ACCEPTINVCHARS AS 'ab'", "22023"),
    ("ENCODING latin1", "22023"),
    ("HEADER", "42601"),
    ("ALLOWOVERWRITE", "42601"),
    ("PARALLEL OFF", "42601"),
    ("EXPLICIT_IDS", "42601"),
    ("LZOP", "0A000"),
    ("FORMAT ORC", "0A000"),
    ("SHAPEFILE", "0A000"),
    ("DATEFORMAT 'QQQQ'", "22023"),
]


@pytest.mark.parametrize(("options", "sqlstate"), _REFUSED, ids=[options for options, _ in _REFUSED])
def test_refused(run: Run, s3: Any, table: str, options: str, sqlstate: str) -> None:
    target = f"{table} (day)" if options.startswith(("DATEFORMAT", "EXPLICIT")) else table
    with pytest.raises(DriverError) as caught:
        _load(run, s3, target, "2024-01-xx\n", options)
    assert sqlstate_of(caught) == sqlstate, caught.value


@pytest.mark.parametrize(
    ("statement", "sqlstate"),
    [
        ("COPY nowhere FROM 's3://b/k' IAM_ROLE default", "42P01"),
        ("COPY loaded (nothing) FROM 's3://b/k' IAM_ROLE default", "42703"),
        ("COPY loaded (i, i) FROM 's3://b/k' IAM_ROLE default", "42701"),
        ("COPY loaded FROM 'emr://b/k' IAM_ROLE default", "0A000"),
        ("COPY loaded FROM 's3://b/k'", "42601"),
        ("COPY FROM 's3://b/k' IAM_ROLE default", "42601"),
    ],
)
def test_wrong_targets(run: Run, table: str, statement: str, sqlstate: str) -> None:
    with pytest.raises(DriverError) as caught:
        run(statement)
    assert sqlstate_of(caught) == sqlstate


_NULLS = (None,) * 7


@pytest.mark.parametrize(
    ("column", "text", "options", "value"),
    [
        ("i", "7", "", 7),
        ("i", " -7 ", "", -7),
        ("i", "+7", "", 7),
        ("i", "", "", None),
        ("i", "\\N", "", None),
        ("i", "none", "NULL AS 'none'", None),
        ("d", "20.259", "", "20.25"),
        ("d", "20.259", "ROUNDEC", "20.26"),
        ("d", "-20.259", "", "-20.25"),
        ("d", ".5", "", "0.50"),
        ("d", "00000012.", "", "12.00"),
        ("v", "", "", ""),
        ("v", "", "EMPTYASNULL", None),
        ("v", "   ", "", "   "),
        ("v", "   ", "BLANKSASNULL", None),
        ("v", "ab  ", "TRIMBLANKS", "ab"),
        ("v", "12345678   ", "", "12345678"),
        ("v", "123456789", "TRUNCATECOLUMNS", "12345678"),
        ("v", "ééééé", "TRUNCATECOLUMNS", "éééé"),
        ("c", "ab", "", "ab "),
        ("f", "t", "", True),
        ("f", "NO", "", False),
        ("f", "1", "", True),
        ("day", "2024-02-29", "", "2024-02-29"),
        ("day", "29.02.2024", "DATEFORMAT 'DD.MM.YYYY'", "2024-02-29"),
        ("day", "Feb 29 2024", "DATEFORMAT 'auto'", "2024-02-29"),
        ("day", "02/29/2024", "DATEFORMAT AS 'auto'", "2024-02-29"),
        ("day", "never", "ACCEPTANYDATE DATEFORMAT 'auto'", None),
        ("ts", "2024-02-29 01:02:03.123456", "", "2024-02-29 01:02:03.123456"),
        ("ts", "2024-02-29T01:02:03", "TIMEFORMAT 'auto'", "2024-02-29 01:02:03"),
        ("ts", "29/02/2024 01:02 PM", "TIMEFORMAT 'DD/MM/YYYY HH12:MI AM'", "2024-02-29 13:02:00"),
        ("ts", "1709168523", "TIMEFORMAT 'epochsecs'", "2024-02-29 01:02:03"),
        ("ts", "1709168523123", "TIMEFORMAT 'epochmillisecs'", "2024-02-29 01:02:03.123"),
        ("x", "1e-3", "", "0.001"),
        ("x", "NaN", "", "NaN"),
        ("x", "-Infinity", "", "-Infinity"),
    ],
)
def test_conversions(run: Run, s3: Any, table: str, column: str, text: str, options: str, value: Any) -> None:
    for kind in ("", "CSV"):
        _load(run, s3, f"{table} ({column})", f"{text}\n", f"{kind} {options}")
    shown = column if column in "ivf" else f"'' || {column} || ''" if column == "c" else f"{column}::varchar"
    expected = value.rstrip() if column == "c" else value
    assert run(f"SELECT {shown} FROM {table}") == [(expected,)] * 2


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("i", "abc", 1207),
        ("i", "1.5", 1207),
        ("i", "2147483648", 1222),
        ("d", "1e3", 1207),
        ("d", "1234567.00", 1204),
        ("v", "123456789", 1204),
        ("v", "ééééé", 1204),
        ("c", "é", 1220),
        ("f", "maybe", 1210),
        ("day", "2024-02-30", 1205),
        ("day", "29.02.2024", 1205),
        ("ts", "2024-02-29T01:02:03", 1206),
        ("x", "1,5", 1208),
    ],
)
def test_values_that_do_not_load(run: Run, s3: Any, table: str, column: str, text: str, code: int) -> None:
    body = f"\n{text}\n" if column in "ix" else f"{text}\n"
    with pytest.raises(DriverError) as caught:
        _load(run, s3, f"{table} ({column})", body, "DELIMITER ';'")
    assert "Check 'sys_load_error_detail'" in message_of(caught)
    assert _errors(run) == [(column, code, body.count("\n"))]
    assert run(f"SELECT count(*) FROM {table}") == [(0,)]
    with pytest.raises(DriverError):
        _load(run, s3, f"{table} ({column})", body, "DELIMITER ';' NOLOAD")
    _load(run, s3, f"{table} ({column})", body, "DELIMITER ';' MAXERROR 1")
    assert run(f"SELECT count(*) FROM {table}") == [(body.count("\n") - 1,)]


def test_error_rows(run: Run, s3: Any) -> None:
    run("CREATE TABLE errors_of (a INT NOT NULL, b VARCHAR(3))")
    _put(s3, "bad/0", "1|abc\nx|abc\n3|abcd\n|abc\n5\n6|a|b\n7|abc\n")
    with pytest.raises(DriverError):
        _copy(run, "errors_of", "bad/", "MAXERROR 4")
    with pytest.raises(DriverError):
        run("BEGIN", f"COPY errors_of FROM 's3://{_BUCKET}/copy/bad/' {_ROLE}")
    run("ROLLBACK")
    _copy(run, "errors_of", "bad/", "MAXERROR 5")
    assert run("SELECT a, b FROM errors_of ORDER BY a") == [(1, "abc"), (7, "abc")]
    assert run("SELECT pg_last_copy_count()") == [(2,)]
    rows = run(
        "SELECT line_number, trim(colname), trim(type), trim(col_length), trim(raw_line), trim(raw_field_value), err_code, "
        "trim(filename) FROM stl_load_errors WHERE query = pg_last_copy_id() ORDER BY line_number"
    )
    file = f"s3://{_BUCKET}/copy/bad/0"
    assert rows == [
        (2, "a", "int4", "", "x|abc", "x", 1207, file),
        (3, "b", "varchar", "3", "3|abcd", "abcd", 1204, file),
        (4, "a", "int4", "", "|abc", "", 1213, file),
        (5, "", "", "", "5", "", 1214, file),
        (6, "", "", "", "6|a|b", "", 1202, file),
    ]
    assert run(
        "SELECT status, loaded_rows, error_count, source_file_count FROM sys_load_history WHERE query_id = pg_last_copy_id()"
    ) == [("completed", 2, 5, 1)]
    assert run("SELECT count(*) FROM sys_load_history WHERE table_name = 'errors_of' AND status = 'aborted'") == [(2,)]
    _copy(run, "errors_of", "bad/", "IGNOREALLERRORS")
    assert run("SELECT count(*) FROM errors_of") == [(4,)]
    run("DROP TABLE errors_of")


@pytest.mark.parametrize(
    ("options", "body", "rows"),
    [
        ("", "1|a\n\n", None),
        ("IGNOREBLANKLINES", "1|a\n\n2|b\n", [(1, "a"), (2, "b")]),
        ("IGNOREHEADER 1", "i|v\n1|a\n", [(1, "a")]),
        ("IGNOREHEADER AS 2 CSV", "x\ny\n1,a\n", [(1, "a")]),
        ("FILLRECORD", "1\n2|\n", [(1, ""), (2, "")]),
        ("FILLRECORD EMPTYASNULL", "1\n", [(1, None)]),
        ("CSV FILLRECORD", "1\n", [(1, "")]),
        ("DELIMITER '\\t'", "1\ta\n", [(1, "a")]),
        ("DELIMITER '\\\\011'", "1\ta\n", [(1, "a")]),
        ("ESCAPE", "1|a\\|b\\\\\\\nc\n", [(1, "a|b\\\nc")]),
        ("ESCAPE", "1|\\\\N\n2|\\N\n", [(1, "\\N"), (2, None)]),
        ("REMOVEQUOTES", "1|\"a|b\"\n2|'c'\n", [(1, "a|b"), (2, "c")]),
        ("REMOVEQUOTES ESCAPE", '1|"a\\"b"\n', [(1, 'a"b')]),
        ("CSV", '1,"a""b"\r\n2,"x\r\ny"\r\n', [(1, 'a"b'), (2, "x\r\ny")]),
        ("CSV QUOTE AS '%'", "1,%a,b%\n", [(1, "a,b")]),
        ("CSV", '1,"a\\"b"\n', None),
        ("CSV", '1,"a\n', None),
        ("CSV NULL AS '-'", '1,-\n2,"-"\n', [(1, None), (2, None)]),
        ("FIXEDWIDTH 'i:3,v:4'", "  1ab  \n 22cdef\n", [(1, "ab  "), (22, "cdef")]),
        ("ACCEPTINVCHARS", b"1|a\xffb\xc3\n", [(1, "a?b?")]),
        ("ACCEPTINVCHARS AS '^'", b"1|\xff\n", [(1, "^")]),
        ("", b"1|a\xff\n", None),
        ("ENCODING UTF16", "1|é\n".encode("utf-16"), [(1, "é")]),
        ("ENCODING AS UTF16LE", "1|é\n".encode("utf-16-le"), [(1, "é")]),
        ("GZIP", gzip.compress(b"1|a\n"), [(1, "a")]),
        ("BZIP2", bz2.compress(b"1|a\n"), [(1, "a")]),
        ("ZSTD", pa.compress(b"1|a\n", "zstd", asbytes=True), [(1, "a")]),
        ("GZIP", b"1|a\n", None),
        ("CSV GZIP", gzip.compress(b"1,a\n" * 50)[:-10], None),
        ("JSON 'auto'", '{"i": 1, "v": "a", "z": 0}\n{"v": null}', [(1, "a"), (None, None)]),
        ("JSON", '[{"i": 1, "v": {"k": [1, "x"]}}]', None),
        ("JSON 'auto'", '{"i": 1, "v": [1, "x"]}', [(1, '[1,"x"]')]),
        ("JSON 'auto'", '{"I": 1, "v": "a"}', [(None, "a")]),
        ("JSON 'auto ignorecase'", '{"I": 1, "V": "a"}', [(1, "a")]),
        ("JSON 'auto'", '{"i": 1,', None),
        ("JSON 'auto' MAXERROR 1", '{"i": "x"}\n{"i": 2}', [(2, None)]),
    ],
)
def test_records(run: Run, s3: Any, table: str, options: str, body: bytes | str, rows: list[Any] | None) -> None:
    run(f"TRUNCATE {table}")
    if rows is None:
        with pytest.raises(DriverError):
            _load(run, s3, f"{table} (i, v)", body, options)
        assert run(f"SELECT count(*) FROM {table}") == [(0,)]
    else:
        _load(run, s3, f"{table} (i, v)", body, options)
        assert sorted(run(f"SELECT i, v FROM {table}"), key=str) == sorted(rows, key=str)


def test_replacements_are_noted(run: Run, s3: Any, table: str) -> None:
    _load(run, s3, f"{table} (i, v)", b"1|fine\n2|a\xffb\n3|\xe9\n", "ACCEPTINVCHARS '#'")
    assert run(f"SELECT v FROM {table} ORDER BY i") == [("fine",), ("a#b",), ("#",)]
    noted = "SELECT line_number, trim(colname) FROM stl_replacements ORDER BY query DESC, line_number LIMIT 2"
    assert run(noted) == [(2, "v"), (3, "v")]
    raw = pa.array([b"ok", b"\xffx", None], pa.binary())
    strings = pa.StringArray.from_buffers(len(raw), raw.buffers()[1], raw.buffers()[2], raw.buffers()[0])
    body = _parquet(pa.table({"v": strings}))
    with pytest.raises(DriverError) as caught:
        _load(run, s3, f"{table} (v)", body, "PARQUET")
    assert "Bad UTF8" in message_of(caught)
    _load(run, s3, f"{table} (v)", body, "PARQUET ACCEPTINVCHARS")
    assert run(f"SELECT v FROM {table} WHERE i IS NULL ORDER BY v") == [("?x",), ("ok",), (None,)]
    assert run(noted) == [(-1, "v"), (2, "v")]


def test_instants_of_parquet_are_utc_in_every_session_zone(run: Run, s3: Any) -> None:
    run("SET timezone TO 'America/New_York'", "CREATE TEMP TABLE instants (tz TIMESTAMPTZ, ts TIMESTAMP)")
    values = pa.array([0, None], pa.timestamp("us"))
    _load(run, s3, "instants", _parquet(pa.table({"tz": values, "ts": values})), "PARQUET")
    assert run("SELECT tz::varchar, ts::varchar FROM instants WHERE tz IS NOT NULL") == [
        ("1969-12-31 19:00:00-05", "1970-01-01 00:00:00")
    ]
    run("RESET timezone", "DROP TABLE instants")


def test_varbyte_and_times(run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE raws (b VARBYTE(4), t TIME, z TIMETZ)")
    _load(run, s3, "raws", "0aFF|01:02:03.5|01:02:03+02\n|23:59|\n")
    _load(run, s3, "raws (b)", _parquet(pa.table({"b": pa.array([b"\x00\x01"])})), "PARQUET")
    shown = run("SELECT to_hex(b), t::varchar, z::varchar FROM raws ORDER BY t NULLS LAST, b")
    assert shown == [("0aff", "01:02:03.5", "01:02:03+02"), (None, "23:59:00", None), ("0001", None, None)]
    for column, text, code in (("b", "0", 1219), ("b", "xy", 1219), ("t", "25", 1206)):
        with pytest.raises(DriverError):
            _load(run, s3, f"raws ({column})", f"{text}\n")
        assert _errors(run)[0][1] == code, (column, text)
    with pytest.raises(DriverError) as caught:
        _load(run, s3, "raws (b)", "0011223344\n")
    assert "Check 'sys_load_error_detail'" in message_of(caught) and _errors(run) == [("", 1204, 0)]
    run("DROP TABLE raws")


def test_json_paths(run: Run, s3: Any, table: str) -> None:
    _put(s3, "paths.json", json.dumps({"jsonpaths": ["$['a']['b'][1]", "$.name"]}))
    _put(s3, "doc", '{"a": {"b": [1, 2]}, "name": "x"} {"name": "y"}')
    _copy(run, f"{table} (i, v)", "doc", f"JSON 's3://{_BUCKET}/copy/paths.json'")
    assert run(f"SELECT i, v FROM {table} ORDER BY i") == [(2, "x"), (None, "y")]
    with pytest.raises(DriverError) as caught:
        _copy(run, f"{table} (i)", "doc", f"JSON 's3://{_BUCKET}/copy/paths.json'")
    assert "Number of jsonpaths" in message_of(caught)


def test_super_columns(run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE docs (d SUPER)")
    _load(run, s3, "docs", '{"a": 1.10}\n', "DELIMITER '\\t'")
    _load(run, s3, "docs", '"[1,""x""]"\n', "CSV")
    _load(run, s3, "docs", '{"d": {"k": "v"}}', "JSON 'auto'")
    _load(run, s3, "docs", '{"whole": true}', "JSON 'noshred'")
    found = {json.dumps(json.loads(row[0])) for row in run("SELECT json_serialize(d) FROM docs")}
    assert found == {'{"a": 1.1}', '[1, "x"]', '{"k": "v"}', '{"whole": true}'}
    with pytest.raises(DriverError):
        _load(run, s3, "docs", "not json\n")
    assert _errors(run)[0][1] == 1224
    run("DROP TABLE docs")


def _avro(schema: dict[str, Any], rows: list[Any]) -> bytes:
    out = io.BytesIO()
    fastavro.writer(out, schema, rows, codec="deflate")
    return out.getvalue()


_AVRO = {
    "type": "record",
    "name": "row",
    "fields": [
        {"name": "v", "type": ["null", "string"]},
        {"name": "I", "type": ["null", "int"]},
        {"name": "i", "type": ["null", "int"]},
        {"name": "other", "type": {"type": "array", "items": "int"}},
    ],
}
_AVRO_ROWS = [{"v": "a", "I": 10, "i": 1, "other": [1]}, {"v": None, "I": None, "i": None, "other": []}]


def test_avro(run: Run, s3: Any, table: str) -> None:
    _put(s3, "rows.avro", _avro(_AVRO, _AVRO_ROWS))
    _copy(run, table, "rows.avro", "AVRO 'auto'")
    assert run(f"SELECT i, v, d FROM {table} ORDER BY i") == [(1, "a", None), (None, None, None)]
    run(f"TRUNCATE {table}")
    _put(s3, "paths.json", json.dumps({"jsonpaths": ["$['I']", "$['other']"]}))
    _copy(run, f"{table} (i, v)", "rows.avro", f"AVRO 's3://{_BUCKET}/copy/paths.json'")
    assert run(f"SELECT i, v FROM {table} ORDER BY i") == [(10, "[1]"), (None, "[]")]
    for body in (b"no avro", _avro({"type": "array", "items": "int"}, [[1]])):
        with pytest.raises(DriverError):
            _load(run, s3, table, body, "AVRO 'auto'")


def _parquet(table: pa.Table, **options: Any) -> bytes:
    out = io.BytesIO()
    defaults = {"use_deprecated_int96_timestamps": True, "store_decimal_as_integer": True}
    pq.write_table(table, out, **(defaults | options))
    return out.getvalue()


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
    body = _parquet(pa.table({"any name": values}), **options)
    if code is None:
        _load(run, s3, f"{table} ({column})", body, "PARQUET")
        assert run(f"SELECT count(*) FROM {table}") == [(1,)]
    else:
        with pytest.raises(DriverError) as caught:
            _load(run, s3, f"{table} ({column})", body, "PARQUET")
        assert "Spectrum Scan Error" in message_of(caught) and code in message_of(caught)


def test_parquet_columns_are_counted_and_go_by_position(run: Run, s3: Any, table: str) -> None:
    two = pa.table({"v": pa.array([1], pa.int32()), "i": pa.array(["a"])})
    _load(run, s3, f"{table} (i, v)", _parquet(two), "PARQUET")
    assert run(f"SELECT i, v FROM {table}") == [(1, "a")]
    for target, options in (("(i)", ""), ("(i, v, c)", ""), ("(i)", "FILLRECORD")):
        with pytest.raises(DriverError) as caught:
            _load(run, s3, f"{table} {target}", _parquet(two), f"PARQUET {options}")
        assert "15007" in message_of(caught)
    _load(run, s3, f"{table} (i, v, c)", _parquet(two), "PARQUET FILLRECORD")
    assert run(f"SELECT count(*) FROM {table} WHERE c IS NULL") == [(2,)]
    with pytest.raises(DriverError):
        _load(run, s3, table, b"no parquet", "PARQUET")


def test_parquet_into_super(run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE docs (n INT, d SUPER)")
    nested = pa.array([{"a": [1, 2], "b": {"c": "x"}}, None])
    body = _parquet(pa.table({"n": pa.array([1, 2], pa.int32()), "d": nested}))
    with pytest.raises(DriverError) as caught:
        _load(run, s3, "docs", body, "PARQUET")
    assert "SERIALIZETOJSON" in message_of(caught)
    _load(run, s3, "docs", body, "PARQUET SERIALIZETOJSON")
    rows = run("SELECT json_serialize(d) FROM docs ORDER BY n")
    assert [row[0] and json.loads(row[0]) for row in rows] == [{"a": [1, 2], "b": {"c": "x"}}, None]
    run("DROP TABLE docs")


def test_identity_defaults_and_not_null(run: Run, s3: Any) -> None:
    run(
        "CREATE TEMP TABLE keyed (k BIGINT IDENTITY(1,1), g BIGINT GENERATED BY DEFAULT AS IDENTITY(100,1), a INT NOT NULL, "
        "b VARCHAR(5) DEFAULT 'dflt', c INT)"
    )
    _load(run, s3, "keyed (a)", "5\n")
    _load(run, s3, "keyed", "7|6|x|1\n")
    _load(run, s3, "keyed", "50|8|7|y|2\n", "EXPLICIT_IDS")
    assert run("SELECT k, g, a, b, c FROM keyed ORDER BY a") == [
        (1, 100, 5, "dflt", None), (2, 7, 6, "x", 1), (50, 8, 7, "y", 2),
    ]  # fmt: skip
    for target, options, state in (
        ("keyed (k, a)", "", "0A000"),
        ("keyed (a)", "EXPLICIT_IDS", "42601"),
        ("keyed (b)", "", "23502"),
    ):
        with pytest.raises(DriverError) as caught:
            _load(run, s3, target, "1|1\n", options)
        assert sqlstate_of(caught) == state
    run("DROP TABLE keyed")


def test_hash_tables_quoted_names_and_schemas(run: Run, s3: Any) -> None:
    run('CREATE TABLE #hashed ("odd name" INT)', "CREATE SCHEMA far", 'CREATE TABLE far."T 1" (a INT)')
    _load(run, s3, '#hashed ("odd name")', "1\n")
    _load(run, s3, 'far."T 1"', "2\n")
    assert run("SELECT * FROM #hashed") == [(1,)] and run('SELECT * FROM far."t 1"') == [(2,)]
    run("DROP SCHEMA far CASCADE", "DROP TABLE #hashed")


def _manifest(s3: Any, *entries: dict[str, Any]) -> None:
    _put(s3, "manifest", json.dumps({"entries": list(entries)}))


def test_manifests(run: Run, s3: Any, table: str) -> None:
    target, url = f"{table} (i)", f"s3://{_BUCKET}/copy/"
    _put(s3, "part-1", "1\n")
    _put(s3, "part-2", "2\n")
    there: dict[str, Any] = {"url": f"{url}part-1"}
    there2: dict[str, Any] = {"url": f"{url}part-2"}
    gone: dict[str, Any] = {"url": f"{url}gone"}

    def loaded(*entries: dict[str, Any]) -> list[Any]:
        run(f"TRUNCATE {table}")
        _manifest(s3, *entries)
        _copy(run, target, "manifest", "MANIFEST")
        return [row[0] for row in run(f"SELECT i FROM {table} ORDER BY i")]

    assert loaded(there, there2) == [1, 2]
    assert loaded(there, there) == [1, 1]
    assert loaded(there, gone) == [1]
    assert loaded(there | {"mandatory": True, "meta": {"content_length": 2}}) == [1]
    failing = [
        ([gone], "None of the files"),
        ([there, gone | {"mandatory": True}], "mandatory"),
        ([there | {"meta": {"content_length": 3}}], "content_length"),
        ([{"url": "part-1"}], "8001"),
        ([{"uri": "x"}], "8001"),
    ]
    for entries, message in failing:
        with pytest.raises(DriverError) as caught:
            loaded(*entries)
        assert message in message_of(caught), message_of(caught)
    _put(s3, "manifest", "no json")
    with pytest.raises(DriverError):
        _copy(run, target, "manifest", "MANIFEST")
    with pytest.raises(DriverError) as caught:
        _copy(run, target, "no-manifest", "MANIFEST")
    assert "NoSuchKey" in message_of(caught)
    # Without the keyword the manifest is read as data (error 8001's page says so).
    _manifest(s3, there)
    with pytest.raises(DriverError):
        _copy(run, target, "manifest", "")


def test_parquet_manifests_need_lengths(run: Run, s3: Any, table: str) -> None:
    body = _parquet(pa.table({"i": pa.array([1], pa.int32())}))
    _put(s3, "p-1", body)
    _manifest(s3, {"url": f"s3://{_BUCKET}/copy/p-1"})
    with pytest.raises(DriverError) as caught:
        _copy(run, f"{table} (i)", "manifest", "PARQUET MANIFEST")
    assert "content_length" in message_of(caught)
    _manifest(s3, {"url": f"s3://{_BUCKET}/copy/p-1", "meta": {"content_length": len(body)}})
    _copy(run, f"{table} (i)", "manifest", "PARQUET MANIFEST")
    assert run(f"SELECT i FROM {table}") == [(1,)]


def test_prefixes(run: Run, s3: Any, table: str) -> None:
    for name in ("pre/a", "pre/ab", "pre/b"):
        _put(s3, name, "1\n")
    _copy(run, f"{table} (i)", "pre/a")
    assert run(f"SELECT count(*) FROM {table}") == [(2,)]
    with pytest.raises(DriverError) as caught:
        _copy(run, f"{table} (i)", "pre/zzz")
    assert "does not exist" in message_of(caught)


def test_a_failing_copy_takes_all_back(run: Run, s3: Any, table: str) -> None:
    _put(s3, "atomic/0", "1\n" * 5000)
    _put(s3, "atomic/1", "x\n")
    with pytest.raises(DriverError):
        _copy(run, f"{table} (i)", "atomic/")
    assert run(f"SELECT count(*) FROM {table}") == [(0,)]
    run("SELECT 1")


def test_noload_checks_and_loads_nothing(run: Run, s3: Any, table: str) -> None:
    _load(run, s3, f"{table} (i)", "1\n2\n", "NOLOAD")
    assert run(f"SELECT count(*) FROM {table}") == [(0,)]


def test_empty_files(run: Run, s3: Any, table: str) -> None:
    for options in ("", "CSV", "JSON 'auto'"):
        _load(run, s3, f"{table} (i)", "", options)
    assert run(f"SELECT count(*) FROM {table}") == [(0,)]
