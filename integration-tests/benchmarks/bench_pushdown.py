"""TPC-H and TPC-DS: which queries become one statement, whether the rows are plain Spark's, and how long both take.

python bench_pushdown.py [--suite tpch tpcds] [--scale 0.01] [--mode legacy ansi] [--query 1 2 ...] [--plans]
"""

from __future__ import annotations

import argparse
import re
from dataclasses import asdict, dataclass
from typing import Any

import redshift_spark
from compare import same_rows
from harness import CACHE, median_seconds, report, session, timed
from tpc import SUITES, Suite, generate, queries

import redshift_local

_LIMIT = re.compile(r"\s+LIMIT\s+\d+\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Outcome:
    """One query in one mode. Times are seconds: end to end, the same statement by the raw driver, plain Spark."""

    query: str
    mode: str
    statements: int
    whole: bool
    equal: str
    pushed_s: float
    raw_s: float
    spark_s: float
    kept: str


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--suite", nargs="+", choices=sorted(SUITES), default=["tpch", "tpcds"])
    parser.add_argument("--scale", type=float, default=0.01)
    parser.add_argument("--mode", nargs="+", choices=["legacy", "ansi"], default=["legacy", "ansi"])
    parser.add_argument("--query", nargs="+", type=int, default=[])
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each timing")
    parser.add_argument("--plans", action="store_true", help="look at the plans alone, and run nothing")
    chosen = parser.parse_args()
    with redshift_local.start() as redshift, session(redshift, "bench-pushdown") as spark:
        for name in chosen.suite:
            outcomes = run_suite(redshift, spark, SUITES[name], chosen)
            rows = [asdict(outcome) for outcome in outcomes]
            report(f"pushdown-{name}", rows, summary(outcomes))


def run_suite(redshift: Any, spark: Any, suite: Suite, chosen: argparse.Namespace) -> list[Outcome]:
    files = generate(suite, chosen.scale, CACHE)
    for table, file in files.items():
        redshift_spark.write(spark.read.parquet(str(file)), table=f"{suite.name}_{table}", mode="overwrite")
    with redshift.connect() as connection:
        connection.autocommit = True
        for table in files:
            connection.cursor().execute(f"ANALYZE {suite.name}_{table}")
    pushed = {t: redshift_spark.read(spark, table=f"{suite.name}_{t}") for t in files}
    plain = {t: spark.read.parquet(str(file)) for t, file in files.items()}
    outcomes = []
    for number, text in queries(suite).items():
        for mode in chosen.mode:
            if not chosen.query or number in chosen.query:
                spark.conf.set("spark.sql.ansi.enabled", str(mode == "ansi").lower())
                name = f"{suite.name} {number}"
                outcome = (
                    plan_query(spark, name, text, mode, pushed)
                    if chosen.plans
                    else run_query(redshift, spark, name, text, mode, pushed, plain, chosen.runs)
                )
                outcomes.append(outcome)
                print(
                    f"{outcome.query} {mode}: {outcome.statements} statement(s), {outcome.equal} {outcome.kept}",
                    flush=True,
                )
    return outcomes


def frame_of(spark: Any, tables: Any, sql: str) -> Any:
    for table, data in tables.items():
        data.createOrReplaceTempView(table)
    return spark.sql(sql)


def plan_query(spark: Any, name: str, text: str, mode: str, pushed: Any) -> Outcome:
    found = redshift_spark.explain(frame_of(spark, pushed, text))
    kept = "; ".join(f"{k.node}: {k.reason}" for k in found.kept)
    return Outcome(name, mode, len(found.statements), found.fully_pushed, "not run", 0.0, 0.0, 0.0, kept)


def run_query(
    redshift: Any, spark: Any, name: str, text: str, mode: str, pushed: Any, plain: Any, runs: int
) -> Outcome:
    def frame(tables: Any, sql: str) -> Any:
        return frame_of(spark, tables, sql)

    expected, problem = _rows(lambda: frame(plain, text))
    if problem:
        return Outcome(name, mode, 0, False, f"plain Spark: {problem}", 0.0, 0.0, 0.0, "")
    found = redshift_spark.explain(frame(pushed, text))
    kept = "; ".join(f"{k.node}: {k.reason}" for k in found.kept)
    actual, problem = _rows(lambda: frame(pushed, text))
    equal = "failed: " + problem if problem else "equal" if same_rows(actual, expected) else "different"
    if equal == "different" and _LIMIT.search(text):
        full = _LIMIT.sub("", text)
        ties = same_rows(frame(pushed, full).collect(), frame(plain, full).collect())
        equal = "equal but for ties at the LIMIT" if ties else "different"
    if problem or not runs:
        return Outcome(name, mode, len(found.statements), found.fully_pushed, equal, 0.0, 0.0, 0.0, kept)
    raw = median_seconds(lambda: _raw(redshift, found.statements), runs)
    pushed_seconds = median_seconds(lambda: frame(pushed, text).collect(), runs)
    spark_seconds = median_seconds(lambda: frame(plain, text).collect(), runs)
    return Outcome(
        name, mode, len(found.statements), found.fully_pushed, equal, pushed_seconds, raw, spark_seconds, kept
    )


def summary(outcomes: list[Outcome]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for mode in sorted({o.mode for o in outcomes}):
        mine = [o for o in outcomes if o.mode == mode]
        found[f"{mode}: one statement"] = f"{sum(o.whole for o in mine)}/{len(mine)}"
        found[f"{mode}: equal"] = f"{sum(o.equal.startswith('equal') for o in mine)}/{len(mine)}"
        found[f"{mode}: slower than 1.10 x raw + 150 ms"] = ", ".join(
            o.query for o in mine if o.whole and o.pushed_s > 1.10 * o.raw_s + 0.150
        )
    return found


def _rows(make: Any) -> tuple[list[Any], str]:
    try:
        rows, _ = timed(lambda: make().collect())
        return rows, ""
    except Exception as failed:
        lines = [line for line in str(failed).splitlines() if line.strip()]
        return [], f"{type(failed).__name__}: {lines[0][:300] if lines else ''}"


def _raw(redshift: Any, statements: list[str]) -> None:
    with redshift.connect() as connection:
        for statement in statements:
            cursor = connection.cursor()
            cursor.execute(statement)
            cursor.fetchall()


if __name__ == "__main__":
    main()
