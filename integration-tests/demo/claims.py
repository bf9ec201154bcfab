"""What the demo promises, checked against the stand-in's own records."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from redshift_local.statements import StatementEntry

from demo.data import TABLES
from demo.job import RESULT_TABLE, JobResult, Step
from redshift_local import RedshiftLocal


@dataclass(frozen=True)
class Claim:
    """A promise, and what was found: None where it holds."""

    text: str
    broken: str | None = None


def scans(entries: Sequence[StatementEntry], step: Step) -> list[StatementEntry]:
    """The statements of a step that read a table's rows."""
    found = []
    for entry in entries:
        text = entry.text.strip().upper()
        reads = text.startswith("UNLOAD") or (text.startswith(("SELECT", "WITH")) and " FROM " in text)
        if reads and step.started <= entry.start <= step.ended:
            found.append(entry)
    return found


def check(redshift: RedshiftLocal, result: JobResult, grace_seconds: float = 10) -> list[Claim]:
    """Every claim, held or broken. Waits a little for the clean-up that follows a query's end."""
    counts = _counts(redshift, [*(table.name for table in TABLES), RESULT_TABLE])
    loaded = [
        _claim(f"{table.name}: {table.rows:,} rows are in Redshift", counts[table.name], table.rows) for table in TABLES
    ]
    scanned = scans(redshift.statements(), result.step("query in Redshift"))
    stored = _claim(f"{RESULT_TABLE}: {len(result.rows)} rows are in Redshift", counts[RESULT_TABLE], len(result.rows))
    left = _claim("0 objects are left on S3", _objects_left(redshift, grace_seconds), [])
    return [*loaded, *of_result(result, len(scanned)), stored, left]


def of_result(result: JobResult, scanned: int) -> list[Claim]:
    """The claims about the query, which read tables by ``scanned`` statements."""
    found = [
        _claim("filter, join and aggregate ran inside Redshift", result.fully_pushed, True, "; ".join(result.kept)),
        _claim("as one statement", scanned, 1),
        _claim("its rows are those of Spark alone", result.rows, result.plain_rows),
        _claim(f"{RESULT_TABLE} holds the same rows", result.stored_rows, result.rows),
    ]
    return found if result.rows else [*found, Claim("the query has rows", "it has none")]


def _claim(text: str, found: object, expected: object, detail: str = "") -> Claim:
    if found == expected:
        return Claim(text)
    return Claim(text, f"found {found!r}, expected {expected!r}" + (f" ({detail})" if detail else ""))


def _counts(redshift: RedshiftLocal, tables: Sequence[str]) -> dict[str, int]:
    """Counted through another driver than the connector's."""
    with redshift.connect() as connection:
        cursor = connection.cursor()
        counts = {}
        for table in tables:
            cursor.execute(f"select count(*) from {table}")
            counts[table] = int(cursor.fetchall()[0][0])
    return counts


def _objects_left(redshift: RedshiftLocal, grace_seconds: float) -> list[str]:
    deadline = time.monotonic() + grace_seconds
    while (left := redshift.s3_objects()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left
