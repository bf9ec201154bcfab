"""Every option of COPY, and every combination that is forbidden."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from redshift_connector.error import Error as DriverError

from ..conftest import Run, names_a_page
from .copy_options import ACCEPTED, ELSEWHERE, NOT_YET, OPTIONS, REFUSED, SHAPEFILE
from .loading import load, sqlstate_of

_BY_VALUE: frozenset[str] = frozenset()
"""Refused by a value of the file."""


@pytest.mark.parametrize(("options", "sqlstate"), REFUSED, ids=[options for options, _ in REFUSED])
def test_refused(run: Run, s3: Any, table: str, options: str, sqlstate: str) -> None:
    target = f"{table} (day)" if options.startswith(("DATEFORMAT", "EXPLICIT")) else table
    with pytest.raises(DriverError) as caught:
        load(run, s3, target, "2024-01-xx\n", options)
    assert sqlstate_of(caught) == sqlstate, caught.value
    assert names_a_page(caught.value.args[0]) or options in _BY_VALUE, caught.value


@pytest.mark.parametrize(("options", "body"), ACCEPTED, ids=[options for options, _ in ACCEPTED])
def test_accepted(run: Run, s3: Any, table: str, options: str, body: bytes) -> None:
    load(run, s3, f"{table} (i, v)", body, options)
    assert run(f"SELECT i, v FROM {table} ORDER BY i") == [(1, "a"), (2, "b")]
    assert run("SELECT pg_last_copy_count()") == [(2,)]


@pytest.mark.parametrize(("statement", "page"), NOT_YET, ids=[statement for statement, _ in NOT_YET])
def test_not_in_the_stand_in_yet(run: Run, table: str, statement: str, page: str) -> None:
    with pytest.raises(DriverError) as caught:
        run(statement)
    error = caught.value.args[0]
    assert (error["C"], "is not in the stand-in yet" in error["M"]) == ("0A000", True), f"{page}: {caught.value}"


def test_every_option_has_a_case() -> None:
    folder = Path(__file__).parent
    for where in ELSEWHERE.values():
        file, _, test = where.partition("::")
        assert f"def {test}(" in (folder / file).read_text(encoding="utf-8"), where
    accepted = [*(options for options, _ in ACCEPTED), *SHAPEFILE]
    shown = " ".join([*accepted, *(statement for statement, _ in NOT_YET), *ELSEWHERE])
    assert set(OPTIONS) - set(re.findall(r"[A-Z_0-9]+", shown)) == set()
