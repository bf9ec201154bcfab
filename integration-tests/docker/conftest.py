"""The stand-in in a container, through pytest-docker; skipped where no Docker engine answers."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from redshift_local import ConnectionInfo

HERE = Path(__file__).resolve().parent
_START_SECONDS = 120


def _why_not() -> str | None:
    """Why containers cannot be run here; None when they can."""
    if shutil.which("docker") is None:
        return "no docker command on PATH"
    try:
        done = subprocess.run(["docker", "info"], capture_output=True, text=True, timeout=30)
    except subprocess.TimeoutExpired:
        return "the Docker engine does not answer"
    return None if done.returncode == 0 else f"no Docker engine answers: {done.stderr.strip().splitlines()[-1:]}"


@pytest.fixture(scope="session")
def docker_compose_file() -> str:
    return str(HERE / "compose.yaml")


@pytest.fixture(scope="session")
def docker_compose_command() -> str:
    plugin = subprocess.run(["docker", "compose", "version"], capture_output=True, timeout=30)
    return "docker compose" if plugin.returncode == 0 else "docker-compose"


@pytest.fixture(scope="session")
def container(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ConnectionInfo:
    """How to reach the container's stand-in through its ports on 127.0.0.1."""
    reason = _why_not()
    if reason is not None:
        pytest.skip(reason)
    services: Any = request.getfixturevalue("docker_services")

    def read(path: str) -> str:
        return bytes(services._docker_compose.execute(f"exec -T redshift cat {path}", ignore_stderr=True)).decode()

    def is_ready() -> bool:
        try:
            return bool(read("ready.json"))
        except Exception:  # pytest-docker raises a bare Exception when a command fails
            return False

    services.wait_until_responsive(timeout=_START_SECONDS, pause=0.5, check=is_ready)
    told = ConnectionInfo(**json.loads(read("ready.json")))
    ca = tmp_path_factory.mktemp("tls") / "ca.pem"
    ca.write_text(read(told.tls_ca))
    port = services.port_for("redshift", 5439)
    address = f"127.0.0.1:{port}/{told.database}"
    return replace(
        told,
        port=port,
        tls_ca=str(ca),
        jdbc_url=f"jdbc:redshift://{address}?ssl=true&sslmode=verify-full&sslrootcert={quote(str(ca))}",
        s3_endpoint=f"http://127.0.0.1:{services.port_for('redshift', 9000)}",
        control_plane=f"http://127.0.0.1:{services.port_for('redshift', 8080)}",
    )
