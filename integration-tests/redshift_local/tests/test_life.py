"""Start and stop: nothing is left, whatever ends first."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import redshift_connector

import redshift_local
from redshift_local import StandInError, StandInSettings

_PATIENCE_SECONDS = 30


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def _await(condition: Any) -> bool:
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def _descendants(pid: int) -> set[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text(errors="replace").rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found.add(child)
            waiting.append(child)
    return found


def _serve(*arguments: str, **environment: str) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "redshift_local", "serve", "--json", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


@pytest.mark.parametrize("how", ["kill", "term", "stdin"])
def test_serve_leaves_nothing(how: str) -> None:
    process, told = _serve()
    pids = _descendants(process.pid)
    folder = Path(told["tls_ca"]).parent.parent
    assert len(pids) > 3 and folder.is_dir()
    if how == "kill":
        process.kill()
    elif how == "term":
        process.send_signal(signal.SIGTERM)
    else:
        assert process.stdin is not None
        process.stdin.close()
    code = process.wait(timeout=_PATIENCE_SECONDS)
    assert how == "kill" or code == 0
    assert _await(lambda: not any(_alive(pid) for pid in pids)), [p for p in pids if _alive(p)]
    assert _await(lambda: not folder.exists())


def test_serve_tells_all_that_others_need() -> None:
    fault = (
        '[{"fault": "refuse_connections", "sqlstate": "57P03", "message": "not yet", "times": 1}, '
        '{"fault": "pause_at", "pattern": "^select 7"}]'
    )
    environment = {"REDSHIFT_LOCAL_FAULTS": fault, "REDSHIFT_LOCAL_FAULT_SEED": "7"}
    process, told = _serve("--no-storage", "--database", "shop", **environment)
    try:
        assert set(told) == {
            "jdbc_url", "host", "port", "database", "user", "password", "s3_endpoint", "s3_region", "access_key",
            "secret_key", "tempdir", "iam_role", "tls_ca", "control_plane",
        }  # fmt: skip
        assert told["database"] == "shop" and told["control_plane"].startswith("http://127.0.0.1:")
        assert told["jdbc_url"].startswith(f"jdbc:redshift://127.0.0.1:{told['port']}/shop?")
        login = {name: told[name] for name in ("host", "port", "database", "user", "password")}
        with pytest.raises(redshift_connector.error.Error, match="not yet"):
            redshift_connector.connect(**login, ssl=False)
        connection = redshift_connector.connect(**login, ssl=False)
        with pytest.raises((redshift_connector.error.Error, OSError)):
            connection.cursor().execute("SELECT 7")
        with pytest.raises((redshift_connector.error.Error, OSError), match="refused"):
            redshift_connector.connect(**login, ssl=False)
    finally:
        process.communicate("", timeout=_PATIENCE_SECONDS)


def test_several_at_once() -> None:
    with redshift_local.start(storage=False) as one, redshift_local.start(storage=False) as two:
        assert one.port != two.port and one.password != two.password
        first, second = one.connect(), two.connect()
        first.cursor().execute("CREATE TABLE only_here (a INT)")
        first.commit()
        with pytest.raises(Exception, match="only_here"):
            second.cursor().execute("SELECT * FROM only_here")
        first.close()
        second.close()


def test_stop_with_open_connections_and_a_secret_password() -> None:
    with redshift_local.start(storage=False, password="Very-secret-1") as local:
        connection = local.connect()
        connection.cursor().execute("SELECT 1")
        assert "Very-secret-1" not in repr(local) + repr(local.info) + repr(local.settings)
        assert local.spark_conf()["spark.redshift.password"] == "Very-secret-1"
        home = Path(local.tls_ca).parent.parent
    assert not home.exists()


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"host": "0.0.0.0"}, "host"),
        ({"port": -1}, "port"),
        ({"slices": 0}, "slices"),
        ({"isolation": "none"}, "isolation"),
        ({"database": "Upper"}, "database"),
        ({"show_discovery": 3}, "show_discovery"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_bad_settings_are_named(settings: dict[str, Any], named: str) -> None:
    with pytest.raises(StandInError, match=named), redshift_local.start(**settings):
        raise AssertionError("must not start")


def test_no_engine_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDSHIFT_LOCAL_PG_BIN", str(tmp_path))
    with pytest.raises(redshift_local.EngineNotFound, match="PostgreSQL 15"), redshift_local.start(storage=False):
        raise AssertionError("must not start")


def test_settings_have_documented_defaults() -> None:
    settings = StandInSettings()
    assert (settings.backslash_escapes, settings.zero_row_manifest, settings.parquet_timestamps) == (
        True,
        False,
        "int96",
    )


def test_concurrent_starts_share_one_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDSHIFT_LOCAL_CACHE", str(tmp_path))
    (tmp_path / "redshift-local" / "staged-by-a-killed-start").mkdir(parents=True)
    (tmp_path / "redshift-local" / "template.lock").touch()

    def answer(_number: int) -> int:
        with redshift_local.start(storage=False) as local, local.connect() as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT 1")
            return int(cursor.fetchone()[0])

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(answer, range(2))) == [1, 1]
    assert len(list((tmp_path / "redshift-local").glob("pg*"))) == 1
    assert not list((tmp_path / "redshift-local").glob("staged-*"))


def test_an_interrupted_stop_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from redshift_local.engine.cluster import Cluster

    def interrupted(_cluster: Cluster) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Cluster, "stop", interrupted)
    before = _descendants(os.getpid())
    with pytest.raises(KeyboardInterrupt), redshift_local.start(storage=False) as local:
        home = Path(local.tls_ca).parent.parent
        started = _descendants(os.getpid()) - before
    assert started and _await(lambda: not any(_alive(pid) for pid in started))
    assert _await(lambda: not home.exists())


def test_a_taken_port_is_a_clear_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(StandInError, match="address already in use"),
            redshift_local.start(storage=False, port=port),
        ):
            raise AssertionError("must not start")


def test_a_cache_that_cannot_be_written_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDSHIFT_LOCAL_CACHE", "/proc")
    with pytest.raises(StandInError, match="REDSHIFT_LOCAL_CACHE"), redshift_local.start(storage=False):
        raise AssertionError("must not start")


def test_serve_refuses_wrong_faults() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "redshift_local", "serve", "--no-storage"],
        env={**os.environ, "REDSHIFT_LOCAL_FAULTS": '[{"fault": "unknown"}]'},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1 and "unknown fault" in done.stderr
