"""Drivers and executors that are killed (SIGKILL) while they write: exactly before or exactly after, and nothing left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from cluster import children
from jobs import Runner
from test_sweep import LOOK_ALIKES
from warehouse_sql import rows, run

pytestmark = pytest.mark.timeout(300)

JOB = Path(__file__).with_name("kill_job.py")
BEFORE = [(1, "one"), (2, "two")]
SELECT = "select cast(id as int) id, concat('v', id) v from range(2, 6)"
AFTER = [(i, f"v{i}") for i in range(2, 6)]


@pytest.fixture(autouse=True)
def table(redshift: Any) -> Iterator[None]:
    run(
        redshift,
        "drop table if exists killed",
        "drop table if exists redshift_spark_epochs_killed",
        "create table killed (id int, v varchar(20))",
        "insert into killed values (1, 'one'), (2, 'two')",
    )
    yield
    redshift.faults.clear()


def found(redshift: Any) -> list[tuple[Any, ...]]:
    return rows(redshift, "select id, v from killed order by id, v")


@contextmanager
def application(redshift: Any, work: Path, **plan: Any) -> Iterator[subprocess.Popen[str]]:
    """The job in a process group of its own, which ends with this context."""
    conf = {
        "spark.master": "local[2]",
        "spark.driver.memory": "768m",
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        **redshift.spark_conf(),
        **plan.pop("conf", {}),
    }
    with (work / "job.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, str(JOB)],
            env=Runner().environment(),
            cwd=work,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
        try:
            assert process.stdin is not None
            process.stdin.write(json.dumps({"conf": conf, "table": "killed", "options": {}, **plan}))
            process.stdin.close()
            yield process
        finally:
            end(process)


def end(process: subprocess.Popen[str]) -> None:
    """SIGKILL for the driver's Python and its JVM at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def finish(process: subprocess.Popen[str], work: Path) -> None:
    assert process.stdout is not None
    printed = process.stdout.read()
    assert process.wait(120) == 0 and "DONE" in printed, (work / "job.log").read_text()[-4000:]


def wait_until(what: str, happened: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 120
    while not happened():
        assert process.poll() is None, f"the job ended before {what}"
        assert time.monotonic() < deadline, f"no {what} within 120 s"
        time.sleep(0.1)


def running(redshift: Any, verb: str) -> Callable[[], bool]:
    """Whether a statement was begun after now."""
    start = len(redshift.statements())
    return lambda: any(e.text.lower().startswith(verb) for e in redshift.statements()[start:])


@pytest.mark.parametrize(("moment", "mode"), [("copy", "append"), ("commit", "overwrite")])
def test_a_driver_that_dies_leaves_the_table_before_or_after(
    redshift: Any, tmp_path: Path, moment: str, mode: str
) -> None:
    redshift.faults.delay(f"^{moment}", 5_000)
    begun = running(redshift, moment)
    with application(redshift, tmp_path, select=SELECT, mode=mode) as job:
        wait_until(moment, begun, job)
        end(job)
    redshift.faults.clear()
    settle(redshift)
    # A COMMIT that was sent may still take effect; a COPY alone never does.
    assert found(redshift) in ([BEFORE] if moment == "copy" else [BEFORE, AFTER])
    with application(redshift, tmp_path, select=SELECT, mode=mode) as again:
        finish(again, tmp_path)
    assert found(redshift) == sorted([*BEFORE, *AFTER] if mode == "append" else AFTER)


def settle(redshift: Any) -> None:
    """Until the statement that was delayed has ended, or its lost client was noticed."""
    time.sleep(6)
    assert rows(redshift, "select 1") == [(1,)]


@pytest.mark.parametrize("moment", ["copy", "commit"])
def test_a_stream_goes_on_after_its_driver_died(redshift: Any, tmp_path: Path, moment: str) -> None:
    (tmp_path / "in").mkdir()
    for number in range(3):
        file = tmp_path / "in" / f"{number}.json"
        file.write_text(json.dumps({"id": 10 + number, "v": f"f{number}"}))
        os.utime(file, (1_700_000_000 + number,) * 2)
    options = {"dbtable": "killed", "copydelay": "10"}
    redshift.faults.delay(f"^{moment}", 5_000, skip=1 if moment == "copy" else 2)
    with application(redshift, tmp_path, stream=str(tmp_path), options=options) as job:
        wait_until("the first epoch", lambda: (10, "f0") in found(redshift), job)
        wait_until(f"the next {moment}", running(redshift, moment), job)
        end(job)
    redshift.faults.clear()
    with application(redshift, tmp_path, stream=str(tmp_path), options=options) as again:
        finish(again, tmp_path)
    assert found(redshift) == [*BEFORE, (10, "f0"), (11, "f1"), (12, "f2")]


SHUFFLED = "(select id from range(0, 800, 1, 8) distribute by id)"
"""The output of its first stage dies with the executor: that stage runs again."""


@pytest.mark.parametrize("source", ["range(0, 800, 1, 8)", SHUFFLED], ids=["tasks", "stages"])
def test_an_executor_that_dies_while_it_stages(
    redshift: Any, worker: tuple[str, int], tmp_path: Path, source: str
) -> None:
    address, pid = worker
    slow = "if(reflect('java.lang.Thread', 'sleep', 20L) = 'x', 0, cast(id as int))"
    conf = {
        "spark.master": address,
        "spark.executor.memory": "768m",
        "spark.executor.cores": "1",
        "spark.sql.shuffle.partitions": "8",
        "spark.sql.adaptive.enabled": "false",
    }
    select = f"select {slow} id, concat('v', id) v from {source}"
    objects = set(redshift.s3_objects())
    with application(redshift, tmp_path, conf=conf, select=select, mode="overwrite") as job:
        wait_until("a staged file", lambda: set(redshift.s3_objects()) > objects, job)
        os.kill(children(pid)[0], signal.SIGKILL)
        finish(job, tmp_path)
    assert rows(redshift, "select count(*), count(distinct id), max(id) from killed") == [(800, 800, 799)]
    assert set(redshift.s3_objects()) <= objects


WRITES = {"select": SELECT, "mode": "append"}
READS = {"read": "select id, reflect('java.lang.Thread', 'sleep', 60000L) from killed"}


@pytest.mark.parametrize("plan", [WRITES, READS], ids=["write", "read"])
def test_what_a_dead_driver_left_is_swept_and_nothing_else(
    spark: Any, redshift: Any, tmp_path: Path, plan: dict[str, Any]
) -> None:
    tempdir = f"{redshift.tempdir.rstrip('/')}/kills-{uuid.uuid4().hex}"
    jvm = spark._jvm
    root = jvm.org.apache.hadoop.fs.Path(tempdir)
    files = root.getFileSystem(spark._jsc.hadoopConfiguration())
    look_alikes = {f"{tempdir}/{name.format(run=uuid.uuid4())}" for name in LOOK_ALIKES}
    for name in look_alikes:
        files.create(jvm.org.apache.hadoop.fs.Path(name)).close()
    redshift.faults.delay("^copy", 5_000)
    begun = running(redshift, "copy")
    with application(redshift, tmp_path, options={"tempdir": tempdir}, **plan) as job:
        if "read" in plan:
            wait_until("a result", lambda: len(below(files, root)) > len(look_alikes) + 1, job)
        else:
            wait_until("copy", begun, job)
        end(job)
    redshift.faults.clear()
    assert len(below(files, root)) > len(look_alikes), "nothing was left: the job died too early"
    staging = jvm.io.github.redshiftspark.staging
    # The sweep of another application, as if an hour from now.
    staging.Sweep.start(staging.ApplicationFolder(tempdir, "sweeper"), spark._jsc.hadoopConfiguration(), -1)
    deadline = time.monotonic() + 30
    while below(files, root) != look_alikes and time.monotonic() < deadline:
        time.sleep(0.2)
    assert below(files, root) == look_alikes
    files.delete(root, True)


def below(files: Any, root: Any) -> set[str]:
    listed = files.listFiles(root, True)
    names = set()
    while listed.hasNext():
        names.add(listed.next().getPath().toString())
    return names
