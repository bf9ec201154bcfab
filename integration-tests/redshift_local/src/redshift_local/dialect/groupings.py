"""GROUP BY: names, positions, and ROLLUP, CUBE, GROUPING SETS (dg/r_GROUP_BY_aggregation-extensions)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import RedshiftError
from . import ast
from .compiler import Env, comma
from .functions import AGGREGATES
from .scopes import Scope, Typed, resolve

if TYPE_CHECKING:
    from .expressions import Expressions

_MAX_SETS = 64
_PAGE = "see dg/r_GROUP_BY_aggregation-extensions"


class Groupings:
    """Compiles GROUP BY."""

    def __init__(self, walk: Expressions) -> None:
        self.walk = walk

    def clause(self, select: ast.Select, scope: Scope, outputs: Sequence[Typed | None], correlated: set[int]) -> str:
        if select.group_all:
            return self._all(select)
        sets = 1
        for grouping in select.group:
            sets *= _count_sets(grouping)
        if sets > _MAX_SETS:
            raise RedshiftError("54001", f"at most {_MAX_SETS} grouping sets are possible", hint=_PAGE)
        return comma([self._one(g, scope, outputs, correlated, False) for g in select.group])

    @staticmethod
    def _all(select: ast.Select) -> str:
        """GROUP BY ALL: every item without an aggregate (dg/r_GROUP_BY_clause)."""
        positions = []
        for at, item in enumerate(select.items):
            aggregates = (e for e in ast.walk(item.expr) if isinstance(e, ast.Call) and e.window is None)
            if not any(e.name in AGGREGATES for e in aggregates):
                positions.append(str(at + 1))
        return comma(positions)

    def _one(
        self,
        grouping: ast.Grouping,
        scope: Scope,
        outputs: Sequence[Typed | None],
        correlated: set[int],
        extended: bool,
    ) -> str:
        if grouping.kind:
            inner = extended or grouping.kind != "LIST"
            items = [self._one(g, scope, outputs, correlated, inner) for g in grouping.items]
            plain = [i for g, i in zip(grouping.items, items, strict=True) if not g.kind]
            if inner and len(set(plain)) != len(plain):
                raise RedshiftError("42601", "a column stands twice in a grouping set", hint=_PAGE)
            return f"{'' if grouping.kind == 'LIST' else grouping.kind + ' '}({comma(items)})"
        assert grouping.expr is not None
        return self._expression(grouping.expr, scope, outputs, correlated, extended)

    def _expression(
        self, expr: ast.Expr, scope: Scope, outputs: Sequence[Typed | None], correlated: set[int], extended: bool
    ) -> str:
        if isinstance(expr, ast.Constant):
            if extended:
                raise RedshiftError("42601", "constants are no grouping columns", hint=_PAGE)
            if expr.kind != "number" or not expr.token.text.isdigit():
                raise RedshiftError(
                    "42601", "GROUP BY takes no literal but a position", hint="see dg/r_GROUP_BY_clause"
                )
            self._no_correlated(int(expr.token.text), correlated)
            return expr.token.text
        if isinstance(expr, ast.Name) and len(expr.parts) == 1:
            name = self.walk.names.folded(expr.parts[0])
            if resolve(scope, [name]) is None:
                for at, output in enumerate(outputs):
                    if output is not None and output.name == name:
                        self._no_correlated(at + 1, correlated)
                        return str(at + 1)
        return self.walk.one(expr, Env(scope, "GROUP")).sql

    @staticmethod
    def _no_correlated(position: int, correlated: set[int]) -> None:
        if position in correlated:
            raise RedshiftError(
                "0A000",
                "This type of correlated subquery pattern is not supported yet",
                detail="the result of a correlated subquery in GROUP BY",
                hint="see dg/r_correlated_subqueries",
            )


def _count_sets(grouping: ast.Grouping) -> int:
    if grouping.kind == "ROLLUP":
        return len(grouping.items) + 1
    if grouping.kind == "CUBE":
        return int(2 ** len(grouping.items))
    if grouping.kind == "GROUPING SETS":
        return sum(_count_sets(item) for item in grouping.items)
    return 1
