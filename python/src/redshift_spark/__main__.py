"""``python -m redshift_spark``: what to put behind spark-submit, and what is wrong with a warehouse."""

from __future__ import annotations

import argparse
import shlex
import sys

from redshift_spark._doctor.command import add_doctor
from redshift_spark._errors import RedshiftSparkError
from redshift_spark._jars import hadoop_aws_coordinate, jars, maven_coordinate


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m redshift_spark", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    submit = commands.add_parser("submit-args", help="the jars of this installation, and hadoop-aws")
    submit.add_argument("--packages", action="store_true", help="the Maven artifact instead of the bundled jars")
    submit.add_argument("--no-hadoop-aws", action="store_true", help="for a Spark that has S3A, such as EMR's")
    submit.add_argument("--spark", metavar="VERSION", help="Spark version (default: the installed pyspark's)")
    submit.set_defaults(run=_submit)
    add_doctor(commands)
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except RedshiftSparkError as error:
        print(f"redshift_spark: {error}", file=sys.stderr)
        return 1


def _submit(chosen: argparse.Namespace) -> int:
    print(" ".join(map(shlex.quote, _submit_args(chosen.spark, chosen.packages, not chosen.no_hadoop_aws))))
    return 0


def _submit_args(spark_version: str | None, from_maven: bool, with_hadoop_aws: bool) -> list[str]:
    packages = [maven_coordinate(spark_version)] if from_maven else []
    if with_hadoop_aws:
        packages.append(hadoop_aws_coordinate(spark_version))
    found = [] if from_maven else ["--jars", ",".join(jars(spark_version))]
    return found + (["--packages", ",".join(packages)] if packages else [])


if __name__ == "__main__":
    sys.exit(main())
