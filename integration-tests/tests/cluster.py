"""Spark's standalone cluster on this machine: a master and a worker as processes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark
from servers import free_port, started, wait_for


@contextmanager
def standalone(work: Path) -> Iterator[tuple[str, int]]:
    """Address of the master, and process id of the worker, whose children are the executors."""
    port = free_port()
    with daemon(work / "master.log", "master.Master", "--port", str(port), "--webui-port", "0") as master:
        wait_for(port, master, work / "master.log")
        address = f"spark://127.0.0.1:{port}"
        limits = ["--cores", "2", "--memory", "2g", "--work-dir", str(work / "work"), "--webui-port", "0"]
        with daemon(work / "worker.log", "worker.Worker", *limits, address) as running:
            yield address, running.pid


def children(pid: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True)
    return [int(line) for line in listed.stdout.split()]


@contextmanager
def daemon(log: Path, main: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    home = Path(pyspark.__file__).parent
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{main}", "--host", "127.0.0.1", *arguments]
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m"}
    with started(command, environment, log) as process:
        yield process
