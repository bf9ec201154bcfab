"""Runs the demo's job in another process: another Python, another Spark, another way to get the jars."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redshift_local
from demo.data import TABLES, unpack
from demo.job import RESULT_TABLE

ROOT = Path(__file__).resolve().parents[2]
JARS = ROOT / "target" / "jars"
EVERY = 20
"""Of the flights, the sample has every 20th: some 17,000, of all months."""


@dataclass(frozen=True)
class Runner:
    """How the job is started. ``python`` has pyspark; redshift_spark comes from the checkout unless it is installed."""

    python: Path = Path(sys.executable)
    sources: bool = True
    conf: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    prefix: Sequence[str] = ()
    """What starts the job's file instead of ``python``, e.g. spark-submit and its options."""

    def command(self, **arguments: Path) -> list[str]:
        job = str(ROOT / "integration-tests" / "demo" / "job.py")
        given = [text for name, path in arguments.items() for text in (f"--{name}", str(path))]
        return [*(self.prefix or (str(self.python),)), job, *given]

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k not in ("SPARK_HOME", "REDSHIFT_SPARK_JARS", "PYTHONPATH")}
        path = [ROOT / "integration-tests"] + ([ROOT / "python" / "src"] if self.sources else [])
        return {
            **kept,
            "PATH": f"{self.python.parent}{os.pathsep}{kept['PATH']}",
            "PYTHONPATH": os.pathsep.join(map(str, path)),
            "PYSPARK_PYTHON": str(self.python),
            "SPARK_LOCAL_IP": "127.0.0.1",
            **({"REDSHIFT_SPARK_JARS": str(JARS)} if self.sources else {}),
            **self.variables,
        }


def run_job(redshift: redshift_local.RedshiftLocal, runner: Runner, work: Path) -> dict[str, Any]:
    """The job's result. Fails with the end of its output when it fails, or runs for over four minutes."""
    with redshift.connect() as connection:
        connection.autocommit = True
        for table in (RESULT_TABLE, *(table.name for table in TABLES)):
            connection.cursor().execute(f"drop table if exists {table}")
    conf = work / "conf.json"
    conf.write_text(json.dumps({"spark.master": "local[2]", **redshift.spark_conf(), **runner.conf}))
    done = subprocess.run(
        runner.command(data=sample(work / "data"), conf=conf, result=work / "result.json"),
        env=runner.environment(),
        cwd=work,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-6000:]}"
    result: dict[str, Any] = json.loads((work / "result.json").read_text())
    return result


def sample(folder: Path) -> Path:
    """The five files, with fewer flights."""
    unpack(folder)
    flights = folder / "flights.csv"
    with flights.open(newline="") as file:
        header, *rows = csv.reader(file)
    with flights.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows[::EVERY]])
    return folder


def check(redshift: redshift_local.RedshiftLocal, result: dict[str, Any]) -> None:
    """The job did what it says, through Redshift, and left nothing on S3."""
    assert result["fully_pushed"], result["kept"]
    assert len(result["rows"]) > 10
    assert result["rows"] == result["plain_rows"] == result["stored_rows"]
    started, ended = next((s["started"], s["ended"]) for s in result["steps"] if s["name"] == "query in Redshift")
    unloads = [e for e in redshift.statements() if e.text.startswith("UNLOAD") and started <= e.start <= ended]
    assert len(unloads) == 1
    assert redshift.s3_objects() == []
