"""Finding a PostgreSQL that is new enough to be the engine."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import EngineNotFound, EngineStartFailed
from .accounts import EngineAccount

OLDEST_MAJOR = 15  # MERGE
_PREFERRED_MAJOR = 16


@dataclass(frozen=True)
class PostgresBinaries:
    """A folder with ``postgres`` and ``initdb``, and the version text they print."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"


def _candidates() -> Iterator[Path]:
    override = os.environ.get("REDSHIFT_LOCAL_PG_BIN")
    if override:
        yield Path(override)
        return
    on_path = shutil.which("postgres")
    if on_path:
        # A link such as /usr/local/bin/postgres stands alone: its neighbours are beside the file it leads to.
        yield Path(on_path).resolve().parent
    for root in ("/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt"):
        versions = [p for p in Path(root).glob("*/bin") if (p / "initdb").exists()]
        yield from sorted(versions, key=lambda p: _closeness(p.parent.name))
    spec = importlib.util.find_spec("pgserver")
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent / "pginstall" / "bin"


def _closeness(name: str) -> int:
    digits = re.search(r"\d+", name)
    return abs(int(digits.group()) - _PREFERRED_MAJOR) if digits else 1000


def _version_of(folder: Path) -> str | None:
    try:
        done = subprocess.run(
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"(\d+\.\d+)", done.stdout)
    return found.group(1) if found else None


def find_postgres() -> PostgresBinaries:
    """The first usable PostgreSQL: ``REDSHIFT_LOCAL_PG_BIN``, PATH, the system's folders, the ``pgserver`` wheel.

    Raises EngineNotFound, naming what was looked at and what to install.
    """
    seen: list[str] = []
    for folder in _candidates():
        if not (folder / "postgres").exists() or not (folder / "initdb").exists():
            continue
        version = _version_of(folder)
        if version is None:
            seen.append(f"{folder} (does not run)")
            continue
        if int(version.split(".")[0]) < OLDEST_MAJOR:
            seen.append(f"{folder} (version {version}, too old)")
            continue
        return PostgresBinaries(folder, version)
    looked = "; seen: " + ", ".join(seen) if seen else ""
    raise EngineNotFound(
        f"no PostgreSQL {OLDEST_MAJOR} or newer with postgres and initdb was found{looked}. "
        "Install one (for example the package 'postgresql', or pip install 'redshift-local[postgres]'), "
        "or set REDSHIFT_LOCAL_PG_BIN to its bin folder."
    )


def within_reach(binaries: PostgresBinaries, account: EngineAccount, folder: Path) -> PostgresBinaries:
    """Binaries that the engine's account can run: those given, or a copy of the ``pgserver`` wheel's in ``folder``.

    As root, a virtual environment often lies in a folder that no other user may enter. Raises EngineStartFailed when
    the binaries are out of reach and not the wheel's.
    """
    if _can_run(binaries, account):
        return binaries
    package = binaries.folder.parent.parent
    if package.name != "pgserver":
        raise EngineStartFailed(
            f"the user that PostgreSQL is to run as (number {account.uid}) cannot run {binaries.postgres}: "
            "make its folders accessible, or start redshift_local as an ordinary user"
        )
    # The programs look for their libraries by relative paths, so the layout is kept.
    for part in (package / "pginstall", package.with_name("pgserver.libs")):
        if part.is_dir():
            shutil.copytree(part, folder / part.relative_to(package.parent), symlinks=True)
    return PostgresBinaries(folder / "pgserver" / "pginstall" / "bin", binaries.version)


def _can_run(binaries: PostgresBinaries, account: EngineAccount) -> bool:
    command = [str(binaries.postgres), "--version"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=20, cwd="/", **account.popen_options())
    except PermissionError:
        return False
    return done.returncode == 0
