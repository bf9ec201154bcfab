"""START WITH and CONNECT BY: the block's source becomes the rows of its hierarchy (dg/r_CONNECT_BY_clause)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import RedshiftError
from . import ast
from . import sqltypes as t
from .compiler import Env, comma
from .scopes import Scope, Source, Typed
from .types import not_yet

if TYPE_CHECKING:
    from .expressions import Expressions

_PAGE = "dg/r_CONNECT_BY_clause"
_LEVEL = '"?level"'
_PARENT = '"?parent"'
_PRIOR = "?prior "
"""Before the name of a column: its value in the parent's row."""


def rows_of_hierarchy(walk: Expressions, select: ast.Select, scope: Scope, texts: list[str]) -> str:
    """Engine SQL of the hierarchy's rows, in the place of the only source in FROM; the scope learns LEVEL and PRIOR."""
    hierarchy = select.hierarchy
    assert hierarchy is not None
    if len(texts) != 1 or not isinstance(select.sources[0], ast.Relation | ast.Derived):
        raise not_yet("CONNECT BY over a join: join in a subquery, so that FROM holds it alone", _PAGE)
    if not any(isinstance(e, ast.Prior) for e in ast.walk(hierarchy.connect)):
        raise RedshiftError("42601", "CONNECT BY needs a condition with PRIOR", hint=f"see {_PAGE}")
    (source,) = scope.sources
    if source.columns is None:
        raise not_yet("CONNECT BY over unknown columns", _PAGE)
    names = [column.name for column in source.columns]
    label = walk.names.label
    own = [f"{source.engine}.{label(name)}" for name in names]
    parents = [f"{_PARENT}.{label(name)}" for name in names]
    first = [f"1 AS {_LEVEL}", *(f"{sql} AS {label(name)}" for sql, name in zip(own, names, strict=True))]
    first += [f"CASE WHEN false THEN {sql} END AS {label(_PRIOR + name)}" for sql, name in zip(own, names, strict=True)]
    level = f"rs_catalog.next_level({_PARENT}.{_LEVEL})"
    start = ""
    if hierarchy.start is not None:
        start = " WHERE " + walk.condition(hierarchy.start, Env(_beside(scope, source), "WHERE"))
    joined = _beside(scope, replace(source, prefix=""))
    joined.prior = replace(source, engine=_PARENT, prefix="")
    joined.aliases["level"] = Typed(f"({_PARENT}.{_LEVEL} + 1)", t.INTEGER, "level")
    connect = walk.condition(hierarchy.connect, Env(joined, "WHERE"))
    scope.prior = replace(source, prefix=_PRIOR)
    scope.aliases["level"] = Typed(f"{source.engine}.{_LEVEL}", t.INTEGER, "level")
    scope.stars = "columns"
    return (
        f'(WITH RECURSIVE "?tree" AS (SELECT {comma(first)} FROM {texts[0]}{start} UNION ALL '
        f'SELECT {comma([level, *own, *parents])} FROM "?tree" AS {_PARENT}, {texts[0]} WHERE {connect}) '
        f'SELECT * FROM "?tree") AS {source.engine}'
    )


def _beside(scope: Scope, source: Source) -> Scope:
    return Scope(scope.parent, scope.hides_parent, sources=[source], tables=scope.tables)


def prior(walk: Expressions, node: ast.Prior, env: Env) -> Typed:
    """PRIOR expression: over the columns of the parent's row."""
    if env.scope.prior is None:
        raise RedshiftError("42601", "PRIOR stands in a query block with CONNECT BY only", hint=f"see {_PAGE}")
    return walk.one(node.operand, replace(env, scope=Scope(sources=[env.scope.prior])))
