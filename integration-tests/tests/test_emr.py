"""The EMR bootstrap action in a root that is laid out like a node, and a job that runs from what it left there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyspark
import pytest
from jobs import JARS, ROOT, Runner, check, run_job
from redshift_spark._jars import hadoop_aws_coordinate

SCRIPT = ROOT / "emr" / "install.sh"
CONNECTOR = "usr/share/aws/redshift/spark-redshift/lib/spark-redshift.jar"


class Node:
    def __init__(self, folder: Path, release: str) -> None:
        self.root, self.source, self.pip = folder / "root", folder / "source", folder / "pip.log"
        info = self.root / "emr/instance-controller/lib/info/extraInstanceData.json"
        for file in (info, self.root / CONNECTOR, self.source / "redshift_spark-1-py3-none-any.whl"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f'{{"releaseLabel": "{release}"}}')
        for name in (
            "redshift-spark-3.3_2.12-1.jar",
            "redshift-spark-3.4_2.12-1.jar",
            "redshift-spark-3.5_2.12-1.jar",
            "redshift-jdbc42-2.jar",
        ):
            (self.source / name).write_text(name)
        self.python = folder / "python"
        self.python.write_text(f'#!/bin/sh\necho "$*" >> {self.pip}\n')
        self.python.chmod(0o755)

    def spark(self, version: str) -> None:
        jars = self.root / "usr/lib/spark/jars"
        jars.mkdir(parents=True)
        (jars / f"spark-core_2.12-{version}.jar").write_text("")

    def install(self, *arguments: str, folder: str = "", path: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(SCRIPT), "--root", str(self.root), *arguments, folder or str(self.source)],
            env={**os.environ, "PYTHON": str(self.python), "PATH": f"{path}{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=60,
        )

    def properties(self) -> dict[str, str]:
        """Of the classification spark-defaults, with this root for the node's."""
        (classification,) = json.loads((ROOT / "emr" / "spark-defaults.json").read_text())
        assert classification["Classification"] == "spark-defaults"
        properties: dict[str, str] = classification["Properties"]
        return {name: value.replace("file:///", f"{self.root.as_uri()}/") for name, value in properties.items()}

    def files(self) -> dict[str, int]:
        return {str(f.relative_to(self.root)): f.stat().st_mtime_ns for f in self.root.rglob("*") if f.is_file()}


@pytest.mark.parametrize(
    ("release", "line"), [("emr-6.9.0", "3.3"), ("emr-6.11.1", "3.3"), ("emr-6.13.0", "3.4"), ("emr-7.5.0", "3.5")]
)
def test_installing_twice_changes_nothing_more(tmp_path: Path, release: str, line: str) -> None:
    node = Node(tmp_path, release)
    node.spark(f"{line}.1-amzn-0")
    first = node.install()
    assert first.returncode == 0, first.stderr
    installed = {p.name for p in (node.root / "usr/lib/redshift-spark/jars").iterdir()}
    assert installed == {f"redshift-spark-{line}_2.12-1.jar", "redshift-jdbc42-2.jar"}
    assert (node.root / CONNECTOR).exists()
    before = node.files()
    assert node.install().returncode == 0
    assert node.files() == before
    assert "install --quiet --no-index --no-deps" in node.pip.read_text()


def test_the_preinstalled_connector_is_set_aside_when_asked(tmp_path: Path) -> None:
    node = Node(tmp_path, "emr-7.0.0")
    assert node.install("--replace").returncode == 0
    assert node.install("--replace").returncode == 0
    assert not (node.root / CONNECTOR).exists()
    assert (node.root / f"{CONNECTOR}.disabled").exists()


@pytest.mark.timeout(400)
def test_a_job_runs_from_what_lies_on_the_node(redshift: Any, tmp_path: Path) -> None:
    """The Python has the wheel alone, installed without an index; Spark has the classification, and hadoop-aws for EMR's S3."""
    node = Node(tmp_path, "emr-6.9.0")
    wheels = list((ROOT / "python" / "dist").glob("redshift_spark-*.whl"))
    assert len(wheels) == 1, "run 'make wheel' first"
    shutil.rmtree(node.source)
    node.source.mkdir()
    for file in (*JARS.glob("redshift-*.jar"), *wheels):
        shutil.copy(file, node.source)
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True, timeout=120)
    node.python = tmp_path / "venv" / "bin" / "python"
    installed = node.install()
    assert installed.returncode == 0, installed.stderr
    shutil.rmtree(node.source)
    home = Path(pyspark.__file__).parent
    submit = [str(home / "bin" / "spark-submit"), "--master", "local[2]"]
    for name, value in node.properties().items():
        submit += ["--conf", f"{name}={value}"]
    submit += ["--packages", hadoop_aws_coordinate("3.3.1"), "--conf", f"spark.jars.ivy={ROOT / 'target' / 'ivy'}"]
    runner = Runner(python=node.python, sources=False, variables={"SPARK_HOME": str(home)}, prefix=submit)
    check(redshift, run_job(redshift, runner, tmp_path))


def test_the_folder_may_be_on_s3(tmp_path: Path) -> None:
    node = Node(tmp_path, "emr-7.5.0")
    command = tmp_path / "bin" / "aws"
    command.parent.mkdir()
    command.write_text(
        '#!/bin/sh\n[ "$1 $2 $3 $4 $5" = "s3 cp --recursive --only-show-errors s3://b/f/" ]'
        f' && cp {node.source}/* "$6"\n'
    )
    command.chmod(0o755)
    installed = node.install(folder="s3://b/f/", path=f"{command.parent}{os.pathsep}")
    assert installed.returncode == 0, installed.stderr
    found = {jar.name for jar in (node.root / "usr/lib/redshift-spark/jars").iterdir()}
    assert found == {"redshift-spark-3.5_2.12-1.jar", "redshift-jdbc42-2.jar"}


def test_the_policy_grants_what_staging_needs_on_one_bucket() -> None:
    policy = json.loads((ROOT / "emr" / "iam-policy.json").read_text())
    statements = policy["Statement"]
    assert policy["Version"] == "2012-10-17"
    assert {statement["Effect"] for statement in statements} == {"Allow"}
    granted = {action for statement in statements for action in statement["Action"]}
    assert {"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"} <= granted
    assert "*" not in "".join(granted)
    assert all(statement["Resource"].startswith("arn:aws:s3:::my-bucket") for statement in statements)


@pytest.mark.parametrize(
    ("release", "message"),
    [("emr-5.36.0", "not supported"), ("", "--release")],
)
def test_an_unknown_spark_is_refused(tmp_path: Path, release: str, message: str) -> None:
    node = Node(tmp_path, release)
    before = node.files()
    result = node.install()
    assert result.returncode == 1
    assert message in result.stderr
    assert node.files() == before


def test_a_spark_that_contradicts_the_release_is_refused(tmp_path: Path) -> None:
    node = Node(tmp_path, "emr-7.5.0")
    node.spark("3.3.1")
    result = node.install()
    assert result.returncode == 1
    assert "does not fit emr-7.5.0" in result.stderr
