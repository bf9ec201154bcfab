"""Runs a random query pushed, kept back and in plain Spark, and compares what comes out."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

import redshift_spark

from .random_queries import RandomQuery, Relation, random_query

SUBJECTS = ("pushed", "unpushed")
_ARITHMETIC = re.compile(
    "overflow|out of range|cannot be represented|divi(de|sion) by zero|DIVIDE_BY_ZERO|too large|OUT_OF_RANGE|NUMERIC_VALUE",
    re.IGNORECASE,
)
_NONTRIVIAL = re.compile(
    r" (WHERE|JOIN|GROUP BY|OVER|UNION|INTERSECT|EXCEPT|DISTINCT|LIMIT|EXISTS)\b|\b(SUM|COUNT|CASE)\b"
)


@dataclass(frozen=True)
class Outcome:
    """Rows as JSON, or the class of the error."""

    rows: tuple[str, ...] = ()
    error: str | None = None
    message: str = ""


@dataclass(frozen=True)
class Ran:
    """How one query came out in one mode."""

    difference: str | None
    """None: equal. Else a text with all that is needed to mend it."""
    invalid: bool = False
    """Spark itself does not take the query."""
    raised: bool = False
    """Both raise."""
    unraised: bool = False
    """Only Spark raises. SQL leaves open whether a value that no row of the answer needs is computed, and so its error."""
    whole: bool = False
    """The query reached Redshift as one statement."""
    nontrivial: bool = False
    """What reached Redshift is more than a scan."""


def compare(spark: Any, seed: int, depth: int = 6, subjects: tuple[str, ...] = SUBJECTS) -> Ran:
    """Compares the query of a seed under the session's evaluation mode.

    subjects: prefixes of the tables' names; the first is the one that pushes.
    """
    query = random_query(seed, depth, offsets=spark.version >= "3.4")
    plain = outcome(spark, query, "plain")
    # "other": an internal error of Spark, of which some are known where columns repeat in a UNION.
    if plain.error in ("invalid", "other"):
        return Ran(None, invalid=True)
    unraised = False
    for subject in subjects:
        found = outcome(spark, query, subject)
        if plain.error == "arithmetic" and not found.error:
            unraised = True
            continue
        why = differs(query, found, plain)
        if why:
            return Ran(_described(spark, query, subject, why))
    if plain.error:
        return Ran(None, raised=not unraised, unraised=unraised)
    report = redshift_spark.explain(spark.sql(named(query.relation.sql, subjects[0])))
    return Ran(
        None,
        whole=report.fully_pushed,
        nontrivial=any(_NONTRIVIAL.search(statement) for statement in report.statements),
    )


def outcome(spark: Any, query: RandomQuery, subject: str) -> Outcome:
    try:
        frame = spark.sql(named(query.relation.sql, subject))
    except Exception as error:
        return Outcome(error="invalid", message=str(error)[:2000])
    try:
        # By way of the JVM: Python has no dates before 1 or after 9999.
        rows = tuple(row.json() for row in frame._jdf.collectAsList())
    except Exception as error:
        message = str(error)
        return Outcome(error="arithmetic" if _ARITHMETIC.search(message) else "other", message=message[:2000])
    return Outcome(rows)


def differs(query: RandomQuery, found: Outcome, expected: Outcome) -> str | None:
    """What differs, or None."""
    if found.error or expected.error:
        if found.error == expected.error == "arithmetic":
            return None
        if found.error == expected.error:
            return f"error of no known class: {found.message}\nbeside: {expected.message}"
        return f"{_short(found)}\ninstead of: {_short(expected)}"
    left, right = list(found.rows), list(expected.rows)
    if query.zeros:
        left, right = [_positive(row) for row in left], [_positive(row) for row in right]
    if not query.relation.ordered:
        left, right = sorted(left), sorted(right)
    if left == right:
        return None
    if len(left) != len(right):
        return f"{len(left)} rows instead of {len(right)}"
    if query.approximate and _nearly(left, right):
        return None
    return "rows\n" + "\n".join(f"  {a}\n  {b}" for a, b in zip(left, right, strict=True) if a != b)[:1500]


def named(sql: str, subject: str) -> str:
    """The query over the tables of this name's prefix."""
    for table in ("nasty", "orders", "customers", "nothing"):
        sql = sql.replace("{" + table + "}", f"{subject}_{table}")
    return sql


def shrunk(spark: Any, query: RandomQuery, subject: str) -> Relation:
    """The smallest part of the query that differs too, with one column if one will do."""

    def still(relation: Relation) -> bool:
        part = RandomQuery(query.seed, relation, query.approximate, query.zeros)
        expected = outcome(spark, part, "plain")
        return expected.error not in ("invalid", "other") and bool(
            differs(part, outcome(spark, part, subject), expected)
        )

    relation = query.relation
    while part := next((p for p in relation.parts if still(p)), None):
        relation = part
    for column in relation.columns:
        single = Relation(f"select {column.name} from ({relation.sql}) one", (column,), relation.rows)
        if still(single):
            return single
    return relation


def _described(spark: Any, query: RandomQuery, subject: str, why: str) -> str:
    small = shrunk(spark, query, subject)
    lines = [
        f"seed {query.seed}, ansi {spark.conf.get('spark.sql.ansi.enabled')}, {subject}: {why}",
        f"SQL: {query.relation.sql}",
        f"shrunk: {small.sql}",
    ]
    if small is not query.relation:
        part = RandomQuery(query.seed, small, query.approximate, query.zeros)
        lines.append(f"gives: {differs(part, outcome(spark, part, subject), outcome(spark, part, 'plain'))}")
    try:
        lines.append(str(redshift_spark.explain(spark.sql(named(small.sql, subject)))))
    except Exception as error:  # constants are computed while planning
        lines.append(f"no plan: {error}")
    return "\n".join(lines)


def _short(of: Outcome) -> str:
    return f"{of.error}: {of.message}" if of.error else f"{len(of.rows)} rows"


def _positive(row: str) -> str:
    return re.sub(r"-0\.0(?=[,}])", "0.0", row)


def _nearly(left: list[str], right: list[str]) -> bool:
    pairs = zip(sorted(map(_values, left), key=_coarse), sorted(map(_values, right), key=_coarse), strict=True)
    return all(_close(a, b) for one, other in pairs for a, b in zip(one, other, strict=True))


def _values(row: str) -> list[Any]:
    return list(json.loads(row).values())


def _coarse(values: list[Any]) -> str:
    return repr([f"{v:.5g}" if isinstance(v, float) else v for v in values])


def _close(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float) and math.isfinite(a) and math.isfinite(b):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    return repr(a) == repr(b)
