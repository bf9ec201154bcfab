"""Parts of the Data API without a warehouse: limits, and where a parameter is one."""

from __future__ import annotations

import pytest

from redshift_local.control.data_api.client import ResultColumn
from redshift_local.control.data_api.limits import DataApiLimits
from redshift_local.control.data_api.parameters import bind
from redshift_local.control.data_api.results import Result
from redshift_local.errors import RedshiftError

TEXT = ResultColumn("t", 1043, -1, 24, "", "", False)


def _result(**limits: int) -> Result:
    result = Result(DataApiLimits(**limits), "JSON")
    result.begin([TEXT])
    return result


def test_a_row_of_exactly_the_limit() -> None:
    result = _result(row_bytes=10)
    result.add(("ééééé",))
    with pytest.raises(RedshiftError, match="11 bytes"):
        result.add(("ééééé.",))


def test_a_result_above_the_limit() -> None:
    result = _result(result_bytes=2000, page_bytes=1000)
    with pytest.raises(RedshiftError, match="2000 bytes"):
        for number in range(10_000):
            result.add((f"{number:x}",))


def test_an_empty_result_has_one_page() -> None:
    result = _result()
    result.finish()
    assert (result.pages, result.records(0), result.rows) == (1, [], 0)


def test_pages_hold_each_row_once() -> None:
    result = _result(page_bytes=500)
    for number in range(100):
        result.add((str(number),))
    result.finish()
    assert result.pages > 2
    seen = [record[0]["stringValue"] for page in range(result.pages) for record in result.records(page)]
    assert seen == [str(number) for number in range(100)]


@pytest.mark.parametrize(
    ("sql", "bound", "values"),
    [
        ("SELECT :a, :b, :a", "SELECT $1, $2, $1", ("1", "2")),
        ("SELECT :a::int", "SELECT $1::int", ("1",)),
        (
            "SELECT ':a', \":a\", x::date -- :a\n, /* :a */ :b",
            "SELECT ':a', \":a\", x::date -- :a\n, /* :a */ $1",
            ("2",),
        ),
        ("SELECT 'it''s :a' || :b", "SELECT 'it''s :a' || $1", ("2",)),
        ("SELECT '\\':a' || :b", "SELECT '\\':a' || $1", ("2",)),
        ("SELECT 1", "SELECT 1", ()),
    ],
)
def test_where_a_parameter_is_one(sql: str, bound: str, values: tuple[str, ...]) -> None:
    found = bind(sql, {"a": "1", "b": "2"}, backslash_escapes=True)
    assert (found.sql, found.values) == (bound, values)
