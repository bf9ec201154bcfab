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


@pytest.mark.usefixtures("tables", "other_tables", "interpreted")
def test_thirty_queries(spark: Any) -> None:
    _check(spark, range(30))


@pytest.mark.long
@pytest.mark.usefixtures("tables", "other_tables", "interpreted")
@pytest.mark.parametrize("first", range(30, 2000, _BATCH))
def test_two_thousand_queries(spark: Any, first: int) -> None:
    _check(spark, range(first, min(2000, first + _BATCH)))


def test_a_seed_is_one_query() -> None:
    assert [random_query(seed) for seed in range(20)] == [random_query(seed) for seed in range(20)]


def _check(spark: Any, seeds: range) -> None:
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
    assert shares["nontrivial"] > _LEAST_NONTRIVIAL, f"vacuous: {shares}"
