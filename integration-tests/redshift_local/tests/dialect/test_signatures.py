"""Every documented function: runs with its documented arguments, and with no others; or is told to be absent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal
from redshift_local.dialect.facts import rows
from redshift_local.dialect.functions import AGGREGATES, CATALOG_ONLY, WINDOW_ONLY, WITHIN_GROUP
from redshift_local.dialect.signatures import Signature, signatures

from ..conftest import Run, runner
from .audit import Standing, standing
from .function_calls import CALLS

_OF_CATALOG = CATALOG_ONLY | {"pg_get_constraintdef", "pg_get_expr"}
"""What drivers and tools ask the catalog with; no page lists it."""
_ANSWERED = [one for one in signatures().values() if one.answered != "catalog" and one.name not in _OF_CATALOG]


@pytest.fixture(scope="module")
def ask(tables: RedshiftLocal) -> Iterator[Run]:
    connection, run = runner(tables)
    run(
        "CREATE TEMP TABLE n (g INT, i INT, s SMALLINT, d DECIMAL(10,2), f FLOAT8, v VARCHAR(20))",
        "INSERT INTO n VALUES (1, 1, 1, 1.25, 1.5, 'a'), (1, 2, 1, 2.25, 2.5, NULL), (1, 4, 1, 3.25, 3.5, 'c'), (2, 8, 1, 4.25, 4.5, 'd')",
        "CREATE GROUP reader_group",
        "CREATE USER stranger PASSWORD 'Stranger-1'",
    )
    yield run
    run("DROP USER stranger", "DROP GROUP reader_group")
    connection.close()


def test_every_function_has_a_call() -> None:
    assert set(CALLS) == {one.name for one in _ANSWERED}


@pytest.mark.parametrize("name", CALLS)
def test_answers(ask: Run, name: str) -> None:
    expression, expected = CALLS[name]
    ((answer,),) = ask(f"SELECT {expression}")
    assert type(answer) is type(expected)
    assert answer == (pytest.approx(expected, rel=1e-12) if isinstance(expected, float) else expected)


_RIGHT = {
    "string": "'a'", "text": "'a'", "path": "'a'", "json": "'[1]'", "integer": "1", "whole": "1", "number": "1", "boolean": "true",
    "date": "'2024-01-01'::date", "datetime": "'2024-01-01'::date", "interval": "INTERVAL '1 day'", "rounded": "1.5",
    "extracted": "'2024-01-01'::date", "middle": "1", "formatted": "1", "hexed": "1", "varbyte": "'a'::varbyte",
    "super": "array(1)", "ordered": "1", "any": "1", "part": "day",
    "geometry": "ST_Point(1, 2)", "geo": "ST_Point(1, 2)", "ewkb": "'01'", "sketch": "hll_create_sketch(1)",
}  # fmt: skip
"""By kind of argument one that is right."""
_WRONG = {
    "string": "true", "text": "true", "path": "'a'::varbyte", "json": "1", "integer": "'2024-01-01'::date", "whole": "1.5", "number": "true",
    "boolean": "'2024-01-01'::date", "date": "1", "datetime": "1", "interval": "1", "rounded": "true", "extracted": "1",
    "middle": "true", "formatted": "true", "hexed": "1.5", "varbyte": "'a'", "super": "1", "ordered": "true",
    "geometry": "'01'", "geo": "'01'", "ewkb": "1", "sketch": "'{}'",
}  # fmt: skip
"""And one of a type that is never converted to it; ``any`` has none, a date part that is none is another error."""
_SYNTAX = frozenset("cast try_cast convert extract position trim exists grouping grouping_id".split())
"""These are more than a name and arguments between commas: the gate's statements refuse their wrong forms."""


def _written(called: Signature, arguments: list[str]) -> str:
    name = called.name
    told = f"{name}({', '.join(arguments)})"
    if name in WITHIN_GROUP:
        told += " WITHIN GROUP (ORDER BY i)"
    if name in WINDOW_ONLY:
        partition_only = name in ("ratio_to_report", "percentile_disc")
        needs_frame = name in ("first_value", "last_value", "nth_value")
        order = "PARTITION BY g" if partition_only else "ORDER BY i" + " ROWS UNBOUNDED PRECEDING" * needs_frame
        told += f" OVER ({order})"
    table = " FROM n" if name in AGGREGATES | WINDOW_ONLY | WITHIN_GROUP else ""
    return f"SELECT {told}{table}"


def _right(called: Signature, count: int) -> list[str]:
    return [_RIGHT[called.kind(at)] for at in range(count)]


def _wrong_counts() -> Iterator[tuple[str, str]]:
    for one in _ANSWERED:
        if one.name in _SYNTAX:
            continue
        if one.most is not None:
            yield f"{one.name}: too many", _written(one, _right(one, one.most + 1))
        if one.fewest and one.kind(0) != "part":  # without a comma the date part is a syntax error
            yield f"{one.name}: too few", _written(one, _right(one, one.fewest - 1))


def _wrong_types() -> Iterator[tuple[str, str]]:
    for one in _ANSWERED:
        for at, kind in enumerate(one.kinds):
            if one.name in _SYNTAX or kind not in _WRONG or (one.name, at) in _PLACES_OF_THEIR_OWN:
                continue
            arguments = _right(one, max(one.fewest, at + 1))
            arguments[at] = _WRONG[kind]
            yield f"{one.name}: {kind} {at + 1}", _written(one, arguments)


_PLACES_OF_THEIR_OWN = frozenset((("percentile_cont", 0), ("percentile_disc", 0)))
"""A percentile that is no number is refused, too, as a syntax error: it is a constant by the grammar."""
_REFUSED = [*_wrong_counts(), *_wrong_types()]


@pytest.mark.parametrize("statement", [s for _, s in _REFUSED], ids=[name for name, _ in _REFUSED])
def test_no_other_arguments(ask: Run, statement: str) -> None:
    with pytest.raises(DriverError) as caught:
        ask(statement)
    assert caught.value.args[0]["C"] == "42883", caught.value


_ABSENT = [(row["function"], row["page"]) for row in rows("functions.tsv") if standing(row) is Standing.NOT_YET]


@pytest.mark.parametrize("name", sorted({name for name, _ in _ABSENT}))
def test_what_is_not_there_yet_is_told_apart_from_what_redshift_lacks(ask: Run, name: str) -> None:
    with pytest.raises(DriverError) as caught:
        ask(f"SELECT {name}(1)")
    error: dict[str, Any] = caught.value.args[0]
    assert error["C"] == "0A000" and "is not in the stand-in yet" in error["M"], error


def test_every_listed_function_has_a_standing() -> None:
    counts: dict[Standing, int] = defaultdict(int)
    for row in rows("functions.tsv"):
        counts[standing(row)] += 1
    assert sum(counts.values()) == len(rows("functions.tsv"))
    assert counts[Standing.RUNS] > 200
    assert counts[Standing.LEADER_ONLY] >= 14


@pytest.mark.parametrize(
    "row",
    [row for row in rows("functions.tsv") if standing(row) is Standing.LEADER_ONLY],
    ids=lambda row: row["function"],
)
def test_leader_node_functions_are_refused_on_tables(ask: Run, row: dict[str, str]) -> None:
    name = row["function"].lower()
    expression = CALLS[name][0] if name in CALLS else name
    with pytest.raises(DriverError) as caught:
        ask(f"SELECT {expression} FROM n")
    assert caught.value.args[0]["C"] == "0A000"
