"""The distribution: built as a wheel, installed into a clean environment, started there."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import redshift_local

_PROJECT = Path(__file__).resolve().parents[1]


def _run(*command: str, cwd: Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", ".", str(_PROJECT), cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.long
def test_what_the_wheel_holds(wheel: Path) -> None:
    assert wheel.name == f"redshift_local-{redshift_local.__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = archive.read(next(name for name in names if name.endswith(".dist-info/METADATA"))).decode()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "redshift_local/py.typed" in names and any(name.endswith("/bootstrap/10_schemas.sql") for name in names)
    assert any(name.endswith("/readings/decimal_digits_round.sql") for name in names)
    assert not any(name.startswith("tests") for name in names)
    assert "License-Expression: Apache-2.0" in metadata and "# redshift-local" in metadata


@pytest.mark.long
@pytest.mark.timeout(900)
def test_it_starts_from_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    _run(sys.executable, "-m", "venv", "clean", cwd=tmp_path)
    python = str(tmp_path / "clean" / "bin" / "python")
    _run(python, "-m", "pip", "install", "--quiet", f"{wheel}[postgres]", cwd=tmp_path)
    # Its own pgserver is to be the engine, not a PostgreSQL of this machine.
    engine = _run(python, "-c", "import pgserver; print(pgserver.__path__[0])", cwd=tmp_path).strip()
    text = (
        "import json, redshift_local\n"
        "with redshift_local.start() as local, local.connect() as connection:\n"
        "    cursor = connection.cursor()\n"
        "    cursor.execute('CREATE TABLE t (a INT)')\n"
        "    cursor.execute('INSERT INTO t VALUES (7)')\n"
        "    prefix = local.tempdir.replace('s3a:', 's3:') + 't/'\n"
        "    cursor.execute(f\"UNLOAD ('SELECT * FROM t') TO '{prefix}' IAM_ROLE '{local.iam_role}' FORMAT PARQUET\")\n"
        "    cursor.execute(f\"COPY t FROM '{prefix}' IAM_ROLE '{local.iam_role}' FORMAT PARQUET\")\n"
        "    cursor.execute('SELECT count(*), sum(a) FROM t')\n"
        "    rows = [list(row) for row in cursor.fetchall()]\n"
        "    who = local.aws_client('sts').get_caller_identity()['Account']\n"
        "    print(json.dumps([rows, who]))\n"
    )
    done = subprocess.run(
        [python, "-c", text],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=280,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "REDSHIFT_LOCAL_PG_BIN": f"{engine}/pginstall/bin"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout) == [[[2, 14]], "123456789012"]
