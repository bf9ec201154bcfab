"""The Redshift Data API as transport: reads by UNLOAD and direct, writes as one batch, limits and refusals as errors."""

from __future__ import annotations

import json
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import redshift_spark
from py4j.protocol import Py4JJavaError


@pytest.fixture(scope="module")
def api(spark: Any, redshift: Any) -> Iterator[dict[str, Any]]:
    system = spark._jvm.java.lang.System
    keys = {"aws.accessKeyId": redshift.access_key, "aws.secretAccessKey": redshift.secret_key}
    for name, value in keys.items():
        system.setProperty(name, value)
    yield {
        "data_api_database": redshift.database,
        "data_api_region": redshift.region,
        "data_api_endpoint": redshift.control_plane,
        "data_api_retry_delay_min": 10,
        "data_api_retry_delay_max": 200,
    }
    for name in keys:
        system.clearProperty(name)


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline, "it did not come true within a minute"
        time.sleep(0.1)


@pytest.fixture
def owner(api: dict[str, Any], redshift: Any) -> dict[str, Any]:
    """The cluster as the stand-in's own user."""
    return {**api, "data_api_cluster": redshift.settings.cluster_identifier, "data_api_user": redshift.user}


def test_every_login(spark: Any, redshift: Any, api: dict[str, Any], owner: dict[str, Any]) -> None:
    secret = redshift.aws_client("secretsmanager").create_secret(
        Name=f"api-{uuid.uuid4()}",
        SecretString=json.dumps({"username": redshift.user, "password": redshift.password}),
    )["ARN"]
    cluster, workgroup = redshift.settings.cluster_identifier, redshift.settings.workgroup
    logins = [
        (owner, redshift.user),
        ({**api, "data_api_cluster": cluster, "secret.id": secret}, redshift.user),
        ({**api, "data_api_cluster": cluster}, "IAM"),
        ({**api, "data_api_workgroup": workgroup}, "IAM"),
    ]
    for options, user in logins:
        frame = redshift_spark.query(spark, "select current_user::varchar(128) as who", **options)
        assert str(frame.first()["who"]).startswith(user), options


def test_read_and_write(spark: Any, redshift: Any, owner: dict[str, Any]) -> None:
    before = set(redshift.s3_objects())
    frame = spark.sql(
        "select cast(id as int) i, concat('n', id) s, timestamp'2024-01-01' + make_interval(0,0,0,id) ts from range(1000)"
    )
    for mode, count in (("overwrite", 1000), ("append", 2000), ("overwrite", 1000)):
        redshift_spark.write(frame, table="by_api", mode=mode, **owner)
        assert redshift_spark.read(spark, table="by_api", **owner).count() == count
    redshift.clear_statements()
    read = redshift_spark.read(spark, table="by_api", **owner)
    assert sorted(read.collect()) == sorted(frame.collect())  # by UNLOAD
    assert [row["i"] for row in read.where("i >= 990").orderBy("i").limit(5).collect()] == list(range(990, 995))
    texts = [entry.text.lower() for entry in redshift.statements() if "by_api" in entry.text.lower()]
    assert len([text for text in texts if text.startswith("unload")]) == 1
    assert redshift_spark.execute(spark, "delete from by_api where i < 10", **owner) == 10
    assert redshift_spark.read(spark, table="by_api", read_transport="DIRECT", **owner).count() == 990
    wait_until(lambda: set(redshift.s3_objects()) <= before)


def test_a_failing_batch_changes_nothing(spark: Any, redshift: Any, owner: dict[str, Any]) -> None:
    redshift_spark.write(spark.sql("select 1 a"), table="api_kept", mode="overwrite", **owner)
    frame = spark.sql("select 2 a")
    role = "arn:aws:iam::123456789012:role/redshift-local-without-rights"
    with pytest.raises(Py4JJavaError, match="StagingAccessException"):
        redshift_spark.write(frame, table="api_kept", mode="overwrite", aws_iam_role=role, **owner)
    with pytest.raises(Py4JJavaError, match="StatementFailedException|RelationNotFoundException"):
        redshift_spark.write(frame, table="api_kept", mode="overwrite", postactions="select * from nowhere", **owner)
    assert [row["a"] for row in redshift_spark.read(spark, table="api_kept").collect()] == [1]


def test_rows_outside_of_a_predicate_fail_the_batch(spark: Any, redshift: Any, owner: dict[str, Any]) -> None:
    redshift_spark.write(spark.sql("select 1 a union all select 2"), table="api_replaced", mode="overwrite", **owner)
    replaced = {"table": "api_replaced", "mode": "overwrite", "replace_where": "a = 2", **owner}
    with pytest.raises(Py4JJavaError, match="RowsOutsideReplaceWhereException.*for some rows of the frame"):
        redshift_spark.write(spark.sql("select 2 a union all select 3"), **replaced)
    assert sorted(row["a"] for row in redshift_spark.read(spark, table="api_replaced").collect()) == [1, 2]
    redshift_spark.write(spark.sql("select 2 a union all select 2"), **replaced)
    assert sorted(row["a"] for row in redshift_spark.read(spark, table="api_replaced").collect()) == [1, 2, 2]


def test_rows_may_be_rejected_in_a_batch(spark: Any, redshift: Any, owner: dict[str, Any]) -> None:
    redshift_spark.execute(spark, "create table api_narrow (id int, v varchar(5))", **owner)
    frame = spark.sql("select 1 id, 'ok' v union all select 2, 'far too long'")
    with pytest.raises(Py4JJavaError, match="a string of 12 bytes"):
        redshift_spark.write(frame, table="api_narrow", **owner)
    redshift_spark.write(frame, table="api_narrow", max_load_errors=1, **owner)
    redshift_spark.write(frame, table="api_narrow", extracopyoptions="IGNOREALLERRORS", tempformat="CSV", **owner)
    assert [row["id"] for row in redshift_spark.read(spark, table="api_narrow").collect()] == [1, 1]


def test_many_pages(spark: Any, owner: dict[str, Any]) -> None:
    redshift_spark.write(spark.sql("select id, repeat('x', 300) s from range(8000)"), table="api_pages", **owner)
    frame = redshift_spark.read(spark, table="api_pages", read_transport="DIRECT", **owner)
    assert frame.selectExpr("id", "s").count() == 8000
    assert len(frame.collect()) == 8000


def test_limits_and_refusals(spark: Any, redshift: Any, owner: dict[str, Any]) -> None:
    def fails(error: str, **changes: Any) -> str:
        options = {key: value for key, value in {**owner, **changes}.items() if value is not None}
        query = options.pop("query", "select 1 as one")
        with pytest.raises(Py4JJavaError, match=error) as caught:
            redshift_spark.query(spark, query, **options).collect()
        return str(caught.value)

    assert "204800" in fails(
        "UnsupportedOnDataApiException",
        query=f"select '{'x' * 65000}' || '{'y' * 65000}' || '{'z' * 65000}' || '{'w' * 20000}'",
    )
    assert "nowhere" in fails("RelationNotFoundException", query="select * from nowhere")
    assert "syntax" in fails("StatementFailedException", query="selekt 1")
    fails("InvalidOptionException", data_api_workgroup="w")
    fails("InvalidOptionException", data_api_database="")
    assert "data_api_endpoint" in fails("WarehouseUnreachableException", data_api_endpoint="http://127.0.0.1:9")
    assert "redshift-data:ExecuteStatement" in fails(
        "AuthenticationFailedException", aws_assume_role=None, data_api_region="eu-west-9"
    )


def test_merges_work_and_streams_are_refused(spark: Any, redshift: Any, owner: dict[str, Any], tmp_path: Path) -> None:
    redshift_spark.write(spark.sql("select 1 id, 'old' v"), table="api_merged", mode="overwrite", **owner)
    frame = spark.sql("select * from values (1, 'new'), (2, 'two') as v(id, v)")
    redshift_spark.write(frame, table="api_merged", write_mode="merge", merge_keys="id", **owner)
    read = redshift_spark.read(spark, table="api_merged")
    assert sorted((row.id, row.v) for row in read.collect()) == [(1, "new"), (2, "two")]
    stream = spark.readStream.format("rate").load().writeStream.format("redshift").option("dbtable", "api_streamed")
    for name, value in owner.items():
        stream = stream.option(name, value)
    with pytest.raises(Py4JJavaError, match="UnsupportedOnDataApiException.*foreachBatch"):
        stream.option("checkpointLocation", str(tmp_path)).start()


def test_a_batch_that_is_not_answered_is_waited_for(spark: Any, redshift: Any, owner: dict[str, Any]) -> None:
    redshift_spark.write(spark.sql("select 1 id"), table="api_unanswered", mode="overwrite", **owner)
    redshift.faults.delay('COPY "api_unanswered"', 1000)
    redshift.faults.fail_api("redshift-data:DescribeStatement", times=12, skip=8)
    try:
        redshift_spark.write(spark.sql("select 2 id"), table="api_unanswered", **owner)
    finally:
        redshift.faults.clear()
    assert sorted(row.id for row in redshift_spark.read(spark, table="api_unanswered").collect()) == [1, 2]


@pytest.mark.parametrize(
    ("held", "options"),
    [
        ("^unload.*api_interrupted", {"read_transport": "UNLOAD"}),
        (r"^select (?!\*).*api_interrupted", {"read_transport": "DIRECT"}),
        ('^copy "api_interrupted"', {}),
    ],
    ids=["unload", "direct", "write"],
)
def test_an_interrupt_cancels_the_statement(
    spark: Any, redshift: Any, owner: dict[str, Any], tmp_path: Path, held: str, options: dict[str, Any]
) -> None:
    """Stopping a streaming query interrupts the thread that works on its batch."""
    redshift_spark.write(spark.sql("select 1 id"), table="api_interrupted", mode="overwrite", **owner)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "0.json").write_text('{"id": 5}\n')
    objects = set(redshift.s3_objects())

    def use(batch: Any, _epoch: int) -> None:
        if options:
            redshift_spark.read(spark, table="api_interrupted", **owner, **options).collect()
        else:
            redshift_spark.write(batch, table="api_interrupted", **owner)

    redshift.clear_statements()
    hold = redshift.faults.hold(held)
    query = (
        spark.readStream.schema("id int")
        .json(str(tmp_path / "in"))
        .writeStream.foreachBatch(use)
        .option("checkpointLocation", str(tmp_path / "checkpoint"))
        .start()
    )
    hold.wait()
    query.stop()

    def ended() -> list[Any]:
        found = (e for e in redshift.statements() if re.search(held, e.text, re.IGNORECASE))
        return [e for e in found if e.status == "canceled" and e.end is not None]

    wait_until(lambda: bool(ended()))
    wait_until(lambda: set(redshift.s3_objects()) <= objects)
    assert [row.id for row in redshift_spark.read(spark, table="api_interrupted").collect()] == [1]


def test_a_long_job_outlives_its_credentials(spark: Any, redshift: Any, owner: dict[str, Any], tmp_path: Path) -> None:
    """Of a role: they end while a statement runs, and between two of a session, earlier than they said."""
    given = tmp_path / "given.json"

    def give() -> None:
        role = redshift.aws_client("sts").assume_role(RoleArn=redshift.iam_role, RoleSessionName="long")["Credentials"]
        end = datetime.now(timezone.utc) + timedelta(hours=1)
        answer = {name: role[name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")}
        given.write_text(json.dumps({"Version": 1, **answer, "Expiration": end.strftime("%Y-%m-%dT%H:%M:%SZ")}))

    # Nobody is given keys that have ended already, however busy the machine is.
    ending = tmp_path / "ending"
    profile, file = f"long-{uuid.uuid4()}", tmp_path / "credentials"
    process = f"while [ -e {ending} ]; do sleep 0.1; done; cat {given}"
    file.write_text(f"[{profile}]\ncredential_process = {process}\n")

    def renew() -> None:
        ending.touch()
        redshift.faults.expire_aws_sessions()
        give()
        ending.unlink()

    redshift_spark.write(spark.sql("select id from range(1000)"), table="api_long", mode="overwrite", **owner)
    redshift_spark.execute(spark, "grant select on api_long to public", **owner)
    options = {**owner, "aws_profile": profile, "label": "long"}
    options.pop("data_api_user")
    system = spark._jvm.java.lang.System
    system.setProperty("aws.sharedCredentialsFile", str(file))
    counts: list[int] = []
    try:
        give()
        frame = redshift_spark.read(spark, table="api_long", **options)
        assert len(frame.collect()) == 1000
        hold = redshift.faults.hold("^unload.*api_long")
        reader = threading.Thread(target=lambda: counts.append(len(frame.collect())))
        reader.start()
        hold.wait()
        renew()
        time.sleep(1)  # in which the statement is asked after
        hold.release()
        reader.join(60)
        renew()
        counts.append(frame.count())
    finally:
        redshift.faults.clear()
        system.clearProperty("aws.sharedCredentialsFile")
    assert counts == [1000, 1000]


def test_a_batch_whose_end_stays_unknown_is_not_sent_again(spark: Any, redshift: Any, owner: dict[str, Any]) -> None:
    redshift_spark.write(spark.sql("select 1 id"), table="api_unknown", mode="overwrite", **owner)
    redshift.clear_statements()
    redshift.faults.delay('COPY "api_unknown"', 500)
    redshift.faults.fail_api("redshift-data:DescribeStatement", times=500, skip=8)
    try:
        with pytest.raises(Py4JJavaError, match="CommitOutcomeUnknown") as caught:
            redshift_spark.write(spark.sql("select 2 id"), table="api_unknown", **owner)
    finally:
        redshift.faults.clear()
    assert "Look at the target" in str(caught.value)
    assert len([e for e in redshift.statements() if e.text.startswith('COPY "api_unknown"')]) == 1
    wait_until(lambda: len(redshift_spark.read(spark, table="api_unknown").collect()) == 2)


def test_rows_above_the_limit_travel_through_s3(spark: Any, redshift: Any, owner: dict[str, Any]) -> None:
    query = "select repeat('x', 60000)::varchar(65535) a, repeat('y', 60000)::varchar(65535) b"
    frame = redshift_spark.query(spark, query, read_transport="DIRECT", **owner)
    redshift.clear_statements()
    assert [len(row.a) + len(row.b) for row in frame.collect()] == [120000]
    assert [entry for entry in redshift.statements() if entry.text.startswith("UNLOAD")]
    with pytest.raises(Py4JJavaError, match="ResultTooLargeException.*read_transport=UNLOAD"):
        redshift_spark.query(spark, f"{query} order by 1 limit 1", read_transport="DIRECT", **owner).orderBy("a").limit(
            1
        ).collect()
