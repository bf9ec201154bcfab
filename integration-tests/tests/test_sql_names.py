"""Tables of ours behind names in Spark's SQL: CREATE TEMPORARY VIEW and CREATE TABLE ... USING redshift."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import redshift_spark
from warehouse_sql import rows, run


@pytest.fixture(autouse=True)
def table(spark: Any, redshift: Any) -> Iterator[None]:
    run(
        redshift,
        "drop table if exists named",
        "create table named (id int, v varchar(10))",
        "insert into named values (1, 'a'), (2, 'b'), (3, 'c')",
    )
    yield
    spark.sql("drop view if exists behind")
    spark.sql("drop table if exists behind_table")


def test_a_temporary_view(spark: Any, redshift: Any) -> None:
    spark.sql("create temporary view behind using redshift options (dbtable 'named')")
    redshift.clear_statements()
    frame = spark.sql("select v, count(*) n from behind where id > 1 group by v order by v limit 10")
    assert [(row.v, row.n) for row in frame.collect()] == [("b", 1), ("c", 1)]
    report = redshift_spark.explain(frame)
    assert report.fully_pushed, report
    # It meets a frame of the same warehouse in one statement.
    joined = spark.table("behind").join(redshift_spark.read(spark, table="named"), "id")
    assert redshift_spark.explain(joined).fully_pushed and joined.count() == 3


def test_rows_are_inserted_by_name(spark: Any, redshift: Any) -> None:
    spark.sql("create table behind_table using redshift options (dbtable 'named')")
    spark.sql("insert into behind_table select 4, 'd'")
    assert rows(redshift, "select count(*) from named") == [(4,)]
    spark.sql("insert overwrite table behind_table select 9, 'z'")
    assert rows(redshift, "select id, v from named") == [(9, "z")]
    # Spark resolves a temporary view by its newer interface, in which a save's modes have no place.
    spark.sql("create temporary view behind using redshift options (dbtable 'named')")
    with pytest.raises(Exception, match="does not support append"):
        spark.sql("insert into behind select 5, 'e'")


def test_a_view_with_a_schema_and_a_query(spark: Any) -> None:
    spark.sql(
        "create temporary view behind (ID bigint) using redshift options (query 'select id from named where id < 3')"
    )
    assert spark.table("behind").dtypes == [("ID", "bigint")]
    assert sorted(row[0] for row in spark.table("behind").collect()) == [1, 2]


def test_a_table_of_sparks_own_catalog(spark: Any) -> None:
    spark.sql("create table behind_table using redshift options (dbtable 'named')")
    assert spark.sql("select sum(id) s from behind_table").first().s == 6
    assert redshift_spark.explain(spark.sql("select max(id) from behind_table where v <> 'b'")).fully_pushed


def test_errors_are_those_of_the_options(spark: Any) -> None:
    with pytest.raises(Exception, match="Did you mean 'dbtable'"):
        spark.sql("create temporary view behind using redshift options (dbtabel 'named')")
    with pytest.raises(Exception, match="RelationNotFoundException|nowhere"):
        spark.sql("create temporary view behind using redshift options (dbtable 'nowhere')")
