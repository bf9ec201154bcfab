"""The compatibility page is the one that the tables of the tests make."""

from __future__ import annotations

from . import compatibility


def test_the_page_is_not_stale() -> None:
    assert compatibility.PAGE.read_text(encoding="utf-8") == compatibility.text(), (
        "run: python -m tests.dialect.compatibility"
    )
