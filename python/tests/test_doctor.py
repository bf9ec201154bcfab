"""The doctor's own judgement: without AWS, a warehouse or a JVM."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import redshift_spark
from redshift_spark import RedshiftSparkError
from redshift_spark._doctor import spark as of_spark
from redshift_spark._doctor.bucket import bucket_region
from redshift_spark._doctor.jdbc_url import parse_url
from redshift_spark._doctor.redaction import Redactor
from redshift_spark._doctor.report import Check, DoctorReport
from redshift_spark._doctor.role import trusts
from redshift_spark._doctor.runner import Probe, run_probes
from redshift_spark._doctor.settings import read_settings
from redshift_spark._jars import VERSION


def test_a_url_names_the_warehouse() -> None:
    cluster = parse_url("jdbc:redshift://c1.abc.eu-west-1.redshift.amazonaws.com/dev;ssl=true")
    assert (cluster.cluster, cluster.region, cluster.port) == ("c1", "eu-west-1", 5439)
    workgroup = parse_url("jdbc:redshift:iam://w1.123456789012.us-east-2.redshift-serverless.amazonaws.com:5440/dev")
    assert (workgroup.workgroup, workgroup.region, workgroup.port) == ("w1", "us-east-2", 5440)
    named = parse_url("jdbc:redshift:iam://c1:eu-west-1/dev")
    assert (named.host, named.cluster, named.region) == (None, "c1", "eu-west-1")
    with pytest.raises(RedshiftSparkError) as caught:
        parse_url("jdbc:mysql://h/d?password=hidden")
    assert "hidden" not in str(caught.value)


def region_check(bucket: Any, **options: str) -> Check:
    given = {"tempdir": "s3a://b/tmp", **options}
    settings = read_settings(given, timeout_seconds=5, s3_endpoint=None, aws_endpoint=None)
    client = SimpleNamespace(get_bucket_location=lambda **_: {"LocationConstraint": bucket})
    aws: Any = SimpleNamespace(client=lambda *_: client)
    assert settings.tempdir is not None
    return bucket_region(settings, aws, settings.tempdir)[0]


def test_the_bucket_may_be_in_another_region() -> None:
    here = "jdbc:redshift://c1.abc.eu-west-1.redshift.amazonaws.com/dev"
    assert region_check("eu-west-1", url=here).status == "pass"
    assert region_check("EU", url=here).status == "pass"
    assert region_check(None, url=here).remedy == "Set tempdir_region=us-east-1."
    assert region_check(None, url=here, tempdir_region="us-east-1").status == "pass"
    assert region_check("eu-west-1", url=here, tempdir_region="us-east-1").status == "fail"
    assert region_check("eu-west-1").status == "warn"


def test_trust_policies() -> None:
    def policy(principal: Any, effect: str = "Allow") -> dict[str, Any]:
        return {"Statement": [{"Effect": effect, "Principal": principal, "Action": "sts:AssumeRole"}]}

    before = "arn:aws:iam::123456789012:role/first"
    assert trusts(policy({"Service": ["redshift.amazonaws.com"]}), None)
    assert trusts(json.dumps(policy({"Service": "redshift-serverless.amazonaws.com"})), None)
    assert not trusts(policy({"Service": "ec2.amazonaws.com"}), None)
    assert not trusts(policy({"Service": "redshift.amazonaws.com"}, "Deny"), None)
    assert trusts(policy({"AWS": before}), before) and trusts(policy({"AWS": "arn:aws:iam::123456789012:root"}), before)
    assert not trusts(policy({"AWS": "arn:aws:iam::999999999999:root"}), before)


def session(version: str, *, java: str = "17.0.9", jar: str | None = VERSION, s3a: bool = True) -> Any:
    """As much of a classic session as the checks use."""

    def load(name: str) -> None:
        if not s3a:
            raise RuntimeError(f"ClassNotFoundException: {name}")

    bridge: Any = SimpleNamespace()
    if jar is not None:
        bridge = type("Bridge", (), {"version": staticmethod(lambda: jar)})
    loader = SimpleNamespace(getContextClassLoader=lambda: SimpleNamespace(loadClass=load))
    lang = SimpleNamespace(
        Thread=SimpleNamespace(currentThread=lambda: loader), System=SimpleNamespace(getProperty=lambda _: java)
    )
    package = SimpleNamespace(redshiftspark=SimpleNamespace(python=SimpleNamespace(Bridge=bridge)))
    jvm = SimpleNamespace(java=SimpleNamespace(lang=lang), io=SimpleNamespace(github=package))
    return SimpleNamespace(version=version, _jvm=jvm)


def spark_statuses(found: Any) -> list[str]:
    checks = (of_spark.spark_version, of_spark.jar, of_spark.java, of_spark.s3a)
    return [check(found)[0].status for check in checks]


def test_a_session() -> None:
    assert spark_statuses(session("3.3.1")) == ["pass"] * 4
    assert spark_statuses(session("3.3.1", java="1.8.0_392")) == ["pass"] * 4
    assert spark_statuses(session("4.0.2", java="11.0.2", jar=None, s3a=False)) == ["pass", "fail", "fail", "fail"]
    assert spark_statuses(session("3.3.1", java="21.0.1", jar="0.0.1")) == ["pass", "fail", "warn", "pass"]
    assert of_spark.spark_version(session("2.4.8"))[0].status == "fail"


def test_an_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "jars").mkdir()
    for name in ("hadoop-client-api-3.3.2.jar", "hadoop-aws-3.3.1.jar"):
        (tmp_path / "jars" / name).touch()
    monkeypatch.setenv("SPARK_HOME", str(tmp_path))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert of_spark.s3a(None)[0].status == "fail" and of_spark.java(None)[0].status == "fail"
    (tmp_path / "jars" / "hadoop-aws-3.3.1.jar").rename(tmp_path / "jars" / "hadoop-aws-3.3.2.jar")
    assert of_spark.s3a(None)[0].status == "pass"
    monkeypatch.setattr(of_spark, "_installed", lambda: None)
    assert of_spark.spark_version(None)[0].status == of_spark.jar(None)[0].status == "skipped"
    monkeypatch.setattr(of_spark, "_installed", lambda: "3.3.1")
    monkeypatch.setenv("REDSHIFT_SPARK_JARS", str(tmp_path))
    assert of_spark.jar(None)[0].status == "fail"


def test_one_probe_never_stops_the_others() -> None:
    never = threading.Event()

    def broken() -> list[Check]:
        raise ValueError("of some-secret")

    def late() -> list[Check]:
        never.wait(60)
        return []

    redactor = Redactor()
    redactor.add("some-secret")
    good = Probe(("c", "d"), lambda: [Check("c", "pass", "")])
    checks = run_probes([Probe(("a",), broken), Probe(("b",), late), good], 0.5, redactor)
    never.set()
    assert [(check.name, check.status) for check in checks] == [
        *(("a", "fail"), ("b", "fail"), ("c", "pass"), ("d", "skipped")),
    ]
    assert checks[0].found == "ValueError: of ***" and "no answer" in checks[1].found


def test_a_report_in_every_form() -> None:
    report = DoctorReport((Check("tls", "pass", "<good>"), Check("unload", "fail", "no", "Grant it.")))
    assert not report.ok and json.loads(report.to_json())["checks"][1]["remedy"] == "Grant it."
    assert "&lt;good&gt;" in report._repr_html_() and "1 pass, 1 fail" in str(report)
    with pytest.raises(KeyError):
        report["nothing"]


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "boto3", None)
    with pytest.raises(RedshiftSparkError, match=r"pip install 'redshift-spark\[doctor\]'"):
        redshift_spark.doctor(url="jdbc:redshift://h/d")
