"""``python -m lines.run 4.0.2 python bench_pushdown.py``: a command with another version's Spark, all else as here."""

from __future__ import annotations

import os
import sys

from lines.__main__ import environment, matrix


def main() -> None:
    version, *command = sys.argv[1:]
    known = [line for line, each in matrix([version]) if each == version]
    if not known or not command:
        sys.exit("usage: python -m lines.run <a Spark version of the list> <command> ...")
    os.execvpe(command[0], command, environment(known[0], version))


if __name__ == "__main__":
    main()
