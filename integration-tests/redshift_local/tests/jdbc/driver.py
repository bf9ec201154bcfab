"""The unmodified JDBC driver, with what it needs to log in by IAM, and the probe that runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import pytest

DRIVER_VERSION = "2.2.2"
_HERE = Path(__file__).parent


def _driver() -> Path | None:
    """The driver's jar: named by REDSHIFT_JDBC_JAR, in a local cache, or fetched through Maven."""
    named = os.environ.get("REDSHIFT_JDBC_JAR")
    if named:
        return Path(named)
    name = f"redshift-jdbc42-{DRIVER_VERSION}.jar"
    for cache in (Path.home() / ".m2" / "repository", Path.home() / ".cache" / "coursier"):
        found = next(iter(cache.rglob(name)), None) if cache.is_dir() else None
        if found:
            return found
    maven = shutil.which("mvn")
    if maven is None:
        return None
    artifact = f"com.amazon.redshift:redshift-jdbc42:{DRIVER_VERSION}"
    subprocess.run(
        [maven, "-q", "-B", "dependency:get", f"-Dartifact={artifact}", "-Dtransitive=false"], check=False, timeout=240
    )
    return next(iter((Path.home() / ".m2" / "repository").rglob(name)), None)


@lru_cache(maxsize=1)
def driver_classpath() -> str:
    """The driver alone. Skips the test where there is none."""
    if shutil.which("java") is None:
        pytest.skip("no java on PATH")
    found = _driver()
    if found is None:
        pytest.skip("the JDBC driver is in no local cache and Maven is not there")
    return str(found)


@lru_cache(maxsize=1)
def iam_classpath() -> str:
    """The driver with the AWS SDK (pom.xml beside this file). Skips the test where Maven is not there."""
    maven = shutil.which("mvn")
    if maven is None or shutil.which("java") is None:
        pytest.skip("java and Maven are needed to fetch the AWS SDK that the driver logs in with")
    with tempfile.NamedTemporaryFile("r", suffix=".classpath") as listed:
        goal = ["dependency:build-classpath", f"-Dmdep.outputFile={listed.name}"]
        done = subprocess.run(
            [maven, "-q", "-B", "-f", str(_HERE / "pom.xml"), *goal], capture_output=True, text=True, timeout=280
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return listed.read().strip()


class Reachable(Protocol):
    """What the probe needs of a stand-in: a running one, or what it told about itself."""

    @property
    def jdbc_url(self) -> str: ...

    @property
    def user(self) -> str: ...

    @property
    def password(self) -> str: ...


def probe(
    local: Reachable,
    classpath: str,
    *checks: str,
    url: str | None = None,
    program: str = "Probe.java",
) -> dict[str, str]:
    """Run checks of Probe.java, or of another program beside it, and return what each one saw."""
    done = subprocess.run(
        [
            "java",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classpath,
            str(_HERE / program),
            url or local.jdbc_url,
            local.user,
            *checks,
        ],
        env={**os.environ, "PROBE_PASSWORD": local.password},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    lines = [line.split("\t", 1) for line in done.stdout.splitlines() if "\t" in line]
    return dict(lines)
