"""The metadata calls of Amazon's JDBC driver, over SHOW and over the catalog, as the server's version has it ask."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

import redshift_local
from redshift_local import RedshiftLocal

from ..conftest import runner
from .driver import driver_classpath, probe

_TABLES = (
    "CREATE SCHEMA jdbc_meta",
    "CREATE TABLE jdbc_meta.parent (a INT, b VARCHAR(7) ENCODE zstd, PRIMARY KEY (a, b)) DISTSTYLE ALL",
    "CREATE TABLE jdbc_meta.child (i INT IDENTITY(5,2), a INT, b VARCHAR(9), s SUPER, v VARBYTE(5), d DECIMAL(12,3), "
    "n INT NOT NULL DEFAULT 3, c CHAR(4), f REAL, g FLOAT, l BIGINT, m SMALLINT, o BOOLEAN, p DATE, q TIMESTAMP, "
    "r TIMESTAMPTZ, t TIME, u TIMETZ, w INTERVAL DAY TO SECOND, x INTERVAL YEAR TO MONTH, y GEOMETRY, "
    "FOREIGN KEY (a, b) REFERENCES jdbc_meta.parent (a, b)) DISTKEY (i) COMPOUND SORTKEY (i, n)",
    "CREATE VIEW jdbc_meta.seen AS SELECT a FROM jdbc_meta.parent",
    "CREATE VIEW jdbc_meta.late AS SELECT a, b FROM jdbc_meta.parent WITH NO SCHEMA BINDING",
    "COMMENT ON COLUMN jdbc_meta.parent.b IS 'a remark'",
    "COMMENT ON TABLE jdbc_meta.parent IS 'of a table'",
    "CREATE EXTERNAL SCHEMA jdbc_lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE default CREATE EXTERNAL DATABASE IF NOT EXISTS",
    "CREATE EXTERNAL TABLE jdbc_lake.far (a INT, b VARCHAR(7), d DECIMAL(12,3), f FLOAT, t TIMESTAMP, m SMALLINT, o BOOLEAN, c CHAR(4)) "
    "PARTITIONED BY (p DATE) STORED AS PARQUET LOCATION 's3://bucket/far/'",
    "CREATE USER meta_reader PASSWORD 'Reader1234'",
    "GRANT USAGE ON SCHEMA jdbc_meta TO meta_reader",
    "GRANT SELECT ON jdbc_meta.parent TO meta_reader",
    "GRANT UPDATE (a) ON jdbc_meta.parent TO meta_reader",
)
_BOTH = {
    "getCatalogs": "dev",
    "getSchemas": "jdbc_meta|dev",
    "getTables of an external schema": "jdbc_lake|far|EXTERNAL TABLE",
    "getTables of a pattern": "child",
    "getTables of tables": "child;parent",
    "getTables of views": "late;seen",
    "getColumns of a view": "a|int4",
    "getPrimaryKeys": "parent|a|1|parent_pkey;parent|b|2|parent_pkey",
    "getImportedKeys": "parent|a|child|a|1;parent|b|child|b|2",
    "getExportedKeys": "a|child|a|1;b|child|b|2",
    "getCrossReference": "a|a;b|b",
    "getBestRowIdentifier": "a|int4;b|varchar",
    "getVersionColumns": "ctid",
    "getIndexInfo": "",
    "getProcedures": "",
    "getProcedureColumns": "",
    "getFunctions": "",
    "getFunctionColumns": "",
    "getUDTs": "child;late;parent;seen",
    "getClientInfoProperties": "ApplicationName",
    "names and versions": "Redshift 8.0.2 awsuser 63 1600 8",
    "words": "true true",
    "schema of the connection": "dev jdbc_meta true",
}
_COLUMNS = (
    "a|4|int4|10|0|1|null|2|NO;b|12|varchar|9|0|1|null|3|NO;d|2|numeric|12|3|1|null|6|NO;f|7|float4|8|8|1|null|9|NO;"
    "g|8|float8|17|17|1|null|10|NO;l|-5|int8|19|0|1|null|11|NO;m|5|int2|5|0|1|null|12|NO;n|4|int4|10|0|0|3|7|NO;"
    "o|-7|bool|1|0|1|null|13|NO;p|91|date|13|0|1|null|14|NO;q|93|timestamp|29|6|1|null|15|NO;y|-4|geometry|null|null|1|null|21|NO"
)
"""What both paths say alike of the columns of ``child``: name, type, its name, size, digits, NULL, default, place."""
_SHOWN = {
    **_BOTH,
    "getTables": "dev|jdbc_meta|child|TABLE|null;dev|jdbc_meta|late|VIEW|null;dev|jdbc_meta|parent|TABLE|of a table;"
    "dev|jdbc_meta|seen|VIEW|null",
    "getColumns of a pattern": "parent|a remark",
    "getColumns of a late-binding view": "a|int4;b|varchar",
    "getColumns of an external table": "a|4|int4|10|0|1;b|12|varchar|7|0|2;c|1|char|4|0|8;d|2|numeric|12|3|3;f|8|float8|17|17|4;"
    "m|5|int2|5|0|6;o|-7|bool|1|0|7;p|91|date|13|0|9;t|93|timestamp|29|6|5",
    "getColumnPrivileges": "a|meta_reader|UPDATE",
}
_ASKED = {
    **_BOTH,
    "getTables": "dev|jdbc_meta|child|TABLE|null;dev|jdbc_meta|late|VIEW|null;dev|jdbc_meta|parent_pkey|INDEX|null;"
    "dev|jdbc_meta|parent|TABLE|of a table;dev|jdbc_meta|seen|VIEW|null",
    "getColumns of a pattern": "parent_pkey|null;parent|a remark",
    "getColumns of a late-binding view": "a|int4;b|character varying(7)",
    "getColumns of an external table": "a|4|int|10|0|1;b|12|varchar|7|0|2;c|1|char|4|0|8;d|2|numeric|12|3|3;"
    "f|8|double precision|17|17|4;m|5|smallint|5|0|6;o|-7|boolean|1|0|7;p|91|date|13|0|9;t|93|timestamp|29|6|5",
}
_SHOWN_COLUMNS = (
    "c|1|char|4|0|1|null|8|NO",
    "i|4|int4|10|0|0|\"identity\"(n, 0, '5,2'::text)|1|YES",
    "r|2014|timestamptz|35|6|1|null|16|NO",
    "s|-1|super|null|null|1|null|4|NO",
)
_ASKED_COLUMNS = (
    "c|1|bpchar|4|0|1|null|8|NO",
    "i|4|int4|10|0|0|\"identity\"(n, 0, '5,2'::text)|1|NO",
    "r|2014|timestamptz|35|0|1|null|16|NO",
    "s|-16|super|null|null|1|null|4|NO",
    "v|-4|varbyte|null|null|1|null|5|NO",
    "w|1111|intervald2s|64|0|1|null|19|NO",
    "x|1111|intervaly2m|32|0|1|null|20|NO",
)


@pytest.fixture(scope="module", params=[4, 0], ids=["SHOW", "catalog"])
def stand_in(request: pytest.FixtureRequest) -> Iterator[tuple[RedshiftLocal, bool]]:
    with redshift_local.start(storage=False, show_discovery=request.param) as local:
        connection, run = runner(local)
        run(*_TABLES)
        connection.close()
        yield local, bool(request.param)


def test_metadata(stand_in: tuple[RedshiftLocal, bool]) -> None:
    local, by_show = stand_in
    expected = _SHOWN if by_show else _ASKED
    local.clear_statements()
    seen = probe(local, driver_classpath(), *expected, program="Metadata.java")
    assert seen == expected
    texts = [entry.text for entry in local.statements()]
    assert any(text.startswith("SHOW TABLES FROM SCHEMA") for text in texts) is by_show
    assert any("pg_catalog.pg_index" in text for text in texts) is not by_show


def test_types_of_columns(stand_in: tuple[RedshiftLocal, bool]) -> None:
    local, by_show = stand_in
    calls = ("getColumns", "getTypeInfo", "getTablePrivileges", "types of a result")
    seen = probe(local, driver_classpath(), *calls, program="Metadata.java")
    columns = re.sub(r"identity\"\(\d+", 'identity"(n', seen["getColumns"]).split(";")
    assert set(_COLUMNS.split(";")) <= set(columns)
    assert set(_SHOWN_COLUMNS if by_show else _ASKED_COLUMNS) <= set(columns)
    assert {"super|-1|4194304", "varbyte|-4|1000000", "int4|4|0"} <= set(seen["getTypeInfo"].split(";"))
    assert {"parent|meta_reader|SELECT|NO"} <= set(seen["getTablePrivileges"].split(";"))
    assert "super -1 java.lang.String false;varbyte -4 [B false" in seen["types of a result"]
    assert seen["types of a result"].startswith("int4 4 java.lang.Integer true;int4 4 java.lang.Integer false")
