"""The package without Spark: nothing here starts a JVM."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import redshift_spark
from redshift_spark import __main__ as command_line
from redshift_spark import _session
from redshift_spark._bridge import check_connector
from redshift_spark._frames import FORMAT, _given
from redshift_spark._jars import VERSION
from redshift_spark._lines import all_lines
from redshift_spark._option_set import as_texts

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def jar_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    names = ["redshift-spark-3.3_2.12-0.1.0.jar", "redshift-spark-4.0_2.13-0.1.0.jar", "redshift-jdbc42-2.2.2.jar"]
    for name in names:
        (tmp_path / name).touch()
    monkeypatch.setenv("REDSHIFT_SPARK_JARS", str(tmp_path))
    return tmp_path


class Builder:
    """As much of a session builder as ``configure`` uses."""

    def __init__(self, **options: str) -> None:
        self._options = {key.replace("_", "."): value for key, value in options.items()}

    def config(self, key: str, value: str) -> Builder:
        self._options[key] = value
        return self


def session_with(version: str | None) -> Any:
    """A stand-in for a classic session whose JVM has the connector of a version, or none."""
    bridge: Any = SimpleNamespace()  # py4j gives a package, which cannot be called, where there is no class
    if version is not None:
        bridge = type("Bridge", (), {"version": staticmethod(lambda: version)})
    package = SimpleNamespace(redshiftspark=SimpleNamespace(python=SimpleNamespace(Bridge=bridge)))
    return SimpleNamespace(version="3.3.1", _jvm=SimpleNamespace(io=SimpleNamespace(github=package)))


def test_importing_does_no_work() -> None:
    script = "import sys, redshift_spark; sys.exit(bool({'pyspark', 'py4j', 'json'} & set(sys.modules) - {'json'}))"
    subprocess.run([sys.executable, "-c", script], check=True, env={"PYTHONPATH": str(ROOT / "python" / "src")})


def test_generated_files_are_those_of_the_registry() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "python" / "generate.py"), "--check"], stderr=subprocess.PIPE)
    assert done.returncode == 0, done.stderr.decode()


def test_lines_are_the_builds() -> None:
    build = (ROOT / "project" / "SparkLines.scala").read_text(encoding="utf-8")
    listed = re.findall(r'SparkLine\("([\d.]+)", "([\d.]+)", "(\d+\.\d+)\.\d+", "([\d.]+)"', build)
    assert [(line.line, line.tested, line.scala, line.hadoop) for line in all_lines()] == listed


def test_coordinate_follows_the_spark_version() -> None:
    assert redshift_spark.maven_coordinate("3.3.1") == f"io.github.redshiftspark:redshift-spark-3.3_2.12:{VERSION}"
    assert "redshift-spark-4.0_2.13" in redshift_spark.maven_coordinate("4.0.2")


def test_a_line_of_two_scalas_follows_the_spark_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_HOME", str(tmp_path))
    assert "redshift-spark-3.5_2.12" in redshift_spark.maven_coordinate("3.5.8")
    (tmp_path / "jars").mkdir()
    (tmp_path / "jars" / "scala-library-2.13.8.jar").touch()
    assert "redshift-spark-3.5_2.13" in redshift_spark.maven_coordinate("3.5.8")
    assert "redshift-spark-3.3_2.12" in redshift_spark.maven_coordinate("3.3.1")


def test_shims_are_few() -> None:
    shims = (ROOT / "connector" / "src" / "main").glob("spark-*/**/*.scala")
    assert 0 < sum(len(shim.read_text(encoding="utf-8").splitlines()) for shim in shims) < 600


def test_the_format_is_the_sources_own_name() -> None:
    scala = ROOT / "connector" / "src" / "main" / "scala"
    assert (scala / FORMAT.replace(".", "/")).with_suffix(".scala").is_file()


def test_version_is_that_of_the_jars() -> None:
    build = (ROOT / "build.sbt").read_text(encoding="utf-8")
    assert f'ThisBuild / version := "{VERSION}"' in build
    assert VERSION.split("-")[0] == redshift_spark.__version__


def test_unknown_spark_names_the_supported_lines() -> None:
    with pytest.raises(redshift_spark.UnsupportedSparkError, match=r"3\.3, .*4\.0"):
        redshift_spark.maven_coordinate("2.4.8")


def test_jars_of_one_line_and_the_driver(jar_folder: Path) -> None:
    found = [Path(path).name for path in redshift_spark.jars("3.3.1")]
    assert found == ["redshift-jdbc42-2.2.2.jar", "redshift-spark-3.3_2.12-0.1.0.jar"]
    with pytest.raises(redshift_spark.JarMissingError, match="make build"):
        redshift_spark.jars("3.5.8")


def test_lists_are_appended_to_never_replaced() -> None:
    assert _session.appended("a.jar,b.jar", ["b.jar", "c.jar"]) == "a.jar,b.jar,c.jar"
    assert _session.appended(None, ["c.jar"]) == "c.jar"


def test_configure_keeps_what_is_listed(jar_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark", reason="configure() asks the installed pyspark for its version")
    monkeypatch.setattr(_session, "_spark_runs", lambda: False)
    monkeypatch.setattr(_session, "jars", lambda: ["/jars/ours.jar"])
    monkeypatch.setattr(_session, "_has_hadoop_aws", lambda _: False)
    builder = Builder(spark_jars="a.jar", spark_jars_packages="g:a:1", spark_plugins="their.Plugin")
    options = redshift_spark.configure(builder)._options
    assert options["spark.jars"] == "a.jar,/jars/ours.jar"
    assert options["spark.jars.packages"].startswith("g:a:1,org.apache.hadoop:hadoop-aws:")
    assert options["spark.plugins"] == f"their.Plugin,{_session.PLUGIN}"
    assert options["spark.redshift.python_package_version"] == VERSION


def test_configure_leaves_a_running_spark_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYSPARK_GATEWAY_PORT", "1")
    assert redshift_spark.configure(Builder())._options == {}


def test_read_wants_one_source() -> None:
    spark: Any = None
    with pytest.raises(ValueError, match="exactly one"):
        redshift_spark.read(spark, table="t", query="select 1")


def test_options_are_frozen_and_hide_secrets() -> None:
    options = redshift_spark.ReadOptions(
        url="jdbc:redshift://h:5439/d?password=in-the-url",
        user="me",
        password="in-the-option",
        autopushdown=False,
        jdbc={"sslrootcert": "/ca", "password": "in-the-driver"},
    )
    assert "in-the" not in repr(options)
    assert "user='me'" in repr(options)
    assert "tempdir" not in repr(options)
    assert options.as_options()["autopushdown"] == "false"
    assert options.as_options()["jdbc.sslrootcert"] == "/ca"
    with pytest.raises(FrozenInstanceError):
        options.user = "you"  # type: ignore[misc]


def test_options_as_spark_takes_them() -> None:
    given = as_texts({"a": True, "b": None, "c_d": 3, "jdbc": {"x": 1}}, {"c_d": "c.d"})
    assert given == {"a": "true", "c.d": "3", "jdbc.x": "1"}


def test_secrets_of_the_registry_are_hidden() -> None:
    registry = json.loads((ROOT / "python" / "options.json").read_text(encoding="utf-8"))
    secrets = {entry["name"] for entry in registry if entry["secret"]}
    assert secrets == redshift_spark.ReadOptions.SECRETS | redshift_spark.WriteOptions.SECRETS


def test_session_without_the_jar() -> None:
    with pytest.raises(redshift_spark.JarMissingError, match="submit-args"):
        check_connector(session_with(None))


def test_session_with_the_jar_of_another_version() -> None:
    check_connector(session_with(VERSION))
    with pytest.raises(redshift_spark.VersionMismatchError, match=r"version 0\.0\.9"):
        check_connector(session_with("0.0.9"))


def test_the_jar_is_told_the_packages_version() -> None:
    assert _given(None, {"label": "a"}) == {"python_package_version": VERSION, "label": "a"}


def test_helpers_say_what_to_do_on_connect() -> None:
    session = type("SparkSession", (), {"__module__": "pyspark.sql.connect.session"})
    spark: Any = session()
    check_connector(spark)
    with pytest.raises(redshift_spark.NotOnConnectError, match="Spark Connect"):
        redshift_spark.execute(spark, "select 1")


def test_submit_args(jar_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["submit-args", "--spark", "3.3.1"]) == 0
    jars, driver_and_jar, packages, hadoop_aws = capsys.readouterr().out.split()
    assert (jars, packages, hadoop_aws) == ("--jars", "--packages", "org.apache.hadoop:hadoop-aws:3.3.2")
    assert driver_and_jar == ",".join(redshift_spark.jars("3.3.1"))
    assert command_line.main(["submit-args", "--spark", "4.0.2", "--packages", "--no-hadoop-aws"]) == 0
    assert capsys.readouterr().out == f"--packages {redshift_spark.maven_coordinate('4.0.2')}\n"
    assert command_line.main(["submit-args", "--spark", "2.4.0"]) == 1
    assert "supported lines" in capsys.readouterr().err


def test_report_reads_and_shows() -> None:
    kept = '{"node":"Filter","reason":"rlike has no rule"}'
    text = '{"statements":["SELECT 1 < 2"],"fully_pushed":false,"kept":[' + kept + '],"remarks":["blanks <count>"]}'
    report = redshift_spark.PushdownReport.from_json(text)
    assert "kept in Spark: Filter: rlike has no rule" in str(report)
    assert "note: blanks <count>" in str(report)
    shown = report._repr_html_()
    assert "<caption>Partly pushed</caption>" in shown and "<th>kept: Filter</th>" in shown
    assert "SELECT 1 &lt; 2" in shown and "blanks &lt;count&gt;" in shown


def test_the_summary_of_a_write_reads_and_shows() -> None:
    summary = redshift_spark.WriteSummary('"a <b>"', "append", 12345, 2, 678)
    assert str(summary) == 'Wrote 12345 rows to "a <b>" (mode append; 2 files, 678 bytes)'
    assert "<td>&quot;a &lt;b&gt;&quot;</td>" in summary._repr_html_()
    assert "<tr><th>rows</th><td>12,345</td></tr>" in summary._repr_html_()


def test_the_summary_of_a_write_on_connect_has_no_numbers() -> None:
    summary = redshift_spark.WriteSummary("t", "append")
    assert str(summary) == "Wrote to t (mode append)"
    assert "rows" not in summary._repr_html_()
