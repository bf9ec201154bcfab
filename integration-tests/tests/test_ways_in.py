"""The job runs the same on every Spark line, from the built wheel, and by --packages."""

from __future__ import annotations

import os
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

pytestmark = pytest.mark.timeout(400)


@pytest.mark.focused
@pytest.mark.lines
def test_the_job_on_this_spark(redshift: Any, tmp_path: Path) -> None:
    environment = Path(pyspark.__file__).resolve().parents[4]
    home = {name: value for name, value in os.environ.items() if name == "SPARK_HOME"}
    check(redshift, run_job(redshift, Runner(python=environment / "bin" / "python", variables=home), tmp_path))


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
