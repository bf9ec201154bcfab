"""``python -m lines``: the focused tests and the job on other Spark versions, and a table of what ran where.

A version's pyspark comes from ``.venv-spark<version>`` (``make .venv-spark<version>/.ready``), all else from here.
Exit status 0 when all that ran passed, 1 otherwise.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyspark
from redshift_spark._lines import SparkLine, all_lines
from rich.console import Console
from rich.table import Table

from lines.reports import NOT_RUN, Outcome, focused, smoke, unit

ROOT = Path(__file__).resolve().parents[2]
JARS = ROOT / "target" / "jars"
WORK = ROOT / "target" / "lines"
MOST_SECONDS = 1800


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m lines", description=__doc__)
    parser.add_argument("versions", nargs="*", help="Spark versions, 3.5.0 or 3.5.0_2.13; without one, all")
    parser.add_argument("--show", action="store_true", help="run nothing: the table of the last runs")
    chosen = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    found = matrix(chosen.versions)
    for line, version in () if chosen.show else found:
        run(line, version)
    rows = [(line, version, outcomes(line, version)) for line, version in found]
    table = Table("line", "Scala", "Spark", "compile", "unit", "smoke", "focused")
    for line, version, cells in rows:
        table.add_row(line.line, line.scala, version, *map(str, cells))
    Console(highlight=False, width=110).print(table)
    return int(any(cell.failed for _, _, cells in rows for cell in cells))


def matrix(versions: list[str]) -> list[tuple[SparkLine, str]]:
    """Lines and versions, oldest first."""
    return [
        (line, version)
        for line in all_lines()
        for version in sorted({line.tested, *line.other_patches})
        if not versions or {version, f"{version}_{line.scala}"} & set(versions)
    ]


def outcomes(line: SparkLine, version: str) -> list[Outcome]:
    """What the reports of the last runs say."""
    compiled = Outcome("ok") if any(JARS.glob(f"{line.artifact}-*.jar")) else Outcome("no jar", failed=True)
    reports = ROOT / "connector" / "target" / f"spark-{line.line}-jvm-{line.scala}" / "test-reports"
    report = junit(line, version)
    return [compiled, unit(reports) if version == line.tested else NOT_RUN, smoke(report), focused(report)]


def junit(line: SparkLine, version: str) -> Path:
    return WORK / f"{version}_{line.scala}.xml"


def run(line: SparkLine, version: str) -> None:
    """Runs the tests marked ``focused``, with a JUnit report."""
    report, log = junit(line, version), WORK / f"{version}_{line.scala}.log"
    report.unlink(missing_ok=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--timeout",
        "300",
        "-m",
        "focused",
        f"--junitxml={report}",
        "tests",
    ]
    with log.open("w") as output:
        try:
            status = subprocess.run(
                command,
                cwd=ROOT / "integration-tests",
                env=environment(line, version),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=MOST_SECONDS,
            ).returncode
        except subprocess.TimeoutExpired:
            status = -1
    print(f"Spark {version}, Scala {line.scala}: {log.read_text().strip().splitlines()[-1]}", flush=True)
    if status != 0:
        print(f"{log.read_text()[-6000:]}\nAll of it: {log}", flush=True)


def environment(line: SparkLine, version: str) -> dict[str, str]:
    """This process's variables, with the pyspark of the version first, and its Spark where pip has none."""
    variables = {name: value for name, value in os.environ.items() if name != "SPARK_HOME"}
    if version != pyspark.__version__:
        packages = sorted((ROOT / f".venv-spark{version}").glob("lib/python*/site-packages"))
        if not packages:
            sys.exit(f"run 'make .venv-spark{version}/.ready' first")
        path = [str(only_spark(packages[0], version)), variables.get("PYTHONPATH", "")]
        variables["PYTHONPATH"] = os.pathsep.join(filter(None, path))
        if line.scala != pip_scala(line):
            variables["SPARK_HOME"] = str(home(line, version, packages[0] / "pyspark"))
    return variables


def only_spark(packages: Path, version: str) -> Path:
    """A folder with pyspark and py4j alone: what else that environment has must not come before ours."""
    folder = WORK / f"pyspark-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("pyspark", "py4j"):
        if not (folder / name).exists():
            (folder / name).symlink_to(packages / name)
    return folder


def pip_scala(line: SparkLine) -> str:
    """The Scala of pip's pyspark: the list names that build of a line first."""
    return next(other.scala for other in all_lines() if other.line == line.line)


def home(line: SparkLine, version: str, pip: Path) -> Path:
    """A Spark of another Scala than pip's: the jars of Maven's artifacts, and pip's scripts."""
    made = ROOT / "target" / "spark" / f"{version}_{line.scala}"
    if not (made / "jars").is_dir():
        project = f"connector_spark{line.line.replace('.', '')}_{line.scala.replace('.', '_')}"
        sys.exit(f"run './sbt {project}/{'sparkJars' if version == line.tested else 'otherSparkJars'}' first")
    if not (made / "bin").exists():
        shutil.copytree(pip / "bin", made / "bin")
    return made


if __name__ == "__main__":
    sys.exit(main())
