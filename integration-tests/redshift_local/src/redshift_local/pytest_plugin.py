"""Fixtures: one stand-in for the whole test session, started when a test first asks for it, and what goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .api import RedshiftLocal, start
from .faults import Faults


@pytest.fixture(scope="session")
def redshift_settings() -> dict[str, Any]:
    """Override this to change how the session's stand-in is started (fields of StandInSettings)."""
    return {}


@pytest.fixture(scope="session")
def redshift(redshift_settings: dict[str, Any]) -> Iterator[RedshiftLocal]:
    """A running stand-in."""
    with start(**redshift_settings) as local:
        yield local


@pytest.fixture
def redshift_connection(redshift: RedshiftLocal) -> Iterator[Any]:
    """A ``redshift_connector`` connection; what the test did not commit is rolled back."""
    connection = redshift.connect()
    try:
        yield connection
        connection.rollback()
    finally:
        connection.close()


@pytest.fixture
def redshift_faults(redshift: RedshiftLocal) -> Iterator[Faults]:
    """The stand-in's faults; those that the test set are gone after it, and a pause is over."""
    yield redshift.faults
    redshift.faults.clear()
    redshift.faults.resume()
