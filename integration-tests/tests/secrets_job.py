"""A Spark application that uses every secret, rightly and wrongly, and prints all that Spark shows. Run by test_secrets."""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Callable
from functools import partial
from typing import Any

import redshift_spark
from pyspark.sql import SparkSession


def main(plan: dict[str, Any]) -> None:
    builder = SparkSession.builder.master("local[1]").appName("secrets")
    for key, value in plan["conf"].items():
        builder = builder.config(key, value)
    spark = redshift_spark.configure(builder).getOrCreate()
    spark.sparkContext.setLogLevel("DEBUG" if plan.get("debug") else "INFO")
    frame = spark.sql("select id, concat('n', id) s from range(100)")
    outcomes: dict[str, str] = {}

    def attempt(name: str, work: Callable[[], Any]) -> None:
        try:
            outcomes[name] = f"ok: {work()}"
        except Exception as error:
            outcomes[name] = f"failed: {error}"

    def use(options: dict[str, str]) -> Any:
        read = redshift_spark.read(spark, table="secrets", **options)
        read.explain(True)
        print(read._jdf.queryExecution().toString(), read)
        return len(read.where("id > 5").collect()), read.count()

    attempt("write", lambda: redshift_spark.write(frame, table="secrets", mode="overwrite"))
    for name, options in plan["ways"].items():
        attempt(name, partial(use, options))
        attempt(
            name + " written",
            partial(redshift_spark.write, frame, table="secrets_written", mode="append", **options),
        )
    attempt("user statement", lambda: redshift_spark.execute(spark, plan["statement"]))
    attempt("query", lambda: redshift_spark.query(spark, "select 1 as one").collect())
    ui = spark.sparkContext.uiWebUrl
    application = f"api/v1/applications/{spark.sparkContext.applicationId}"
    rest = [
        f"{application}/{part}"
        for part in ("environment", "jobs", "stages", "executors", "sql?details=true&planDescription=true")
    ]
    executions = [f"SQL/execution/?id={number}" for number in range(0, 60, 4)]
    for page in ("environment/", "SQL/", "jobs/", "stages/", "executors/", "api/v1/applications", *rest, *executions):
        with urllib.request.urlopen(f"{ui}/{page}", timeout=20) as answer:
            print(answer.read().decode())
    spark.stop()
    print("OUTCOMES " + json.dumps(outcomes))


if __name__ == "__main__":
    main(json.loads(sys.stdin.read()))
