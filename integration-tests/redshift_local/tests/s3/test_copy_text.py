"""COPY from text and CSV: fields, records, and what does not load (dg/copy-parameters-data-conversion)."""

from __future__ import annotations

import bz2
import gzip
from typing import Any

import pyarrow as pa
import pytest
from redshift_connector.error import Error as DriverError

from ..conftest import Run
from .loading import BUCKET, ROLE, copy, errors, load, message_of, parquet, put


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
        load(run, s3, f"{table} ({column})", f"{text}\n", f"{kind} {options}")
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
        load(run, s3, f"{table} ({column})", body, "DELIMITER ';'")
    assert "Check 'sys_load_error_detail'" in message_of(caught)
    assert errors(run) == [(column, code, body.count("\n"))]
    assert run(f"SELECT count(*) FROM {table}") == [(0,)]
    with pytest.raises(DriverError):
        load(run, s3, f"{table} ({column})", body, "DELIMITER ';' NOLOAD")
    load(run, s3, f"{table} ({column})", body, "DELIMITER ';' MAXERROR 1")
    assert run(f"SELECT count(*) FROM {table}") == [(body.count("\n") - 1,)]


def test_error_rows(run: Run, s3: Any) -> None:
    run("CREATE TABLE errors_of (a INT NOT NULL, b VARCHAR(3))")
    put(s3, "bad/0", "1|abc\nx|abc\n3|abcd\n|abc\n5\n6|a|b\n7|abc\n")
    with pytest.raises(DriverError):
        copy(run, "errors_of", "bad/", "MAXERROR 4")
    with pytest.raises(DriverError):
        run("BEGIN", f"COPY errors_of FROM 's3://{BUCKET}/copy/bad/' {ROLE}")
    run("ROLLBACK")
    copy(run, "errors_of", "bad/", "MAXERROR 5")
    assert run("SELECT a, b FROM errors_of ORDER BY a") == [(1, "abc"), (7, "abc")]
    assert run("SELECT pg_last_copy_count()") == [(2,)]
    rows = run(
        "SELECT line_number, trim(colname), trim(type), trim(col_length), trim(raw_line), trim(raw_field_value), err_code, "
        "trim(filename) FROM stl_load_errors WHERE query = pg_last_copy_id() ORDER BY line_number"
    )
    file = f"s3://{BUCKET}/copy/bad/0"
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
    copy(run, "errors_of", "bad/", "IGNOREALLERRORS")
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
            load(run, s3, f"{table} (i, v)", body, options)
        assert run(f"SELECT count(*) FROM {table}") == [(0,)]
    else:
        load(run, s3, f"{table} (i, v)", body, options)
        assert sorted(run(f"SELECT i, v FROM {table}"), key=str) == sorted(rows, key=str)


def test_replacements_are_noted(run: Run, s3: Any, table: str) -> None:
    load(run, s3, f"{table} (i, v)", b"1|fine\n2|a\xffb\n3|\xe9\n", "ACCEPTINVCHARS '#'")
    assert run(f"SELECT v FROM {table} ORDER BY i") == [("fine",), ("a#b",), ("#",)]
    noted = "SELECT line_number, trim(colname) FROM stl_replacements ORDER BY query DESC, line_number LIMIT 2"
    assert run(noted) == [(2, "v"), (3, "v")]
    raw = pa.array([b"ok", b"\xffx", None], pa.binary())
    strings = pa.StringArray.from_buffers(len(raw), raw.buffers()[1], raw.buffers()[2], raw.buffers()[0])
    body = parquet(pa.table({"v": strings}))
    with pytest.raises(DriverError) as caught:
        load(run, s3, f"{table} (v)", body, "PARQUET")
    assert "Bad UTF8" in message_of(caught)
    load(run, s3, f"{table} (v)", body, "PARQUET ACCEPTINVCHARS")
    assert run(f"SELECT v FROM {table} WHERE i IS NULL ORDER BY v") == [("?x",), ("ok",), (None,)]
    assert run(noted) == [(-1, "v"), (2, "v")]


def test_varbyte_and_times(run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE raws (b VARBYTE(4), t TIME, z TIMETZ)")
    load(run, s3, "raws", "0aFF|01:02:03.5|01:02:03+02\n|23:59|\n")
    load(run, s3, "raws (b)", parquet(pa.table({"b": pa.array([b"\x00\x01"])})), "PARQUET")
    shown = run("SELECT to_hex(b), t::varchar, z::varchar FROM raws ORDER BY t NULLS LAST, b")
    assert shown == [("0aff", "01:02:03.5", "01:02:03+02"), (None, "23:59:00", None), ("0001", None, None)]
    for column, text, code in (("b", "0", 1219), ("b", "xy", 1219), ("t", "25", 1206)):
        with pytest.raises(DriverError):
            load(run, s3, f"raws ({column})", f"{text}\n")
        assert errors(run)[0][1] == code, (column, text)
    with pytest.raises(DriverError) as caught:
        load(run, s3, "raws (b)", "0011223344\n")
    assert "Check 'sys_load_error_detail'" in message_of(caught) and errors(run) == [("", 1204, 0)]
    run("DROP TABLE raws")


def test_empty_files(run: Run, s3: Any, table: str) -> None:
    for options in ("", "CSV", "JSON 'auto'"):
        load(run, s3, f"{table} (i)", "", options)
    assert run(f"SELECT count(*) FROM {table}") == [(0,)]
