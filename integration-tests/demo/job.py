"""The job itself. It needs pyspark and redshift_spark only, and can run alone against any Redshift:

    python -m demo.job --data FOLDER --conf CONF.json --result RESULT.json

where the JSON object holds the session's confs (``spark.redshift.url`` and so on).
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import redshift_spark

from demo.data import TABLES, Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

T = TypeVar("T")

RESULT_TABLE = "delays_by_airline"

QUERY = """
select a.name airline, count(*) flights, avg(f.dep_delay) mean_delay, max(f.dep_delay) worst_delay,
  sum(f.distance) miles
from flights f join airlines a on f.carrier = a.carrier
where f.dep_delay > 60 and f.month between 6 and 8
group by a.name
"""

CONF = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "2",
}


@dataclass(frozen=True)
class Step:
    """One step as it ran. Times are seconds since the epoch."""

    name: str
    started: float
    ended: float
    rows: int | None

    @property
    def seconds(self) -> float:
        return self.ended - self.started


@dataclass(frozen=True)
class JobResult:
    steps: list[Step]
    statements: list[str]
    fully_pushed: bool
    kept: list[str]
    plan: str
    rows: list[list[Any]]
    """The query's rows, from Redshift, in order of the airline's name."""
    plain_rows: list[list[Any]]
    """The same query by Spark alone, over the files."""
    stored_rows: list[list[Any]]
    """What the new table holds."""

    def step(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)


Watch = Callable[[str], AbstractContextManager[None]]
"""Told the name of each step; entered when it begins, left when it ends."""


def unwatched(_: str) -> AbstractContextManager[None]:
    return nullcontext()


class _Steps:
    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self.done: list[Step] = []

    def run(self, name: str, work: Callable[[], T]) -> T:
        with self._watch(name):
            started = time.time()
            given = work()
            rows = len(given) if isinstance(given, list) else given if isinstance(given, int) else None
            self.done.append(Step(name, started, time.time(), rows))
        return given


def run(spark: SparkSession, data: Path, watch: Watch = unwatched) -> JobResult:
    """Write the tables, ask Redshift, store the answer, read it again."""
    steps = _Steps(watch)
    for table in TABLES:
        steps.run(f"write {table.name}", partial(_write, spark, data, table))
    for table in TABLES:
        redshift_spark.read(spark, table=table.name).createOrReplaceTempView(table.name)
    asked = spark.sql(QUERY)
    report = redshift_spark.explain(asked)
    plan = _plan(asked)
    rows = steps.run("query in Redshift", partial(_rows, asked))
    steps.run(f"write {RESULT_TABLE}", partial(_store, asked))
    stored_rows = steps.run(f"read {RESULT_TABLE}", lambda: _rows(redshift_spark.read(spark, table=RESULT_TABLE)))
    for table in TABLES:
        _csv(spark, data, table).createOrReplaceTempView(table.name)
    plain_rows = steps.run("the same by Spark alone", lambda: _rows(spark.sql(QUERY)))
    kept = [f"{kept.node}: {kept.reason}" for kept in report.kept]
    return JobResult(steps.done, report.statements, report.fully_pushed, kept, plan, rows, plain_rows, stored_rows)


def _csv(spark: SparkSession, data: Path, table: Table) -> DataFrame:
    path = str(data / table.file)
    return spark.read.csv(path, schema=table.ddl, header=True, nullValue="NA", mode="FAILFAST")


def _write(spark: SparkSession, data: Path, table: Table) -> int:
    redshift_spark.write(_csv(spark, data, table), table=table.name, mode="overwrite")
    return int(redshift_spark.read(spark, table=table.name).count())


def _store(asked: DataFrame) -> None:
    redshift_spark.write(asked, table=RESULT_TABLE, mode="errorifexists")


def _rows(frame: DataFrame) -> list[list[Any]]:
    return sorted([list(row) for row in frame.collect()], key=str)


def _plan(frame: DataFrame) -> str:
    return str(frame._jdf.queryExecution().executedPlan().toString())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the five CSV files")
    parser.add_argument("--conf", type=Path, required=True, help="JSON object of session confs")
    parser.add_argument("--result", type=Path, required=True, help="where the result goes, as JSON")
    chosen = parser.parse_args()
    spark = redshift_spark.session("flights", conf={**CONF, **json.loads(chosen.conf.read_text())})
    try:
        result = run(spark, chosen.data)
    finally:
        spark.stop()
    chosen.result.write_text(json.dumps(asdict(result), default=str))


if __name__ == "__main__":
    main()
