"""Every statement of the lists, against a running stand-in through a real driver."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal

from ..conftest import Run, runner
from .cases import ACCEPTED, REFUSED


@pytest.fixture(scope="module")
def on_tables(tables: RedshiftLocal) -> Iterator[Run]:
    connection, run = runner(tables)
    yield run
    connection.close()


def test_the_lists_are_long_enough() -> None:
    assert len(ACCEPTED) + len(REFUSED) >= 80
    assert all(case[-1].startswith(("dg/", "mgmt/")) for case in (*ACCEPTED, *REFUSED))


# In one test and in order: some statements of the list undo what earlier ones did.
def test_accepted(on_tables: Run) -> None:
    failed = []
    for statement, page in ACCEPTED:
        try:
            on_tables(statement)
        except DriverError as error:
            failed.append(f"{statement}\n    {page}: {error}")
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize(("statement", "sqlstate", "page"), REFUSED, ids=[case[0][:60] for case in REFUSED])
def test_refused(on_tables: Run, statement: str, sqlstate: str, page: str) -> None:
    with pytest.raises(DriverError) as caught:
        on_tables(statement)
    assert caught.value.args[0]["C"] == sqlstate, f"{page}: {caught.value}"
