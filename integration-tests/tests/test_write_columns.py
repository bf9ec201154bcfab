"""Which columns a write creates, and how a frame finds the columns of a table that is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import redshift_spark
from py4j.protocol import Py4JJavaError
from warehouse_sql import rows, run


def types(redshift: Any, table: str) -> dict[str, str]:
    found = rows(
        redshift, f"select column_name, data_type from svv_redshift_columns where table_name = '{table}' order by 1"
    )
    return dict(found)


def test_metadata_names_the_column_types(spark: Any, redshift: Any) -> None:
    frame = spark.sql("select 'ab' c, 'xyz' v, 1.5D r, timestamp'2024-07-01 12:00:00' tz, 1 b, 'free' s")
    metadata = {
        "c": {"redshift_type": "char(4)"},
        "v": {"maxlength": 12},
        "r": {"redshift_type": "REAL"},
        "tz": {"redshift_type": "timestamptz"},
        "b": {"redshift_type": "bigint", "encoding": "zstd", "description": "a number's note"},
    }
    frame = frame.select(
        *[frame[c].alias(c, metadata=metadata[c]) if c in metadata else frame[c] for c in frame.columns]
    )
    redshift_spark.execute(spark, "drop table if exists typed")
    redshift_spark.write(frame, table="typed", description="all kinds")
    assert types(redshift, "typed") == {
        "c": "character(4)",
        "v": "character varying(12)",
        "r": "real",
        "tz": "timestamp with time zone",
        "b": "bigint",
        "s": "character varying(65535)",
    }
    assert rows(
        redshift, "select encoding, remarks from svv_redshift_columns where table_name='typed' and column_name='b'"
    ) == [("zstd", "a number's note")]
    assert rows(redshift, "select remarks from svv_redshift_tables where table_name = 'typed'") == [("all kinds",)]
    # What was read keeps its types when it is written again.
    redshift_spark.execute(spark, "drop table if exists typed_again")
    redshift_spark.write(redshift_spark.read(spark, table="typed"), table="typed_again")
    again = types(redshift, "typed_again")
    assert (again["c"], again["v"], again["tz"]) == (
        "character(4)",
        "character varying(12)",
        "timestamp with time zone",
    )


def test_lengths_that_spark_declares(spark: Any, redshift: Any, tmp_path: Path) -> None:
    spark.sql(f"create table sized (a varchar(10), b char(3)) using parquet location '{tmp_path}'")
    try:
        redshift_spark.execute(spark, "drop table if exists sized")
        redshift_spark.write(spark.table("sized"), table="sized")
        # Spark counts characters, of up to four bytes each.
        assert types(redshift, "sized") == {"a": "character varying(40)", "b": "character(3)"}
    finally:
        spark.sql("drop table sized")


def test_lengths_measured_from_the_data(spark: Any, redshift: Any) -> None:
    redshift_spark.execute(spark, "drop table if exists measured")
    frame = spark.sql(
        "select id, nullif(repeat('é', cast(id as int)), '?') s, nullif('', '?') e, nullif('x', '?') m from range(0, 50, 1, 2)"
    )
    frame = frame.withColumn("m", frame.m.alias("m", metadata={"maxlength": 5}))
    redshift_spark.write(frame, table="measured", string_length="measured")
    # The longest has 98 bytes.
    found = {name: kind for name, kind in types(redshift, "measured").items() if name != "id"}
    assert found == {"s": "character varying(256)", "e": "character varying(32)", "m": "character varying(5)"}
    redshift_spark.write(
        spark.sql("select 1L id, 'added' added"),
        table="measured",
        string_length="measured",
        schema_evolution="add_columns",
    )
    assert types(redshift, "measured")["added"] == "character varying(32)"
    with pytest.raises(Py4JJavaError, match="StringTooLongException"):
        redshift_spark.write(spark.sql("select 1L id, repeat('x', 257) s"), table="measured")


@pytest.mark.parametrize("tempformat", ["PARQUET", "CSV", "AVRO"])
def test_timestamptz_is_the_same_instant_in_every_zone(spark: Any, redshift: Any, tempformat: str) -> None:
    run(redshift, "drop table if exists zoned", "create table zoned (wall timestamp, instant timestamptz)")
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    try:
        frame = spark.sql("select timestamp'2024-07-01 08:00:00' instant, timestamp'2024-07-01 08:00:00' wall")
        redshift_spark.write(frame, table="zoned", tempformat=tempformat)
        assert rows(redshift, "select wall::varchar, (instant at time zone 'UTC')::varchar from zoned") == [
            ("2024-07-01 08:00:00", "2024-07-01 12:00:00")
        ]
        assert redshift_spark.read(spark, table="zoned").select("instant", "wall").exceptAll(frame).count() == 0
    finally:
        spark.conf.set("spark.sql.session.timeZone", "UTC")


@pytest.mark.parametrize("tempformat", ["PARQUET", "CSV GZIP"])
def test_columns_are_matched_by_name(spark: Any, redshift: Any, tempformat: str) -> None:
    run(
        redshift,
        "drop table if exists named",
        "create table named (id bigint not null, name varchar(20), price decimal(10,2), since timestamp default '2020-01-01')",
    )
    frame = spark.sql("select 1.5BD Price, 7 ID")
    redshift_spark.write(frame, table="named", tempformat=tempformat)
    redshift_spark.write(spark.sql("select 'x' name, 8S id"), table="named", tempformat=tempformat)
    assert rows(redshift, "select id, name, price::varchar, since::date::varchar from named order by id") == [
        (7, None, "1.50", "2020-01-01"),
        (8, "x", None, "2020-01-01"),
    ]


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("select 1L id, 'x' name, 2 extra", "has no column 'extra'.*schema_evolution=add_columns"),
        ("select 'text' id", "column 'id': Spark's string cannot be stored as BIGINT"),
        ("select 1L id, true name, date'2024-01-01' price", "column 'price'"),
        ("select 'x' name", "lacks 'id'"),
        ("select 1L id, 'a' Name, 'b' name", "'Name' and 'name' are one name"),
    ],
)
def test_what_does_not_fit_is_refused_before_staging(spark: Any, redshift: Any, sql: str, message: str) -> None:
    run(
        redshift,
        "drop table if exists strict",
        "create table strict (id bigint not null, name varchar(20), price decimal(10,2))",
    )
    redshift.clear_statements()
    with pytest.raises(Py4JJavaError, match=f"(?s)TableMismatchException.*{message}"):
        redshift_spark.write(spark.sql(sql), table="strict")
    assert not any(entry.text.startswith("COPY") for entry in redshift.statements())


def test_values_that_overflow_the_column_fail_the_write(spark: Any, redshift: Any) -> None:
    run(redshift, "drop table if exists small", "create table small (a smallint)")
    with pytest.raises(Py4JJavaError, match="(?i)overflow"):
        redshift_spark.write(spark.sql("select 70000 a"), table="small")
    assert rows(redshift, "select count(*) from small") == [(0,)]


def test_new_columns_by_option(spark: Any, redshift: Any) -> None:
    run(redshift, "drop table if exists grown", "create table grown (a int)", "insert into grown values (1)")
    redshift_spark.write(spark.sql("select 2 a, 'new' b, 1.5D c"), table="grown", schema_evolution="add_columns")
    assert rows(redshift, "select a, b, c from grown order by a") == [(1, None, None), (2, "new", 1.5)]


def test_layout_of_a_created_table(spark: Any, redshift: Any) -> None:
    redshift_spark.execute(spark, "drop table if exists laid_out")
    redshift_spark.write(
        spark.sql("select 1 k, 2 s, 3 v"), table="laid_out", distkey="k", sortkeys="s, v", identity_column="row_id"
    )
    assert rows(
        redshift,
        'select "column", distkey, sortkey, "notnull" from pg_table_def where tablename = \'laid_out\' order by 1',
    ) == [
        ("k", True, 0, True),
        ("row_id", False, 0, True),
        ("s", False, 1, True),
        ("v", False, 2, True),
    ]
    # The identity column fills itself for later writes, too.
    redshift_spark.write(spark.sql("select 4 k, 5 s, 6 v"), table="laid_out")
    assert rows(redshift, "select row_id, k from laid_out order by 1") == [(1, 1), (2, 4)]
    redshift_spark.execute(spark, "drop table if exists laid_out_raw")
    redshift_spark.write(
        spark.sql("select 1 a, 2 b"), table="laid_out_raw", diststyle="ALL", sortkeyspec="INTERLEAVED SORTKEY(b, a)"
    )
    assert rows(redshift, "select diststyle, sortkey1 from svv_table_info where \"table\" = 'laid_out_raw'") == [
        ("ALL", "b")
    ]


NESTED = """
select id, named_struct('a', id, 'n', cast(null as string), 'l', array(1, 2)) doc, array('x', null) list, map('k', id * 1.5D) m,
  cast(concat('b', id) as binary) bytes, '12:34:56.789' clock, '{"deep": [1, {"x": null}]}' json
from range(1, 4)
"""


def test_documents_bytes_and_times(spark: Any, redshift: Any, same: Any) -> None:
    frame = spark.sql(NESTED)
    tagged = frame.withColumn("clock", frame.clock.alias("clock", metadata={"redshift_type": "time"})).withColumn(
        "json", frame.json.alias("json", metadata={"redshift_type": "super"})
    )
    redshift_spark.execute(spark, "drop table if exists documents")
    redshift_spark.write(tagged, table="documents")
    found = types(redshift, "documents")
    assert (found["doc"], found["list"], found["m"], found["json"]) == ("super",) * 4
    assert found["clock"] == "time without time zone"
    assert rows(redshift, "select doc.a::int, m.k::float, json.deep[0]::int from documents where id = 2") == [
        (2, 3.0, 1)
    ]
    schema = "id bigint, doc struct<a: bigint, n: string, l: array<int>>, list array<string>, m map<string, double>, bytes binary"
    read = redshift_spark.read(spark, table="documents", schema=schema)
    # Maps cannot be compared, so their entries are.
    entries = "id", "doc", "list", "map_entries(m) m", "bytes"
    same(read.selectExpr(*entries), frame.selectExpr(*entries))
    with pytest.raises(Py4JJavaError, match="'tempformat'.*PARQUET cannot carry column 'doc' of type SUPER"):
        redshift_spark.write(tagged, table="documents", tempformat="PARQUET")


@pytest.mark.parametrize("tempformat", ["PARQUET", "CSV"])
def test_bytes_by_every_format_that_has_them(spark: Any, redshift: Any, same: Any, tempformat: str) -> None:
    frame = spark.sql("select id, if(id = 2, null, unhex(hex(id * 65537))) b from range(4)")
    redshift_spark.execute(spark, "drop table if exists bytes_kept")
    redshift_spark.write(frame, table="bytes_kept", tempformat=tempformat)
    same(redshift_spark.read(spark, table="bytes_kept"), frame)


@pytest.mark.parametrize("tempformat", ["CSV", "CSV GZIP"])
def test_an_empty_value_that_would_become_null_is_refused(spark: Any, redshift: Any, tempformat: str) -> None:
    run(redshift, "drop table if exists emptied", "create table emptied (id int, b varbyte(10), c time)")
    for empty in ("unhex('') b", "'' c"):
        with pytest.raises(Py4JJavaError, match="'tempformat'.*would turn an empty value of column '[bc]'.*into NULL"):
            redshift_spark.write(spark.sql(f"select 1 id, {empty}"), table="emptied", tempformat=tempformat)
    redshift_spark.write(spark.sql("select 1 id, unhex('') b"), table="emptied")
    assert rows(redshift, "select count(*), count(b) from emptied") == [(1, 1)]
