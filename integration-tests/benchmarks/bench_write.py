"""Writes: each staging format against ``df.write.parquet`` to the same S3 (FileOutputCommitter, algorithm 2).

python bench_write.py [--rows 20000000] [--format PARQUET "CSV GZIP" AVRO]
"""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

import redshift_spark
from harness import report, session, timed

import redshift_local

FRAME = """
select id, cast(id % 100000 as int) i, cast(id * 1.01 as decimal(18,2)) d, id / 7.0D x, concat('name-', id % 1000) s,
  timestamp'2024-03-10 00:00:00' + make_interval(0, 0, 0, 0, 0, cast(id % 100000 as int)) ts
from range({rows})
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--format", nargs="+", default=["PARQUET", "CSV GZIP", "AVRO"])
    chosen = parser.parse_args()
    conf = {
        "spark.driver.memory": "1g",
        "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
    }
    with redshift_local.start() as redshift, session(redshift, "bench-write", **conf) as spark:
        frame = spark.sql(FRAME.format(rows=chosen.rows))
        target = redshift.tempdir + "bench-write/"
        frame.limit(1000).write.mode("overwrite").parquet(target)
        _, parquet = timed(lambda: frame.write.mode("overwrite").parquet(target))
        found: list[dict[str, Any]] = [_row("df.write.parquet", parquet, parquet, 0.0, chosen.rows)]
        print(found[-1], flush=True)
        for staging in chosen.format:
            redshift_spark.write(frame.limit(1000), table="bench", mode="overwrite", tempformat=staging)
            redshift.clear_statements()
            _, seconds = timed(
                partial(redshift_spark.write, frame, table="bench", mode="overwrite", tempformat=staging)
            )
            copy = sum(
                (e.end - e.start) for e in redshift.statements() if e.text.startswith("COPY") and e.end is not None
            )
            found.append(_row(staging, seconds, parquet, float(copy), chosen.rows))
            print(found[-1], flush=True)
    report("write", found, {"rows": chosen.rows})


def _row(name: str, seconds: float, parquet: float, copy: float, rows: int) -> dict[str, Any]:
    staged = seconds - copy
    return {
        "write": name,
        "whole s": seconds,
        "COPY s": copy,
        "staged s": staged,
        "df.write.parquet / staged": parquet / max(1e-9, staged),
        "million rows/s": rows / seconds / 1e6,
    }


if __name__ == "__main__":
    main()
