"""The job runs the same on every Spark line, from the built wheel, with executors of their own, and by --packages."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyspark
import pytest
import redshift_spark
from jobs import ROOT, Runner, check, run_job
from redshift_spark._lines import all_lines

pytestmark = pytest.mark.timeout(400)


@pytest.mark.parametrize("version", sorted({line.tested for line in all_lines()} - {pyspark.__version__}))
def test_other_spark_lines(redshift: Any, tmp_path: Path, version: str) -> None:
    check(redshift, run_job(redshift, Runner(python=line_python(version)), tmp_path))


@pytest.mark.lines
@pytest.mark.parametrize("version", sorted({patch for line in all_lines() for patch in line.other_patches}))
def test_other_patches(redshift: Any, tmp_path: Path, version: str) -> None:
    check(redshift, run_job(redshift, Runner(python=line_python(version)), tmp_path))


def line_python(version: str) -> Path:
    python = ROOT / f".venv-spark{version}" / "bin" / "python"
    assert python.exists(), f"run 'make {python.parents[1].name}/.ready' first"
    return python


def test_executors_in_processes_of_their_own(redshift: Any, tmp_path: Path) -> None:
    home = tmp_path / "spark-home"  # the cluster keeps its executors' folders in Spark's home
    home.mkdir()
    for entry in Path(pyspark.__file__).parent.iterdir():
        if entry.name != "work":
            (home / entry.name).symlink_to(entry)
    conf = {
        "spark.master": "local-cluster[2,1,1024]",
        "spark.executor.memory": "1g",
        "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
    }
    try:
        check(redshift, run_job(redshift, Runner(conf=conf, variables={"SPARK_HOME": str(home)}), tmp_path))
    finally:
        shutil.rmtree(home)  # each executor has its copy of hadoop-aws there


def test_the_wheel_in_a_clean_environment(redshift: Any, tmp_path: Path) -> None:
    wheels = list((ROOT / "python" / "dist").glob("redshift_spark-*.whl"))
    assert len(wheels) == 1, "run 'make wheel' first"
    assert wheels[0].stat().st_size < 40_000_000
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "pyspark==3.3.1", str(wheels[0])], check=True)
    try:
        check(redshift, run_job(redshift, Runner(python=python, sources=False), tmp_path))
    finally:
        shutil.rmtree(tmp_path / "venv")


def test_spark_submit_with_packages_as_the_readme_says(redshift: Any, tmp_path: Path) -> None:
    found = re.search(r"--packages (\S+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert found is not None
    packages = found.group(1)
    assert redshift_spark.maven_coordinate("3.3.1") in packages.split(",")
    repository, ivy = ROOT / "target" / "m2", ROOT / "target" / "ivy"
    assert repository.exists(), "run 'make target/m2/.3.3' first"
    for kept in (ivy / "cache" / "io.github.redshiftspark", *ivy.glob("jars/io.github.redshiftspark_*")):
        shutil.rmtree(kept) if kept.is_dir() else kept.unlink(missing_ok=True)
    submit = [str(Path(sys.executable).parent / "spark-submit"), "--packages", packages]
    submit += ["--repositories", repository.as_uri(), "--conf", f"spark.jars.ivy={ivy}", "--master", "local[2]"]
    check(redshift, run_job(redshift, Runner(prefix=submit), tmp_path))
