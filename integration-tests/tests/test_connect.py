"""Spark Connect: the jar is on the server; the client has the Python package alone."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redshift_spark
from jobs import JARS, ROOT
from servers import free_port, started, wait_for

pytestmark = pytest.mark.timeout(400)
SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"


@pytest.fixture(
    scope="module", params=["4.0.2", *(pytest.param(v, marks=pytest.mark.lines) for v in ("3.5.0", "4.2.0"))]
)
def answers(request: pytest.FixtureRequest, redshift: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    version = request.param
    with connect_server(version, redshift.spark_conf(), tmp_path_factory.mktemp("connect")) as remote:
        found = client(version, remote, redshift)
    assert found["version"] == version
    return found


def test_read_and_write_by_the_public_api(redshift: Any, answers: Any) -> None:
    assert answers["count"] == 1005 and answers["same"] and answers["query"] == 999
    assert [group for group, _ in answers["groups"]] == [f"v{digit}" for digit in range(10)]
    assert redshift.s3_objects() == []


def test_queries_run_in_redshift(redshift: Any, answers: Any) -> None:
    statements = [event.text for event in redshift.statements() if event.text.startswith("UNLOAD")]
    assert any('"connected"' in text and "GROUP BY" in text for text in statements)
    assert "RedshiftScan" in answers["plan"] and "HashAggregate" not in answers["plan"]


def test_errors_say_what_to_do(answers: Any) -> None:
    for needs_jvm in ("execute", "explain"):
        assert answers[needs_jvm].startswith("NotOnConnectError: execute() and explain() need a classic Spark session")
    assert "absent" in answers["absent"] and "does not exist" in answers["absent"]
    assert "tempformat" in answers["option"], "the nearest option is named"


def test_a_client_of_another_version_is_refused(answers: Any) -> None:
    jar = redshift_spark.maven_coordinate("4.0.2").rpartition(":")[2]
    assert f"is of version {jar}, and the Python package redshift_spark that asks goes with 0.0.9" in answers["skew"]


def test_a_write_says_that_it_was_made(answers: Any) -> None:
    assert answers["written"] == "Wrote to connected (mode overwrite)", "the client is not told the numbers"


def test_the_doctor_looks_at_the_server(answers: Any) -> None:
    """At its settings, and at its JVM by SQL; at the warehouse it looks from the client."""
    found = answers["doctor"]
    for check in ("reachability", "tls", "aws_identity", "database_user", "unload", "copy", "staged_files"):
        assert found[check][0] == "pass", (check, found[check])
    for check in ("spark_version", "jar", "java", "s3a"):
        assert found[check][0] == "pass", (check, found[check])
    assert "S3AFileSystem" in found["s3a"][1] and found["jar"][1].startswith("the session has the jar of")


def client(version: str, remote: str, redshift: Any) -> Any:
    job = Path(__file__).with_name("connect_job.py")
    endpoints = {"s3_endpoint": redshift.s3_endpoint, "aws_endpoint": redshift.control_plane}
    keys = {
        "AWS_ACCESS_KEY_ID": redshift.access_key,
        "AWS_SECRET_ACCESS_KEY": redshift.secret_key,
        "AWS_DEFAULT_REGION": redshift.region,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    done = subprocess.run(
        [str(venv(version) / "python"), str(job), remote, json.dumps(endpoints)],
        env={**environment(version), **keys},
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.rpartition("ANSWERS ")[2])


@contextmanager
def connect_server(version: str, conf: dict[str, str], work: Path) -> Iterator[str]:
    """Starts Spark's own server with what ``submit-args`` prints; gives its address."""
    port = free_port()
    settings = {
        "spark.master": "local[2]",
        "spark.driver.memory": "1g",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": str(port),
        **conf,
    }
    properties = work / "spark.conf"
    properties.write_text("".join(f"{key} {value}\n" for key, value in settings.items()))
    command = [str(venv(version) / "spark-submit"), "--properties-file", str(properties), *submit_args(version)]
    log = work / "server.log"
    command += ["--class", SERVER, "spark-internal"]
    with started(command, environment(version), log) as server:
        wait_for(port, server, log)
        yield f"sc://127.0.0.1:{port}"


def submit_args(version: str) -> list[str]:
    """The server's jars: the package's own answer, and in Spark 3.5 Connect itself, which pip's pyspark lacks there."""
    printed = subprocess.run(
        [str(venv(version) / "python"), "-m", "redshift_spark", "submit-args"],
        env={**environment(version), "REDSHIFT_SPARK_JARS": str(JARS)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    arguments = shlex.split(printed)
    if version.startswith("3."):
        at = arguments.index("--packages") + 1
        arguments[at] += f",org.apache.spark:spark-connect_2.12:{version}"
    return arguments


def venv(version: str) -> Path:
    found = ROOT / f".venv-spark{version}"
    assert (found / ".connect").exists(), f"run 'make {found.name}/.connect' first"
    return found / "bin"


def environment(version: str) -> dict[str, str]:
    dropped = ("SPARK_HOME", "REDSHIFT_SPARK_JARS", "SPARK_REMOTE")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {
        **kept,
        "PATH": f"{venv(version)}{os.pathsep}{kept['PATH']}",
        "PYTHONPATH": str(ROOT / "python" / "src"),
        "PYSPARK_PYTHON": str(venv(version) / "python"),  # its pyspark is the Spark that starts
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
