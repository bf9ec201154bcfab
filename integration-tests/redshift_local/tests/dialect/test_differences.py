"""Each named difference from PostgreSQL, against a running stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from redshift_local import RedshiftLocal

from ..conftest import Run, runner
from .differences import BY_OTHER_TESTS, DIFFERENCES, Difference


@pytest.fixture(scope="module")
def on_tables(engine_only: RedshiftLocal) -> Iterator[Run]:
    connection, run = runner(engine_only)
    run(
        "CREATE TEMP TABLE words (id INT, w VARCHAR(10), c CHAR(5))",
        "INSERT INTO words VALUES (1, 'a', 'a'), (2, 'a  ', 'a'), (3, 'b', 'b'), (4, ' a', 'c'), (5, NULL, NULL)",
        "CREATE TEMP TABLE numbers (s SMALLINT, i INT, b BIGINT, d DECIMAL(10,2), r REAL, f FLOAT8)",
        "INSERT INTO numbers VALUES (1, 1, 1, 1.25, 1.5, 1.5), (2, 2, 2, 2.25, 2.5, 2.5), (4, 4, 4, 3.25, 3.5, 3.5)",
    )
    yield run
    connection.close()


@pytest.mark.parametrize("difference", DIFFERENCES, ids=[one.name for one in DIFFERENCES])
def test_difference(on_tables: Run, difference: Difference) -> None:
    assert on_tables(difference.statement) == difference.rows, difference.page


def test_the_other_tests_exist() -> None:
    folder = Path(__file__).parent
    for name, _, _, where in BY_OTHER_TESTS:
        file, _, test = where.partition("::")
        if test:
            assert f"def {test}(" in (folder / f"{file}.py").read_text(encoding="utf-8"), name
