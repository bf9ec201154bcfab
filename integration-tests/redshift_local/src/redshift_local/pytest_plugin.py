"""The fixture ``redshift``: one stand-in for the whole test session, started when a test first asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .api import RedshiftLocal, start


@pytest.fixture(scope="session")
def redshift_settings() -> dict[str, Any]:
    """Override this to change how the session's stand-in is started (fields of StandInSettings)."""
    return {}


@pytest.fixture(scope="session")
def redshift(redshift_settings: dict[str, Any]) -> Iterator[RedshiftLocal]:
    """A running stand-in."""
    with start(**redshift_settings) as local:
        yield local
