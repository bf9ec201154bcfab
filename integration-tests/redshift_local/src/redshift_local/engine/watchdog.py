"""A tiny process that outlives the stand-in's process and cleans up after it, also after a kill -9.

It holds the reading end of a pipe. Lines on it are instructions (``pid N``, ``dir PATH``, ``forget-pid N``,
``forget-dir PATH``); when the pipe ends, it kills the named processes and removes the named folders.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path


class Watchdog:
    """The parent's handle on the watchdog process. Thread-safe."""

    def __init__(self) -> None:
        reading, self._writing = os.pipe()
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).resolve()), str(reading)],
            pass_fds=(reading,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C in the terminal must not reach it
        )
        os.close(reading)

    def _say(self, line: str) -> None:
        with self._lock:
            if self._writing >= 0:
                os.write(self._writing, line.encode() + b"\n")

    def watch_process(self, pid: int) -> None:
        self._say(f"pid {pid}")

    def forget_process(self, pid: int) -> None:
        self._say(f"forget-pid {pid}")

    def watch_folder(self, path: Path) -> None:
        self._say(f"dir {path}")

    def close(self) -> None:
        """End the watchdog; whatever it still knows is killed and removed."""
        with self._lock:
            if self._writing >= 0:
                os.close(self._writing)
                self._writing = -1
        self._process.wait(timeout=30)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()[0]
    except OSError:
        return True
    return state != "Z"


def _clean_up(pids: list[int], folders: list[str]) -> None:
    # SIGQUIT is PostgreSQL's immediate shutdown: the server ends all its children itself.
    for sign, patience in ((signal.SIGQUIT, 3.0), (signal.SIGKILL, 2.0)):
        for pid in pids:
            with contextlib.suppress(OSError):
                os.kill(pid, sign)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and any(_alive(pid) for pid in pids):
            time.sleep(0.02)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _main(descriptor: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    pids: list[int] = []
    folders: list[str] = []
    with os.fdopen(descriptor, "r", encoding="utf-8") as pipe:
        for line in pipe:
            verb, _, rest = line.rstrip("\n").partition(" ")
            if verb == "pid":
                pids.append(int(rest))
            elif verb == "dir":
                folders.append(rest)
            elif verb == "forget-pid" and int(rest) in pids:
                pids.remove(int(rest))
    _clean_up(pids, folders)


if __name__ == "__main__":
    _main(int(sys.argv[1]))
