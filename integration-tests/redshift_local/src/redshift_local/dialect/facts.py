"""The lists that Redshift's documentation gives: functions, types, reserved words."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

_DATA = "data"


@dataclass(frozen=True)
class FunctionFact:
    """A documented function: its page and whether only the leader node runs it."""

    name: str
    page: str
    leader_only: bool


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the package's tab-separated lists."""
    text = (resources.files(__package__) / _DATA / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def functions() -> dict[str, FunctionFact]:
    """Documented functions by lower-case name."""
    found: dict[str, FunctionFact] = {}
    for row in rows("functions.tsv"):
        for name in row["function"].lower().replace("(date, time)", "").split("/"):
            key = name.strip()
            if not key or not (key[0].isalpha() or key[0] == "_"):
                continue
            leader = row["leader_node_only"].strip().lower().startswith("yes")
            known = found.get(key)
            if known is None or (known.leader_only and not leader):
                found[key] = FunctionFact(key, row["page"], leader)
    return found


@cache
def absent_views() -> dict[str, str]:
    """System views that the documentation has and the stand-in has not, with their pages."""
    return {row["view"]: row["page"] for row in rows("absent-views.tsv")}


@cache
def reserved_words() -> frozenset[str]:
    text = (resources.files(__package__) / _DATA / "reserved-words.txt").read_text(encoding="utf-8")
    return frozenset(line.strip().upper() for line in text.splitlines() if line.strip())
