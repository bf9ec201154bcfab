"""Events on Spark's listener bus, and Redshift's query ids in Spark's UI."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redshift_spark
from py4j.protocol import Py4JJavaError
from pyspark.java_gateway import ensure_callback_server_started
from warehouse_sql import rows, run


class Listener:
    """A listener of Spark's in Python, which keeps the events of ours."""

    class Java:
        implements = ["org.apache.spark.scheduler.SparkListenerInterface"]  # noqa: RUF012

    def __init__(self) -> None:
        self.events: list[Any] = []

    def onOtherEvent(self, event: Any) -> None:
        if event.getClass().getName().startswith("io.github.redshiftspark.events."):
            self.events.append(event)

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("on"):
            return lambda *_: None
        raise AttributeError(name)

    def of(self, kind: str) -> list[Any]:
        return [event for event in self.events if event.getClass().getSimpleName() == kind]


@pytest.fixture
def listener(spark: Any) -> Iterator[Listener]:
    context = spark._jsc.sc()
    ensure_callback_server_started(spark.sparkContext._gateway)
    heard = Listener()
    context.addSparkListener(heard)
    yield heard
    context.removeSparkListener(heard)


def wait(spark: Any) -> None:
    spark._jsc.sc().listenerBus().waitUntilEmpty(30_000)


def test_a_write_and_a_read_are_told(spark: Any, redshift: Any, listener: Listener) -> None:
    redshift_spark.execute(spark, "drop table if exists told")
    redshift_spark.write(spark.sql("select id, 'x' v from range(10)"), table="told")
    frame = redshift_spark.read(spark, table="told").where("id >= 3")
    assert len(frame.collect()) == 7
    wait(spark)
    (written,) = listener.of("RedshiftWriteCommitted")
    assert written.rows() == 10 and written.files() >= 1 and "told" in written.table()
    assert [lease for lease in listener.of("RedshiftLeaseReleased") if lease.lease() == written.write()] == []
    (acquired,) = listener.of("RedshiftLeaseAcquired")
    assert acquired.rows() == 7 and acquired.bytes() > 0 and acquired.executionId() != ""
    assert acquired.lease() in [lease.lease() for lease in listener.of("RedshiftLeaseReleased")]
    known = rows(redshift, f"select query_type from sys_query_history where query_id = {acquired.queryId()}")
    assert [kind.strip().upper() for (kind,) in known] == ["UNLOAD"]
    started = {event.statementId(): event.sql() for event in listener.of("RedshiftStatementStarted")}
    finished = {event.statementId(): event for event in listener.of("RedshiftStatementFinished")}
    assert set(finished) == set(started)
    assert all(event.durationMillis() >= 0 for event in finished.values())
    # The table and its ledger were looked for before they were there.
    errors = {event.error().split(":")[0] for event in finished.values() if not event.succeeded()}
    assert errors <= {"RelationNotFoundException"}
    for kind in ("UNLOAD", "COPY"):
        (text,) = (sql for sql in started.values() if sql.startswith(kind))
        assert "told" in text and redshift.secret_key not in text


def test_failures_are_told(spark: Any, redshift: Any, listener: Listener) -> None:
    run(redshift, "drop table if exists untold", "create table untold (a smallint)")
    with pytest.raises(Py4JJavaError):
        redshift_spark.write(spark.sql("select 1S a"), table="untold", postactions="select * from nowhere")
    wait(spark)
    (failed,) = listener.of("RedshiftWriteFailed")
    assert failed.error().startswith("RelationNotFoundException") and "untold" in failed.table()
    assert [event for event in listener.of("RedshiftStatementFinished") if not event.succeeded()]
    assert listener.of("RedshiftWriteCommitted") == []


def test_the_query_id_is_a_metric(spark: Any, redshift: Any, listener: Listener) -> None:
    redshift_spark.write(spark.range(5), table="told_metric", mode="overwrite")
    frame = redshift_spark.read(spark, table="told_metric")
    frame.collect()
    wait(spark)
    acquired = listener.of("RedshiftLeaseAcquired")[-1]
    metrics = spark._jsparkSession.sharedState().statusStore().executionMetrics(int(acquired.executionId()))
    plan = spark._jsparkSession.sharedState().statusStore().planGraph(int(acquired.executionId()))
    nodes = [plan.allNodes().apply(i) for i in range(plan.allNodes().size())]
    (scan,) = (node for node in nodes if node.name().startswith("RedshiftScan"))
    found = {scan.metrics().apply(i).name(): scan.metrics().apply(i) for i in range(scan.metrics().size())}
    shown = metrics.apply(found["Redshift query id"].accumulatorId())
    assert int(shown.replace(",", "")) == acquired.queryId()
