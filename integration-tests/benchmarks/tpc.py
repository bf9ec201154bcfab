"""Data and query texts of TPC-H and TPC-DS, from DuckDB's extensions."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlglot


@dataclass(frozen=True)
class Suite:
    """One benchmark: its DuckDB extension, the extension's generator, and the table function that lists the texts."""

    name: str
    generator: str
    texts: str


SUITES = {
    "tpch": Suite("tpch", "dbgen", "tpch_queries"),
    "tpcds": Suite("tpcds", "dsdgen", "tpcds_queries"),
}


def generate(suite: Suite, scale: float, folder: Path) -> dict[str, Path]:
    """Table name to Parquet file. What is in ``folder`` already is kept.

    Columns that DuckDB calls NOT NULL are plain Parquet columns here; dates are dates, money is DECIMAL.
    """
    target = folder / f"{suite.name}-{scale:g}"
    done = target / "_SUCCESS"
    if not done.exists():
        target.mkdir(parents=True, exist_ok=True)
        with _connect(suite) as duck:
            duck.execute(f"CALL {suite.generator}(sf={scale:g})")
            for (table,) in duck.execute("SHOW TABLES").fetchall():
                duck.execute(f"COPY {table} TO '{target / table}.parquet' (FORMAT PARQUET)")
        done.touch()
    return {file.stem: file for file in sorted(target.glob("*.parquet"))}


def queries(suite: Suite) -> dict[int, str]:
    """The texts in Spark's SQL."""
    with _connect(suite) as duck:
        rows = duck.execute(f"SELECT query_nr, query FROM {suite.texts}() ORDER BY query_nr").fetchall()
    return {
        number: sqlglot.transpile(text.rstrip().rstrip(";"), read="duckdb", write="spark")[0] for number, text in rows
    }


def _connect(suite: Suite) -> Any:
    import duckdb

    package = importlib.import_module(f"duckdb_extension_{suite.name}")
    extension = next(Path(str(package.__file__)).parent.rglob("*.duckdb_extension"))
    duck = duckdb.connect()
    duck.execute(f"LOAD '{extension}'")
    return duck
