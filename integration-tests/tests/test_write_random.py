"""Random schemas of nasty rows: what is written is what is read, by every format and for every type."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
import random_tables
import redshift_spark
from random_tables import Column, quoted

FORMATS = ["PARQUET", "CSV", "CSV GZIP", "AVRO"]
ROWS = 60


@pytest.mark.parametrize("seed", range(20))
def test_rows_come_back(spark: Any, seed: int) -> None:
    there_and_back(spark, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20, 220))
def test_more_rows_come_back(spark: Any, seed: int) -> None:
    there_and_back(spark, seed)


def there_and_back(spark: Any, seed: int) -> None:
    random_ = random.Random(seed)
    columns = random_tables.table(random_)
    partitions = random_.randint(1, 3)
    zone = random_.choice(["UTC", "America/New_York", "Asia/Kolkata", "Europe/Amsterdam"])
    spark.conf.set("spark.sql.session.timeZone", zone)
    try:
        for tempformat in random_.sample(FORMATS, 2) if seed < 20 else FORMATS:
            carried = [fitted(tempformat, c) for c in columns if carries(tempformat, c)]
            frame = random_tables.frame(spark, carried, ROWS, seed, partitions)
            redshift_spark.write(
                frame, table="random_table", mode="overwrite", overwrite_mode="drop", tempformat=tempformat
            )
            wrong = differing(frame, read(spark, frame, carried, random_), carried)
            assert wrong == {}, f"seed {seed}, {tempformat}, {zone}"
    finally:
        spark.conf.set("spark.sql.session.timeZone", "UTC")


def carries(tempformat: str, column: Column) -> bool:
    if column.spark_type == "binary":
        return tempformat != "AVRO"
    return "CSV" in tempformat or not column.text_only


def fitted(tempformat: str, column: Column) -> Column:
    """CSV refuses bytes that are empty: COPY would make them NULL."""
    if column.spark_type == "binary" and "CSV" in tempformat:
        return replace(column, values=tuple(v for v in column.values if v != "unhex('')"))
    return column


def read(spark: Any, frame: Any, columns: list[Column], random_: random.Random) -> Any:
    transport = random_.choice(["AUTO", "UNLOAD", "DIRECT"])
    schema = ", ".join(f"{quoted(c.name)} {c.read_type or found_type(c.spark_type)}" for c in columns)
    if all(c.read_type is None for c in columns):
        return redshift_spark.read(spark, table="random_table", read_transport=transport)
    return redshift_spark.read(spark, table="random_table", schema=f"id bigint, {schema}", read_transport=transport)


def found_type(written: str) -> str:
    """The type that a column comes back as."""
    return "smallint" if written == "tinyint" else written.replace("decimal(19,", "decimal(20,")


def differing(written: Any, found: Any, columns: list[Column]) -> dict[str, list[Any]]:
    """By column, some pairs of a written value and another one that came back."""

    # As text, or as documents: -0.0 equals 0.0, NaN is not compared, and maps cannot be.
    def shown(value: str, c: Column) -> str:
        if c.spark_type == "binary":
            return f"hex({value})"
        if c.read_type is not None:
            return f"to_json(named_struct('v', {value}), map('ignoreNullFields', 'false'))"
        return f"cast({value} as string)"

    left = written.selectExpr(
        "id", *(f"{shown(c.back.format(c=quoted(c.name)), c)} l{i}" for i, c in enumerate(columns))
    )
    right = found.selectExpr("id", *(f"{shown(quoted(c.name), c)} r{i}" for i, c in enumerate(columns)))
    pairs = left.join(right, "id").collect()
    assert len(pairs) == ROWS == right.count()
    wrong = {
        c.name: [(row[f"l{i}"], row[f"r{i}"]) for row in pairs if row[f"l{i}"] != row[f"r{i}"]]
        for i, c in enumerate(columns)
    }
    return {name: values[:5] for name, values in wrong.items() if values}
