"""Where each entry of the documentation's list of functions stands in the stand-in."""

from __future__ import annotations

from enum import Enum

from redshift_local.dialect.facts import functions
from redshift_local.dialect.signatures import signatures


class Standing(Enum):
    """How a documented function is answered."""

    RUNS = "answered"
    SYNTAX = "answered, an operator or a piece of syntax"
    LEADER_ONLY = "answered without a table only, as on the leader node"
    NOT_YET = "not in the stand-in"


SYNTAX = frozenset(
    (
        "||",
        "::",
        "case",
        "+ (date, time)",
        "math operators",
        "varbyte operators",
        "at time zone",
        "approximate count",
        "approximate percentile_disc",
    )
)
"""Entries of the list of functions that are syntax; the gate's statements show them."""
WORDS = frozenset(
    "current_date current_time current_timestamp current_user current_user_id localtime localtimestamp sysdate user".split()
)


def standing(row: dict[str, str]) -> Standing:
    """The standing of a row of ``functions.tsv``."""
    name = row["function"].lower()
    if name in SYNTAX:
        return Standing.SYNTAX
    if name not in signatures() and name not in WORDS:
        return Standing.NOT_YET
    fact = functions().get(name)
    return Standing.LEADER_ONLY if fact is not None and fact.leader_only else Standing.RUNS
