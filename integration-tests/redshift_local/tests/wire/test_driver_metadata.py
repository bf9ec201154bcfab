"""The metadata calls of redshift_connector, over SHOW and over the catalog, as the server's version has it ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from redshift_connector.error import InterfaceError

import redshift_local

from ..conftest import runner

_TABLES = (
    "CREATE SCHEMA py_meta",
    "CREATE TABLE py_meta.parent (a INT, b VARCHAR(7), PRIMARY KEY (a, b))",
    "CREATE TABLE py_meta.child (i INT IDENTITY(1,1), a INT, b VARCHAR(9), s SUPER, d DECIMAL(12,3), "
    "n INT NOT NULL DEFAULT 3, FOREIGN KEY (a, b) REFERENCES py_meta.parent (a, b))",
    "CREATE VIEW py_meta.seen AS SELECT a FROM py_meta.parent",
    "CREATE VIEW py_meta.late AS SELECT a, b FROM py_meta.parent WITH NO SCHEMA BINDING",
    "CREATE USER py_reader PASSWORD 'Reader1234'",
    "GRANT SELECT (a) ON py_meta.parent TO py_reader",
    "GRANT INSERT ON py_meta.parent TO py_reader",
)
_AT = ("dev", "py_meta")
_EVERYWHERE: tuple[tuple[str, tuple[Any, ...], tuple[int, ...], list[tuple[Any, ...]]], ...] = (
    ("get_catalogs", (), (0,), [("dev",)]),
    ("get_schemas", ("dev", "py%"), (0, 1), [("py_meta", "dev")]),
    ("get_tables", (*_AT, "chi%"), (0, 1, 2, 3), [(*_AT, "child", "TABLE")]),
    ("get_tables", (*_AT, "late"), (2, 3), [("late", "VIEW")]),
    (
        "get_columns",
        (*_AT, "child", "%"),
        (3, 5, 6, 11, 16),
        [
            ("i", "int4", 10, None, 1),
            ("a", "int4", 10, None, 2),
            ("b", "varchar", 9, None, 3),
            ("s", "super", None, None, 4),
            ("d", "numeric", 12, None, 5),
            ("n", "int4", 10, None, 6),
        ],
    ),
    ("get_columns", (*_AT, "late", "a"), (2, 3, 4, 5), [("late", "a", 4, "int4")]),
    ("get_primary_keys", (*_AT, "parent"), (3, 4, 5), [("a", 1, "parent_pkey"), ("b", 2, "parent_pkey")]),
    ("get_procedures", (*_AT, "%"), (), []),
)
_BY_SHOW: tuple[tuple[str, tuple[Any, ...], tuple[int, ...], list[tuple[Any, ...]]], ...] = (
    ("get_imported_keys", (*_AT, "child"), (2, 3, 6, 7, 8), [("parent", c, "child", c, i) for c, i in (("a", 1), ("b", 2))]),
    ("get_exported_keys", (*_AT, "parent"), (2, 3, 6, 7, 8), [("parent", c, "child", c, i) for c, i in (("a", 1), ("b", 2))]),
    ("get_best_row_identifier", (*_AT, "parent", 0, True), (1, 3), [("a", "int4"), ("b", "varchar")]),
    ("get_column_privileges", (*_AT, "parent", "%"), (3, 5, 6), [("a", "py_reader", "SELECT")]),
    ("get_procedure_columns", (*_AT, "%", "%"), (), []),
    ("get_functions", (*_AT, "%"), (), []),
    ("get_function_columns", (*_AT, "%", "%"), (), []),
)  # fmt: skip


@pytest.fixture(scope="module", params=[4, 0], ids=["SHOW", "catalog"])
def cursor(request: pytest.FixtureRequest) -> Iterator[Any]:
    with redshift_local.start(storage=False, show_discovery=request.param) as local:
        connection, run = runner(local)
        run(*_TABLES)
        yield connection.cursor()
        connection.close()


def _asked(cursor: Any, call: str, arguments: tuple[Any, ...], places: tuple[int, ...]) -> list[tuple[Any, ...]]:
    return [tuple(row[at] for at in places) for row in getattr(cursor, call)(*arguments)]


@pytest.mark.parametrize(("call", "arguments", "places", "rows"), _EVERYWHERE, ids=[case[0] for case in _EVERYWHERE])
def test_calls(cursor: Any, call: str, arguments: tuple[Any, ...], places: tuple[int, ...], rows: list[Any]) -> None:
    found = _asked(cursor, call, arguments, places)
    assert found == rows


@pytest.mark.parametrize(("call", "arguments", "places", "rows"), _BY_SHOW, ids=[case[0] for case in _BY_SHOW])
def test_calls_by_show_only(
    cursor: Any, call: str, arguments: tuple[Any, ...], places: tuple[int, ...], rows: list[Any]
) -> None:
    if cursor.get_show_discovery_version() == 0:
        with pytest.raises(InterfaceError):
            _asked(cursor, call, arguments, places)
    else:
        assert _asked(cursor, call, arguments, places) == rows


def test_privileges_of_tables(cursor: Any) -> None:
    if cursor.get_show_discovery_version() == 0:
        return
    rows = _asked(cursor, "get_table_privileges", (*_AT, "parent"), (2, 4, 5))
    assert ("parent", "py_reader", "INSERT") in rows and ("parent", "py_reader", "SELECT") not in rows
