"""Every way to write, and a look at the warehouse and S3 afterwards: exactly before, or exactly after."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redshift_spark
from py4j.protocol import Py4JJavaError
from pyspark.sql.utils import StreamingQueryException
from warehouse_sql import run

BEFORE = [(1, "one"), (2, "two"), (3, "three")]
LOADED = [(3, "drei"), (4, "vier")]
QUICK = {"copydelay": 5}

Spoil = Callable[[Any], Any]
"""Makes of a frame of the columns id and v one with the same rows, whose tasks meet trouble."""


@dataclass(frozen=True)
class Failed:
    """A write that raised; ``error`` is the Java class's simple name."""

    error: str


@dataclass(frozen=True)
class Way:
    """A way to write; ``after`` is the table then. ``commits_first``: it may also be left empty."""

    name: str
    after: list[tuple[int, str]]
    options: dict[str, Any] = field(default_factory=dict)
    mode: str = "append"
    there: bool = True
    commits_first: bool = False
    ledger = "redshift_spark_ledger_faulty"
    resumes = False

    @property
    def before(self) -> list[tuple[int, str]] | None:
        return sorted(BEFORE) if self.there else None

    def begin(self, spark: Any, spoil: Spoil) -> Callable[[dict[str, Any]], Failed | None]:
        """What writes, with more options, and again when it is called again."""
        frame = spoil(spark.sql("select 3 id, 'drei' v union all select 4, 'vier'"))

        def write(more: dict[str, Any]) -> Failed | None:
            try:
                redshift_spark.write(frame, table="faulty", mode=self.mode, **(QUICK | self.options | more))
            except Py4JJavaError as raised:
                return Failed(str(raised.java_exception.getClass().getSimpleName()))
            return None

        return write


@dataclass(frozen=True)
class Streaming(Way):
    """A streaming query of one epoch, restarted from its checkpoint when it is begun again."""

    ledger = "redshift_spark_epochs_faulty"
    resumes = True

    def begin(self, spark: Any, spoil: Spoil) -> Callable[[dict[str, Any]], Failed | None]:
        folder = Path(tempfile.mkdtemp(prefix="redshift-stream-"))
        (folder / "in").mkdir()
        for number, (i, v) in enumerate(LOADED):
            (folder / "in" / f"{number}.json").write_text(f'{{"id": {i}, "v": "{v}"}}\n')
        frame = spark.readStream.schema("id int, v string").json(str(folder / "in"))
        if self.mode != "append":
            frame = frame.groupBy("id").agg({"v": "max"}).selectExpr("id", "`max(v)` v")
        frame = spoil(frame)

        def write(more: dict[str, Any]) -> Failed | None:
            writer = frame.writeStream.format("redshift").outputMode(self.mode).trigger(availableNow=True)
            options = {"dbtable": "faulty", "checkpointLocation": str(folder / "checkpoint")}
            for name, value in (options | QUICK | self.options | more).items():
                writer = writer.option(name, value)
            query = writer.start()
            try:
                assert query.awaitTermination(120), "the streaming query hangs"
            except StreamingQueryException:
                cause = query._jsq.exception().get().cause()
                return Failed(str(cause.getClass().getSimpleName()))
            finally:
                query.stop()
            return None

        return write


MERGED = [(1, "one"), (2, "two"), *LOADED]
MERGE = {"write_mode": "merge", "merge_keys": "id"}
BATCH = [
    Way("append", [*BEFORE, *LOADED]),
    Way("overwrite, delete", LOADED, {}, "overwrite"),
    Way("overwrite, truncate", LOADED, {"overwrite_mode": "truncate"}, "overwrite", commits_first=True),
    Way("overwrite, swap", LOADED, {"overwrite_mode": "swap"}, "overwrite"),
    Way("overwrite, drop", LOADED, {"overwrite_mode": "drop"}, "overwrite"),
    Way("replace_where", MERGED, {"replace_where": "id > 2"}, "overwrite"),
    Way("merge", MERGED, MERGE),
    Way("errorifexists, absent", LOADED, {}, "errorifexists", there=False),
]
STREAMS = [
    Streaming("stream, append", [*BEFORE, *LOADED]),
    Streaming("stream, update", MERGED, MERGE, "update"),
    Streaming("stream, complete", LOADED, {}, "complete"),
]
WAYS: list[Way] = [*BATCH, *STREAMS]


def prepare(redshift: Any, way: Way) -> None:
    values = ", ".join(f"({i}, '{v}')" for i, v in BEFORE)
    made = ["create table faulty (id int, v varchar(20))", f"insert into faulty values {values}"]
    run(redshift, "drop table if exists faulty", *(made if way.there else []))


@dataclass(frozen=True)
class Sight:
    """What is there: the table's rows (None without a table), rows of the way's ledger, leftovers of a swap."""

    rows: list[tuple[Any, ...]] | None
    marks: int
    others: list[str]


def look(redshift: Any, way: Way) -> Sight:
    with redshift.connect() as connection:
        connection.autocommit = True
        cursor = connection.cursor()

        def ask(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql)
            return [tuple(row) for row in cursor.fetchall()]

        names = {row[0] for row in ask("select table_name from svv_tables where table_schema = 'public'")}
        return Sight(
            ask("select id, v from faulty order by id, v") if "faulty" in names else None,
            ask(f"select count(*) from {way.ledger}")[0][0] if way.ledger in names else 0,
            [name for name in names if name.startswith("redshift_spark_swap")],
        )
