"""The package without Spark: nothing here starts a JVM."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import redshift_spark
from redshift_spark import _jars
from redshift_spark._session import _appended

ROOT = Path(__file__).resolve().parents[2]


def test_lines_are_the_builds() -> None:
    text = (ROOT / "project" / "SparkLines.scala").read_text()
    found = re.findall(r'SparkLine\("([\d.]+)", "[\d.]+", "(\d+\.\d+)\.\d+"\)', text)
    assert dict(found) == dict(_jars.LINES)


def test_coordinate_follows_the_spark_version() -> None:
    assert redshift_spark.maven_coordinate("3.3.1") == "io.github.redshiftspark:redshift-spark-3.3_2.12:0.1.0-SNAPSHOT"
    assert "redshift-spark-4.0_2.13" in redshift_spark.maven_coordinate("4.0.2")


def test_unknown_spark_names_the_supported_lines() -> None:
    with pytest.raises(redshift_spark.UnsupportedSparkError, match=r"3\.3, 3\.5, 4\.0"):
        redshift_spark.maven_coordinate("2.4.8")


def test_jars_of_one_line_and_the_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["redshift-spark-3.3_2.12-0.1.0.jar", "redshift-spark-4.0_2.13-0.1.0.jar", "redshift-jdbc42-2.2.2.jar"]
    for name in names:
        (tmp_path / name).touch()
    monkeypatch.setenv("REDSHIFT_SPARK_JARS", str(tmp_path))
    assert [Path(p).name for p in redshift_spark.jars("3.3.1")] == [names[2], names[0]]
    with pytest.raises(redshift_spark.JarMissingError, match="make build"):
        redshift_spark.jars("3.5.8")


def test_lists_are_appended_to_never_replaced() -> None:
    assert _appended("a.jar,b.jar", ["b.jar", "c.jar"]) == "a.jar,b.jar,c.jar"
    assert _appended(None, ["c.jar"]) == "c.jar"


def test_read_wants_one_source() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        redshift_spark.read(None, table="t", query="select 1")


def test_report_reads_and_shows() -> None:
    kept = '{"node":"Filter","reason":"rlike has no rule"}'
    text = '{"statements":["SELECT 1 < 2"],"fully_pushed":false,"kept":[' + kept + "]}"
    report = redshift_spark.PushdownReport.from_json(text)
    assert "kept in Spark: Filter: rlike has no rule" in str(report)
    assert "SELECT 1 &lt; 2" in report._repr_html_()
