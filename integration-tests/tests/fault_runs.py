"""One run: a way to write meets a fault; what it left is looked at, and it is run again."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import redshift_spark
from fault_list import AFTER, BEFORE, Fault, untouched
from fault_ways import Failed, Way, look, prepare

UNKNOWN = "CommitOutcomeUnknownException"
NOT_SENT = "-"
HOUR = 3_600_000


@dataclass(frozen=True)
class Outcome:
    """``table`` is AFTER, BEFORE or ``empty``. Not ``struck``: the write sends nothing that the fault could hit."""

    table: str
    failed: Failed | None
    struck: bool

    @property
    def cell(self) -> str:
        """As it is published."""
        if not self.struck:
            return NOT_SENT
        if self.failed is None:
            return self.table
        error = self.failed.error.removesuffix("Exception")
        return error if self.failed.error == UNKNOWN else f"{self.table}, {error}"


def meet(spark: Any, redshift: Any, way: Way, fault: Fault) -> Outcome:
    """Fails unless the table is exactly before or after, as the ledger and the writer say; S3 is clean; and a second run,
    or the query's restart, ends as if nothing had been."""
    prepare(redshift, way)
    objects = set(redshift.s3_objects())
    write = way.begin(spark, fault.spoil())
    options = fault.options(redshift)
    login = {name: value for name, value in options.items() if name == "url"}
    redshift_spark.execute(spark, "set statement_timeout to 0", **login)  # so that the pool has a session
    marks = look(redshift, way).marks
    redshift.clear_statements()
    try:
        with fault.arrange(redshift):
            failed = write(options)
            struck = redshift.faults.struck > 0 or fault.spoils
    finally:
        redshift.faults.clear()
    table = told(redshift, way, marks)
    if failed is None:
        assert table == AFTER, f"the write said that it succeeded: {look(redshift, way)}"
    elif failed.error != UNKNOWN:
        assert table != AFTER, f"the write failed ({failed.error}), but took effect"
        assert table == BEFORE or way.commits_first, f"the write failed ({failed.error}), and the table is empty"
    clean(spark, redshift, objects, fault.leaves)
    if failed is not None and (table != AFTER or way.resumes):
        again = (way.begin(spark, untouched) if fault.spoils else write)({})
        assert again is None, f"the second run failed, too: {again}"
        assert told(redshift, way, marks) == AFTER, "the second run doubled or lost something"
        clean(spark, redshift, objects, leaves=False)
    return Outcome(table, failed, struck)


def told(redshift: Any, way: Way, marks: int) -> str:
    """The table's state in a word, when the ledger agrees.

    :param marks: rows of the ledger before
    """
    sight = look(redshift, way)
    assert sight.others == [], "tables of a swap were left"
    new = sight.marks - marks
    if sight.rows == sorted(way.after):
        assert new == 1, f"{new} rows are new in the ledger, but the table is as after one write"
        return AFTER
    assert new == 0, f"{new} rows are new in the ledger, but the table is not as after: {sight.rows}"
    assert sight.rows in ([], way.before), f"neither before nor after: {sight.rows}"
    return "empty" if sight.rows == [] else BEFORE


def clean(spark: Any, redshift: Any, objects: set[str], leaves: bool) -> None:
    """Nothing new is on S3; or, where it may be, what a sweep finds is all of it."""
    left = set(redshift.s3_objects()) - objects
    if not leaves:
        assert not left, "staged files were left"
        return
    assert left, "the clean-up was to fail"
    jvm = spark._jvm
    root = jvm.org.apache.hadoop.fs.Path(redshift.tempdir)
    files = root.getFileSystem(spark._jsc.hadoopConfiguration())
    soon = int(time.time() * 1000) + HOUR
    found = jvm.io.github.redshiftspark.staging.Sweep.leftovers(files, root, soon)
    for i in range(found.size()):
        files.delete(found.apply(i), True)
    assert not set(redshift.s3_objects()) - objects, "a sweep would not have found all"
