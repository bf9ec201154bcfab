"""Events on Spark's listener bus, and Redshift's query ids in Spark's UI."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redshift_spark
from logs import heard
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
    assert query_type(redshift, written.queryId()) == "COPY"
    assert written.rejectedRows() == 0 and written.copyMillis() >= 0
    assert [lease for lease in listener.of("RedshiftLeaseReleased") if lease.lease() == written.write()] == []
    (acquired,) = listener.of("RedshiftLeaseAcquired")
    assert acquired.rows() == 7 and acquired.bytes() > 0 and acquired.executionId() != ""
    assert acquired.lease() in [lease.lease() for lease in listener.of("RedshiftLeaseReleased")]
    assert query_type(redshift, acquired.queryId()) == "UNLOAD"
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


def query_type(redshift: Any, query_id: int) -> str:
    ((kind,),) = rows(redshift, f"select query_type from sys_query_history where query_id = {query_id}")
    return str(kind).strip().upper()


def test_rejected_rows_are_told(spark: Any, redshift: Any, listener: Listener) -> None:
    run(redshift, "drop table if exists partly_told", "create table partly_told (v varchar(3))")
    frame = spark.sql("select if(id in (3, 5), 'too long', 'ok') v from range(10)")
    summary = redshift_spark.write(frame, table="partly_told", max_load_errors=4)
    wait(spark)
    (written,) = listener.of("RedshiftWriteCommitted")
    assert (written.rows(), written.rejectedRows()) == (8, 2)
    assert (summary.rows, summary.rejected_rows, summary.query_id) == (8, 2, written.queryId())
    assert "2 rows were rejected" in str(summary)
    assert rows(redshift, "select count(*) from partly_told") == [(8,)]


def test_the_log_can_be_followed(spark: Any, redshift: Any, listener: Listener) -> None:
    with heard(spark) as lines:
        redshift_spark.write(spark.range(10), table="told_log", mode="overwrite", tempformat="CSV")
        with pytest.raises(Py4JJavaError):
            redshift_spark.write(spark.range(10), table="told_log", postactions="select * from nowhere")
    wait(spark)
    (written,), (failed,) = listener.of("RedshiftWriteCommitted"), listener.of("RedshiftWriteFailed")

    def said(write: str) -> list[str]:
        prefix = f'Write {write} to "told_log": '
        return [re.sub(r"\d+ (ms|bytes)", r"N \1", line[len(prefix) :]) for line in lines() if line.startswith(prefix)]

    files = written.files()
    assert said(written.write()) == [
        "begins: overwrite by delete, by CSV files",
        f"staged 10 rows in {files} files (N bytes) in N ms",
        f"COPY (query {written.queryId()}) loaded 10 rows in N ms, 0 were rejected",
        "committed 10 rows",
    ]
    assert said(failed.write())[-1] == "failed, by RelationNotFoundException"


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
    shown = node_metrics(spark, int(acquired.executionId()), "RedshiftScan")
    assert int(shown["Redshift query id"].replace(",", "")) == acquired.queryId()


def node_metrics(spark: Any, execution: int, name: str) -> dict[str, str]:
    """What Spark's UI shows of the one node whose name begins so."""
    store = spark._jsparkSession.sharedState().statusStore()
    plan, metrics = store.planGraph(execution), store.executionMetrics(execution)
    nodes = [plan.allNodes().apply(i) for i in range(plan.allNodes().size())]
    (node,) = (node for node in nodes if node.name().startswith(name))
    found = [node.metrics().apply(i) for i in range(node.metrics().size())]
    return {metric.name(): str(metrics.apply(metric.accumulatorId())) for metric in found}


def last_execution(spark: Any) -> Any:
    store = spark._jsparkSession.sharedState().statusStore()
    return store.executionsList().apply(int(store.executionsCount()) - 1)


def assert_shown(spark: Any, written: Any) -> None:
    execution = last_execution(spark)
    shown = node_metrics(spark, int(execution.executionId()), "RedshiftWrite")
    assert int(shown["rows staged"].replace(",", "")) == written.rows()
    assert int(shown["files staged"].replace(",", "")) == written.files()
    assert int(shown["Redshift query id"].replace(",", "")) == written.queryId()
    assert shown["rows rejected by COPY"] == "0"
    assert shown["bytes staged"].split()[1] in ("B", "KiB")
    assert {"staging time", "COPY time"} <= set(shown)
    assert "RedshiftWrite" in execution.physicalPlanDescription()


@pytest.mark.focused
@pytest.mark.parametrize("sql", ["select id % 3 id from range(100)", "select id % 3 id from range(100) group by 1"])
def test_a_write_is_a_node_with_metrics(spark: Any, redshift: Any, listener: Listener, sql: str) -> None:
    """Over the frame's own plan, also where adaptive execution changes that."""
    redshift_spark.write(spark.sql(sql), table="told_metric", mode="overwrite")
    wait(spark)
    (written,) = listener.of("RedshiftWriteCommitted")
    assert_shown(spark, written)
    ranges = node_metrics(spark, int(last_execution(spark).executionId()), "Range")
    assert ranges["number of output rows"] == "100"


def test_an_epoch_is_a_node_with_metrics(spark: Any, redshift: Any, listener: Listener, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "0.json").write_text('{"id": 5}\n')
    stream = spark.readStream.schema("id long").json(str(tmp_path / "in")).writeStream.format("redshift")
    stream = stream.option("dbtable", "told_epochs").option("checkpointLocation", str(tmp_path / "checkpoint"))
    query = stream.trigger(availableNow=True).start()
    assert query.awaitTermination(120)
    wait(spark)
    (written,) = listener.of("RedshiftWriteCommitted")
    assert_shown(spark, written)
