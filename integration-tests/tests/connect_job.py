"""A client of Spark Connect that reads and writes Redshift, with no jar and no JVM of its own. Run by test_connect."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import redshift_spark
from pyspark.sql import SparkSession


def main(remote: str, endpoints: dict[str, str]) -> dict[str, Any]:
    spark = SparkSession.builder.remote(remote).getOrCreate()
    try:
        return {**answers(spark), "doctor": examined(spark, endpoints)}
    finally:
        spark.stop()


def answers(spark: Any) -> dict[str, Any]:
    source = spark.sql("select id, concat('v', id % 10) v, cast(id * 1.25 as decimal(12,2)) d from range(1000)")
    written = redshift_spark.write(source, table="connected", mode="overwrite", sortkeys="id")
    redshift_spark.write(source.where("id < 5"), table="connected", mode="append")
    table = redshift_spark.read(spark, table="connected")
    misspelt: dict[str, Any] = {"tempformt": "CSV"}
    skewed: dict[str, Any] = {"python_package_version": "0.0.9"}
    grouped = table.where("id >= 3").groupBy("v").agg({"d": "sum"}).orderBy("v")
    return {
        "version": spark.version,
        "count": int(table.count()),  # 3.5.0 gives a number of numpy
        "same": bool(table.exceptAll(source.unionAll(source.where("id < 5"))).count() == 0),
        "groups": [[row[0], str(row[1])] for row in grouped.collect()],
        "query": int(redshift_spark.query(spark, "select max(id) as top from connected").collect()[0]["top"]),
        "plan": plan_of(grouped),
        "execute": refusal(lambda: redshift_spark.execute(spark, "drop table connected")),
        "explain": refusal(lambda: redshift_spark.explain(table)),
        "absent": refusal(lambda: redshift_spark.read(spark, table="absent").count()),
        "written": str(written),
        "skew": refusal(lambda: redshift_spark.read(spark, table="connected", **skewed).count()),
        "option": refusal(lambda: redshift_spark.read(spark, table="connected", **misspelt).count()),
    }


def examined(spark: Any, endpoints: dict[str, str]) -> dict[str, Any]:
    """What the doctor finds, by the name of the check; the options are the server's settings."""
    report = redshift_spark.doctor(spark, **endpoints)
    return {check.name: [check.status, check.found] for check in report.checks}


def plan_of(frame: Any) -> str:
    return str(frame._explain_string(extended=False))


def refusal(work: Callable[[], Any]) -> str:
    try:
        return f"not refused: {work()}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    print("ANSWERS " + json.dumps(main(sys.argv[1], json.loads(sys.argv[2]))))
