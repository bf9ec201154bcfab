"""Every option has a test that shows its effect: a case here, or a test of another file that is named here."""

from __future__ import annotations

import ast
import json
import re
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import redshift_spark
from py4j.protocol import Py4JJavaError
from warehouse_sql import rows, run

HERE = Path(__file__).resolve().parent
REGISTRY: list[dict[str, Any]] = json.loads((HERE.parents[1] / "python" / "options.json").read_text())

ELSEWHERE = {
    "url": "test_auth::test_a_database_user_of_a_cluster",
    "user": "test_reading::test_no_right_on_the_table",
    "password": "test_reading::test_no_right_on_the_table",
    "secret.id": "test_auth::test_a_stored_secret",
    "secret.region": "test_auth::test_a_stored_secret",
    "secret.vpcendpointurl": "test_auth::test_a_stored_secret",
    "aws_profile": "test_auth::test_a_profile_and_a_role_that_it_assumes",
    "aws_assume_role": "test_auth::test_a_profile_and_a_role_that_it_assumes",
    "data_api_database": "test_data_api::test_every_login",
    "data_api_cluster": "test_data_api::test_every_login",
    "data_api_workgroup": "test_data_api::test_every_login",
    "data_api_user": "test_data_api::test_every_login",
    "data_api_region": "test_data_api::test_limits_and_refusals",
    "data_api_endpoint": "test_data_api::test_limits_and_refusals",
    "max_connections": "test_reading::test_a_full_queue_of_sessions_says_so",
    "connection_wait_seconds": "test_reading::test_a_full_queue_of_sessions_says_so",
    "dbtable": "test_migration::test_both_option_sets_write_the_same_table",
    "query": "test_types::test_empty_results",
    "tempdir": "test_reading::test_without_a_folder_large_results_name_tempdir",
    "tempdir_region": "test_reading::test_a_folder_that_redshift_cannot_use",
    "aws_iam_role": "test_reading::test_a_folder_that_redshift_cannot_use",
    "tempformat": "test_round_trip::test_every_write_format",
    "autopushdown": "test_reading::test_a_full_queue_of_sessions_says_so",
    "trailing_blanks": "differential/test_semantics::test_columns_may_be_compared_as_they_are",
    "read_transport": "test_reading::test_rows_can_be_asked_for_again",
    "direct_max_bytes": "test_reading::test_above_the_byte_cap_a_direct_read_turns_to_unload",
    "result_estimates": "test_estimates::test_it_can_be_switched_off",
    "prefer_timestamp_ntz": "test_reading::test_timestamps_without_zone_need_spark_3_4",
    "legacy_timestamp_handling": "test_types::test_the_legacy_zone_of_timestamps",
    "legacy_jdbc_real_type_mapping": "test_types::test_legacy_switches",
    "legacy_mapping_short_to_int": "test_types::test_legacy_switches",
    "overridenullable": "test_types::test_legacy_switches",
    "overwrite_mode": "test_write_modes::test_overwrite_by_another_table",
    "replace_where": "test_write_modes::test_only_matching_rows_are_replaced",
    "replace_where_check": "test_write_modes::test_rows_outside_of_the_predicate_are_refused",
    "write_mode": "test_write_modes::test_merge_updates_inserts_and_deletes",
    "merge_keys": "test_write_modes::test_merge_updates_inserts_and_deletes",
    "merge_update": "test_write_modes::test_merge_updates_inserts_and_deletes",
    "merge_update_when": "test_write_modes::test_merge_updates_inserts_and_deletes",
    "merge_insert": "test_write_modes::test_merge_updates_inserts_and_deletes",
    "merge_delete_when": "test_write_modes::test_merge_updates_inserts_and_deletes",
    "schema_evolution": "test_write_columns::test_new_columns_by_option",
    "diststyle": "test_write_columns::test_layout_of_a_created_table",
    "distkey": "test_write_columns::test_layout_of_a_created_table",
    "sortkeys": "test_write_columns::test_layout_of_a_created_table",
    "sortkeyspec": "test_write_columns::test_layout_of_a_created_table",
    "identity_column": "test_write_columns::test_layout_of_a_created_table",
    "preactions": "test_write_modes::test_actions_run_in_order_and_keep_their_text",
    "postactions": "test_write_modes::test_actions_run_in_order_and_keep_their_text",
    "usestagingtable": "test_write_modes::test_contradicting_options",
    "csvnullstring": "test_write_modes::test_null_text_of_the_users_choice",
    "copyretrycount": "test_write_commit::test_retries_are_bounded",
    "copydelay": "test_write_commit::test_retries_are_bounded",
    "commit_ledger": "test_write_commit::test_without_a_ledger_the_history_tells",
    "staged_file_mb": "test_write_modes::test_files_are_cut_by_size",
    "keep_staged_files": "test_write_modes::test_files_are_cut_by_size",
    "check_s3_bucket_usage": "test_bucket::test_the_check_is_made_once_and_can_be_switched_off",
    "load_error_rows": "test_write_errors::test_the_row_is_shown_on_demand",
    "max_load_errors": "test_write_errors::test_a_number_of_rows_may_be_rejected",
    "statement_timeout_seconds": "test_write_errors::test_a_statement_that_takes_too_long_is_cancelled",
    "lock_timeout_seconds": "test_write_errors::test_a_lock_that_is_not_given_in_time",
    "string_length": "test_write_columns::test_lengths_measured_from_the_data",
    "checkpointlocation": "test_write_streaming::test_batches_by_hand",
}
"""Option: the test that shows its effect."""

PEER = re.findall(
    r"\S+",
    """dbtable query url user password tempdir tempdir_region jdbcdriver secret.id secret.region secret.vpcendpointurl
secret.vpcendpointregion aws_iam_role forward_spark_s3_credentials temporary_aws_access_key_id temporary_aws_secret_access_key
temporary_aws_session_token tempformat csvnullstring overwrite diststyle distkey sortkeyspec usestagingtable preactions postactions
extracopyoptions extraunloadoptions description include_column_list sse_kms_key autopushdown autopushdown.s3_result_cache
unload_s3_format copyretrycount copydelay legacy_jdbc_real_type_mapping legacy_mapping_short_to_int legacy_trim_csv_writes
overridenullable check_s3_bucket_usage label host_connector data_api_database data_api_user data_api_cluster data_api_workgroup
data_api_region trace_id legacy_timestamp_handling data_api_endpoint data_api_retry_delay_min data_api_retry_delay_max
data_api_retry_delay_mult reject_unsecure_jdbc_connection redshift_s3_connection_iam_role_only""",
)
"""All options and settings of the community connector 6.6; AWS's own table is a part of them."""

Case = Callable[[Any, Any], None]
CASES: dict[str, Case] = {}


def shows(*options: str) -> Callable[[Case], Case]:
    def register(case: Case) -> Case:
        CASES.update(dict.fromkeys(options, case))
        return case

    return register


def refused(spark: Any, says: str, work: Callable[[], Any], error: str = "InvalidOptionException") -> None:
    with pytest.raises(Py4JJavaError) as caught:
        work()
    first_line = str(caught.value.java_exception)
    assert error in first_line and says in first_line, first_line


def read(spark: Any, **options: Any) -> list[Any]:
    return list(redshift_spark.read(spark, table="option_rows", **options).collect())


def write(spark: Any, sql: str = "select 1 a", **options: Any) -> None:
    redshift_spark.execute(spark, "drop table if exists option_target")
    redshift_spark.write(spark.sql(sql), table="option_target", **options)


def sent(redshift: Any, start: str) -> str:
    """The text of the last statement that begins so."""
    return str(next(e.text for e in reversed(redshift.statements()) if e.text.upper().startswith(start)))


@pytest.fixture(scope="module", autouse=True)
def table(redshift: Any) -> None:
    run(
        redshift, "create table option_rows (a int, b varchar(10))", "insert into option_rows values (1, 'x'), (2, 'y')"
    )


@pytest.fixture(scope="module", autouse=True)
def keys(spark: Any, redshift: Any) -> Iterator[None]:
    """The owner's keys for AWS, from the JVM's properties."""
    system = spark._jvm.java.lang.System
    given = {"aws.accessKeyId": redshift.access_key, "aws.secretAccessKey": redshift.secret_key}
    for name, value in given.items():
        system.setProperty(name, value)
    yield
    for name in given:
        system.clearProperty(name)


# --- the connection ---------------------------------------------------------------------------------------------------


@shows("jdbcdriver")
def driver(spark: Any, redshift: Any) -> None:
    assert len(read(spark, jdbcdriver="com.amazon.redshift.jdbc42.Driver")) == 2
    refused(spark, "Only Amazon Redshift's own", lambda: read(spark, jdbcdriver="org.postgresql.Driver"))


@shows("reject_unsecure_jdbc_connection")
def only_tls(spark: Any, redshift: Any) -> None:
    address = f"jdbc:redshift://{redshift.host}:{redshift.port}/{redshift.database}"
    for url in (f"{address}?ssl=false", f"{address}?sslfactory=com.amazon.redshift.ssl.NonValidatingFactory"):
        assert len(read(spark, url=url)) == 2
        refused(spark, "sslrootcert", partial(read, spark, url=url, reject_unsecure_jdbc_connection=True))
        for prefix in ("spark.redshift.", "spark.datasource.redshift.community."):
            spark.conf.set(f"{prefix}reject_unsecure_jdbc_connection", "true")
            try:
                refused(spark, "sslrootcert", partial(read, spark, url=url))
            finally:
                spark.conf.unset(f"{prefix}reject_unsecure_jdbc_connection")
    ca = quote(redshift.tls_ca, safe="")
    assert len(read(spark, url=f"{address}?sslrootcert={ca}", reject_unsecure_jdbc_connection=True)) == 2


@shows("secret.vpcendpointregion")
def region_of_the_endpoint(spark: Any, redshift: Any) -> None:
    secret = redshift.aws_client("secretsmanager").create_secret(
        Name=f"option-{uuid.uuid4()}",
        SecretString=json.dumps({"username": redshift.user, "password": redshift.password}),
    )["ARN"]
    options = {"secret.id": secret, "secret.vpcEndpointUrl": redshift.control_plane, "secret.region": "eu-west-9"}
    assert len(read(spark, **options, **{"secret.vpcEndpointRegion": redshift.region})) == 2
    refused(spark, "secretsmanager", lambda: read(spark, **options), "AuthenticationFailedException")


@shows("aws_region")
def region_of_logins(spark: Any, redshift: Any) -> None:
    url = (
        f"jdbc:redshift:iam://{redshift.host}:{redshift.port}/{redshift.database}?DbUser={redshift.user}"
        f"&ClusterID={redshift.settings.cluster_identifier}&EndpointUrl={quote(redshift.control_plane, safe='')}"
        f"&sslrootcert={quote(redshift.tls_ca, safe='')}"
    )
    assert len(read(spark, url=url, aws_region=redshift.region)) == 2
    refused(spark, "Region", lambda: read(spark, url=url, aws_region="eu-west-9"), "AuthenticationFailedException")


@shows("data_api_retry_delay_min", "data_api_retry_delay_max", "data_api_retry_delay_mult")
def polling(spark: Any, redshift: Any) -> None:
    def asked_often(least: int, most: int, factor: float) -> bool:
        """Whether a statement of two seconds was asked after more than eight times."""
        redshift.faults.delay("option_rows", 2000)
        redshift.faults.fail_api("redshift-data:DescribeStatement", "ValidationException", "asked often", skip=8)
        options = {
            "data_api_database": redshift.database,
            "data_api_cluster": redshift.settings.cluster_identifier,
            "data_api_user": redshift.user,
            "data_api_region": redshift.region,
            "data_api_endpoint": redshift.control_plane,
            "data_api_retry_delay_min": least,
            "data_api_retry_delay_max": most,
            "data_api_retry_delay_mult": factor,
        }
        try:
            redshift_spark.execute(spark, "delete from option_rows where a > 10", **options)
            return False
        except Py4JJavaError as error:
            assert "asked often" in str(error)
            return True
        finally:
            redshift.faults.clear()

    assert asked_often(10, 10, 1.0)
    assert not asked_often(3000, 3000, 1.0)
    assert not asked_often(1, 5000, 50.0)
    assert asked_often(1, 10, 50.0)
    refused(
        spark,
        "a number from 1",
        lambda: read(spark, data_api_database="d", data_api_workgroup="w", data_api_retry_delay_mult="0.5"),
    )


@shows("label", "trace_id", "host_connector")
def labels(spark: Any, redshift: Any) -> None:
    redshift.clear_statements()
    read(spark, label="etl-7", trace_id="t-42", host_connector="notebook")
    label = json.loads(next(e.label for e in redshift.statements() if e.text.startswith("UNLOAD")))
    ours = label["spark-redshift-connector"]
    assert (ours["lbl"], ours["tid"], ours["hst"]) == ("etl-7", "t-42", "notebook")
    # The keys that AWS documents for its own integration.
    assert (ours["svc"], ours["op"]) == ("redshift-spark", "Read")
    assert re.fullmatch(rf".+-spark_{spark.version.rpartition('.')[0]}", ours["ver"])
    redshift.clear_statements()
    write(spark, label="x" * 101)
    copied = json.loads(next(e.label for e in redshift.statements() if e.text.startswith("COPY")))
    assert (copied["spark-redshift-connector"]["op"], copied["spark-redshift-connector"]["lbl"]) == ("Write", "x" * 100)
    known = rows(redshift, 'select count(*) from sys_query_history where query_label like \'%"op":"Write"%\'')
    assert known[0][0] > 0
    refused(spark, "more than 190", lambda: read(spark, label="x" * 100, trace_id="y" * 91))


@shows("python_package_version")
def version_of_the_package(spark: Any, redshift: Any) -> None:
    jar = redshift_spark.maven_coordinate().rpartition(":")[2]
    both = "is of version " + jar + ", and the Python package redshift_spark that asks goes with 0.0.9"
    error = "VersionMismatchException"
    other: dict[str, Any] = {"python_package_version": "0.0.9"}
    refused(spark, both, lambda: read(spark, **other), error)
    refused(spark, both, lambda: write(spark, **other), error)
    refused(spark, both, lambda: redshift_spark.execute(spark, "select 1", **other), error)
    # A session that redshift_spark started says it for the plain API, too.
    key = "spark.redshift.python_package_version"
    assert spark.conf.get(key) == jar
    spark.conf.set(key, "0.0.9")
    try:
        plain = spark.read.format("redshift").option("dbtable", "option_rows")
        refused(spark, both, plain.load, error)
    finally:
        spark.conf.set(key, jar)


# --- Redshift's right on S3 -------------------------------------------------------------------------------------------


@shows("forward_spark_s3_credentials")
def forwarded(spark: Any, redshift: Any) -> None:
    redshift.clear_statements()
    assert len(read(spark, forward_spark_s3_credentials=True)) == 2
    assert "ACCESS_KEY_ID" in sent(redshift, "UNLOAD") and "IAM_ROLE" not in sent(redshift, "UNLOAD")


@shows("temporary_aws_access_key_id", "temporary_aws_secret_access_key", "temporary_aws_session_token")
def temporary_keys(spark: Any, redshift: Any) -> None:
    given = redshift.aws_client("sts").assume_role(RoleArn=redshift.iam_role, RoleSessionName="options")["Credentials"]
    options = {
        "temporary_aws_access_key_id": given["AccessKeyId"],
        "temporary_aws_secret_access_key": given["SecretAccessKey"],
        "temporary_aws_session_token": given["SessionToken"],
    }
    assert len(read(spark, **options)) == 2
    write(spark, **options)
    for name in options:
        refused(spark, f"'{name}': is missing", partial(read, spark, **{**options, name: ""}))


@shows("redshift_s3_connection_iam_role_only")
def role_only(spark: Any, redshift: Any) -> None:
    assert len(read(spark, redshift_s3_connection_iam_role_only=True)) == 2
    options = {"redshift_s3_connection_iam_role_only": True, "forward_spark_s3_credentials": True}
    refused(spark, "refuses every other right", lambda: read(spark, **options))


# --- UNLOAD and COPY --------------------------------------------------------------------------------------------------


@shows("unload_s3_format")
def unload_format(spark: Any, redshift: Any) -> None:
    assert sorted(read(spark, unload_s3_format="text")) == sorted(read(spark))
    assert "FORMAT AS PARQUET" in sent(redshift, "UNLOAD")
    read(spark, unload_s3_format="TEXT")
    assert "DELIMITER" in sent(redshift, "UNLOAD")


@shows("sse_kms_key")
def kms_key(spark: Any, redshift: Any) -> None:
    read(spark, sse_kms_key="1234abcd-12ab-34cd-56ef-1234567890ab")
    assert "KMS_KEY_ID '1234abcd-12ab-34cd-56ef-1234567890ab' ENCRYPTED" in sent(redshift, "UNLOAD")


@shows("extraunloadoptions")
def more_of_unload(spark: Any, redshift: Any) -> None:
    assert len(read(spark, extraunloadoptions="MAXFILESIZE 7 MB")) == 2
    assert "MAXFILESIZE 7 MB" in sent(redshift, "UNLOAD")


@shows("extracopyoptions")
def more_of_copy(spark: Any, redshift: Any) -> None:
    write(spark, tempformat="CSV", extracopyoptions="STATUPDATE OFF")
    assert "STATUPDATE OFF" in sent(redshift, "COPY")


# --- writes -----------------------------------------------------------------------------------------------------------


@shows("include_column_list")
def column_list(spark: Any, redshift: Any) -> None:
    for value in (True, False):
        write(spark, include_column_list=value)
        assert '("a")' in sent(redshift, "COPY")


@shows("description")
def comment(spark: Any, redshift: Any) -> None:
    write(spark, description="it's ours")
    assert rows(redshift, "select remarks from svv_tables where table_name = 'option_target'") == [("it's ours",)]


@shows("sortkey_style")
def interleaved(spark: Any, redshift: Any) -> None:
    write(spark, "select 1 a, 2 b", sortkeys="a, b", sortkey_style="interleaved")
    assert "INTERLEAVED SORTKEY" in sent(redshift, "CREATE TABLE")
    write(spark, "select 1 a, 2 b", sortkeys="a, b")
    assert "INTERLEAVED" not in sent(redshift, "CREATE TABLE")


@shows("merge_insert_when")
def conditional_insert(spark: Any, redshift: Any) -> None:
    write(spark, "select 1 a, 'old' b")
    frame = spark.sql("select * from values (1, 'new'), (2, 'in'), (3, 'out') as v(a, b)")
    options = {"write_mode": "merge", "merge_keys": "a", "merge_insert_when": "source.b <> 'out'"}
    redshift_spark.write(frame, table="option_target", **options)
    assert rows(redshift, "select a, b from option_target order by a") == [(1, "new"), (2, "in")]


@shows("sweep_after_hours")
def sweep(spark: Any, redshift: Any) -> None:
    folder = f"{redshift.tempdir.rstrip('/')}/swept-{uuid.uuid4().hex}"
    path = spark._jvm.org.apache.hadoop.fs.Path
    files = path(folder).getFileSystem(spark._jsc.hadoopConfiguration())
    left = path(f"{folder}/redshift-spark-app-1/{uuid.uuid4()}/part-00000.parquet")
    try:
        files.create(left).close()
        for hours in (0, 1):  # never; and not before it is an hour old
            assert len(read(spark, tempdir=folder, sweep_after_hours=hours)) == 2
            assert files.exists(left)
    finally:
        files.delete(path(folder), True)
    refused(spark, "whole number", lambda: read(spark, sweep_after_hours="soon"))


# --- what is refused, with its replacement ----------------------------------------------------------------------------


@shows("autopushdown.s3_result_cache")
def result_cache(spark: Any, redshift: Any) -> None:
    assert len(read(spark, **{"autopushdown.s3_result_cache": False})) == 2
    refused(spark, "DataFrame.cache()", lambda: read(spark, **{"autopushdown.s3_result_cache": True}))


@shows("overwrite")
def overwrite(spark: Any, redshift: Any) -> None:
    write(spark, overwrite=False)
    refused(spark, 'mode("overwrite")', lambda: write(spark, overwrite=True))


@shows("legacy_trim_csv_writes")
def trimmed(spark: Any, redshift: Any) -> None:
    write(spark, "select ' a ' a", tempformat="CSV", legacy_trim_csv_writes=False)
    assert rows(redshift, "select a from option_target") == [(" a ",)]
    refused(spark, "Trim the columns", lambda: write(spark, legacy_trim_csv_writes=True))


# --- the matrix -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", dict.fromkeys(CASES.values()), ids=lambda case: case.__name__)
def test_option(spark: Any, redshift: Any, case: Case) -> None:
    case(spark, redshift)


def test_a_driver_property_reaches_the_driver(spark: Any) -> None:
    refused(
        spark,
        "Error loading the certificate file",
        lambda: read(spark, **{"jdbc.sslrootcert": "/no-such-ca.pem"}),
        "WarehouseUnreachableException",
    )


def test_the_application_name_is_in_the_session(spark: Any) -> None:
    def name(**options: Any) -> str:
        query = "select current_setting('application_name')::varchar(64) as name"
        return str(redshift_spark.query(spark, query, read_transport="DIRECT", **options).first()["name"])

    assert name() == "redshift-spark"
    assert name(**{"jdbc.ApplicationName": "nightly"}) == "nightly"


def test_a_ca_of_ones_own(spark: Any, redshift: Any) -> None:
    address = f"jdbc:redshift://{redshift.host}:{redshift.port}/{redshift.database}"
    verified: dict[str, Any] = {"jdbc.sslmode": "verify-full", "reject_unsecure_jdbc_connection": True}
    assert len(read(spark, url=address, **verified, **{"jdbc.sslrootcert": redshift.tls_ca})) == 2
    refused(spark, "TLS with", lambda: read(spark, url=address, **verified), "WarehouseUnreachableException")


@pytest.fixture
def warnings(spark: Any) -> Iterator[Callable[[], list[str]]]:
    """The warnings of the connector in the JVM's log, from here on."""
    log = spark._jvm.org.apache.logging.log4j
    core = log.core
    logger = log.LogManager.getContext(False).getLogger("io.github.redshiftspark")
    writer = spark._jvm.java.io.StringWriter()
    layout = core.layout.PatternLayout.createDefaultLayout()
    appender = core.appender.WriterAppender.createAppender(layout, None, writer, "heard", False, True)
    appender.start()
    before = logger.getLevel()
    core.config.Configurator.setLevel("io.github.redshiftspark", log.Level.WARN)
    logger.get().addAppender(appender, None, None)
    yield lambda: str(writer.toString()).splitlines()
    logger.get().removeAppender("heard")
    core.config.Configurator.setLevel("io.github.redshiftspark", before)
    appender.stop()


def test_a_connection_that_is_not_verified_warns_once(spark: Any, redshift: Any, warnings: Any) -> None:
    address = f"jdbc:redshift://{redshift.host}:{redshift.port}/{redshift.database}"

    def heard(url: str) -> list[str]:
        said = len(warnings())
        for label in ("first", "second"):  # each a session of its own
            assert len(read(spark, url=url, label=label)) == 2
        write(spark, url=url)
        return [line for line in warnings()[said:] if "connection to Redshift" in line]

    (plain,) = heard(f"{address}?ssl=false&tcpKeepAlive=true")
    assert "is not sure to be encrypted" in plain and "'ssl'" in plain and "'jdbc.sslrootcert'" in plain
    assert f"{redshift.host}:{redshift.port}" in plain and redshift.password not in plain
    (unchecked,) = heard(f"{address}?sslfactory=com.amazon.redshift.ssl.NonValidatingFactory&tcpKeepAlive=true")
    assert "does not check the server's certificate" in unchecked
    assert heard(f"{address}?sslmode=verify-full&sslrootcert={quote(redshift.tls_ca, safe='')}") == []


def test_a_default_of_the_session_is_taken(spark: Any, redshift: Any) -> None:
    for prefix in ("spark.redshift.", "spark.datasource.redshift.community."):
        spark.conf.set(f"{prefix}label", prefix)
        try:
            read(spark)
        finally:
            spark.conf.unset(f"{prefix}label")
        label = next(e.label for e in reversed(redshift.statements()) if e.text.startswith("UNLOAD"))
        assert json.loads(label)["spark-redshift-connector"]["lbl"] == prefix


def test_every_option_has_a_case() -> None:
    names = {option["name"] for option in REGISTRY}
    named = set(CASES) | set(ELSEWHERE)
    assert names - named == set(), "options that no test shows"
    assert named - names == set(), "cases of options that are gone"
    assert set(PEER) - names == set()


def test_the_tests_of_other_files_are_there() -> None:
    for option, test in ELSEWHERE.items():
        module, name = test.split("::")
        text = (HERE / f"{module}.py").read_text()
        tests = {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}
        assert name in tests, test
        word = rf"(?<![\w.]){re.escape(option)}(?![\w.])"
        assert re.search(word, text, re.IGNORECASE), f"{module} does not speak of {option}"
