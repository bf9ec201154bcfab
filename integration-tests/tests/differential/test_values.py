"""No value and no name becomes SQL: random literals and identifiers come back as they went."""

from __future__ import annotations

import datetime
import decimal
import random
from typing import Any

import pytest
import redshift_spark

LITERALS = 10_000
COLUMNS = 250
_PIECES = ["'", "''", "\\", '"', "$$", "--", "/*", "*/", ";", "%", "_", "\n", "\r", "\t", " ", "é", "😀", "\u0301", "a", "0",
           "' OR 1=1 --", "\\'", "CHR(1)", ")", "?", ":x", "{fn", "\x01", "\x7f", "NULL"]  # fmt: skip


def _text(random: random.Random) -> str:
    return "".join(random.choice(_PIECES) for _ in range(random.randrange(12)))


def _value(random: random.Random) -> Any:
    kind = random.randrange(8)
    if kind < 4:
        return _text(random)
    if kind == 4:
        return random.choice([0, -1, 2**31 - 1, -(2**31), 2**63 - 1, -(2**63), random.randrange(-(10**12), 10**12)])
    if kind == 5:
        return random.choice(
            [0.0, -0.0, 1e308, 5e-324, float("inf"), float("-inf"), float("nan"), random.uniform(-1e9, 1e9)]
        )
    if kind == 6:
        return decimal.Decimal(random.randrange(-(10**30), 10**30)).scaleb(-random.randrange(19), decimal.Context(38))
    # Python's way to the JVM has no earlier dates; those are in the nasty table.
    return datetime.date.fromordinal(random.randrange(577_800, 3_652_000))


@pytest.mark.usefixtures("tables")
def test_literals(spark: Any) -> None:
    from pyspark.sql.functions import lit

    source = random.Random(20)
    one = spark.table("pushed_nasty").where("id = 1")
    for _ in range(LITERALS // COLUMNS):
        values = [_value(source) for _ in range(COLUMNS)]
        frame = one.select([lit(value).alias(f"v{i}") for i, value in enumerate(values)])
        report = redshift_spark.explain(frame)
        assert report.fully_pushed, f"vacuous: {report}"
        (row,) = frame.collect()
        for value, found in zip(values, row, strict=True):
            assert repr(found) == repr(value), report.statements[0]


@pytest.mark.usefixtures("tables")
def test_identifiers(spark: Any) -> None:
    source = random.Random(21)
    names = sorted({(f"c{i}" + _text(source).lower().rstrip())[:30] for i in range(400)})
    quoted = ["`" + name.replace("`", "``") + "`" for name in names]
    table = "odd \"name\" 'x' ; \\ 😀"
    plain = spark.sql("select " + ", ".join(f"{i} {name}" for i, name in enumerate(quoted)))
    redshift_spark.write(plain, table='"' + table.replace('"', '""') + '"', mode="overwrite")
    frame = redshift_spark.read(spark, table='"' + table.replace('"', '""') + '"', read_transport="DIRECT").where(
        f"{quoted[7]} = 7"
    )
    report = redshift_spark.explain(frame)
    assert report.fully_pushed, f"vacuous: {report}"
    (row,) = frame.collect()
    assert list(frame.columns) == names
    assert list(row) == list(range(len(names)))
