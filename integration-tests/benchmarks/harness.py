"""What all benchmarks share: a stand-in, a Spark session on the built jar, and the results as a table and as JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import redshift_spark
from rich.console import Console
from rich.table import Table

import redshift_local

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "benchmarks"
RESULTS = Path(__file__).resolve().parent / "results"

T = TypeVar("T")


@contextmanager
def session(redshift: redshift_local.RedshiftLocal, name: str, **conf: str) -> Iterator[Any]:
    """A warm local Spark session that knows the stand-in."""
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ.setdefault("REDSHIFT_SPARK_JARS", str(ROOT / "target" / "jars"))
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": "2g",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.session.timeZone": "UTC",
        **redshift.spark_conf(),
        **conf,
    }
    builder = SparkSession.builder.master("local[2]").appName(name)
    for key, value in settings.items():
        builder = builder.config(key, value)
    spark = redshift_spark.configure(builder).getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    try:
        yield spark
    finally:
        spark.stop()


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """The value of ``work`` and its wall-clock seconds."""
    started = time.perf_counter()
    value = work()
    return value, time.perf_counter() - started


def median_seconds(work: Callable[[], object], runs: int = 3) -> float:
    """The median of several runs after one that does not count."""
    work()
    return sorted(timed(work)[1] for _ in range(runs))[runs // 2]


def report(name: str, rows: Sequence[dict[str, Any]], summary: dict[str, Any]) -> None:
    """Prints the rows as a table, and writes both to ``results/<name>.json``."""
    console = Console(width=160)
    table = Table(title=name)
    columns = list(rows[0]) if rows else []
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(_shown(row[column]) for column in columns))
    console.print(table)
    for key, value in summary.items():
        console.print(f"{key}: {_shown(value)}", highlight=False)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps({"summary": summary, "rows": rows}, indent=1, default=str))


def _shown(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
