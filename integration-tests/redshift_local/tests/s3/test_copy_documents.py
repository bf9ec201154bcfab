"""COPY from JSON and Avro, and into SUPER (dg/copy-usage_notes-copy-from-json, dg/ingest-super)."""

from __future__ import annotations

import io
import json
from typing import Any

import fastavro
import pytest
from redshift_connector.error import Error as DriverError

from ..conftest import Run
from .loading import BUCKET, copy, errors, load, message_of, put


def test_json_paths(run: Run, s3: Any, table: str) -> None:
    put(s3, "paths.json", json.dumps({"jsonpaths": ["$['a']['b'][1]", "$.name"]}))
    put(s3, "doc", '{"a": {"b": [1, 2]}, "name": "x"} {"name": "y"}')
    copy(run, f"{table} (i, v)", "doc", f"JSON 's3://{BUCKET}/copy/paths.json'")
    assert run(f"SELECT i, v FROM {table} ORDER BY i") == [(2, "x"), (None, "y")]
    with pytest.raises(DriverError) as caught:
        copy(run, f"{table} (i)", "doc", f"JSON 's3://{BUCKET}/copy/paths.json'")
    assert "Number of jsonpaths" in message_of(caught)


def test_super_columns(run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE docs (d SUPER)")
    load(run, s3, "docs", '{"a": 1.10}\n', "DELIMITER '\\t'")
    load(run, s3, "docs", '"[1,""x""]"\n', "CSV")
    load(run, s3, "docs", '{"d": {"k": "v"}}', "JSON 'auto'")
    load(run, s3, "docs", '{"whole": true}', "JSON 'noshred'")
    found = {json.dumps(json.loads(row[0])) for row in run("SELECT json_serialize(d) FROM docs")}
    assert found == {'{"a": 1.1}', '[1, "x"]', '{"k": "v"}', '{"whole": true}'}
    with pytest.raises(DriverError):
        load(run, s3, "docs", "not json\n")
    assert errors(run)[0][1] == 1224
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
    put(s3, "rows.avro", _avro(_AVRO, _AVRO_ROWS))
    copy(run, table, "rows.avro", "AVRO 'auto'")
    assert run(f"SELECT i, v, d FROM {table} ORDER BY i") == [(1, "a", None), (None, None, None)]
    run(f"TRUNCATE {table}")
    put(s3, "paths.json", json.dumps({"jsonpaths": ["$['I']", "$['other']"]}))
    copy(run, f"{table} (i, v)", "rows.avro", f"AVRO 's3://{BUCKET}/copy/paths.json'")
    assert run(f"SELECT i, v FROM {table} ORDER BY i") == [(10, "[1]"), (None, "[]")]
    for body in (b"no avro", _avro({"type": "array", "items": "int"}, [[1]])):
        with pytest.raises(DriverError):
            load(run, s3, table, body, "AVRO 'auto'")
