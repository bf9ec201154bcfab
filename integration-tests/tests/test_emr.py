"""The EMR bootstrap action in a root that is laid out like a node. No Spark is started."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "emr" / "install.sh"
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

    def install(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(SCRIPT), "--root", str(self.root), *arguments, str(self.source)],
            env={**os.environ, "PYTHON": str(self.python)},
            capture_output=True,
            text=True,
            timeout=60,
        )

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
