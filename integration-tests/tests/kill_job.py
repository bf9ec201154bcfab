"""A Spark application that writes once, reads, or streams what is there, and may be killed meanwhile. Run by test_write_kills."""

from __future__ import annotations

import json
import sys
from typing import Any

import redshift_spark
from pyspark.sql import SparkSession


def main(plan: dict[str, Any]) -> None:
    builder = SparkSession.builder.appName("kills")
    for key, value in plan["conf"].items():
        builder = builder.config(key, value)
    spark = redshift_spark.configure(builder).getOrCreate()
    if "read" in plan:
        frame = redshift_spark.read(spark, table=plan["table"], read_transport="UNLOAD", **plan["options"])
        frame.createOrReplaceTempView("killed")
        spark.sql(plan["read"]).collect()
    elif "stream" in plan:
        stream(spark, plan["stream"], plan["options"])
    else:
        redshift_spark.write(spark.sql(plan["select"]), table=plan["table"], mode=plan["mode"], **plan["options"])
    spark.stop()
    print("DONE")


def stream(spark: SparkSession, folder: str, options: dict[str, str]) -> None:
    source = spark.readStream.schema("id int, v string").option("maxFilesPerTrigger", 1).json(f"{folder}/in")
    writer = source.writeStream.format("redshift").option("checkpointLocation", f"{folder}/checkpoint")
    for name, value in options.items():
        writer = writer.option(name, value)
    query = writer.trigger(availableNow=True).start()
    query.awaitTermination()


if __name__ == "__main__":
    main(json.loads(sys.stdin.read()))
