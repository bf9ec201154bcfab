"""``make demo``: it shows what it did, ends with 0, leaves nothing running, and fails when a claim does not hold."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jobs import JARS, ROOT

from demo import claims, job

pytestmark = pytest.mark.timeout(400)


def test_the_demo(tmp_path: Path) -> None:
    path = os.pathsep.join([str(ROOT / "python" / "src"), str(ROOT / "integration-tests")])
    started = subprocess.Popen(
        [sys.executable, "-m", "demo", "--work", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": path, "REDSHIFT_SPARK_JARS": str(JARS), "COLUMNS": "160"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        shown, _ = started.communicate(timeout=300)
    finally:
        if started.poll() is None:
            os.killpg(started.pid, signal.SIGKILL)
    assert started.returncode == 0, shown
    assert "336,776" in shown
    assert "UNLOAD ('SELECT" in shown
    assert "Kept in Spark: nothing" in shown
    assert "0 objects are left on S3" in shown
    assert "broken" not in shown
    assert left_running(started.pid) == []


def left_running(group: int) -> list[str]:
    """Command lines of the demo's process group, after a moment to end."""
    for _ in range(50):
        listed = subprocess.run(["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True).stdout
        found = [line for line in listed.splitlines() if line.split()[0] == str(group) and line.split()[1][0] != "Z"]
        if not found:
            return []
        time.sleep(0.2)
    return found


def test_a_claim_that_does_not_hold_says_so() -> None:
    result = job.JobResult([job.Step("query in Redshift", 0, 1, 1)], [], False, ["Join: no rule"], "", [[1]], [[2]], [])
    broken = {claim.text for claim in claims.of_result(result, scanned=2) if claim.broken is not None}
    assert broken == {
        "filter, join and aggregate ran inside Redshift",
        "as one statement",
        "its rows are those of Spark alone",
        f"{job.RESULT_TABLE} holds the same rows",
    }
