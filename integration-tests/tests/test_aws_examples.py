"""The examples of AWS's pages on its integration for Apache Spark, with endpoint and format name changed, and nothing else.

Examples in Scala are written as the same calls in Python, and frames of literals as SQL (pyspark 3.3 cannot pickle on Python
3.11). Values of the endpoint: URL, tempdir and role.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import redshift_spark
from pyspark.sql import SQLContext
from pyspark.sql.types import ArrayType, IntegerType, MapType, StringType, StructField, StructType
from warehouse_sql import rows, run

FORMAT = "redshift"


@pytest.fixture
def sc(spark: Any) -> Any:
    return spark.sparkContext


@pytest.fixture
def sql_context(spark: Any, sc: Any) -> Any:
    return SQLContext(sc)


@pytest.fixture(autouse=True)
def without_session_defaults(spark: Any) -> Iterator[None]:
    """The examples give all that they need as options."""
    names = ("url", "user", "password", "tempdir", "aws_iam_role")
    kept = {f"spark.redshift.{name}": spark.conf.get(f"spark.redshift.{name}") for name in names}
    for name in kept:
        spark.conf.unset(name)
    yield
    for name, value in kept.items():
        spark.conf.set(name, value)


@pytest.fixture
def tempdir(redshift: Any) -> str:
    return str(redshift.tempdir)


@pytest.fixture
def role(redshift: Any) -> str:
    return str(redshift.iam_role)


@pytest.fixture
def trust(redshift: Any) -> str:
    return f"sslrootcert={quote(redshift.tls_ca, safe='')}"


@pytest.fixture
def jdbc_url(redshift: Any, trust: str) -> str:
    """The form of mgmt/spark-redshift-connector-other-config: jdbc:redshift://host:port/database?user=..&password=.."""
    login = f"user={redshift.user}&password={quote(redshift.password, safe='')}"
    return f"jdbc:redshift://{redshift.host}:{redshift.port}/{redshift.database}?{login}&{trust}"


@pytest.fixture
def iam_url(redshift: Any, trust: str) -> str:
    """jdbc:redshift:iam://<the-rest-of-the-connection-string>: the stand-in's address tells no cluster."""
    rest = {
        "ClusterID": redshift.settings.cluster_identifier,
        "DbUser": redshift.user,
        "Region": redshift.region,
        "EndpointUrl": redshift.control_plane,
        "AccessKeyID": redshift.access_key,
        "SecretAccessKey": redshift.secret_key,
    }
    tail = "&".join(f"{name}={quote(value, safe='')}" for name, value in rest.items())
    return f"jdbc:redshift:iam://{redshift.host}:{redshift.port}/{redshift.database}?{tail}&{trust}"


@pytest.fixture(autouse=True)
def event(redshift: Any) -> None:
    run(
        redshift,
        "drop table if exists event",
        "drop table if exists event_copy",
        "drop table if exists contains_super",
        "create table event (eventid int, eventname varchar(20))",
        "insert into event values (1, 'Aida'), (2, 'Carmen'), (3, null)",
        "create table contains_super (a super)",
    )


# --- Amazon EMR release guide: emr-spark-redshift-readwrite -----------------------------------------------------------


def test_data_source_api(sql_context: Any, redshift: Any, iam_url: str, tempdir: str, role: str) -> None:
    df = (
        sql_context.read.format(FORMAT)
        .option("url", iam_url)
        .option("dbtable", "event")
        .option("tempdir", tempdir)
        .option("aws_iam_role", role)
        .load()
    )
    (
        df.write.format(FORMAT)
        .option("url", iam_url)
        .option("dbtable", "event_copy")
        .option("tempdir", tempdir)
        .option("aws_iam_role", role)
        .mode("error")
        .save()
    )
    copied = "select eventid, eventname from event_copy order by eventid"
    assert rows(redshift, copied) == [(1, "Aida"), (2, "Carmen"), (3, None)]
    # The same again is the error that was asked for.
    with pytest.raises(Exception, match="RelationExistsException"):
        df.write.format(FORMAT).options(url=iam_url, dbtable="event_copy", tempdir=tempdir, aws_iam_role=role).mode(
            "error"
        ).save()


def test_spark_sql(spark: Any, redshift: Any, iam_url: str, tempdir: str, role: str) -> None:
    table = "countries"
    run(redshift, f"drop table if exists {table}")
    spark.sql(f"drop table if exists {table}")
    spark.sql(
        f"""CREATE TABLE IF NOT EXISTS {table} (country string, data string)
    USING {FORMAT}
    OPTIONS (dbtable '{table}', tempdir '{tempdir}', url '{iam_url}', aws_iam_role '{role}' ); """
    )
    try:
        df = spark.sql("select 'test-country' country, 'test-data' data")
        df.write.insertInto(table, overwrite=False)
        df = spark.sql(f"SELECT * FROM {table}")
        df.show()
        assert [tuple(row) for row in df.collect()] == [("test-country", "test-data")]
    finally:
        spark.sql(f"drop table if exists {table}")


# --- Amazon EMR release guide: emr-spark-redshift-auth ----------------------------------------------------------------


def test_credentials_from_secrets_manager(sql_context: Any, redshift: Any, tempdir: str, role: str, trust: str) -> None:
    secretsmanager_client = redshift.aws_client("secretsmanager")
    name = f"examples-{uuid.uuid4()}"
    stored = secretsmanager_client.create_secret(
        Name=name, SecretString=json.dumps({"username": redshift.user, "password": redshift.password})
    )
    secret_manager_response = secretsmanager_client.get_secret_value(
        SecretId=name, VersionId=stored["VersionId"], VersionStage="AWSCURRENT"
    )
    login = json.loads(secret_manager_response["SecretString"])
    username, password = login["username"], login["password"]
    address = f"{redshift.host}:{redshift.port}/{redshift.database}"
    url = f"jdbc:redshift://{address}?user=" + username + "&password=" + quote(password, safe="") + "&" + trust
    df = (
        sql_context.read.format(FORMAT)
        .option("url", url)
        .option("dbtable", "event")
        .option("tempdir", tempdir)
        # The example gives no right on S3, which its own options table demands.
        .option("aws_iam_role", role)
        .load()
    )
    assert df.count() == 3


# --- Amazon Redshift management guide: redshift-spark-connector-authentication ----------------------------------------


def test_keys_of_s3_in_hadoops_configuration(
    spark: Any, sc: Any, redshift: Any, iam_url: str, tempdir: str, role: str
) -> None:
    sc._jsc.hadoopConfiguration().set("fs.s3a.access.key", redshift.access_key)
    sc._jsc.hadoopConfiguration().set("fs.s3a.secret.key", redshift.secret_key)
    df = spark.sql("select 1 id")
    (
        df.write.format(FORMAT)
        .option("url", iam_url)
        .option("dbtable", "event_copy")
        .option("tempdir", tempdir)
        .option("aws_iam_role", role)
        .mode("error")
        .save()
    )
    assert rows(redshift, "select id from event_copy") == [(1,)]


# --- Amazon Redshift management guide: spark-redshift-connector-other-config ------------------------------------------


def test_metadata_of_columns(spark: Any, redshift: Any, jdbc_url: str, tempdir: str, role: str) -> None:
    df = spark.sql("select 'text' a, '2024-01-31' b, 'short' c, 7 d")
    for col_name, length in {"a": 500}.items():
        df = df.withColumn(col_name, df[col_name].alias(col_name, metadata={"maxlength": length}))
    for col_name, col_type in {"c": "CHAR(8)", "d": "BIGINT"}.items():
        df = df.withColumn(col_name, df[col_name].alias(col_name, metadata={"redshift_type": col_type}))
    df = df.withColumn("b", df["b"].alias("b", metadata={"encoding": "ZSTD", "description": "a day", "maxlength": 10}))
    options = {"url": jdbc_url, "dbtable": "event_copy", "tempdir": tempdir, "aws_iam_role": role}
    df.write.format(FORMAT).options(**options).mode("error").save()
    found = rows(
        redshift, "select \"column\", type, encoding from pg_table_def where tablename = 'event_copy' order by 1"
    )
    assert [(name, kind) for name, kind, _ in found] == [
        ("a", "character varying(500)"),
        ("b", "character varying(10)"),
        ("c", "character(8)"),
        ("d", "bigint"),
    ]
    assert found[1][2] == "zstd"


def test_unload_as_text(spark: Any, redshift: Any, jdbc_url: str, tempdir: str, role: str) -> None:
    redshift.clear_statements()
    frame = (
        spark.read.format(FORMAT)
        .option("url", jdbc_url)
        .option("dbtable", "event")
        .option("tempdir", tempdir)
        .option("aws_iam_role", role)
        .option("unload_s3_format", "TEXT")
        .load()
    )
    assert sorted(row.eventid for row in frame.collect()) == [1, 2, 3]
    unloads = [entry.text for entry in redshift.statements() if entry.text.startswith("UNLOAD")]
    assert len(unloads) == 1 and "PARQUET" not in unloads[0]


# --- Amazon Redshift management guide: spark-redshift-connector-data-types --------------------------------------------


def read_super(sql_context: Any, schema: StructType, url: str, tempdir: str, role: str) -> Any:
    return (
        sql_context.read.format(FORMAT)
        .option("url", url)
        .option("tempdir", tempdir)
        .option("aws_iam_role", role)
        .option("dbtable", "contains_super")
        .schema(schema)
        .load()
    )


def test_a_struct(spark: Any, sql_context: Any, redshift: Any, jdbc_url: str, tempdir: str, role: str) -> None:
    schema = StructType([StructField("a", StructType([StructField("hello", StringType())]))])
    mydf = sql_context.sql("select named_struct('hello', 'world') a")
    (
        mydf.write.format(FORMAT)
        .option("url", jdbc_url)
        .option("dbtable", "contains_super")
        .option("tempdir", tempdir)
        .option("aws_iam_role", role)
        .option("tempformat", "CSV")
        .mode("append")
        .save()
    )
    helloDF = read_super(sql_context, schema, jdbc_url, tempdir, role).selectExpr("a.hello")
    assert [row.hello for row in helloDF.collect()] == ["world"]
    assert rows(redshift, "select a.hello::varchar from contains_super") == [("world",)]


def test_a_map(sql_context: Any, redshift: Any, jdbc_url: str, tempdir: str, role: str) -> None:
    run(redshift, 'insert into contains_super select json_parse(\'{"hello": 5, "world": 6}\')')
    schema = StructType([StructField("a", MapType(StringType(), IntegerType()))])
    helloDF = read_super(sql_context, schema, jdbc_url, tempdir, role).selectExpr("a['hello']")
    assert [row[0] for row in helloDF.collect()] == [5]


def test_an_array(sql_context: Any, redshift: Any, jdbc_url: str, tempdir: str, role: str) -> None:
    run(redshift, "insert into contains_super select json_parse('[7, 8]')")
    schema = StructType([StructField("a", ArrayType(IntegerType()))])
    helloDF = read_super(sql_context, schema, jdbc_url, tempdir, role).selectExpr("a[0]")
    assert [row[0] for row in helloDF.collect()] == [7]


# --- Amazon Redshift management guide: spark-redshift-connector-pushdown ----------------------------------------------


def test_pushdown_switched_off(sql_context: Any, redshift: Any, jdbc_url: str, tempdir: str, role: str) -> None:
    def sample(**options: str) -> Any:
        return (
            sql_context.read.format(FORMAT)
            .option("url", jdbc_url)
            .option("tempdir", tempdir)
            .option("aws_iam_role", role)
            .option("dbtable", "event")
            .options(**options)
            .load()
            .where("eventid > 2")
        )

    kept = sample(autopushdown="false")
    assert kept.count() == 1 and not redshift_spark.explain(kept).fully_pushed
    assert redshift_spark.explain(sample()).fully_pushed


# --- AWS Glue developer guide: aws-glue-programming-etl-connect-redshift-home -----------------------------------------


def test_a_view_for_varbyte_and_the_columns_own_type(
    spark: Any, redshift: Any, jdbc_url: str, tempdir: str, role: str
) -> None:
    """Glue's page tells to make a view, because its connector does not know VARBYTE; here the table itself is read, too."""
    run(
        redshift,
        "drop table if exists bytes_table cascade",
        "create table bytes_table (b varbyte(8))",
        "insert into bytes_table values (from_hex('00ff'))",
        "create view bytes_view as select from_varbyte(b, 'hex') as h from bytes_table",
    )
    options = {"url": jdbc_url, "tempdir": tempdir, "aws_iam_role": role}
    view = spark.read.format(FORMAT).options(dbtable="bytes_view", **options).load()
    table = spark.read.format(FORMAT).options(dbtable="bytes_table", **options).load()
    assert [row.h for row in view.collect()] == ["00ff"]
    assert [bytes(row.b) for row in table.collect()] == [b"\x00\xff"]


# --- Amazon Redshift management guide: spark-redshift-connector (considerations) ----------------------------------------


def test_a_bucket_in_another_region(spark: Any, other_redshift: Any, other_reading: dict[str, Any]) -> None:
    """Set the tempdir_region parameter to the Region of the S3 bucket used for the tempdir."""
    options = {**other_reading, "tempdir": "s3a://far-away/tmp/"}
    frame = spark.sql("select id, concat('n', id) n from range(100)")
    with pytest.raises(Exception, match="tempdir_region"):
        redshift_spark.write(frame, table="far", mode="overwrite", **options)
    there = {**options, "tempdir_region": "eu-west-1"}
    redshift_spark.write(frame, table="far", mode="overwrite", **there)
    read = redshift_spark.read(spark, table="far", **there)
    assert sorted(read.collect()) == sorted(frame.collect())
    assert any("REGION" in entry.text for entry in other_redshift.statements() if entry.text.startswith("UNLOAD"))


def test_the_page_names_tests_that_exist() -> None:
    """docs/aws-compatibility.md proves each line by a test."""
    here = Path(__file__).resolve().parent
    page = (here.parents[1] / "docs" / "aws-compatibility.md").read_text()
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| ")]
    lines = [row for row in rows if row[3].strip() != "test"]
    assert len(lines) > 40 and len(rows) == len(lines) + 2
    for _, promise, _, proof, _ in lines:
        named = re.findall(r"`(test_\w+)(\.py)?`", proof)
        assert named or proof.strip() == "all", promise
        text = ""
        for name, is_file in named:
            if is_file:
                text = (here / f"{name}.py").read_text()
            assert is_file or f"def {name}(" in text, (promise, name)


PARAMETERS = """dbtable query user password url aws_iam_role forward_spark_s3_credentials temporary_aws_access_key_id
temporary_aws_secret_access_key temporary_aws_session_token tempdir jdbcdriver diststyle distkey sortkeyspec include_column_list
description preactions extracopyoptions sse_kms_key tempformat csvnullstring autopushdown autopushdown.s3_result_cache
unload_s3_format extraunloadoptions copydelay copyretrycount tempdir_region secret.id secret.region secret.vpcEndpointUrl
secret.vpcEndpointRegion jdbc.* label maxlength redshift_type encoding"""
"""Of AWS's page "Other configuration options"."""


def test_the_page_names_every_parameter_of_awss() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "aws-compatibility.md").read_text()
    options = page.partition("## Options")[2]
    named = {
        name
        for line in options.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`(.+?)`", line.split("|")[1])
    }
    assert set(PARAMETERS.split()) - named == set()
    assert set(re.findall(r"cases? `(\w+)`", options) + re.findall(r" and `(\w+)`", options)) <= cases()


def cases() -> set[str]:
    """The names of the parts of ``test_option``."""
    return set(
        re.findall(r"@shows\(.*?\)\ndef (\w+)\(", Path(__file__).with_name("test_options.py").read_text(), re.DOTALL)
    )
