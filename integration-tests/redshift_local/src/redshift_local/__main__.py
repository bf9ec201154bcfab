"""``python -m redshift_local serve [--json]``: a stand-in for other processes."""

from __future__ import annotations

import argparse
import os
import select
import signal
import sys
from dataclasses import fields
from typing import Any

from .api import RedshiftLocal, start
from .assumptions import read_assumptions, switches
from .errors import StandInError
from .faults import Faults
from .settings import StandInSettings

_OPTIONS = (
    "database", "user", "port", "s3_port", "control_port", "region", "bucket", "slices",
    "cluster_identifier", "workgroup", "show_discovery",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM, SIGINT or the end of stdin. Exit code 1 when the stand-in cannot start."""
    parser = argparse.ArgumentParser(prog="redshift_local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="start a stand-in and keep it running")
    serve.add_argument("--json", action="store_true", help="print one line of JSON when ready")
    types = {field.name: field.type for field in fields(StandInSettings)}
    for name in _OPTIONS:
        serve.add_argument(f"--{name.replace('_', '-')}", type=int if types[name] == "int" else str, default=None)
    serve.add_argument(
        "--assume",
        metavar="NAME=READING",
        action="append",
        default=[],
        help="another reading of what the documentation leaves open ('other': of everything); may be repeated. Known: "
        + ", ".join(f"{name}={other}" for name, _, _, other in switches()),
    )
    serve.add_argument("--no-storage", action="store_true", help="start no S3 server")
    chosen = parser.parse_args(arguments)
    settings: dict[str, Any] = {name: getattr(chosen, name) for name in _OPTIONS if getattr(chosen, name) is not None}
    password = os.environ.get("REDSHIFT_LOCAL_PASSWORD")  # not an argument: those show in the process list
    if password:
        settings["password"] = password
    if chosen.no_storage:
        settings["storage"] = False
    faults, seed = os.environ.get("REDSHIFT_LOCAL_FAULTS"), os.environ.get("REDSHIFT_LOCAL_FAULT_SEED")
    try:
        for told in (os.environ.get("REDSHIFT_LOCAL_ASSUMPTIONS", ""), *chosen.assume):
            settings |= read_assumptions(told)
        if seed is not None:
            settings["fault_seed"] = _seed(seed)
        if faults is not None:
            Faults().load(faults)  # a mistake is told before anything is started
        with start(**settings) as local:
            if faults is not None:
                local.faults.load(faults)
            _announce(local, as_json=chosen.json)
            _wait()
    except StandInError as error:
        print(f"redshift_local: {error}", file=sys.stderr)
        return 1
    return 0


def _seed(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise StandInError(f"REDSHIFT_LOCAL_FAULT_SEED={text!r}: expected a whole number") from None


def _announce(local: RedshiftLocal, *, as_json: bool) -> None:
    if as_json:
        print(local.info.as_json(), flush=True)
        return
    print(f"JDBC URL  {local.jdbc_url}")
    print(f"user      {local.user}    password  {local.password}")
    print(f"S3        {local.s3_endpoint}    tempdir  {local.tempdir}    role  {local.iam_role}", flush=True)


def _wait() -> None:
    """Return at SIGTERM, SIGINT, or when stdin closes."""
    reading, writing = os.pipe()

    def end(_number: int, _frame: object) -> None:
        os.write(writing, b"x")

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    stdin = None if sys.stdin is None else sys.stdin.fileno()  # None: started without one
    while True:
        ready, _, _ = select.select([reading] if stdin is None else [reading, stdin], [], [])
        if reading in ready or (stdin is not None and not os.read(stdin, 4096)):
            return


if __name__ == "__main__":
    sys.exit(main())
