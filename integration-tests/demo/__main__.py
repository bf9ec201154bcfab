"""``python -m demo``: starts a stand-in for Redshift, runs the job on it, shows and checks what happened, stops all.

Exit status 0 when every claim holds, 1 when one does not or a part fails.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redshift_spark
from redshift_local.errors import StandInError
from rich.console import Console

import redshift_local
from demo import claims, data, job
from demo.errors import DemoError
from demo.screen import Screen

WORK = Path(__file__).resolve().parents[2] / "target" / "demo"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--work", type=Path, default=WORK, help="folder for the data files and Spark's log")
    work = parser.parse_args().work
    work.mkdir(parents=True, exist_ok=True)
    screen = Screen(Console(file=os.fdopen(os.dup(1), "w"), highlight=False))
    started = time.monotonic()
    try:
        broken = _run(screen, work)
    except (DemoError, StandInError, redshift_spark.RedshiftSparkError) as error:
        screen.error(str(error))
        return 1
    except KeyboardInterrupt:
        screen.error("interrupted; everything that was started is stopped")
        return 130
    except Exception as error:
        screen.error(f"{_first_lines(error)}\nSpark's log: {work / 'spark.log'}")
        return 1
    if broken:
        screen.error(f"{len(broken)} of the demo's claims do not hold: " + "; ".join(claim.text for claim in broken))
        return 1
    screen.note(f"All claims hold; everything is stopped. {time.monotonic() - started:.0f} s in all.")
    return 0


def _run(screen: Screen, work: Path) -> list[claims.Claim]:
    with screen.step("unpack the data"):
        files = data.unpack(work / "data")
    with _stand_in(screen) as redshift:
        with screen.step("start Spark"), _output_to(work / "spark.log"):
            conf = {"spark.master": "local[2]", "spark.driver.memory": "1g", "spark.ui.showConsoleProgress": "false"}
            spark = redshift_spark.session("demo", conf={**job.CONF, **conf, **redshift.spark_conf()})
            spark.sparkContext.setLogLevel("ERROR")
        try:
            result = job.run(spark, files, screen.step)
            screen.result(result, claims.scans(redshift.statements(), result.step("query in Redshift")))
            found = claims.check(redshift, result)
        finally:
            spark.stop()
        screen.claims(found)
    return [claim for claim in found if claim.broken is not None]


@contextmanager
def _stand_in(screen: Screen) -> Iterator[redshift_local.RedshiftLocal]:
    local = redshift_local.start()
    with screen.step("start the stand-in for Redshift and S3"):
        running = local.__enter__()
    try:
        yield running
    finally:
        local.__exit__(None, None, None)


@contextmanager
def _output_to(log: Path) -> Iterator[None]:
    """What the JVM started in here says goes to a file for as long as it lives."""
    kept = [(number, os.dup(number)) for number in (1, 2)]
    try:
        with log.open("wb") as file:
            for number, _ in kept:
                os.dup2(file.fileno(), number)
        yield
    finally:
        for number, copy in kept:
            os.dup2(copy, number)
            os.close(copy)


def _first_lines(error: Exception, lines: int = 2) -> str:
    return f"{type(error).__name__}: " + "\n".join(str(error).splitlines()[:lines])


if __name__ == "__main__":
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    sys.exit(main())
