"""Full scans: our read against ``spark.read.parquet`` of the same files, with statement time and S3 requests apart.

python bench_read.py [--rows 5000000]
"""

from __future__ import annotations

import argparse
from typing import Any

import redshift_spark
from harness import median_seconds, report, session, timed

import redshift_local

WIDE = """
select id, cast(id % 32000 as smallint) sm, cast(id % 100000 as int) i, cast(id * 1.01 as decimal(18,2)) d, id / 7.0D x,
  concat('name-', id % 1000) s,
  timestamp'2024-03-10 00:00:00' + make_interval(0, 0, 0, 0, 0, cast(id % 100000 as int)) ts,
  date_add(date'2000-01-01', cast(id % 9000 as int)) day
from range({rows})
"""
PLAIN = "select id, id * 3 as a, id % 1000 as b, id / 7.0D as x from range({rows})"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=5_000_000)
    rows = parser.parse_args().rows
    with redshift_local.start() as redshift, session(redshift, "bench-read") as spark:
        shapes = {"plain": PLAIN, "wide": WIDE}
        found = [run(redshift, spark, name, text.format(rows=rows), rows) for name, text in shapes.items()]
    report("read", found, {"rows": rows})


def run(redshift: Any, spark: Any, name: str, text: str, rows: int) -> dict[str, Any]:
    table = f"bench_{name}"
    redshift_spark.write(spark.sql(text), table=table, mode="overwrite")
    frame = redshift_spark.read(spark, table=table)
    prefix = f"{redshift.tempdir.replace('s3a:', 's3:')}bench-read-{name}/"

    def unload() -> None:
        with redshift.connect() as connection:
            connection.cursor().execute(
                f"UNLOAD ('SELECT * FROM {table}') TO '{prefix}' IAM_ROLE '{redshift.iam_role}' "
                "FORMAT PARQUET MANIFEST ALLOWOVERWRITE"
            )

    unload_seconds = median_seconds(unload)
    files = [
        o.replace("s3:", "s3a:", 1)
        for o in redshift.s3_objects()
        if f"/bench-read-{name}/" in o and "manifest" not in o
    ]
    ours = median_seconds(lambda: _drain(frame))
    parquet = median_seconds(lambda: _drain(spark.read.parquet(*files)))
    before = len(redshift.s3_requests())
    timed(lambda: _drain(frame))
    requests = len(redshift.s3_requests()) - before
    return {
        "shape": name,
        "UNLOAD s": unload_seconds,
        "read s": ours,
        "read less UNLOAD s": ours - unload_seconds,
        "spark.read.parquet s": parquet,
        "million rows/s": rows / ours / 1e6,
        "parquet / (read less UNLOAD)": parquet / max(1e-9, ours - unload_seconds),
        "files": len(files),
        "S3 requests": requests,
    }


def _drain(frame: Any) -> None:
    frame.write.format("noop").mode("overwrite").save()


if __name__ == "__main__":
    main()
