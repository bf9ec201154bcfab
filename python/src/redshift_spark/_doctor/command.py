"""``python -m redshift_spark doctor``."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from typing import Any

from redshift_spark._doctor import doctor
from redshift_spark._doctor.report import FAIL, PASS, SKIPPED, WARN, DoctorReport
from redshift_spark._options import DOTTED

_OPTIONS = (
    *("url", "user", "secret_id", "secret_region", "aws_region", "aws_profile", "aws_assume_role"),
    *("data_api_database", "data_api_cluster", "data_api_workgroup", "data_api_user", "data_api_region"),
    *("data_api_endpoint", "tempdir", "tempdir_region", "aws_iam_role", "sse_kms_key"),
)
_COLOURS = {PASS: "green", WARN: "yellow", FAIL: "red", SKIPPED: "dim"}
PASSWORD = "REDSHIFT_SPARK_PASSWORD"


def add_doctor(commands: Any) -> None:
    """The arguments: the connector's options, by their names."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "doctor",
        help="check a warehouse, its bucket and its role before a job runs",
        epilog=f"The password of --user is taken from {PASSWORD}, or asked for. Exit code 1: a check failed.",
    )
    for name in _OPTIONS:
        parser.add_argument("--" + DOTTED.get(name, name), dest=name, metavar="VALUE")
    parser.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="any other option")
    parser.add_argument("--s3-endpoint", metavar="URL", help="where S3 is not AWS's own")
    parser.add_argument("--aws-endpoint", metavar="URL", help="of the other APIs of AWS")
    parser.add_argument("--timeout", type=float, default=20, metavar="SECONDS", help="for each check (default: 20)")
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")
    parser.set_defaults(run=run_doctor)


def run_doctor(chosen: argparse.Namespace) -> int:
    given = {name: getattr(chosen, name) for name in _OPTIONS}
    given.update(pair.partition("=")[::2] for pair in chosen.option)
    if given["user"] and not given.get("password"):
        given["password"] = os.environ.get(PASSWORD) or (getpass.getpass() if sys.stdin.isatty() else None)
    report = doctor(
        s3_endpoint=chosen.s3_endpoint, aws_endpoint=chosen.aws_endpoint, timeout_seconds=chosen.timeout, **given
    )
    if chosen.json:
        print(report.to_json())
    else:
        _print_table(report)
    return 0 if report.ok else 1


def _print_table(report: DoctorReport) -> None:
    try:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text
    except ImportError:
        print(report)
        return
    table = Table(title="redshift_spark doctor", caption=report.summary())
    for heading in ("check", "status", "found", "remedy"):
        table.add_column(heading, overflow="fold")
    for check in report.checks:
        status = Text(check.status, style=_COLOURS[check.status])
        table.add_row(check.name, status, Text(check.found), Text(check.remedy))
    Console().print(table)
