"""Master, worker, executors and driver in processes of their own: Spark's standalone cluster, as a user would start it."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from cluster import children
from jobs import Runner, check, run_job

pytestmark = pytest.mark.timeout(400)

COMMON = {
    "spark.executor.memory": "768m",
    "spark.executor.cores": "1",
    "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
}
ANSI_WITHOUT_AQE = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.adaptive.enabled": "false",
    "spark.speculation": "true",
    "spark.speculation.quantile": "0.1",
    "spark.speculation.multiplier": "1.1",
    "spark.speculation.interval": "50ms",
}
COMING_AND_GOING = {
    "spark.sql.ansi.enabled": "false",
    "spark.sql.adaptive.enabled": "true",
    "spark.dynamicAllocation.enabled": "true",
    "spark.dynamicAllocation.shuffleTracking.enabled": "true",
    "spark.dynamicAllocation.minExecutors": "0",
    "spark.dynamicAllocation.executorIdleTimeout": "1s",
    "spark.dynamicAllocation.shuffleTracking.timeout": "1s",
}


def test_ansi_without_adaptive_execution_speculating(redshift: Any, worker: tuple[str, int], tmp_path: Path) -> None:
    check(redshift, run_job(redshift, Runner(conf={"spark.master": worker[0], **COMMON, **ANSI_WITHOUT_AQE}), tmp_path))


def test_executors_that_come_and_go_and_one_that_dies(redshift: Any, worker: tuple[str, int], tmp_path: Path) -> None:
    address, pid = worker
    with KillsOneExecutor(pid) as killer:
        result = run_job(redshift, Runner(conf={"spark.master": address, **COMMON, **COMING_AND_GOING}), tmp_path)
    assert killer.killed is not None, "the job ended before an executor could be killed"
    assert len(killer.seen) > 1, "no executor took its place"
    check(redshift, result)


class KillsOneExecutor:
    """Kills, by SIGKILL, the first executor of a worker that has lived for two seconds."""

    def __init__(self, worker: int) -> None:
        self.seen: dict[int, float] = {}
        self.killed: int | None = None
        self._worker = worker
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> KillsOneExecutor:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.1):
            for pid in children(self._worker):
                first_seen = self.seen.setdefault(pid, time.monotonic())
                if self.killed is None and time.monotonic() - first_seen > 2:
                    os.kill(pid, signal.SIGKILL)
                    self.killed = pid
