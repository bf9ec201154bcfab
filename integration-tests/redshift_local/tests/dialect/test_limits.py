"""Limits that take a statement of their own making: its size, and the bytes of names (dg/r_SELECT_synopsis, dg/r_names)."""

from __future__ import annotations

from typing import Any

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal

from ..conftest import Run, runner

_MOST = 16 * 1024 * 1024


def _sized(size: int, filler: str = "x") -> str:
    head, tail = "SELECT 1 /* ", " */"
    room = size - len(head) - len(tail)
    width = len(filler.encode())
    return head + filler * (room // width) + "x" * (room % width) + tail


@pytest.mark.parametrize("filler", ["x", "é"])
def test_a_statement_has_at_most_16_mb(run: Run, filler: str) -> None:
    assert run(_sized(_MOST, filler)) == [(1,)]
    with pytest.raises(DriverError) as caught:
        run(_sized(_MOST + 1, filler))
    told = caught.value.args[0]
    assert told["C"] == "54000" and "16 MB" in told["M"] and "dg/r_SELECT_synopsis" in told["H"]
    assert run("SELECT 1") == [(1,)]


def _labels(local: RedshiftLocal, statement: str) -> list[Any]:
    connection = local.connect()
    try:
        cursor = connection.cursor()
        cursor.execute(statement)
        return [column[0] for column in cursor.description]
    finally:
        connection.close()


def test_names_are_cut_at_127_bytes_between_letters(engine_only: RedshiftLocal) -> None:
    """Silently, wherever a name stands; é has two bytes, so that 63 of them fit."""
    connection, run = runner(engine_only)
    table, column = "t" * 130, "é" * 70
    run(f"CREATE SCHEMA {'s' * 127}x", f'CREATE TABLE {"s" * 127}.{table} ("{column}" INT, {"k" * 128} INT)')
    try:
        where = f"{'s' * 127}.{'t' * 127}"
        assert _labels(engine_only, f"SELECT * FROM {where}") == ["é" * 63, "k" * 127]
        assert _labels(engine_only, f"SELECT {'k' * 127} AS {'a' * 200} FROM {where}") == ["a" * 127]
        shown = run(f"SHOW COLUMNS FROM TABLE dev.{where}")
        assert [(row[1], row[2], row[3]) for row in shown] == [
            ("s" * 127, "t" * 127, "é" * 63),
            ("s" * 127, "t" * 127, "k" * 127),
        ]
        listed = run(
            f"SELECT table_name, column_name FROM svv_columns WHERE table_schema = '{'s' * 127}' ORDER BY ordinal_position"
        )
        assert listed == [("t" * 127, "é" * 63), ("t" * 127, "k" * 127)]
        with pytest.raises(DriverError) as caught:
            run(f"CREATE TABLE {where}b (a INT)")
        assert caught.value.args[0]["C"] == "42P07"
    finally:
        run(f"DROP SCHEMA {'s' * 127} CASCADE")
        connection.close()


def test_two_names_alike_in_127_bytes_are_one(run: Run) -> None:
    with pytest.raises(DriverError) as caught:
        run(f"CREATE TEMP TABLE doubled ({'n' * 127}a INT, {'n' * 127}b INT)")
    assert caught.value.args[0]["C"] == "42701"


def test_folding_of_names(engine_only: RedshiftLocal) -> None:
    """dg/r_enable_case_sensitive_identifier: quoted names keep their case only when it is on; others never do."""
    connection, run = runner(engine_only)
    run('CREATE TEMP TABLE "Folded" ("ColA" INT, COLB INT)', "INSERT INTO FOLDED VALUES (1, 2)")
    assert run('SELECT "COLA", "ColB" FROM "FOLDED"') == [(1, 2)]
    run("SET enable_case_sensitive_identifier TO true")
    run('CREATE TEMP TABLE "Kept" ("ColA" INT, COLB INT)', 'INSERT INTO "Kept" VALUES (3, 4)')
    assert run('SELECT "ColA", colb, COLB FROM "Kept"') == [(3, 4, 4)]
    for refused, state in (
        ('SELECT cola FROM "Kept"', "42703"),
        ('SELECT "COLB" FROM "Kept"', "42703"),
        ("SELECT colb FROM kept", "42P01"),
        ('SELECT cola FROM "Folded"', "42P01"),
    ):
        with pytest.raises(DriverError) as caught:
            run(refused)
        assert caught.value.args[0]["C"] == state, refused
    run("RESET enable_case_sensitive_identifier")
    with pytest.raises(DriverError):
        run('SELECT "ColA" FROM "Kept"')
    connection.close()
