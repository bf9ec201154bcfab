"""PostgreSQL refuses to run as root, so as root the engine runs as another system user."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import EngineStartFailed


@dataclass(frozen=True)
class EngineAccount:
    """The user that the engine's processes run as; ``None`` fields mean the current user."""

    uid: int | None
    gid: int | None

    def popen_options(self) -> dict[str, Any]:
        """Keyword arguments for subprocess that start a child as this account."""
        # No PR_SET_PDEATHSIG: it strikes when the starting *thread* ends, not the process. The watchdog does that work.
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, *paths: Path) -> None:
        if self.uid is None or self.gid is None:
            return
        for path in paths:
            os.chown(path, self.uid, self.gid)


def engine_account() -> EngineAccount:
    """The current user, or for root ``postgres``, else ``nobody``."""
    if os.geteuid() != 0:
        return EngineAccount(None, None)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return EngineAccount(entry.pw_uid, entry.pw_gid)
    raise EngineStartFailed(
        "running as root, and there is neither a user 'postgres' nor 'nobody' that PostgreSQL could run as; "
        "start redshift_local as an ordinary user"
    )
