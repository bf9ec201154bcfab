"""Relations that are no plain tables: late-binding and materialised views, tables of other databases, columns that fill themselves.

External (Spectrum) tables are not here: the stand-in has none. Nothing in the connector tells a relation's kind, and
only a schema and rows are asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import redshift_spark
from py4j.protocol import Py4JJavaError
from warehouse_sql import rows, run

COLUMNS = "id integer, d decimal(12,3), c char(5), v varchar(20), ts timestamp, s super"
ROW = "1, 12.345, 'ab', 'é', '2024-03-10 02:30:00', json_parse('{\"a\":[1,null]}')"


@pytest.fixture
def plain(redshift: Any) -> str:
    run(
        redshift,
        "drop table if exists relation_plain cascade",
        f"create table relation_plain ({COLUMNS})",
        f"insert into relation_plain select {ROW}",
        "insert into relation_plain (id) values (2)",
    )
    return "relation_plain"


WAYS: dict[str, dict[str, Any]] = {
    "parquet": {"read_transport": "UNLOAD"},
    "text": {"read_transport": "UNLOAD", "unload_s3_format": "TEXT"},
    "direct": {"read_transport": "DIRECT"},
}


def described(frame: Any) -> list[tuple[Any, ...]]:
    return [(f.name, f.dataType, f.metadata.get("redshift_type")) for f in frame.schema]


def check(spark: Any, table: str, plain: str, **options: Any) -> None:
    """The relation has the plain table's schema and rows, and what is asked of it runs in Redshift."""
    frame = redshift_spark.read(spark, table=table, **options)
    like = redshift_spark.read(spark, table=plain)
    assert described(frame) == described(like)
    assert frame.orderBy("id").collect() == like.orderBy("id").collect()
    grouped = frame.where("id > 0 and c = 'ab'").groupBy("v").count()
    report = redshift_spark.explain(grouped)
    assert report.fully_pushed and len(report.statements) == 1
    assert [tuple(row) for row in grouped.collect()] == [("é", 1)]


@pytest.mark.parametrize("way", WAYS)
def test_a_late_binding_view(spark: Any, redshift: Any, plain: str, way: str) -> None:
    run(
        redshift,
        "drop view if exists relation_late",
        f"create view relation_late as select * from public.{plain} with no schema binding",
    )
    check(spark, "relation_late", plain, **WAYS[way])
    # It binds anew: the table behind it may be another one at the next read.
    before = redshift_spark.read(spark, table="relation_late", **WAYS[way])
    run(
        redshift,
        f"drop table {plain}",
        f"create table {plain} (id bigint, v varchar(5))",
        f"insert into {plain} values (5, 'x')",
    )
    after = redshift_spark.read(spark, table="relation_late", **WAYS[way])
    assert after.dtypes == [("id", "bigint"), ("v", "string")] and [tuple(r) for r in after.collect()] == [(5, "x")]
    with pytest.raises(Py4JJavaError, match="StatementFailedException|SchemaMismatchException|does not exist"):
        before.collect()
    run(redshift, f"drop table {plain}")
    with pytest.raises(Py4JJavaError, match="RelationNotFoundException"):
        redshift_spark.read(spark, table="relation_late", **WAYS[way])


@pytest.mark.parametrize("way", WAYS)
def test_a_materialised_view(spark: Any, redshift: Any, plain: str, way: str) -> None:
    run(
        redshift,
        "drop materialized view if exists relation_kept",
        f"create materialized view relation_kept as select * from {plain}",
    )
    check(spark, "relation_kept", plain, **WAYS[way])
    frame = redshift_spark.read(spark, table="relation_kept", **WAYS[way])
    run(redshift, f"insert into {plain} (id) values (3)")
    assert frame.count() == 2
    redshift_spark.execute(spark, "refresh materialized view relation_kept")
    assert frame.count() == 3
    with pytest.raises(Py4JJavaError, match="relation_kept"):
        redshift_spark.write(spark.sql("select 9 id"), table="relation_kept")
    assert frame.count() == 3


@pytest.mark.parametrize("way", WAYS)
def test_a_name_with_its_database(spark: Any, redshift: Any, plain: str, way: str) -> None:
    """That of another database is read by the same text (dg/cross-database_usage)."""
    check(spark, f"{redshift.database}.public.{plain}", plain, **WAYS[way])
    check(spark, f'"{redshift.database}"."public"."{plain}"', plain, **WAYS[way])
    both = redshift_spark.read(spark, table=f"{redshift.database}.public.{plain}").alias("a")
    joined = both.join(redshift_spark.read(spark, table=plain).alias("b"), "id").select("a.id", "b.v")
    assert redshift_spark.explain(joined).fully_pushed and joined.count() == 2


@pytest.fixture(scope="module")
def elsewhere(redshift: Any) -> Iterator[str]:
    """A database beside the session's, with the same table as ``plain``."""
    run(redshift, "create database relation_elsewhere")
    with redshift.connect(database="relation_elsewhere") as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(f"create table relation_far ({COLUMNS})")
        cursor.execute(f"insert into relation_far select {ROW}")
        cursor.execute("insert into relation_far (id) values (2)")
    yield "relation_elsewhere.public.relation_far"
    run(redshift, "drop database relation_elsewhere")


@pytest.mark.parametrize("way", WAYS)
def test_a_table_of_another_database(spark: Any, redshift: Any, plain: str, elsewhere: str, way: str) -> None:
    check(spark, elsewhere, plain, **WAYS[way])
    far = redshift_spark.read(spark, table=elsewhere, **WAYS[way])
    assert far.count() == 2 and far.where("d > 10").select("v").first().v == "é"
    # It is read anew by each action.
    with redshift.connect(database="relation_elsewhere") as connection:
        connection.autocommit = True
        connection.cursor().execute("insert into relation_far (id) values (3)")
        assert far.count() == 3
        connection.cursor().execute("delete from relation_far where id = 3")
    assert far.count() == 2


@pytest.mark.parametrize("way", WAYS)
def test_a_join_with_a_table_of_another_database(spark: Any, plain: str, elsewhere: str, way: str) -> None:
    near = redshift_spark.read(spark, table=plain, **WAYS[way]).alias("a")
    far = redshift_spark.read(spark, table=elsewhere, **WAYS[way]).alias("b")
    joined = near.join(far, "id").select("a.id", "b.v")
    report = redshift_spark.explain(joined)
    assert report.fully_pushed and len(report.statements) == 1
    assert sorted(tuple(row) for row in joined.collect()) == [(1, "é"), (2, None)]


def test_a_write_to_another_database(spark: Any, redshift: Any, elsewhere: str) -> None:
    """Redshift takes some (dg/cross-database-overview), the stand-in none: it is refused before anything is staged."""
    bucket = redshift.tempdir.split("/")[2]

    def objects() -> set[str]:
        found = redshift.aws_client("s3").list_objects_v2(Bucket=bucket).get("Contents", [])
        return {entry["Key"] for entry in found}

    before = objects()
    for mode in ("append", "overwrite"):
        with pytest.raises(Py4JJavaError, match="StatementFailedException: .*relation_far.* of another database"):
            redshift_spark.write(spark.sql("select 9 id"), table=elsewhere, mode=mode)
        assert objects() <= before
    assert redshift_spark.read(spark, table=elsewhere).count() == 2


def test_a_relation_of_another_database_is_named_in_the_error(spark: Any) -> None:
    with pytest.raises(Py4JJavaError, match="elsewhere"):
        redshift_spark.read(spark, table="elsewhere.public.t")


@pytest.mark.parametrize("way", WAYS)
def test_identity_and_default_columns(spark: Any, redshift: Any, way: str) -> None:
    run(
        redshift,
        "drop table if exists relation_filled",
        "create table relation_filled (n bigint identity(10, 5), m integer generated by default as identity(1, 1), "
        "d varchar(8) default 'none', v varchar(8))",
    )
    redshift_spark.write(spark.sql("select 'a' v"), table="relation_filled")
    redshift_spark.write(spark.sql("select 7 m, 'given' d, 'b' v"), table="relation_filled")
    frame = redshift_spark.read(spark, table="relation_filled", **WAYS[way])
    assert frame.dtypes == [("n", "bigint"), ("m", "int"), ("d", "string"), ("v", "string")]
    first, second = frame.orderBy("v").collect()
    assert first.n is not None and first.m is not None and (first.d, first.v) == ("none", "a")
    assert second.n > first.n and (second.m, second.d, second.v) == (7, "given", "b")
    assert frame.where(f"n = {second.n}").select("v").first().v == "b"
    assert rows(redshift, "select count(*) from relation_filled")[0][0] == 2
