"""Reading: what is sent and when, rows asked for again, what is left on S3, and errors that say what to do."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redshift_spark
from py4j.protocol import Py4JError, Py4JJavaError

ROWS = 2000


@pytest.fixture(scope="module", autouse=True)
def table(spark: Any) -> None:
    frame = spark.sql(f"select cast(id as int) i, concat('n', id) s, id % 7 g from range({ROWS})")
    redshift_spark.write(frame, table="reading", mode="overwrite")


@pytest.fixture
def left(redshift: Any) -> Any:
    """Objects that are on S3 now and were not before the test; waits a little, for clean-up follows Spark's events."""
    before = set(redshift.s3_objects())

    def objects(*, wait: bool = True) -> set[str]:
        found: set[str] = set(redshift.s3_objects()) - before
        for _ in range(100 if wait else 0):
            if not found:
                break
            time.sleep(0.1)
            found = set(redshift.s3_objects()) - before
        return found

    return objects


@pytest.fixture
def sent(redshift: Any) -> Any:
    """Texts of the statements that clients sent since the fixture was made."""
    redshift.clear_statements()
    return lambda: [entry.text.strip() for entry in redshift.statements()]


def scans(texts: list[str]) -> list[str]:
    """Statements that read the table's rows."""
    return [text for text in texts if "reading" in text.lower()]


def test_analysis_and_explain_scan_nothing(spark: Any, sent: Any) -> None:
    for options in ({}, {"autopushdown": False}, {"read_transport": "DIRECT"}):
        frame = (
            redshift_spark.read(spark, table="reading", **options).where("i > 3 and s rlike '1'").groupBy("g").count()
        )
        frame.explain(True)
        frame.createOrReplaceTempView("analysed")
        spark.sql("select * from analysed where g = 1 order by 1 limit 3").explain("formatted")
        assert frame.schema.names == ["g", "count"]
        redshift_spark.explain(frame)
    assert scans(sent()) == []
    assert not any(text.lower().startswith("unload") for text in sent())


def test_one_statement_reads_a_table(spark: Any, sent: Any, left: Any) -> None:
    frame = redshift_spark.read(spark, table="reading")
    assert len(frame.collect()) == ROWS
    assert len(scans(sent())) == 1
    assert left() == set()


def requests_of_the_latest_read(redshift: Any) -> list[Any]:
    """What Spark asked of the folder of the latest UNLOAD: an earlier one's clean-up may still be under way."""
    unload = next(entry.text for entry in reversed(redshift.statements()) if entry.text.startswith("UNLOAD"))
    folder = re.search(r"TO 's3://([^']+)/'", unload)
    assert folder is not None, unload
    deadline = time.monotonic() + 30
    while True:
        found = [r for r in redshift.s3_requests(origin="client") if folder[1] in r.url and r.method in ("GET", "HEAD")]
        # A request is noted when its answer has ended, which may be a little after it took effect.
        if any(request.operation.startswith("List") for request in found):
            return found
        assert time.monotonic() < deadline, "the clean-up has not listed the folder"
        time.sleep(0.02)


def test_a_read_takes_few_requests(spark: Any, redshift: Any, left: Any) -> None:
    frame = redshift_spark.read(spark, table="reading")
    redshift.clear_statements()
    assert len(frame.collect()) == ROWS
    assert left() == set()
    reading = requests_of_the_latest_read(redshift)
    manifest = [r.operation for r in reading if r.key.endswith("/manifest")]
    assert sorted(manifest) == ["GetObject", "HeadObject"]
    files = {r.key for r in reading if r.key.endswith(".parquet")}
    assert files
    for key in files:
        operations = [r.operation for r in reading if r.key == key]
        assert operations.count("GetObject") <= 2 and operations.count("HeadObject") <= 1, operations
    # Only the clean-up, which comes last, lists.
    first_list = next(i for i, r in enumerate(reading) if r.operation.startswith("List"))
    assert not any(r.operation == "GetObject" for r in reading[first_list:])
    assert len({entry.session for entry in redshift.statements()}) == 1


def test_a_small_result_sends_one_statement_and_no_object(spark: Any, sent: Any, redshift: Any) -> None:
    jobs = spark.sparkContext._jsc.sc().dagScheduler().nextJobId()
    before = set(redshift.s3_objects())
    assert redshift_spark.read(spark, table="reading").count() == ROWS
    assert len(redshift_spark.read(spark, table="reading").orderBy("i").limit(5).collect()) == 5
    assert len(scans(sent())) == 2
    assert set(redshift.s3_objects()) == before
    assert spark.sparkContext._jsc.sc().dagScheduler().nextJobId() - jobs <= 1


@pytest.mark.parametrize("options", [{}, {"read_transport": "DIRECT"}, {"unload_s3_format": "TEXT"}])
def test_rows_can_be_asked_for_again(spark: Any, left: Any, options: dict[str, Any]) -> None:
    frame = redshift_spark.read(spark, table="reading", **options).where("i >= 1000")
    assert sorted(frame.collect()) == sorted(frame.collect())
    assert frame._jdf.javaRDD().count() == ROWS // 2
    rdd = frame._jdf.rdd()
    assert rdd.count() == rdd.count() == ROWS // 2
    assert len(list(frame.toLocalIterator())) == ROWS // 2
    assert left() == set()


def test_a_later_action_sees_the_table_as_it_is_then(spark: Any) -> None:
    redshift_spark.write(spark.sql("select 1 a"), table="growing", mode="overwrite")
    for options in ({}, {"read_transport": "DIRECT"}):
        frame = redshift_spark.read(spark, table="growing", **options)
        before = len(frame.collect())
        redshift_spark.execute(spark, "insert into growing values (2)")
        assert len(frame.collect()) == before + 1


@pytest.mark.parametrize("options", [{"autopushdown": False}, {"autopushdown": False, "unload_s3_format": "TEXT"}])
def test_a_result_that_is_read_in_part_leaves_nothing(spark: Any, left: Any, options: dict[str, Any]) -> None:
    frame = redshift_spark.read(spark, table="reading", **options)
    assert len(frame.limit(3).collect()) == 3
    assert len(frame.take(2)) == 2
    assert left() == set()


def test_a_cached_frame_keeps_its_files_until_it_is_unpersisted(spark: Any, left: Any, sent: Any) -> None:
    cached = redshift_spark.read(spark, table="reading").select("i", "s").cache()
    assert len(cached.take(3)) == 3
    assert cached.count() == cached.count() == ROWS
    assert cached.selectExpr("count(distinct i)").first()[0] == ROWS
    assert len([text for text in scans(sent()) if text.lower().startswith("unload")]) == 1
    assert left(wait=False) != set()
    cached.unpersist(True)
    assert left() == set()


def test_a_failing_action_leaves_nothing(spark: Any, left: Any) -> None:
    frame = redshift_spark.read(spark, table="reading")
    with pytest.raises(Exception, match="row n77"):
        frame.selectExpr("if(i = 7, raise_error(concat('row ', s, i)), i)").selectExpr("hash(*)").collect()
    assert left() == set()


def test_above_the_byte_cap_a_direct_read_turns_to_unload(spark: Any, sent: Any, left: Any) -> None:
    frame = redshift_spark.read(spark, table="reading", direct_max_bytes=1000).limit(500)
    assert "transport: direct" in frame._jdf.queryExecution().executedPlan().toString()
    assert len(frame.collect()) == 500
    assert [text for text in scans(sent()) if text.lower().startswith("unload")] != []
    assert left() == set()


def test_without_a_folder_large_results_name_tempdir(spark: Any) -> None:
    def fails(frame: Any) -> str:
        with pytest.raises(Exception, match="tempdir") as caught:
            frame.collect()
        return str(caught.value)

    assert "InvalidOptionException" in fails(redshift_spark.read(spark, table="reading", tempdir=""))
    text = fails(redshift_spark.read(spark, table="reading", tempdir="", direct_max_bytes=1000).limit(500))
    assert "InvalidOptionException" in text and "direct_max_bytes" in text
    assert len(redshift_spark.read(spark, table="reading", tempdir="").limit(5).collect()) == 5


# --- bad input: the type of the error, and what its message must name -------------------------------------------------

BAD_OPTIONS = [
    ({"table": "t", "dbtabel": "x"}, "InvalidOptionException", "Did you mean 'dbtable'"),
    ({"table": "t", "url": ""}, "InvalidOptionException", "'url': is missing"),
    ({"table": "t", "url": "jdbc:mysql://h/d?password=hunter-22"}, "InvalidOptionException", "jdbc:redshift://"),
    ({"table": "t", "password": ""}, "InvalidOptionException", "'password': is missing"),
    ({"table": "a.b.c.d"}, "InvalidOptionException", "cannot read the table name"),
    ({"table": "t", "autopushdown": "maybe"}, "InvalidOptionException", "true or false"),
    ({"table": "t", "direct_max_bytes": "-1"}, "InvalidOptionException", "whole number"),
    ({"table": "t", "unload_s3_format": "ORC"}, "InvalidOptionException", "PARQUET, TEXT"),
    ({"table": "t", "tempdir": "hdfs://x/y"}, "InvalidOptionException", "s3a://bucket/path"),
    (
        {"table": "t", "forward_spark_s3_credentials": True, "aws_iam_role": "default"},
        "InvalidOptionException",
        "exactly one of",
    ),
    ({"table": "t", "autopushdown.s3_result_cache": True}, "InvalidOptionException", "cache()"),
    ({"table": "no_such_table"}, "RelationNotFoundException", "no_such_table"),
    ({"table": "no_such_schema.t"}, "RelationNotFoundException", "no_such_schema"),
    ({"query": "select 1 a, 2 a"}, "SchemaMismatchException", "more than one column 'a'"),
    ({"query": "selekt 1"}, "StatementFailedException", "syntax error"),
    ({"table": "t", "password": "wrong-password"}, "AuthenticationFailedException", "'user' and 'password'"),
    (
        {"table": "t", "url": "jdbc:redshift://127.0.0.1:9/dev?ssl=false"},
        "WarehouseUnreachableException",
        "127.0.0.1:9",
    ),
]


@pytest.mark.parametrize(("options", "error", "says"), BAD_OPTIONS, ids=lambda v: str(v)[:40])
def test_bad_input_is_a_typed_error(spark: Any, options: dict[str, Any], error: str, says: str) -> None:
    with pytest.raises(Py4JJavaError) as caught:
        redshift_spark.read(spark, **options)
    first_line = str(caught.value.java_exception)
    assert error in first_line and says in first_line
    assert "wrong-password" not in str(caught.value) and "hunter-22" not in str(caught.value)


def test_timestamps_without_zone_need_spark_3_4(spark: Any) -> None:
    if spark.version >= "3.4":
        assert (
            dict(redshift_spark.query(spark, "select sysdate as t", prefer_timestamp_ntz=True).dtypes)["t"]
            == "timestamp_ntz"
        )
    else:
        with pytest.raises(Py4JJavaError, match=r"prefer_timestamp_ntz.*Spark 3\.4"):
            redshift_spark.read(spark, table="reading", prefer_timestamp_ntz=True)


def test_an_untrusted_certificate_is_refused(spark: Any, redshift: Any) -> None:
    url = f"jdbc:redshift://{redshift.host}:{redshift.port}/{redshift.database}"
    with pytest.raises(Py4JJavaError, match="WarehouseUnreachableException: TLS with .* failed"):
        redshift_spark.read(spark, table="reading", url=url)


def started_jobs(spark: Any) -> int:
    return int(spark.sparkContext._jsc.sc().dagScheduler().nextJobId())


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"aws_iam_role": "arn:aws:iam::123456789012:role/redshift-local-without-rights"}, "aws_iam_role"),
        ({"aws_iam_role": "arn:aws:iam::123456789012:role/no-such-role"}, "aws_iam_role"),
        ({"tempdir": "s3a://no-such-bucket/x"}, "tempdir"),
        ({"tempdir_region": "eu-west-1"}, "tempdir_region"),
    ],
)
def test_a_folder_that_redshift_cannot_use(spark: Any, left: Any, options: dict[str, Any], says: str) -> None:
    jobs = started_jobs(spark)
    with pytest.raises(Exception, match="StagingAccessException") as caught:
        redshift_spark.read(spark, table="reading", **options).collect()
    assert says in str(caught.value)
    assert started_jobs(spark) == jobs
    assert left() == set()


@pytest.fixture
def guest(spark: Any) -> Iterator[dict[str, Any]]:
    redshift_spark.execute(spark, "create user guest password 'Guest-pass-1'")
    redshift_spark.execute(spark, "create table secret_of_mine (i int)")
    yield {"user": "guest", "password": "Guest-pass-1"}
    redshift_spark.execute(spark, "drop table secret_of_mine")
    redshift_spark.execute(spark, "drop user guest")


def test_no_right_on_the_table(spark: Any, guest: dict[str, Any]) -> None:
    jobs = started_jobs(spark)
    with pytest.raises(Py4JJavaError, match="PermissionDeniedException") as caught:
        redshift_spark.read(spark, table="secret_of_mine", **guest).collect()
    assert "secret_of_mine" in str(caught.value) and "GRANT" in str(caught.value)
    assert "Guest-pass-1" not in str(caught.value)
    assert started_jobs(spark) == jobs


def test_a_full_queue_of_sessions_says_so(spark: Any, redshift: Any) -> None:
    options: dict[str, Any] = {"max_connections": 1, "connection_wait_seconds": 1, "label": "narrow"}
    frame = redshift_spark.read(spark, table="reading", **options)
    redshift.faults.delay("unload", 3000)
    # Two different scans need two sessions at once.
    both = frame.where("i < 10").join(redshift_spark.read(spark, table="reading", autopushdown=False, **options), "i")
    try:
        with pytest.raises((Py4JJavaError, Py4JError), match="SessionsExhaustedException") as caught:
            both.collect()
        assert "max_connections" in str(caught.value)
    finally:
        redshift.faults.clear()
