"""What a failed COPY tells: file, line, column and reason; the row itself only when asked for."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import redshift_spark
from py4j.protocol import Py4JJavaError
from warehouse_sql import rows, run

# CHAR holds one-byte characters only; that is for COPY to find out.
FRAME = "select cast(id as int) id, if(id = 7, 'sécret', 'ok') v from range(0, 10, 1, 1)"
LONG = FRAME.replace("sécret", "secret far too long")


def fail(spark: Any, redshift: Any, **options: Any) -> str:
    run(redshift, "drop table if exists narrow", "create table narrow (id int, v char(10))")
    before = set(redshift.s3_objects())
    with pytest.raises(Py4JJavaError, match="LoadFailedException") as caught:
        redshift_spark.write(spark.sql(FRAME), table="narrow", **options)
    assert rows(redshift, "select count(*) from narrow") == [(0,)]
    assert set(redshift.s3_objects()) <= before
    return str(caught.value.java_exception.getMessage())


@pytest.mark.parametrize("tempformat", ["CSV", "CSV GZIP"])
def test_text_names_the_line_and_column(spark: Any, redshift: Any, tempformat: str) -> None:
    message = fail(spark, redshift, tempformat=tempformat)
    assert "part-00000-000-" in message and "line 8" in message and "column v" in message, message
    assert "1220" in message
    assert "sécret" not in message


def test_the_row_is_shown_on_demand(spark: Any, redshift: Any) -> None:
    assert "sécret" in fail(spark, redshift, tempformat="CSV", load_error_rows=True)


def test_columnar_files_name_what_redshift_says(spark: Any, redshift: Any) -> None:
    message = fail(spark, redshift, tempformat="PARQUET")
    assert "sécret" not in message


def test_without_the_view_the_older_one_is_asked(spark: Any, redshift: Any) -> None:
    redshift.faults.fail("sys_load_error_detail", "42501", "permission denied", times=None)
    try:
        message = fail(spark, redshift, tempformat="CSV")
    finally:
        redshift.faults.clear()
    assert "line 8" in message and "sécret" not in message


@pytest.mark.parametrize("tempformat", ["PARQUET", "CSV", "AVRO"])
def test_strings_too_long_are_refused_before_the_copy(spark: Any, redshift: Any, tempformat: str) -> None:
    run(redshift, "drop table if exists narrow", "create table narrow (id int, v varchar(10))")
    redshift.clear_statements()
    with pytest.raises(
        Py4JJavaError, match="StringTooLongException: Column 'v' holds a string of 19 bytes.*VARCHAR"
    ) as caught:
        redshift_spark.write(spark.sql(LONG), table="narrow", tempformat=tempformat)
    assert "secret" not in str(caught.value.java_exception.getMessage())
    # Bytes count: five characters of three bytes each.
    with pytest.raises(Py4JJavaError, match="a string of 15 bytes"):
        redshift_spark.write(spark.sql("select 1 id, '日本語日本' v"), table="narrow", tempformat=tempformat)
    assert not any(entry.text.startswith("COPY") for entry in redshift.statements())


def test_strings_may_be_cut_by_choice(spark: Any, redshift: Any) -> None:
    run(redshift, "drop table if exists narrow", "create table narrow (id int, v varchar(10))")
    redshift_spark.write(spark.sql(LONG), table="narrow", tempformat="CSV", extracopyoptions="TRUNCATECOLUMNS")
    assert rows(redshift, "select max(v) from narrow") == [("secret far",)]


def test_a_null_in_a_required_column(spark: Any, redshift: Any) -> None:
    run(redshift, "drop table if exists required", "create table required (id int not null)")
    with pytest.raises(Py4JJavaError, match="(?i)null"):
        redshift_spark.write(spark.sql("select cast(null as int) id"), table="required", tempformat="CSV")
    assert rows(redshift, "select count(*) from required") == [(0,)]


def test_a_number_of_rows_may_be_rejected(spark: Any, redshift: Any) -> None:
    run(redshift, "drop table if exists narrow", "create table narrow (id int, v varchar(10))")
    redshift_spark.write(spark.sql(LONG), table="narrow", max_load_errors=1)
    assert rows(redshift, "select count(*), max(v) from narrow") == [(9, "ok")]
    with pytest.raises(Py4JJavaError, match="not for Parquet"):
        redshift_spark.write(spark.sql(FRAME), table="narrow", max_load_errors=1, tempformat="PARQUET")


def test_copys_own_word_for_it(spark: Any, redshift: Any) -> None:
    """Jobs of the community connector have it among COPY's options."""
    run(redshift, "drop table if exists narrow", "create table narrow (id int, v varchar(10))")
    redshift_spark.write(
        spark.sql(LONG), table="narrow", extracopyoptions="DATEFORMAT 'auto' MAXERROR AS 1 EMPTYASNULL"
    )
    assert rows(redshift, "select count(*), max(v) from narrow") == [(9, "ok")]
    redshift_spark.write(spark.sql(LONG), table="narrow", extracopyoptions="ignoreallerrors")
    assert rows(redshift, "select count(*), max(v) from narrow") == [(18, "ok")]
    with pytest.raises(Py4JJavaError, match="not for Parquet"):
        redshift_spark.write(spark.sql(FRAME), table="narrow", tempformat="PARQUET", extracopyoptions="maxerror 1")
    with pytest.raises(Py4JJavaError, match="not for Parquet"):
        redshift_spark.write(spark.sql(FRAME), table="narrow", tempformat="PARQUET", extracopyoptions="IGNOREALLERRORS")
    with pytest.raises(Py4JJavaError, match="contradicts MAXERROR 2"):
        redshift_spark.write(spark.sql(FRAME), table="narrow", max_load_errors=1, extracopyoptions="MAXERROR 2")


def test_a_statement_that_takes_too_long_is_cancelled(spark: Any, redshift: Any) -> None:
    run(redshift, "drop table if exists slow", "create table slow (id int)", "insert into slow values (1)")
    with redshift.connect() as other:
        other.cursor().execute("begin")
        other.cursor().execute("update slow set id = 1")
        with pytest.raises(Py4JJavaError, match="(?i)cancel"):
            redshift_spark.write(spark.sql("select 2 id"), table="slow", mode="overwrite", statement_timeout_seconds=1)
        other.rollback()
    assert rows(redshift, "select id from slow") == [(1,)]


@pytest.mark.parametrize("options", [{}, {"mode": "overwrite"}, {"write_mode": "merge", "merge_keys": "id"}], ids=str)
def test_a_lock_that_is_not_given_in_time(spark: Any, redshift: Any, options: dict[str, Any]) -> None:
    run(redshift, "drop table if exists slow", "create table slow (id int)", "insert into slow values (1)")

    def write(identifier: int, **more: Any) -> None:
        redshift_spark.write(spark.sql(f"select {identifier} id"), table="slow", **options, **more)

    with redshift.connect() as other:
        other.cursor().execute("begin")
        other.cursor().execute("select * from slow")  # a reader, too, keeps the table from being locked
        with pytest.raises(Py4JJavaError, match='LockTimeoutException.*wait for "slow" was given up after 1 seconds'):
            write(2, lock_timeout_seconds=1)
        other.cursor().execute("lock slow")  # then even the first look at it waits
        with pytest.raises(Py4JJavaError, match='LockTimeoutException.*wait for "slow" was given up after 1 seconds'):
            write(2, lock_timeout_seconds=1, statement_timeout_seconds=60)
        other.rollback()
    write(2)
    redshift.clear_statements()
    write(3, lock_timeout_seconds=1)
    write(4, lock_timeout_seconds=1, statement_timeout_seconds=60)
    limits = [entry.text for entry in redshift.statements() if "statement_timeout" in entry.text]
    # The first look has the limit in a session of its own.
    assert limits[:3] == ["SET statement_timeout TO 1000"] * 2 + ["RESET statement_timeout"]
    assert limits[-2:] == ["SET statement_timeout TO 1000", "SET statement_timeout TO 60000"]
    expected = [(4,)] if options.get("mode") == "overwrite" else [(1,), (2,), (3,), (4,)]
    assert rows(redshift, "select id from slow order by id") == expected


@pytest.mark.parametrize("options", [{}, {"mode": "overwrite"}, {"mode": "ignore"}, {"write_mode": "merge"}], ids=str)
def test_the_first_look_at_the_target_has_the_same_limit(spark: Any, redshift: Any, options: dict[str, Any]) -> None:
    run(redshift, "drop table if exists slow", "create table slow (id int)", "insert into slow values (1)")
    keys = {"merge_keys": "id"} if "write_mode" in options else {}
    redshift.clear_statements()
    with redshift.connect() as other:
        other.cursor().execute("begin")
        other.cursor().execute("lock slow")
        with pytest.raises(Py4JJavaError, match="(?i)cancel"):
            redshift_spark.write(spark.sql("select 2 id"), table="slow", statement_timeout_seconds=1, **options, **keys)
        other.rollback()
    assert not any(entry.text.startswith("COPY") for entry in redshift.statements())
    assert rows(redshift, "select id from slow") == [(1,)]


def test_the_limit_does_not_stay_behind_for_others(spark: Any, redshift: Any) -> None:
    run(redshift, "drop table if exists slow", "create table slow (id int)", "insert into slow values (1)")
    redshift_spark.write(spark.sql("select 2 id"), table="slow", mode="overwrite", statement_timeout_seconds=1)
    with redshift.connect() as other:
        other.cursor().execute("begin")
        other.cursor().execute("lock slow")
        waits = threading.Thread(target=lambda: redshift_spark.write(spark.sql("select 3 id"), table="slow"))
        waits.start()
        waits.join(3)
        assert waits.is_alive()
        other.rollback()
        waits.join(60)
    assert rows(redshift, "select id from slow order by id") == [(2,), (3,)]
