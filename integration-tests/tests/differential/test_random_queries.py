"""Random queries: pushed, kept back and in plain Spark, by both evaluation modes, under both readings of Redshift's guide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .random_queries import random_query
from .random_runner import Ran, compare

_BATCH = 50
_LEAST_WHOLE = 0.3
_LEAST_NONTRIVIAL = 0.6
# Of one batch: its 50 queries stray from the share of all, 65 %, by three standard deviations of 7 %.
_LEAST_NONTRIVIAL_IN_BATCH = 0.45
# Thousands of small plans: compiling them would take most of the time.
_CONF = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.shuffle.partitions": "1",
}


@pytest.fixture
def interpreted(spark: Any) -> Iterator[None]:
    before = {key: spark.conf.get(key, None) for key in _CONF}
    for key, value in _CONF.items():
        spark.conf.set(key, value)
    yield
    for key, old in before.items():
        if old is None:
            spark.conf.unset(key)
        else:
            spark.conf.set(key, old)


@pytest.fixture(scope="module")
def together() -> list[Ran]:
    """What the batches of this run came to."""
    return []


@pytest.mark.usefixtures("tables", "other_tables", "interpreted")
def test_thirty_queries(spark: Any) -> None:
    _check_shares(_compared(spark, range(30)), _LEAST_NONTRIVIAL)


@pytest.mark.long
@pytest.mark.usefixtures("tables", "other_tables", "interpreted")
@pytest.mark.parametrize("first", range(30, 2000, _BATCH))
def test_two_thousand_queries(spark: Any, first: int, together: list[Ran]) -> None:
    ran = _compared(spark, range(first, min(2000, first + _BATCH)))
    together += ran
    _check_shares(ran, _LEAST_NONTRIVIAL_IN_BATCH)


@pytest.mark.long
def test_all_batches_together(together: list[Ran]) -> None:
    if not together:
        pytest.skip("no batch was chosen")
    _check_shares(together, _LEAST_NONTRIVIAL)


def test_a_seed_is_one_query() -> None:
    assert [random_query(seed) for seed in range(20)] == [random_query(seed) for seed in range(20)]


def _compared(spark: Any, seeds: range) -> list[Ran]:
    """Odd seeds run under the other reading."""
    ran: list[Ran] = []
    try:
        for ansi in ("false", "true"):
            spark.conf.set("spark.sql.ansi.enabled", ansi)
            for seed in seeds:
                prefix = "other_" if seed % 2 else ""
                ran.append(compare(spark, seed, subjects=(f"{prefix}pushed", f"{prefix}unpushed")))
    finally:
        spark.conf.set("spark.sql.ansi.enabled", "false")
    differences = [one.difference for one in ran if one.difference]
    assert not differences, "\n\n".join(differences)
    return ran


def _check_shares(ran: list[Ran], least_nontrivial: float) -> None:
    valid = [one for one in ran if not one.invalid]
    answered = [one for one in valid if not (one.raised or one.unraised)]
    shares = {
        "valid": len(valid) / len(ran),
        "answered": len(answered) / len(valid),
        "whole": sum(one.whole for one in answered) / len(answered),
        "nontrivial": sum(one.nontrivial for one in answered) / len(answered),
    }
    assert shares["valid"] > 0.9, f"vacuous: {shares}"
    assert shares["answered"] > 0.7, f"vacuous: {shares}"
    assert shares["whole"] > _LEAST_WHOLE, f"vacuous: {shares}"
    assert shares["nontrivial"] > least_nontrivial, f"vacuous: {shares}"
