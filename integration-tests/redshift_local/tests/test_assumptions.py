"""What the documentation leaves open: every switch, how it is told, and what the other readings change."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from redshift_connector.error import Error as DriverError

import redshift_local
from redshift_local import RedshiftLocal, StandInError, StandInSettings
from redshift_local.assumptions import read_assumptions, switches

from .conftest import Run, runner

_PAGE = Path(__file__).parents[1] / "docs" / "assumptions.md"


@pytest.fixture(scope="module")
def other() -> Iterator[RedshiftLocal]:
    with redshift_local.start(assumptions="other", isolation="snapshot") as local:
        yield local


@pytest.fixture
def run_other(other: RedshiftLocal) -> Iterator[Run]:
    connection, run = runner(other)
    yield run
    connection.close()


def test_every_switch_is_on_the_page() -> None:
    page = _PAGE.read_text(encoding="utf-8")
    assert [name for name, *_ in switches() if f"| `{name}` |" not in page] == []


def test_readings_as_text_and_as_mapping() -> None:
    assert read_assumptions("zero_row_manifest=true, decimal_digits=round") == {
        "zero_row_manifest": True,
        "decimal_digits": "round",
    }
    assert read_assumptions({"backslash_escapes": False}) == {"backslash_escapes": False}
    assert read_assumptions("") == {}
    assert read_assumptions("other,isolation=snapshot")["isolation"] == "snapshot"
    assert set(read_assumptions("other")) == {name for name, *_ in switches()}


@pytest.mark.parametrize("told", ["zero_row_manifest", "no_such=1", "decimal_digits=up", {"backslash_escapes": 1}])
def test_mistakes_are_told(told: str | dict[str, object]) -> None:
    with pytest.raises(StandInError):
        read_assumptions(told)


def test_settings_are_checked() -> None:
    with pytest.raises(StandInError, match="expected snapshot or serializable"):
        StandInSettings(isolation="chaos")  # type: ignore[arg-type]


def test_digits_are_rounded(run_other: Run) -> None:
    run_other("CREATE TEMP TABLE d (v DECIMAL(10,2))", "INSERT INTO d VALUES (1.00), (1.01), (1.01)")
    assert run_other("SELECT 2.0 / 3.0, -2.0 / 3.0, 1.0 / 3.0, avg(v) FROM d") == [
        (Decimal("0.6667"), Decimal("-0.6667"), Decimal("0.3333"), Decimal("1.01"))
    ]


def test_a_missing_path_is_an_empty_string(run_other: Run) -> None:
    assert run_other("SELECT json_extract_path_text('{\"a\": 1}', 'b'), json_extract_path_text('x', 'b', true)") == [
        ("", None)
    ]


def test_pcre_is_refused(run_other: Run) -> None:
    assert run_other("SELECT regexp_count('aAa', 'a', 1, 'i')") == [(3,)]
    with pytest.raises(DriverError) as caught:
        run_other("SELECT regexp_count('aAa', 'a', 1, 'p')")
    assert caught.value.args[0]["C"] == "0A000"


def test_subqueries_in_having(run_other: Run) -> None:
    assert run_other("SELECT 1 HAVING 1 = (SELECT 1)") == [(1,)]


def test_copy_without_keys_and_without_a_list(other: RedshiftLocal, run_other: Run) -> None:
    run_other("CREATE TEMP TABLE t (a INT, b INT)")
    keys = f"ACCESS_KEY_ID '{other.access_key}' SECRET_ACCESS_KEY '{other.secret_key}'"
    for statement in (
        f"COPY t FROM 's3://redshift-local/x' {keys}",
        f"UNLOAD ('SELECT 1') TO 's3://redshift-local/x' {keys}",
        "COPY t (a) FROM 's3://redshift-local/x' IAM_ROLE default PARQUET",
    ):
        with pytest.raises(DriverError) as caught:
            run_other(statement)
        assert caught.value.args[0]["C"] == "0A000", statement


def test_serve_takes_flags_and_the_environment() -> None:
    command = [
        sys.executable,
        "-m",
        "redshift_local",
        "serve",
        "--json",
        "--no-storage",
        "--assume",
        "decimal_digits=round",
    ]
    environment = os.environ | {"REDSHIFT_LOCAL_ASSUMPTIONS": "backslash_escapes=false"}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        told = json.loads(server.stdout.readline())
        import redshift_connector

        where = {name: told[name] for name in ("host", "port", "database", "user", "password")}
        with redshift_connector.connect(ssl=False, **where) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT 2.0 / 3.0, 'a\\b'")
            assert [tuple(row) for row in cursor.fetchall()] == [(Decimal("0.6667"), "a\\b")]
        server.communicate(timeout=60)
    assert server.returncode == 0
