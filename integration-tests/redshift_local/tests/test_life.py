"""Start and stop: nothing is left, whatever ends first."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

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


def _serve(*arguments: str) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "redshift_local", "serve", "--json", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
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
    process, told = _serve("--no-storage", "--database", "shop")
    try:
        assert set(told) == {
            "jdbc_url", "host", "port", "database", "user", "password", "s3_endpoint", "s3_region", "access_key",
            "secret_key", "tempdir", "iam_role", "tls_ca", "control_plane",
        }  # fmt: skip
        assert told["database"] == "shop" and told["jdbc_url"].startswith(
            f"jdbc:redshift://127.0.0.1:{told['port']}/shop?"
        )
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(timeout=_PATIENCE_SECONDS)


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


def test_stop_with_open_connections() -> None:
    with redshift_local.start(storage=False) as local:
        connection = local.connect()
        connection.cursor().execute("SELECT 1")
        home = Path(local.tls_ca).parent.parent
    assert not home.exists()


def test_secrets_do_not_show() -> None:
    with redshift_local.start(storage=False, password="Very-secret-1") as local:
        assert "Very-secret-1" not in repr(local) + repr(local.info) + repr(local.settings)
        assert local.spark_conf()["spark.redshift.password"] == "Very-secret-1"


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"host": "0.0.0.0"}, "host"),
        ({"port": -1}, "port"),
        ({"slices": 0}, "slices"),
        ({"isolation": "none"}, "isolation"),
        ({"database": "Upper"}, "database"),
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
