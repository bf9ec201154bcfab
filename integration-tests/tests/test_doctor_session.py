"""The doctor with a session: its settings are the defaults, and its JVM is looked at. Spark Connect: see test_connect, too."""

from __future__ import annotations

from typing import Any

import pytest
import redshift_spark
from redshift_spark._doctor import spark as checks

SPARK = ("spark_version", "jar", "java", "s3a")


@pytest.fixture
def endpoints(redshift: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", redshift.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", redshift.secret_key)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return {"s3_endpoint": redshift.s3_endpoint, "aws_endpoint": redshift.control_plane}


def test_a_sessions_settings_are_the_defaults(spark: Any, redshift: Any, endpoints: dict[str, str]) -> None:
    report = redshift_spark.doctor(spark, **endpoints)
    for name in ("reachability", "tls", "aws_identity", "database_user", "unload", "copy", "staged_files", *SPARK):
        assert report[name].status == "pass", (name, report[name])
    assert report["database_user"].found == redshift.user
    assert redshift.password not in str(report)


def test_what_is_set_later_counts_and_what_is_given_wins(spark: Any, endpoints: dict[str, str]) -> None:
    before = spark.conf.get("spark.redshift.aws_iam_role")
    spark.conf.set("spark.redshift.aws_iam_role", "arn:aws:iam::123456789012:role/no-such-role")
    spark.conf.set("spark.redshift.pushdown.Like.enabled", "true")  # no option
    try:
        assert redshift_spark.doctor(spark, **endpoints)["unload"].status == "fail"
        given: Any = {**endpoints, "aws_iam_role": before}
        assert redshift_spark.doctor(spark, **given)["unload"].status == "pass"
    finally:
        spark.conf.unset("spark.redshift.pushdown.Like.enabled")
        spark.conf.set("spark.redshift.aws_iam_role", before)


def test_a_jar_of_another_version(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redshift_spark._bridge.VERSION", "0.0.9")
    (jar,) = checks.jar(spark)
    assert jar.status == "fail" and "0.0.9" in str(jar)


class Server:
    """A session of Spark Connect whose server answers ``reflect`` with a value or an error for each class."""

    version = "4.0.2"

    def __init__(self, **answers: Any) -> None:
        self._answers = answers

    def sql(self, text: str) -> Any:
        name = text.split("'")[1].rpartition(".")[2]
        answer = self._answers.get(name, RuntimeError("[DATATYPE_MISMATCH.UNEXPECTED_CLASS_TYPE] not found"))
        return Answer(answer)


class Answer:
    def __init__(self, answer: Any) -> None:
        self._answer = answer

    @property
    def schema(self) -> None:
        if isinstance(self._answer, Exception):
            raise self._answer

    def collect(self) -> list[tuple[Any]]:
        assert self.schema is None
        return [(self._answer,)]


Server.__module__ = "pyspark.sql.connect.session"


def found(session: Any) -> dict[str, redshift_spark.Check]:
    return {check.name: check for name in SPARK for check in getattr(checks, name)(session)}


def test_a_server_in_good_order() -> None:
    version = redshift_spark.maven_coordinate("4.0.2").rpartition(":")[2]
    there = RuntimeError("[DATATYPE_MISMATCH.UNEXPECTED_STATIC_METHOD] no such method")
    server = Server(Bridge=version, System="17.0.9", S3AFileSystem=there)
    assert [check.status for check in found(server).values()] == ["pass"] * 4


def test_a_server_without_jars() -> None:
    said = found(Server(System="11.0.2"))
    assert [check.status for check in said.values()] == ["pass", "fail", "fail", "fail"]
    assert "submit-args" in str(said["jar"]) and "too old" in str(said["java"]) and "hadoop-aws" in str(said["s3a"])
    other = found(Server(Bridge="0.0.9", System="17.0.9"))["jar"]
    assert other.status == "fail" and "0.0.9" in str(other)


def test_a_server_that_does_not_show_its_jvm() -> None:
    refused = RuntimeError("reflect is not allowed here\nstack")
    said = found(Server(Bridge=refused, System=refused, S3AFileSystem=refused))
    assert [check.status for check in said.values()] == ["pass", "skipped", "skipped", "skipped"]
    assert "reflect is not allowed here" in said["java"].found and "driver" in str(said["java"].remedy)
