"""PG_GET_LATE_BINDING_VIEW_COLS: the columns that late-binding views have now (dg/PG_GET_LATE_BINDING_VIEW_COLS)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..engine.backend import quote_literal
from ..engine.types import MAX_VARCHAR
from ..errors import RedshiftError
from .compiler import ForeignName, ForeignTable, LateView, comma
from .external_names import PSEUDO_COLUMNS
from .scopes import Columns
from .sqltypes import SqlType
from .types import not_yet

if TYPE_CHECKING:
    from .selects import Queries

_PAGE = "dg/PG_GET_LATE_BINDING_VIEW_COLS"
_TYPES = ("name", "name", "name", "varchar", "integer")
_NAMES = {
    "double": "double precision",
    "time": "time without time zone",
    "timetz": "time with time zone",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "varbyte": "binary varying",
    "interval": "interval day to second",
    "interval_ym": "interval year to month",
}


def _rows(queries: Queries) -> list[list[str]]:
    """Schema, view, column, type and number of every column, as engine literals; nothing for views that do not bind."""
    rows = []
    for view in queries.facts.late_views():
        for at, column in enumerate(_columns(queries, view), start=1):
            texts = (view.schema, view.name, column.name, _type_name(column.type))
            rows.append([*(quote_literal(text).strip() for text in texts), str(at)])
    return rows


def _columns(queries: Queries, view: LateView) -> Columns:
    absent: list[tuple[str, ...]] = []

    def lookup(name: tuple[str, ...]) -> Columns | None:
        columns = queries.facts.lookup(name)
        if columns is None:
            absent.append(name)
        return columns

    def foreign(name: ForeignName) -> ForeignTable | None:
        # The columns of an external table are known without its rows.
        if name[0] != queries.facts.database:
            return queries.facts.foreign(name)
        return ForeignTable("", queries.facts.lookup(name[1:]) or (), 0, PSEUDO_COLUMNS)

    try:
        facts = replace(queries.facts, lookup=lookup, foreign=foreign)
        columns = type(queries)(facts).late_view(view.text).columns
    except RedshiftError:
        return ()
    return columns if columns is not None and not absent else ()


def _type_name(kind: SqlType) -> str:
    if kind.is_decimal:
        return f"numeric({kind.size},{kind.scale})" if kind.size else "numeric"
    if kind.name in ("varchar", "literal"):
        return f"character varying({kind.size or MAX_VARCHAR})"
    if kind.name == "char":
        return f"character({kind.size or 1})"
    if not kind.is_known:
        raise not_yet("a late-binding view's column of a type that only its rows tell", _PAGE)
    return _NAMES.get(kind.name, kind.name)


def late_columns_table(queries: Queries, names: list[str]) -> str:
    """Engine SQL of the rows as a table with these columns."""
    if len(names) != len(_TYPES):
        raise RedshiftError("42601", f"a list of {len(_TYPES)} columns is needed", hint=f"see {_PAGE}")
    shown = [f'CAST("?{at}" AS {kind}) AS {name}' for at, (kind, name) in enumerate(zip(_TYPES, names, strict=True))]
    rows = [f"({comma(row)})" for row in _rows(queries)] or ["(NULL, NULL, NULL, NULL, NULL)"]
    holders = comma([f'"?{at}"' for at in range(len(_TYPES))])
    return f'SELECT {comma(shown)} FROM (VALUES {comma(rows)}) AS "?late" ({holders}) WHERE "?0" IS NOT NULL'


def late_columns_texts(queries: Queries) -> str:
    """Engine SQL of the rows as texts, in a select list."""
    rows = [f"CAST(ROW({comma(row)}) AS text)" for row in _rows(queries)]
    return f"unnest(CAST(ARRAY[{comma(rows)}] AS varchar[]))"
