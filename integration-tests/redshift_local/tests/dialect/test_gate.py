"""The gate, class by class, against a running stand-in through a real driver."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal

from ..conftest import Run, names_a_page, runner
from .cases import ACCEPTED, REFUSED
from .gate import GATE, NOT_YET, Class

_BY_THE_ENGINE = frozenset(("42703", "42P01", "42P07", "42701", "42704", "42803", "42883", "42P10", "22007", "22P02"))
"""What a name, a value or an expression is wrong in, not a rule of the dialect: the message itself says all."""
_CASES = [(one.name, *case) for one in GATE for case in one.refused]


@pytest.fixture(scope="module")
def on_tables(tables: RedshiftLocal) -> Iterator[Run]:
    connection, run = runner(tables)
    yield run
    connection.close()


def test_there_are_enough_statements() -> None:
    accepted = len(ACCEPTED) + sum(len(one.accepted) for one in GATE)
    refused = len(REFUSED) + sum(len(one.refused) for one in GATE)
    assert accepted + refused >= 500
    assert min(accepted, refused) >= 200
    assert all(one.refused for one in GATE), "a wrong statement in each class"
    cases = [case for one in GATE for case in (*one.accepted, *one.refused)]
    assert all(case[-1].startswith(("dg/", "mgmt/")) for case in cases)


@pytest.mark.parametrize("one", GATE, ids=[one.name for one in GATE])
def test_accepted(on_tables: Run, one: Class) -> None:
    failed = []
    for statement, page in one.accepted:
        try:
            on_tables(statement)
        except DriverError as error:
            failed.append(f"{statement}\n    {page}: {error}")
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize(("_class", "statement", "sqlstate", "page"), _CASES, ids=[case[1][:70] for case in _CASES])
def test_refused(on_tables: Run, _class: str, statement: str, sqlstate: str, page: str) -> None:
    with pytest.raises(DriverError) as caught:
        on_tables(statement)
    told = caught.value.args[0]
    assert told["C"] == sqlstate, f"{page}: {caught.value}"
    assert sqlstate in _BY_THE_ENGINE or names_a_page(told), f"{page}: {caught.value}"


@pytest.mark.parametrize(("statement", "page"), NOT_YET, ids=[case[0][:70] for case in NOT_YET])
def test_not_in_the_stand_in_yet(on_tables: Run, statement: str, page: str) -> None:
    with pytest.raises(DriverError) as caught:
        on_tables(statement)
    error = caught.value.args[0]
    assert (error["C"], "is not in the stand-in yet" in error["M"]) == ("0A000", True), f"{page}: {caught.value}"
