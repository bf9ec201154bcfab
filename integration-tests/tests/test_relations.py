"""Relations that are no plain tables: late-binding and materialised views, tables of other databases, external (Spectrum) tables,
columns that fill themselves.

Nothing in the connector tells a relation's kind, and only a schema and rows are asked of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
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


def objects(redshift: Any) -> set[str]:
    found = redshift.aws_client("s3").list_objects_v2(Bucket=redshift.tempdir.split("/")[2]).get("Contents", [])
    return {entry["Key"] for entry in found}


def test_a_write_to_another_database(spark: Any, redshift: Any, elsewhere: str) -> None:
    """Redshift takes some (dg/cross-database-overview), the stand-in none: it is refused before anything is staged."""
    before = objects(redshift)
    for mode in ("append", "overwrite"):
        with pytest.raises(Py4JJavaError, match="StatementFailedException: .*relation_far.* of another database"):
            redshift_spark.write(spark.sql("select 9 id"), table=elsewhere, mode=mode)
        assert objects(redshift) <= before
    assert redshift_spark.read(spark, table=elsewhere).count() == 2


def test_a_relation_of_another_database_is_named_in_the_error(spark: Any) -> None:
    with pytest.raises(Py4JJavaError, match="elsewhere"):
        redshift_spark.read(spark, table="elsewhere.public.t")


EXTERNAL_COLUMNS = (
    "id integer, small smallint, big bigint, d decimal(12,3), r real, f double precision, ok boolean, c char(5), v varchar(20), "
    "day date, ts timestamp"
)
EXTERNAL_ROW = "1, 2, 4294967296, 12.345, 1.5, 2.5, true, 'ab', 'é', date '2024-03-10', timestamp '2024-03-10 02:30:00'"


@pytest.fixture(scope="module")
def external(redshift: Any) -> Iterator[str]:
    """An external table, partitioned by ``part``, over what UNLOAD wrote of a table with the same columns, ``external_like``."""
    place = f"s3://{redshift.tempdir.split('/')[2]}/external/relation"
    with_part = f"{EXTERNAL_COLUMNS}, part varchar(10)"
    run(
        redshift,
        "drop table if exists external_like",
        f"create table external_like ({with_part})",
        f"insert into external_like select {EXTERNAL_ROW}, 'one'",
        "insert into external_like (id, part) values (2, 'one'), (3, 'two')",
        "create external schema relation_lake from data catalog database 'relation_lake' iam_role default "
        "create external database if not exists",
        f"create external table relation_lake.events ({EXTERNAL_COLUMNS}) partitioned by (part varchar(10)) "
        f"stored as parquet location '{place}/'",
        *(
            f"unload ('select {names(EXTERNAL_COLUMNS)} from external_like where part = ''{part}''') "
            f"to '{place}/part={part}/' iam_role default format parquet"
            for part in ("one", "two")
        ),
        "alter table relation_lake.events add "
        + " ".join(f"partition (part='{part}') location '{place}/part={part}/'" for part in ("one", "two")),
    )
    yield "relation_lake.events"
    run(redshift, "drop schema relation_lake drop external database cascade", "drop table external_like")
    s3, bucket = redshift.aws_client("s3"), redshift.tempdir.split("/")[2]
    for key in objects(redshift):
        if key.startswith("external/relation/"):
            s3.delete_object(Bucket=bucket, Key=key)


def names(columns: str) -> str:
    return ", ".join(column.split()[0] for column in re.sub(r"\(.*?\)", "", columns).split(","))


@pytest.mark.parametrize("way", WAYS)
def test_an_external_table(spark: Any, external: str, way: str) -> None:
    frame = redshift_spark.read(spark, table=external, **WAYS[way])
    like = redshift_spark.read(spark, table="external_like")
    assert described(frame) == described(like)
    assert frame.orderBy("id").collect() == like.orderBy("id").collect()
    assert frame.where("v is null").count() == 2
    assert [row.id for row in frame.where("part = 'two'").select("id").collect()] == [3]


@pytest.mark.parametrize("way", WAYS)
def test_a_pushed_query_over_an_external_table(spark: Any, external: str, way: str) -> None:
    frame = redshift_spark.read(spark, table=external, **WAYS[way])
    grouped = frame.where("id < 3 and (d > 10 or d is null)").groupBy("part").agg({"*": "count", "d": "sum"})
    report = redshift_spark.explain(grouped)
    assert report.fully_pushed and len(report.statements) == 1
    assert [tuple(row) for row in grouped.select("part", "count(1)", "sum(d)").collect()] == [
        ("one", 2, Decimal("12.345"))
    ]


@pytest.mark.parametrize("way", WAYS)
def test_a_join_of_a_local_and_an_external_table(spark: Any, plain: str, external: str, way: str) -> None:
    near = redshift_spark.read(spark, table=plain, **WAYS[way]).alias("a")
    far = redshift_spark.read(spark, table=external, **WAYS[way]).alias("b")
    joined = near.join(far, "id").select("a.id", "b.v", "b.part")
    report = redshift_spark.explain(joined)
    assert report.fully_pushed and len(report.statements) == 1
    assert sorted(tuple(row) for row in joined.collect()) == [(1, "é", "one"), (2, None, "one")]


@pytest.mark.parametrize("way", WAYS)
def test_a_late_binding_view_of_an_external_table(spark: Any, redshift: Any, external: str, way: str) -> None:
    run(
        redshift,
        "drop view if exists relation_over",
        f'create view relation_over as select id, v, "$size" as bytes, part from {external} with no schema binding',
    )
    frame = redshift_spark.read(spark, table="relation_over", **WAYS[way])
    filtered = frame.where("part = 'one' and v is not null").select("id", "v", "part")
    assert redshift_spark.explain(filtered).fully_pushed
    assert [tuple(row) for row in filtered.collect()] == [(1, "é", "one")]
    assert frame.where("bytes > 0").count() == 3


@pytest.mark.parametrize("way", WAYS)
def test_files_that_come_later(spark: Any, redshift: Any, external: str, way: str) -> None:
    """An external table is read anew by each action."""
    s3, bucket = redshift.aws_client("s3"), redshift.tempdir.split("/")[2]
    frame = redshift_spark.read(spark, table=external, **WAYS[way])
    assert frame.count() == 3
    prefix = "external/relation/part=two/"
    key = s3.list_objects_v2(Bucket=bucket, Prefix=prefix)["Contents"][0]["Key"]
    s3.copy_object(Bucket=bucket, Key=f"{prefix}later.parquet", CopySource={"Bucket": bucket, "Key": key})
    assert frame.where("id = 3").count() == 2
    s3.delete_object(Bucket=bucket, Key=f"{prefix}later.parquet")
    assert frame.count() == 3


def test_a_file_of_another_type(spark: Any, redshift: Any, external: str) -> None:
    place = f"s3://{redshift.tempdir.split('/')[2]}/external/relation/"
    run(redshift, f"create external table relation_lake.wrong (id bigint) stored as parquet location '{place}'")
    with pytest.raises(Py4JJavaError, match="incompatible Parquet schema"):
        redshift_spark.read(spark, table="relation_lake.wrong").collect()
    run(redshift, "drop table relation_lake.wrong")


@pytest.mark.parametrize(
    "options", [{"mode": "append"}, {"mode": "overwrite"}, {"write_mode": "merge", "merge_keys": "id"}], ids=str
)
def test_a_write_to_an_external_table(spark: Any, redshift: Any, external: str, options: dict[str, str]) -> None:
    """Redshift takes INSERT, and no COPY (dg/r_COPY): it is refused before anything is staged."""
    before = objects(redshift)
    with pytest.raises(Py4JJavaError, match="StatementFailedException: .*in external schema"):
        redshift_spark.write(spark.sql("select 9 id"), table=external, **options)
    assert objects(redshift) <= before
    assert redshift_spark.read(spark, table=external).count() == 3


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
