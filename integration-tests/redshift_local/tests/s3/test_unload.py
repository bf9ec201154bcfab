"""UNLOAD's options and refusals, each with the page it comes from."""

from __future__ import annotations

import bz2
import gzip
import io
import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal
from redshift_local.s3ops.unload_grammar import parse_unload

from ..conftest import Run, names_a_page
from .loading import BUCKET, ROLE, message_of, sqlstate_of
from .unload_options import REFUSED


def _unload(run: Run, select: str, prefix: str, options: str = "") -> None:
    quoted = select.replace("'", "''")
    run(f"UNLOAD ('{quoted}') TO 's3://{BUCKET}/unload/{prefix}' {ROLE} {options}")


def _keys(s3: Any, prefix: str) -> list[str]:
    found = s3.list_objects_v2(Bucket=BUCKET, Prefix=f"unload/{prefix}").get("Contents", [])
    return [entry["Key"].removeprefix("unload/") for entry in found]


def _body(s3: Any, key: str) -> bytes:
    return bytes(s3.get_object(Bucket=BUCKET, Key=f"unload/{key}")["Body"].read())


def test_no_alias_of_an_access_point(run: Run) -> None:
    with pytest.raises(DriverError) as caught:
        run("UNLOAD ('SELECT 1') TO 's3://point-abc-s3alias/x' IAM_ROLE default")
    assert sqlstate_of(caught) == "0A000"


@pytest.mark.parametrize(("select", "options", "sqlstate"), REFUSED, ids=[f"{s} {o}".strip() for s, o, _ in REFUSED])
def test_refused(run: Run, s3: Any, select: str, options: str, sqlstate: str) -> None:
    with pytest.raises(DriverError) as caught:
        _unload(run, select or "SELECT 1 AS a", "refused-", options)
    assert sqlstate_of(caught) == sqlstate, caught.value
    assert names_a_page(caught.value.args[0]), caught.value
    assert _keys(s3, "refused-") == []


@pytest.mark.parametrize(
    "statement",
    [
        "UNLOAD (SELECT 1) TO 's3://b/p' IAM_ROLE default",
        "UNLOAD ('SELECT 1') TO '/local/path' IAM_ROLE default",
        "UNLOAD ('SELECT 1') TO 's3://b/p'",
        "UNLOAD ('SELECT 1') TO 's3://b/p' IAM_ROLE 'no arn'",
        "UNLOAD ('SELECT 1') TO 's3://b/p' IAM_ROLE 'arn:aws:iam::1:role/a, arn:aws:iam::1:role/b'",
        "UNLOAD ('SELECT 1') TO 's3://b/p' IAM_ROLE default IAM_ROLE default",
        "UNLOAD ('SELECT 1') TO 's3://b/p' IAM_ROLE default ACCESS_KEY_ID 'a' SECRET_ACCESS_KEY 'b'",
        "UNLOAD ('SELECT 1') TO 's3://b/p' CREDENTIALS 'aws_iam_role=arn:aws:iam::1:role/a' KMS_KEY_ID 'k' ENCRYPTED",
        "UNLOAD ('SELECT 1') TO 's3://b/p' CREDENTIALS 'nonsense'",
        "UNLOAD ($$SELECT 1$$) TO 's3://b/p' IAM_ROLE default",
    ],
)
def test_syntax_errors(run: Run, statement: str) -> None:
    with pytest.raises(DriverError) as caught:
        run(statement)
    assert sqlstate_of(caught) == "42601"


def test_noise_words_and_order_of_options() -> None:
    short = parse_unload(
        "UNLOAD ('SELECT 1') TO 's3://b/p' IAM_ROLE default CSV DELIMITER ';' NULL 'n' MAXFILESIZE 5", True
    )
    long = parse_unload(
        "unload ( 'SELECT 1' ) to 's3://b/p' iam_role DEFAULT maxfilesize as 5 mb null as 'n' delimiter as ';' format as csv;",
        True,
    )
    assert short == long and short.max_file_size == 5_000_000 and short.delimiter == ";"
    parquet = parse_unload("UNLOAD ('SELECT 1') TO 's3://b/p' IAM_ROLE default PARQUET MAXFILESIZE 100 MB", True)
    assert parquet.max_file_size == 96_000_000


def test_a_limit_inside_is_allowed(run: Run, s3: Any) -> None:
    _unload(run, "SELECT * FROM (SELECT typlen FROM pg_type LIMIT 3) AS nested", "nested/", "PARALLEL OFF")
    assert len(_body(s3, "nested/000").split()) == 3


def test_quotes_in_the_select(run: Run, s3: Any) -> None:
    run(f"UNLOAD ('SELECT ''it''''s'' AS a') TO 's3://{BUCKET}/unload/doubled-' {ROLE} PARALLEL OFF")
    run(f"UNLOAD ('SELECT \\'x\\' AS a') TO 's3://{BUCKET}/unload/escaped-' {ROLE} PARALLEL OFF")
    assert (_body(s3, "doubled-000"), _body(s3, "escaped-000")) == (b"it's\n", b"x\n")


_ONE = "SELECT 1 AS a, CAST('x|\"y' || chr(92) || chr(10) AS VARCHAR(10)) AS b, CAST(NULL AS INT) AS c, 2.50 AS d"


@pytest.mark.parametrize(
    ("name", "options", "text"),
    [
        ("plain", "", '1|x|"y\\\n||2.50\n'),
        ("escape", "ESCAPE", '1|x\\|"y\\\\\\\n||2.50\n'),
        ("quotes", "ADDQUOTES", '"1"|"x|"y\\\n"||"2.50"\n'),
        ("both", "ADDQUOTES ESCAPE", '"1"|"x\\|\\"y\\\\\\\n"||"2.50"\n'),
        ("null", "NULL AS 'none'", '1|x|"y\\\n|none|2.50\n'),
        ("csv", "CSV", '1,"x|""y\\\n",,2.50\n'),
        ("csv-pipe", "CSV DELIMITER '|' HEADER", 'a|b|c|d\n1|"x|""y\\\n"||2.50\n'),
        ("header", "HEADER", 'a|b|c|d\n1|x|"y\\\n||2.50\n'),
        ("octal", "DELIMITER '\\\\001'", '1\x01x|"y\\\n\x01\x012.50\n'),
        ("fixed", "FIXEDWIDTH 'a:3,b:8,c:2,d:5'", '1  x|"y\\\n    2.50 \n'),
        ("json", "JSON", '{"a":1,"b":"x|\\"y\\\\\\n","c":null,"d":2.50}\n'),
    ],
)
def test_text_forms(run: Run, s3: Any, name: str, options: str, text: str) -> None:
    _unload(run, _ONE, f"text-{name}/", f"{options} PARALLEL OFF")
    (key,) = _keys(s3, f"text-{name}/")
    assert key == f"text-{name}/000" + (".json" if name == "json" else "")
    assert _body(s3, key).decode() == text


def test_a_value_too_wide_for_fixed_width(run: Run) -> None:
    with pytest.raises(DriverError) as caught:
        _unload(run, "SELECT 12345 AS a", "wide-", "FIXEDWIDTH 'a:3'")
    assert sqlstate_of(caught) == "22023"


def _unzstd(body: bytes) -> bytes:
    return bytes(pa.CompressedInputStream(pa.BufferReader(body), "zstd").read())


@pytest.mark.parametrize(
    ("codec", "suffix", "decompress"),
    [("GZIP", ".gz", gzip.decompress), ("BZIP2", ".bz2", bz2.decompress), ("ZSTD", ".zst", _unzstd)],
)
def test_compressions(run: Run, s3: Any, codec: str, suffix: str, decompress: Callable[[bytes], bytes]) -> None:
    _unload(run, "SELECT 7 AS a", f"codec-{codec}-", f"{codec} PARALLEL OFF")
    assert _keys(s3, f"codec-{codec}-") == [f"codec-{codec}-000{suffix}"]
    assert decompress(_body(s3, f"codec-{codec}-000{suffix}")) == b"7\n"


def test_an_extension_replaces_the_suffix(run: Run, s3: Any) -> None:
    _unload(run, "SELECT 7 AS a", "ext-", "CSV GZIP EXTENSION '.csv.gz' PARALLEL OFF")
    assert _keys(s3, "ext-") == ["ext-000.csv.gz"]


def test_partitions(run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE parts (day DATE, kind VARCHAR(10), n INT)")
    run("INSERT INTO parts VALUES ('2024-01-01','a',1), ('2024-01-01','b/c',2), ('2024-01-02','a',3), (NULL,NULL,4)")
    _unload(run, "SELECT * FROM parts", "parts", "PARQUET PARTITION BY (day, kind) MANIFEST")
    folders = {key.rsplit("/", 1)[0] for key in _keys(s3, "parts/")}
    null = "__HIVE_DEFAULT_PARTITION__"
    assert folders == {
        "parts", "parts/day=2024-01-01/kind=a", "parts/day=2024-01-01/kind=b%2Fc", "parts/day=2024-01-02/kind=a",
        f"parts/day={null}/kind={null}",
    }  # fmt: skip
    manifest = json.loads(_body(s3, "parts/manifest"))
    assert len(manifest["entries"]) == 4
    (key,) = _keys(s3, "parts/day=2024-01-02/")
    assert pq.read_table(io.BytesIO(_body(s3, key))).to_pydict() == {"n": [3]}
    _unload(run, "SELECT * FROM parts", "kept/", "CSV HEADER PARTITION BY (n) INCLUDE")
    (key,) = _keys(s3, "kept/n=3/")
    assert _body(s3, key) == b"day,kind,n\n2024-01-02,a,3\n"
    # CLEANPATH removes what is in the partitions about to be written, and nothing else.
    s3.put_object(Bucket=BUCKET, Key="unload/kept/n=3/old", Body=b"")
    s3.put_object(Bucket=BUCKET, Key="unload/kept/n=99/old", Body=b"")
    _unload(run, "SELECT * FROM parts WHERE n = 3", "kept/", "CSV PARTITION BY (n) CLEANPATH")
    assert len(_keys(s3, "kept/n=3/")) == 1 and _keys(s3, "kept/n=99/") == ["kept/n=99/old"]
    with pytest.raises(DriverError) as caught:
        _unload(run, "SELECT n, 1.5::double precision AS x FROM parts", "kept2/", "CSV PARTITION BY (x)")
    assert sqlstate_of(caught) == "0A000"
    run("DROP TABLE parts")


def test_destination_that_is_not_empty(run: Run, s3: Any) -> None:
    _unload(run, "SELECT 1 AS a", "there/", "PARALLEL OFF")
    with pytest.raises(DriverError) as caught:
        _unload(run, "SELECT 2 AS a", "there/")
    assert "not empty" in message_of(caught)
    _unload(run, "SELECT 3 AS a", "there/", "ALLOWOVERWRITE PARALLEL OFF")
    assert _body(s3, "there/000") == b"3\n"
    s3.put_object(Bucket=BUCKET, Key="unload/there/other", Body=b"")
    _unload(run, "SELECT 4 AS a", "there/", "CLEANPATH PARALLEL OFF")
    assert _keys(s3, "there/") == ["there/000"] and _body(s3, "there/000") == b"4\n"


@pytest.mark.parametrize("options", ["PARQUET", "CSV", "JSON", "HEADER", ""])
def test_zero_rows_write_nothing(run: Run, s3: Any, options: str) -> None:
    _unload(run, "SELECT 1 AS a WHERE 1 = 0", "zero/", f"{options} MANIFEST")
    assert _keys(s3, "zero/") == []


def test_decimals_without_a_declared_scale(run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE amounts (a DECIMAL(10,2))")
    run("INSERT INTO amounts VALUES (1.25), (2.50), (3.50)")
    _unload(run, "SELECT avg(a) AS m, sum(a) AS s, max(a * a) AS p FROM amounts", "decimals/", "PARQUET PARALLEL OFF")
    table = pq.read_table(io.BytesIO(_body(s3, "decimals/000.parquet")))
    assert all(pa.types.is_decimal(t) for t in table.schema.types)
    assert [str(float(v)) for v in (table["s"][0].as_py(), table["p"][0].as_py())] == ["7.25", "12.25"]
    run("DROP TABLE amounts")


def test_super(run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE docs (n INT, doc SUPER)")
    run('INSERT INTO docs SELECT 1, JSON_PARSE(\'{"a": [1, "x"]}\')', "INSERT INTO docs VALUES (2, NULL)")
    _unload(run, "SELECT doc FROM docs ORDER BY n", "docs-parquet/", "PARQUET PARALLEL OFF")
    file = pq.ParquetFile(io.BytesIO(_body(s3, "docs-parquet/000.parquet")))
    assert str(file.schema.column(0).logical_type) == "JSON"
    assert [v if v is None else json.loads(v) for v in file.read()["doc"].to_pylist()] == [{"a": [1, "x"]}, None]
    _unload(run, "SELECT n, doc FROM docs ORDER BY n", "docs-json/", "JSON PARALLEL OFF")
    assert [json.loads(line) for line in _body(s3, "docs-json/000.json").splitlines()] == [
        {"n": 1, "doc": {"a": [1, "x"]}},
        {"n": 2, "doc": None},
    ]
    _unload(run, "SELECT doc FROM docs ORDER BY n", "docs-csv/", "CSV PARALLEL OFF")
    assert _body(s3, "docs-csv/000") == b'"{""a"":[1,""x""]}"\n\n'
    run("DROP TABLE docs")


def test_varbyte(run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE raws (r VARBYTE(10))")
    run("INSERT INTO raws SELECT FROM_HEX('0aff')", "INSERT INTO raws VALUES (NULL)")
    _unload(run, "SELECT r FROM raws ORDER BY r", "raws/", "CSV PARALLEL OFF")
    assert _body(s3, "raws/000") == b"0aff\n\n"
    for options in ("PARQUET", "ADDQUOTES", "FIXEDWIDTH 'r:10'"):
        with pytest.raises(DriverError) as caught:
            _unload(run, "SELECT r FROM raws", "raws-refused/", options)
        assert sqlstate_of(caught) == "0A000"
    run("DROP TABLE raws")


def test_files_are_split_by_size(run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE wide AS SELECT n, repeat(md5(n::varchar), 60)::varchar(2000) AS t FROM "
        "(SELECT row_number() OVER (ORDER BY a.relname, b.relname) AS n FROM pg_class a, pg_class b) AS numbers WHERE n <= 12000")  # fmt: skip
    _unload(run, "SELECT * FROM wide", "split/", "CSV PARALLEL OFF MAXFILESIZE 5 MB MANIFEST VERBOSE")
    manifest = json.loads(_body(s3, "split/manifest"))
    sizes = [entry["meta"]["content_length"] for entry in manifest["entries"]]
    assert len(sizes) >= 5 and max(sizes) <= 5_000_000
    assert manifest["meta"]["record_count"] == 12000
    numbers = [int(line.split(b",")[0]) for n in range(len(sizes)) for line in _body(s3, f"split/{n:03d}").splitlines()]
    assert numbers == list(range(1, 12001))
    _unload(run, "SELECT * FROM wide", "groups/", "PARQUET")
    files = [pq.ParquetFile(io.BytesIO(_body(s3, key))) for key in _keys(s3, "groups/")]
    assert len(files) == 4 and all(file.metadata.num_row_groups == 1 for file in files)
    run("DROP TABLE wide")


def test_encryption(run: Run, s3: Any) -> None:
    _unload(run, "SELECT 1 AS a", "enc/plain-", "PARALLEL OFF")
    assert s3.head_object(Bucket=BUCKET, Key="unload/enc/plain-000")["ServerSideEncryption"] == "AES256"
    for name, options in (("key", "KMS_KEY_ID 'my-key' ENCRYPTED"), ("auto", "ENCRYPTED AUTO")):
        _unload(run, "SELECT 1 AS a", f"enc/{name}-", f"{options} PARALLEL OFF")
        assert s3.head_object(Bucket=BUCKET, Key=f"unload/enc/{name}-000")["ServerSideEncryption"] == "aws:kms"
    arn = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    _unload(run, "SELECT 1 AS a", "enc/arn-", f"PARQUET KMS_KEY_ID '{arn}' ENCRYPTED")
    assert len(_keys(s3, "enc/arn-")) == 1


def test_uncommitted_rows_are_seen_and_files_outlive_a_rollback(run: Run, s3: Any) -> None:
    run("BEGIN", "CREATE TABLE passing (a INT)", "INSERT INTO passing VALUES (42)")
    _unload(run, "SELECT a FROM passing", "passing/", "PARALLEL OFF")
    run("ROLLBACK")
    assert _body(s3, "passing/000") == b"42\n"


def test_floats_are_exact_whatever_the_session_prints(run: Run, s3: Any) -> None:
    run("SET extra_float_digits = 0")
    _unload(run, "SELECT 0.1::float8 + 0.2::float8 AS x", "floats/", "PARQUET")
    (key,) = _keys(s3, "floats/")
    assert pq.read_table(io.BytesIO(_body(s3, key)))["x"].to_pylist() == [0.30000000000000004]
    run("RESET extra_float_digits")


def test_the_requests_of_an_unload(local: RedshiftLocal, run: Run) -> None:
    _unload(run, "SELECT 1 AS a", "requests/", "PARQUET MANIFEST")
    assert [(r.operation, r.status) for r in local.s3_requests(origin="warehouse")] == [
        ("ListObjectsV2", 200), ("PutObject", 200), ("PutObject", 200),
    ]  # fmt: skip
    assert local.s3_requests(origin="client") == []
