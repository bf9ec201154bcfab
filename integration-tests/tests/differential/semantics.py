"""Where Spark and Redshift differ: what becomes of it, what it costs, and queries that show it. Makes docs/semantics.md."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .runner import Case, kept, pushed

PAGE = Path(__file__).resolve().parents[3] / "docs" / "semantics.md"

REWRITTEN = "rewritten exactly"
CONDITION = "pushed under a condition"
KEPT = "kept in Spark"

HEAD = """# Where Spark's answer and Redshift's differ

A pushed query gives Spark's rows, or it is not pushed. This page is made from `integration-tests/tests/differential/semantics.py`: each query below
is a test that runs it in Redshift, in Spark over Redshift's rows and in Spark alone, in LEGACY and ANSI mode, and compares the rows. `nasty` and
`orders` are the tests' tables. What is tolerated is at the end.

"""

TAIL = """## What is tolerated

Sums, averages, deviations and variances of doubles depend on the order of addition: within 1e-9 of the value they count as the same. A LIMIT without
order, or with ties, may keep other rows. In ANSI mode Redshift may answer where Spark raises for a value that no row of the answer needs.
"""


@dataclass(frozen=True)
class Entry:
    topic: str
    outcome: str
    text: str
    """What differs and what is done about it."""
    cost: str
    cases: list[Case]


ENTRIES = [
    Entry(
        "Blanks at the end of strings",
        REWRITTEN,
        "Redshift's VARCHAR comparison, GROUP BY, DISTINCT and joins ignore them, Spark's do not. Equality also compares `OCTET_LENGTH`, groups have the "
        "length as a second key, order, MIN, MAX, IN and COUNT(DISTINCT) take the string with `CHR(1)` appended. CHAR columns are read without their padding. "
        "The option `trailing_blanks=ignored` takes Redshift's own rule instead, and EXPLAIN says which one holds.",
        "A hash join still goes by the string; a sort key on a string column serves equality but not order or IN.",
        pushed(
            "select id from {nasty} where s = 's ' or s < 's ' and s in ('', ' ')",
            "select s, count(*), min(s), max(s) from {nasty} group by s",
            "select count(distinct s) from {nasty}",
            "select a.id, b.id from {nasty} a join {nasty} b on a.s = b.s and a.id < b.id",
        ),
    ),
    Entry(
        "Bytes",
        CONDITION,
        "Of VARBYTE only operators and single functions are documented (r_VARBYTE_OPERATORS), not groups, nor how values of two lengths are ordered. Equality, IN "
        "and joins go, with `LEN` beside, pieces and lengths too; constants are FROM_HEX of their digits. Order, groups, MIN, MAX and COUNT(DISTINCT) stay in Spark.",
        "A hash join still goes by the bytes.",
        [
            *pushed("select id, v = w, w in (X'00', v), substring(v, -2), octet_length(v) from {binaries}"),
            *kept("VARBYTE", "select v, count(*) from {binaries} group by v", "select id from {binaries} where v < w"),
        ],
    ),
    Entry(
        "NaN and -0.0",
        REWRITTEN,
        "In Spark NaN equals itself and is the largest number; how it compares in Redshift is not documented. It is found as what is not between the "
        "infinities, and ranks as a key of its own. -0.0 and 0.0 are equal in both.",
        "A comparison of doubles carries a test for NaN; a sort key on a double column serves no comparison.",
        pushed(
            "select id, x = double('NaN'), x > 1, x <= r, isnan(x) from {nasty}",
            "select x, count(*) from {nasty} group by x",
            "select id, x from {nasty} order by x desc, id limit 9",
        ),
    ),
    Entry(
        "Arithmetic of doubles",
        CONDITION,
        "Where a result leaves the range of doubles Redshift raises and Spark goes on with infinity. Arithmetic goes where the types bound the result.",
        "`x * x` over columns of doubles is computed in Spark; all below it still goes.",
        [
            *pushed("select id, (id + 1) / (sm + 0.5D) from {nasty} where sm <> 0"),
            *kept("Multiply", "select x * x from {nasty}"),
        ],
    ),
    Entry(
        "Integer overflow",
        REWRITTEN,
        "LEGACY mode wraps, Redshift raises: sums and products are computed in a wider type and reduced by MOD. In ANSI mode both raise, and the plain "
        "operator is sent.",
        "In LEGACY mode one or two MODs for each operation that may overflow; operations whose types cannot overflow are sent as they are.",
        [
            *pushed("select id, i + 1, i * i, -i, l * l, sm * sm from {nasty}", fails=("ansi",)),
            *pushed("select sum(l), sum(i * 1000000) from {nasty}", fails=("ansi",)),
        ],
    ),
    Entry(
        "Division",
        REWRITTEN,
        "Spark's `/` of integers is one of doubles, Redshift's is whole: operands are cast. Division by zero is NULL in LEGACY mode, by NULLIF, and an error in "
        "ANSI mode. `%` takes the sign of the dividend in both.",
        "A cast or a NULLIF.",
        [
            *pushed("select id, id / 7, id div 7, sm % 5, pmod(sm, 5) from {nasty}"),
            *pushed("select id / (id - id) from {nasty}", fails=("ansi",)),
        ],
    ),
    Entry(
        "Precision of decimals",
        CONDITION,
        "Precision and scale of `+ - *` are alike up to 38 digits. Beyond, LEGACY mode gives NULL where Redshift raises: magnitudes are looked at first. "
        "Quotients and averages are computed by long division, half-up. Results whose scale Spark cuts stay where not all exact digits fit 38.",
        "Quotients are long expressions. A product of two decimals of 38 digits is computed in Spark.",
        [
            *pushed("select id, d + d18, d * 2, d / 3, avg(d) over (partition by n) from {nasty}"),
            *kept("38", "select id, d38 * d38 from {nasty} where id % 5 > 2"),
        ],
    ),
    Entry(
        "Doubles and decimals to integers",
        REWRITTEN,
        "Redshift rounds, Spark cuts: TRUNC first. What does not fit wraps or stops at the limits in LEGACY mode, and raises in ANSI mode.",
        "A TRUNC, and in LEGACY mode a CASE on the limits.",
        pushed("select id, cast(x as int), cast(r as bigint), cast(d as smallint) from {nasty}", fails=("ansi",)),
    ),
    Entry(
        "Arithmetic of dates, and the ends of months",
        REWRITTEN,
        "Redshift's ADD_MONTHS keeps the last day of a month the last, Spark's does not: `add_months` is DATEADD. DATEDIFF counts boundaries in Redshift, so "
        "months_between is computed from months, days and seconds.",
        "None for `add_months`; a long expression for `months_between`.",
        pushed(
            "select add_months(day, 1), last_day(day), datediff(day, date'2020-02-29') from {nasty} "
            "where day between date'0002-01-01' and date'9999-01-01'",
            "select add_months(date'2023-04-30', id) from {nasty}",
            "select id, months_between(day, date'2024-02-29') from {nasty}",
        ),
    ),
    Entry(
        "Points in time, session zones and daylight saving",
        CONDITION,
        "A TIMESTAMP is wall-clock time of the session's zone. In a zone without daylight saving everything goes. Elsewhere dates of timestamps, `date_trunc` to a "
        "day or more, and comparisons with constants apart from a change of the clocks go; hours, order, grouping and differences stay.",
        "With such a zone, sorts and groups by a timestamp are done in Spark.",
        [
            *pushed("select id, hour(ts), date_trunc('hour', ts) from {nasty} order by ts, id limit 40"),
            *pushed(
                "select id, cast(ts as date), ts > timestamp'2024-01-01 00:00:00' from {nasty}",
                conf={"spark.sql.session.timeZone": "Europe/London"},
                reference="unpushed",
            ),
            *kept(
                "daylight",
                "select ts, count(*) from {nasty} group by ts",
                conf={"spark.sql.session.timeZone": "Europe/London"},
                reference="unpushed",
            ),
        ],
    ),
    Entry(
        "Case and collation",
        KEPT,
        "UPPER, LOWER and INITCAP of letters beyond ASCII are not documented to be Java's. The session may allow the first two by name.",
        "The function is computed in Spark, the rest goes.",
        [
            *kept("Upper: ", "select upper(s) from {nasty}"),
            *pushed("select lower(n) from {nasty}", conf={"spark.redshift.pushdown.Lower.allowIncompatible": "true"}),
        ],
    ),
    Entry(
        "Order of strings",
        REWRITTEN,
        "Both order by bytes; Redshift ignores blanks at the end, for which `CHR(1)` is appended.",
        "Order and ranges of strings do not use a sort key (`trailing_blanks=ignored` lets them).",
        pushed("select id, s from {nasty} order by s desc nulls last, id limit 30"),
    ),
    Entry(
        "Casts of strings to numbers and dates",
        KEPT,
        "The accepted forms differ (blanks, signs, exponents, years), and so does what happens to others.",
        "The cast is computed in Spark; a filter on it reads the rows that the other conditions leave.",
        kept("Cast: ", "select cast(s as int) from {nasty} where id = 15"),
    ),
    Entry(
        "Escapes of LIKE",
        REWRITTEN,
        "A backslash in a literal is read in two ways by the documentation. Patterns are escaped by `~` with an ESCAPE clause, backslashes are `CHR(92)`.",
        "None.",
        pushed("select id from {nasty} where s like '50\\\\%\\\\_~' or s like '%\\\\\\\\%'"),
    ),
    Entry(
        "Regular expressions",
        KEPT,
        "Java's and Redshift's dialects differ in classes, anchors, greed and Unicode.",
        "The condition is computed in Spark.",
        kept("RLike", "select s rlike '^s' from {nasty}"),
    ),
    Entry(
        "Order of NULLs",
        REWRITTEN,
        "Redshift puts NULLs last in ascending order, Spark first: NULLS FIRST or LAST is always said.",
        "None.",
        pushed(
            "select id, n from {nasty} order by n, id limit 20", "select id from {nasty} order by i desc, id limit 20"
        ),
    ),
    Entry(
        "Aggregates of no rows",
        REWRITTEN,
        "COUNT is 0 and all else NULL in both; without groups there is one row, with groups none. A correlated COUNT of no rows stays 0 by COALESCE.",
        "None.",
        pushed(
            "select count(*), sum(i), max(s) from {nothing}",
            "select s, count(*) from {nothing} group by s",
            "select ckey, (select count(*) from {orders} o where o.ckey = c.ckey and prio > 5) from {customers} c",
        ),
    ),
    Entry(
        "LIMIT without order",
        CONDITION,
        "Any rows are right. What may raise is computed for the rows that the limit keeps, and a filter is never moved below it.",
        "None.",
        pushed("select count(*) from (select id from {nasty} limit 10)"),
    ),
]

CASES = [case for entry in ENTRIES for case in entry.cases]


def page() -> str:
    return HEAD + "\n".join(_section(entry) for entry in ENTRIES) + "\n" + TAIL


def _section(entry: Entry) -> str:
    lines = [f"## {entry.topic}", "", f"**{entry.outcome.capitalize()}.** {entry.text} Cost: {entry.cost}", ""]
    lines += [f"- {_outcome(case)}: `{_shown(case.sql)}`" for case in entry.cases]
    return "\n".join(lines) + "\n"


def _outcome(case: Case) -> str:
    what = "in Redshift as one statement" if case.kept is None else "in part in Spark"
    settings = [f"`{key}={value}`" for key, value in case.conf.items()]
    raises = " (an error in ANSI mode)" if case.fails else ""
    return what + (f", with {', '.join(settings)}" if settings else "") + raises


def _shown(sql: str) -> str:
    return sql.replace("{", "").replace("}", "")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
