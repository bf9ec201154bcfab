from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import redshift_local
from redshift_local import RedshiftLocal

Run = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def engine_only() -> Iterator[RedshiftLocal]:
    """A stand-in without S3: starts faster, enough for SQL."""
    with redshift_local.start(storage=False) as local:
        yield local


def runner(local: RedshiftLocal, **options: Any) -> tuple[Any, Run]:
    """An autocommitting connection, and a function that runs statements on it and gives the last one's rows."""
    connection = local.connect(**options)
    connection.autocommit = True

    def run(*statements: str) -> list[tuple[Any, ...]]:
        cursor = connection.cursor()
        rows: list[tuple[Any, ...]] = []
        for statement in statements:
            cursor.execute(statement)
            rows = [tuple(row) for row in cursor.fetchall()] if cursor.description else []
        return rows

    return connection, run


def names_a_page(told: dict[str, str]) -> bool:
    """Whether an error's message, hint or detail says where the documentation has its rule."""
    return any(re.search(r"\b(dg|mgmt)/\w", told.get(part, "")) for part in "MHD")


@pytest.fixture
def run(engine_only: RedshiftLocal) -> Iterator[Run]:
    connection, run_statements = runner(engine_only)
    yield run_statements
    connection.close()


@pytest.fixture(scope="session")
def tables(engine_only: RedshiftLocal) -> RedshiftLocal:
    """The tables that the statement lists speak of."""
    connection, run_statements = runner(engine_only)
    run_statements(
        "CREATE TABLE sales (id INT NOT NULL, customer VARCHAR(20), price DECIMAL(10,2), quantity SMALLINT, sold TIMESTAMP, "
        "day DATE, paid BOOLEAN, rate REAL, ratio DOUBLE PRECISION, code CHAR(4), big BIGINT) DISTKEY(id) SORTKEY(sold)",
        "CREATE TABLE customer (name VARCHAR(20) PRIMARY KEY, city TEXT, extra SUPER)",
        "INSERT INTO sales VALUES "
        "(1, 'ann', 10.50, 2, '2024-01-31 10:30:00', '2024-01-31', true, 1.5, 2.5, 'ab', 9000000000), "
        "(2, 'bob', 3.25, 1, '2024-02-29 23:59:59', '2024-02-29', false, 2.5, 3.5, 'cd', 1), "
        "(3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), "
        "(4, 'ann  ', 1.00, 5, '2024-12-31 00:00:00', '2024-12-31', true, 0.5, 0.25, 'ab  ', 2)",
        "INSERT INTO customer VALUES ('ann', 'Rome', NULL), ('bob', 'Oslo', NULL)",
        "CREATE EXTERNAL SCHEMA lake FROM DATABASE 'lakes' IAM_ROLE default CREATE EXTERNAL DATABASE IF NOT EXISTS",
        "CREATE EXTERNAL TABLE lake.t (a INT, b INT) PARTITIONED BY (p DATE, q INT) STORED AS PARQUET LOCATION 's3://b/f/'",
        "CREATE EXTERNAL TABLE lake.lines (a INT) STORED AS TEXTFILE LOCATION 's3://b/f/'",
        "ALTER TABLE lake.t ADD PARTITION (p='2024-01-31', q=1) LOCATION 's3://b/f/1/'",
        "CREATE EXTERNAL SCHEMA empty FROM DATABASE 'nowhere' IAM_ROLE default",
        "CREATE DATABASE elsewhere",
    )
    connection.close()
    connection, run_statements = runner(engine_only, database="elsewhere")
    run_statements(
        "CREATE TABLE sales (id INT, customer VARCHAR(20), extra SUPER)",
        "INSERT INTO sales SELECT 1, 'ann', json_parse('{\"a\": [1]}')",
        "CREATE VIEW seen AS SELECT id FROM sales",
        "CREATE VIEW late AS SELECT id FROM public.sales WITH NO SCHEMA BINDING",
        "CREATE TABLE mixed (a INT, b INT) INTERLEAVED SORTKEY (a, b)",
        "CREATE EXTERNAL SCHEMA lake FROM DATABASE 'lakes' IAM_ROLE default CREATE EXTERNAL DATABASE IF NOT EXISTS",
        "CREATE EXTERNAL TABLE lake.far (a INT) STORED AS PARQUET LOCATION 's3://b/f/'",
    )
    connection.close()
    return engine_only
