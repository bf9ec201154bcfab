"""Every option of UNLOAD with the files that it makes, and the types that partition."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from redshift_connector.error import Error as DriverError

from ..conftest import Run
from .loading import BUCKET, ROLE, sqlstate_of
from .unload_options import ACCEPTED, NO_PARTITION_KEYS, NOT_YET, OPTIONS, PARTITION_KEYS

_THREE = "SELECT 1 AS a, ''x'' AS b UNION ALL SELECT 2, ''y'' UNION ALL SELECT 3, ''z''"


def _keys(s3: Any, prefix: str) -> list[str]:
    found = s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])
    return [entry["Key"].removeprefix(prefix) for entry in found]


@pytest.mark.parametrize(("options", "names"), ACCEPTED, ids=[options for options, _ in ACCEPTED])
def test_accepted(run: Run, s3: Any, options: str, names: str) -> None:
    prefix = f"options/{abs(hash(options))}/p"
    run(f"UNLOAD ('{_THREE}') TO 's3://{BUCKET}/{prefix}' {ROLE} {options}")
    assert run("SELECT pg_last_unload_count()") == [(3,)]
    keys = _keys(s3, prefix)
    assert keys and [key for key in keys if not re.fullmatch(names, key)] == []
    assert any(key.endswith("manifest") for key in keys) is ("MANIFEST" in options)


def test_every_option_has_a_case() -> None:
    shown = " ".join(options for options, _ in ACCEPTED)
    assert set(OPTIONS) - set(re.findall(r"[A-Z_0-9]+", shown)) == set()


@pytest.mark.parametrize(("statement", "page"), NOT_YET, ids=[statement for statement, _ in NOT_YET])
def test_not_in_the_stand_in_yet(run: Run, statement: str, page: str) -> None:
    with pytest.raises(DriverError) as caught:
        run(statement)
    error = caught.value.args[0]
    assert (error["C"], "is not in the stand-in yet" in error["M"]) == ("0A000", True), f"{page}: {caught.value}"


@pytest.mark.parametrize(("value", "folder"), PARTITION_KEYS.items())
def test_types_that_partition(run: Run, s3: Any, value: str, folder: str) -> None:
    prefix = f"partition-types/{abs(hash(value))}/"
    quoted = value.replace("'", "''")
    run(f"UNLOAD ('SELECT 1 AS n, {quoted} AS k') TO 's3://{BUCKET}/{prefix}' {ROLE} PARQUET PARTITION BY (k)")
    assert [key.rsplit("/", 1)[0] for key in _keys(s3, prefix)] == [f"k={folder}"]


@pytest.mark.parametrize("value", NO_PARTITION_KEYS)
def test_types_that_do_not_partition(run: Run, s3: Any, value: str) -> None:
    quoted = value.replace("'", "''")
    with pytest.raises(DriverError) as caught:
        run(f"UNLOAD ('SELECT 1 AS n, {quoted} AS k') TO 's3://{BUCKET}/no-partition/' {ROLE} CSV PARTITION BY (k)")
    assert sqlstate_of(caught) == "0A000"
    assert _keys(s3, "no-partition/") == []


def _manifest(s3: Any, prefix: str) -> Any:
    return json.loads(s3.get_object(Bucket=BUCKET, Key=f"{prefix}manifest")["Body"].read())


def test_the_layout_of_a_manifest(run: Run, s3: Any) -> None:
    """dg/r_UNLOAD_command_examples, dg/loading-data-files-using-manifest."""
    prefix = "options/manifest/"
    run(f"UNLOAD ('{_THREE}') TO 's3://{BUCKET}/{prefix}' {ROLE} MANIFEST")
    plain = _manifest(s3, prefix)
    assert set(plain) == {"entries"}
    listed = {entry["url"].removeprefix(f"s3://{BUCKET}/") for entry in plain["entries"]}
    assert listed == {f"{prefix}{key}" for key in _keys(s3, prefix) if key != "manifest"}
    columns = "1::int AS i, 1.5::decimal(7,2) AS d, ''ab''::varchar(5) AS v, ''c''::char(3) AS c, true AS b, current_date AS t"
    run(f"UNLOAD ('SELECT {columns}') TO 's3://{BUCKET}/{prefix}v-' {ROLE} HEADER MANIFEST VERBOSE PARALLEL OFF")
    told = _manifest(s3, f"{prefix}v-")
    assert set(told) == {"entries", "schema", "meta", "author"}
    assert told["author"]["name"] == "Amazon Redshift" and told["author"]["version"]
    (entry,) = told["entries"]
    size = s3.head_object(Bucket=BUCKET, Key=f"{prefix}v-000")["ContentLength"]
    # The line of names counts as a row.
    assert entry == {"url": f"s3://{BUCKET}/{prefix}v-000", "meta": {"content_length": size, "record_count": 2}}
    assert told["meta"] == {"content_length": size, "record_count": 2}
    assert [(element["name"], element["type"]) for element in told["schema"]["elements"]] == [
        ("i", {"base": "integer"}),
        ("d", {"base": "numeric", "precision": 7, "scale": 2}),
        ("v", {"base": "character varying", "max_length": 5}),
        ("c", {"base": "character", "max_length": 3}),
        ("b", {"base": "boolean"}),
        ("t", {"base": "date"}),
    ]


def test_names_of_files(run: Run, s3: Any) -> None:
    """dg/r_UNLOAD: slices of four digits and parts of two, or three digits without PARALLEL."""
    run("CREATE TEMP TABLE numbered AS SELECT n FROM (SELECT row_number() OVER () AS n FROM pg_class) q WHERE n <= 40")
    run(f"UNLOAD ('SELECT n FROM numbered') TO 's3://{BUCKET}/options/names/p_' {ROLE}")
    assert _keys(s3, "options/names/") == [f"p_{at:04d}_part_00" for at in range(4)]
    run(f"UNLOAD ('SELECT n FROM numbered') TO 's3://{BUCKET}/options/serial/p_' {ROLE} PARALLEL OFF GZIP MANIFEST")
    assert _keys(s3, "options/serial/") == ["p_000.gz", "p_manifest"]
    run("DROP TABLE numbered")
