"""One PostgreSQL server process for one stand-in: initdb (cached), start, stop."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from ..errors import EngineStartFailed
from .accounts import EngineAccount, engine_account
from .binaries import PostgresBinaries, find_postgres, within_reach
from .watchdog import Watchdog

SUPERUSER = "rdsdb"  # the name that Redshift's own superuser has
SOCKET_PORT = 5432  # only part of the socket's file name; nothing listens on TCP
TEMPLATE_DATABASE = "rs_template"

_BASE_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "20s",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "64MB",
    "jit": "off",
    "timezone": "UTC",
    "datestyle": "ISO, MDY",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "dynamic_shared_memory_type": "mmap" if not Path("/dev/shm").is_dir() else "posix",
    "max_locks_per_transaction": "256",
    "password_encryption": "scram-sha-256",
    "logging_collector": "off",
}


def bootstrap_scripts() -> list[tuple[str, str]]:
    """The SQL that makes a PostgreSQL database behave like Redshift: (name, text), in order."""
    folder = resources.files(__package__) / "bootstrap"
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".sql")), key=lambda entry: entry.name)
    return [(entry.name, entry.read_text(encoding="utf-8")) for entry in found]


@dataclass
class Cluster:
    """A running PostgreSQL server, reached through a Unix socket in a private folder."""

    home: Path
    process: subprocess.Popen[bytes]
    watchdog: Watchdog

    @property
    def socket_path(self) -> str:
        return str(self.home / "run" / f".s.PGSQL.{SOCKET_PORT}")

    def stop(self) -> None:
        """Shut the server down and remove its files. Does nothing the second time."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # "fast": rolls open transactions back
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(timeout=10)
        self.watchdog.forget_process(self.process.pid)
        shutil.rmtree(self.home, ignore_errors=True)


def start_cluster(watchdog: Watchdog, settings: Mapping[str, str]) -> Cluster:
    """Start a fresh server from the cached template. Raises EngineNotFound or EngineStartFailed."""
    installed, account = find_postgres(), engine_account()
    home = Path(tempfile.mkdtemp(prefix="redshift-local-"))
    watchdog.watch_folder(home)
    home.chmod(0o755)
    binaries = within_reach(installed, account, home / "engine")
    identity = f"{installed.folder} {installed.version} {account.uid}"
    template = _template(binaries, identity, account, watchdog)
    _copy_tree(template, home / "data")
    return _launch(binaries, account, watchdog, home, {**_BASE_SETTINGS, **settings})


def _launch(
    binaries: PostgresBinaries,
    account: EngineAccount,
    watchdog: Watchdog,
    home: Path,
    settings: Mapping[str, str],
) -> Cluster:
    run = home / "run"
    run.mkdir(mode=0o700, exist_ok=True)
    log = home / "postgres.log"
    log.touch(mode=0o600)
    account.own(run, log)
    arguments = [str(binaries.postgres), "-D", str(home / "data"), "-k", str(run), "-p", str(SOCKET_PORT)]
    for name, value in settings.items():
        arguments += ["-c", f"{name}={value}"]
    with log.open("ab") as out:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd=str(home),
            env=_environment(home),
            start_new_session=True,
            **account.popen_options(),
        )
    watchdog.watch_process(process.pid)
    cluster = Cluster(home, process, watchdog)
    deadline = time.monotonic() + 60
    while not _accepts(cluster.socket_path):
        if process.poll() is not None or time.monotonic() > deadline:
            end_of_log = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            cluster.stop()
            raise EngineStartFailed(f"PostgreSQL {binaries.version} in {binaries.folder} did not start:\n{end_of_log}")
        time.sleep(0.01)
    return cluster


def _accepts(path: str) -> bool:
    """Whether the server answers a startup with anything but "the database system is starting up"."""
    user = SUPERUSER.encode()
    body = b"\x00\x03\x00\x00user\x00" + user + b"\x00database\x00postgres\x00\x00"
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(5)
        probe.connect(path)
        probe.sendall((len(body) + 4).to_bytes(4, "big") + body)
        return probe.recv(1) == b"R"
    return False


def _environment(home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC", "HOME": str(home)}


def _copy_tree(source: Path, target: Path) -> None:
    # cp keeps owners and can share blocks; shutil.copytree does neither.
    reflink = ["--reflink=auto"] if os.uname().sysname == "Linux" else []
    subprocess.run(["cp", "-a", *reflink, str(source), str(target)], check=True, capture_output=True)


def _cache_folder() -> Path:
    base = os.environ.get("REDSHIFT_LOCAL_CACHE") or os.environ.get("XDG_CACHE_HOME")
    root = Path(base) if base else Path.home() / ".cache"
    folder = root / "redshift-local"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as problem:
        raise EngineStartFailed(
            f"the template database cannot be kept in {folder}: {problem}; "
            "set REDSHIFT_LOCAL_CACHE to a folder that can be written"
        ) from None


def _template(binaries: PostgresBinaries, identity: str, account: EngineAccount, watchdog: Watchdog) -> Path:
    """The data folder of a bootstrapped, stopped server, made once for each engine version and bootstrap text."""
    digest = hashlib.sha256(identity.encode())
    for name, text in bootstrap_scripts():
        digest.update(name.encode() + b"\0" + text.encode() + b"\0")
    folder = _cache_folder()
    ready = folder / f"pg{binaries.version}-{digest.hexdigest()[:16]}"
    if ready.is_dir():
        return ready
    with (folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several stand-ins may start at once
        if ready.is_dir():
            return ready
        for old in folder.glob(f"pg{binaries.version}-*"):
            if time.time() - old.stat().st_mtime > 7 * 86400:
                shutil.rmtree(old, ignore_errors=True)
        for unfinished in folder.glob("staged-*"):  # of a start that was killed: only the lock's holder stages
            shutil.rmtree(unfinished, ignore_errors=True)
        home = Path(tempfile.mkdtemp(prefix="redshift-local-template-"))
        watchdog.watch_folder(home)
        try:
            _make_template(binaries, account, watchdog, home)
            # Copied beside its final name first: a rename within one folder is atomic.
            staged = Path(tempfile.mkdtemp(prefix="staged-", dir=folder))
            _copy_tree(home / "data", staged / "data")
            (staged / "data").rename(ready)
            staged.rmdir()
        finally:
            shutil.rmtree(home, ignore_errors=True)
    return ready


def _make_template(binaries: PostgresBinaries, account: EngineAccount, watchdog: Watchdog, home: Path) -> None:
    from .scripts import run_script

    home.chmod(0o755)
    data = home / "data"
    data.mkdir(mode=0o700)
    account.own(data)
    done = subprocess.run(
        [str(binaries.initdb), "-D", str(data), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
        capture_output=True,
        text=True,
        cwd=str(home),
        env=_environment(home),
        **account.popen_options(),
    )
    if done.returncode != 0:
        raise EngineStartFailed(f"initdb of PostgreSQL {binaries.version} failed:\n{done.stderr[-2000:]}")
    cluster = _launch(binaries, account, watchdog, home, {**_BASE_SETTINGS, "allow_system_table_mods": "on"})
    try:
        run_script(cluster.socket_path, SUPERUSER, "postgres", f"CREATE DATABASE {TEMPLATE_DATABASE}")
        for name, text in bootstrap_scripts():
            run_script(cluster.socket_path, SUPERUSER, TEMPLATE_DATABASE, text, name)
        run_script(cluster.socket_path, SUPERUSER, TEMPLATE_DATABASE, "VACUUM ANALYZE")
    finally:
        cluster.process.send_signal(signal.SIGINT)
        cluster.process.wait(timeout=30)
        watchdog.forget_process(cluster.process.pid)
