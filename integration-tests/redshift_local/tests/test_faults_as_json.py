"""Faults by JSON, as ``serve`` takes them from its environment."""

from __future__ import annotations

import pytest

from redshift_local import Faults, StandInError
from redshift_local.faults import _LOADABLE, DropConnection, FailStatement, PullLever
from redshift_local.storage.s3_faults import S3Faults


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


_NOT_FAULTS = {"load", "clear", "attach", "pull", "strike", "strike_connection", "strike_login", "strike_api"}
_AT_ONCE = {"pause", "resume", "expire_temporary_passwords", "expire_aws_sessions", "hold"}
"""For programs: what an environment tells has ``pause_at`` and the like instead, and delays."""
_S3_NOT_FAULTS = {"clear", "strike", "strike_copy", "strike_unload", "expire_keys", "is_expired", "hold"}


def _methods(kind: type) -> set[str]:
    return {name for name, value in vars(kind).items() if callable(value) and not name.startswith("_")}


def test_every_kind_of_fault_can_come_as_json() -> None:
    kinds = _methods(Faults) - _NOT_FAULTS - _AT_ONCE
    kinds |= {f"s3.{name}" for name in _methods(S3Faults) - _S3_NOT_FAULTS}
    assert kinds == set(_LOADABLE)


def test_statements_move_levers() -> None:
    faults = Faults()
    faults.load(
        '[{"fault": "pause_at", "pattern": "^copy", "resume_after_ms": 5}, {"fault": "expire_passwords_at", '
        '"pattern": "^copy"}, {"fault": "expire_aws_sessions_at", "pattern": "^copy", "skip": 1}]'
    )
    assert faults.strike("COPY t") == [PullLever("pause", 5), PullLever("expire_temporary_passwords")]
    assert faults.strike("COPY t") == [PullLever("expire_aws_sessions")]
    with pytest.raises(StandInError, match="not running"):
        faults.pull(PullLever("pause"))


def test_the_seed_is_that_of_s3_too() -> None:
    def run(seed: int) -> list[bool]:
        faults = Faults(seed=seed)
        faults.load('[{"fault": "s3.kill_unload", "times": null, "probability": 0.3, "skip": 2}]')
        return [faults.s3.strike_unload("unload") is not None for _ in range(200)]

    assert run(1) == run(1) != run(2)
    assert 30 < sum(run(1)) < 90 and run(1)[:2] == [False, False]


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
