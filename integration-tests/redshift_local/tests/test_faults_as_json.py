"""Faults by JSON, as ``serve`` takes them from its environment."""

from __future__ import annotations

import pytest

from redshift_local import Faults, StandInError
from redshift_local.faults import DropConnection, FailStatement


def test_all_kinds_load() -> None:
    faults = Faults()
    faults.load(
        '[{"fault": "drop_connection", "pattern": "^commit", "when": "after", "skip": 1}, {"fault": "delay_ready", '
        '"milliseconds": 7}, {"fault": "fail", "pattern": "^copy", "sqlstate": "XX000", "times": null}, '
        '{"fault": "fail_api", "operation_pattern": "redshift:"}, {"fault": "refuse_connections"}, '
        '{"fault": "refuse_login"}, {"fault": "s3.fail", "code": "InternalError"}]'
    )
    assert faults.ready_delay_ms == 7
    assert faults.strike("COMMIT") == [] and faults.strike("COMMIT") == [DropConnection("after")]
    assert faults.strike("COPY t") == faults.strike("COPY t") == [FailStatement("XX000", "injected fault")]
    assert faults.strike_api("redshift:DescribeClusters") is not None
    assert faults.strike_connection() is not None and faults.strike_connection() is None
    assert faults.strike_login("anyone") is not None
    faults.clear()
    assert faults.strike("COPY t") == []


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        '[{"fault": "load"}]',
        '[{"fault": "fail", "pattern": "("}]',
        '[{"fault": "fail", "colour": 1}]',
        "[1]",
    ],
)
def test_what_is_wrong_is_said(text: str) -> None:
    with pytest.raises(StandInError, match="faults as JSON"):
        Faults().load(text)


def test_chance_can_be_repeated() -> None:
    def run(seed: int) -> list[bool]:
        faults = Faults(seed=seed)
        faults.fail("insert", "57P03", times=None, probability=0.3)
        return [bool(faults.strike("INSERT")) for _ in range(200)]

    assert run(1) == run(1) != run(2)
    assert 30 < sum(run(1)) < 90
