"""The texts of TPC-H and TPC-DS on the stand-in at scale factor 0.01: every row is that of DuckDB's answer.

Data and texts come from DuckDB's extensions. ``having_subqueries`` is on: the texts as published have scalar subqueries in
HAVING. Query 20 of TPC-H is written without correlation: the engine repeats its subquery for each row, where Redshift
decorrelates it.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import boto3
import pytest

import redshift_local

from ..conftest import Run, runner

duckdb = pytest.importorskip("duckdb", reason="DuckDB with its TPC extensions makes the data (requirements-bench.txt)")
pytest.importorskip("duckdb_extension_tpch", reason="TPC-H data (requirements-bench.txt)")
pytest.importorskip("duckdb_extension_tpcds", reason="TPC-DS data (requirements-bench.txt)")

_NORMAL = (1, 3, 4, 5, 6, 7, 10, 12, 14, 19)
_OWN_TEXTS = {
    ("tpch", 20): """
        SELECT s_name, s_address FROM supplier, nation
        WHERE s_suppkey IN (
            SELECT ps_suppkey FROM partsupp
            JOIN (SELECT l_partkey, l_suppkey, 0.5 * sum(l_quantity) AS half FROM lineitem
                  WHERE l_shipdate >= CAST('1994-01-01' AS date) AND l_shipdate < CAST('1995-01-01' AS date)
                  GROUP BY l_partkey, l_suppkey) AS shipped ON l_partkey = ps_partkey AND l_suppkey = ps_suppkey
            WHERE ps_partkey IN (SELECT p_partkey FROM part WHERE p_name LIKE 'forest%') AND ps_availqty > half)
        AND s_nationkey = n_nationkey AND n_name = 'CANADA' ORDER BY s_name""",
}


_EXACT = 1e-9
"""What the order of additions makes of sums of doubles."""
_QUOTIENTS, _AVERAGES, _WHOLE_AVERAGES = 1e-4, 0.0101, 1.0
_TOLERANCES: dict[tuple[str, int], float] = {
    **{("tpch", number): _AVERAGES for number in (1,)},
    **{("tpch", number): _QUOTIENTS for number in (14,)},
    **{("tpcds", number): _WHOLE_AVERAGES for number in (7, 22, 26, 27)},
    **{("tpcds", number): _AVERAGES for number in (9, 18, 28, 47, 53, 57, 63, 89)},
    **{("tpcds", number): _QUOTIENTS for number in (12, 20, 36, 59, 98)},
    ("tpcds", 66): 10 * _QUOTIENTS,  # sums of quotients
}
"""By query how far a number may be from DuckDB's, which averages and divides DECIMAL as doubles: Redshift cuts an AVG of
integers at the point, an AVG of DECIMAL at the column's scale, and a quotient at the scale of its type."""


class _Benchmark:
    """One benchmark's tables on a stand-in of their own."""

    def __init__(self, kind: str, folder: Path, local: Any) -> None:
        self.kind = kind
        module = importlib.import_module(f"duckdb_extension_{kind}")
        assert module.__file__ is not None
        extension = next(Path(module.__file__).parent.rglob("*.duckdb_extension"))
        self.duck = duckdb.connect(config={"allow_unsigned_extensions": "true"})
        self.duck.execute(f"LOAD '{extension}'")
        self.duck.execute(
            "SET default_null_order = 'nulls_last_on_asc_first_on_desc'"
        )  # as Redshift: dg/r_ORDER_BY_clause
        self.duck.execute(f"CALL {'dbgen' if kind == 'tpch' else 'dsdgen'}(sf=0.01)")
        self.connection, self.run = runner(local)
        self._load(folder, local)

    def _load(self, folder: Path, local: Any) -> None:
        s3 = boto3.client(
            "s3",
            endpoint_url=local.s3_endpoint,
            aws_access_key_id=local.access_key,
            aws_secret_access_key=local.secret_key,
            region_name=local.s3_region,
        )
        bucket = local.tempdir.split("/")[2]
        for (table,) in self.duck.execute("SELECT table_name FROM information_schema.tables").fetchall():
            file = folder / f"{table}.parquet"
            self.duck.execute(f"COPY {table} TO '{file}' (FORMAT parquet)")
            columns = self.duck.execute(f"SELECT column_name, data_type FROM information_schema.columns WHERE table_name = '{table}' ORDER BY ordinal_position").fetchall()  # fmt: skip
            listed = ", ".join(f"{name} {'VARCHAR(256)' if kind == 'VARCHAR' else kind}" for name, kind in columns)
            self.run(f"CREATE TABLE {table} ({listed})")
            s3.upload_file(str(file), bucket, f"{self.kind}/{table}/0.parquet")
            self.run(
                f"COPY {table} FROM 's3://{bucket}/{self.kind}/{table}/' IAM_ROLE '{local.iam_role}' FORMAT PARQUET"
            )
        self.run("ANALYZE")

    def check(self, number: int) -> None:
        (published,) = self.duck.execute(
            f"SELECT query FROM {self.kind}_queries() WHERE query_nr = {number}"
        ).fetchone()
        published = published.strip().rstrip(";")
        expected = self.duck.execute(published).fetchall()
        answered = self.run(_OWN_TEXTS.get((self.kind, number), published))
        assert len(answered) == len(expected)
        same = _same_within(_TOLERANCES.get((self.kind, number), _EXACT))
        if self.kind == "tpch":  # every text of TPC-H says in which order the rows are
            for row, other in zip(answered, expected, strict=True):
                assert all(same(a, b) for a, b in zip(row, other, strict=True)), (row, other)
            return
        left = list(expected)
        missing = [row for row in answered if not _take(left, row, same)]
        assert not missing, (missing[:3], left[:3])


def _take(rows: list[Any], row: Any, same: Callable[[Any, Any], bool]) -> bool:
    """Remove from ``rows`` one that is the same; False when there is none."""
    for at, other in enumerate(rows):
        if all(same(a, b) for a, b in zip(row, other, strict=True)):
            del rows[at]
            return True
    return False


def _same_within(tolerance: float) -> Callable[[Any, Any], bool]:
    def same(a: Any, b: Any) -> bool:
        if isinstance(a, int | float | Decimal) and isinstance(b, int | float | Decimal):
            return math.isclose(float(a), float(b), rel_tol=_EXACT, abs_tol=tolerance)
        if isinstance(a, str) and isinstance(b, str):
            return a.rstrip() == b.rstrip()
        return bool(a == b)

    return same


@pytest.fixture(scope="module")
def local() -> Iterator[Any]:
    with redshift_local.start(having_subqueries=True) as started:
        yield started


@pytest.fixture(scope="module")
def tpch(local: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Benchmark]:
    benchmark = _Benchmark("tpch", tmp_path_factory.mktemp("tpch"), local)
    yield benchmark
    benchmark.connection.close()


@pytest.fixture(scope="module")
def tpcds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Benchmark]:
    with redshift_local.start(having_subqueries=True) as started:
        benchmark = _Benchmark("tpcds", tmp_path_factory.mktemp("tpcds"), started)
        yield benchmark
        benchmark.connection.close()


@pytest.mark.parametrize("number", _NORMAL)
def test_tpch(tpch: _Benchmark, number: int) -> None:
    tpch.check(number)


@pytest.mark.long
@pytest.mark.parametrize("number", [n for n in range(1, 23) if n not in _NORMAL])
def test_the_rest_of_tpch(tpch: _Benchmark, number: int) -> None:
    tpch.check(number)


@pytest.mark.long
@pytest.mark.parametrize("number", range(1, 100))
def test_tpcds(tpcds: _Benchmark, number: int) -> None:
    tpcds.check(number)


def test_the_documented_reading_refuses_having_subqueries(run: Run) -> None:
    with pytest.raises(Exception, match="not valid in HAVING"):
        run("SELECT 1 AS a GROUP BY 1 HAVING count(*) > (SELECT 0)")
