"""The outer join operator (+) of WHERE: its conditions become those of LEFT JOINs (dg/r_WHERE_oracle_outer)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import RedshiftError
from . import ast
from .compiler import Env, comma
from .grammar.words import COMPARISONS
from .scopes import Scope, Source, resolve
from .types import not_yet

if TYPE_CHECKING:
    from .expressions import Expressions

_PAGE = "dg/r_WHERE_oracle_outer"


def uses_outer_marks(select: ast.Select) -> bool:
    """Whether the block's WHERE holds the operator."""
    return select.where is not None and any(isinstance(e, ast.OuterColumn) for e in ast.walk(select.where))


def refused(message: str) -> RedshiftError:
    return RedshiftError("0A000", message, hint=f"see {_PAGE}")


class OuterJoins:
    """The outer joins that one block's WHERE asks for. Raises RedshiftError for what the page forbids."""

    def __init__(self, walk: Expressions, select: ast.Select, scope: Scope) -> None:
        assert select.where is not None
        if any(not isinstance(item, ast.Relation | ast.Derived) for item in select.sources):
            raise refused("(+) cannot be used in a query block that also contains FROM clause join syntax")
        if len(scope.sources) != len(select.sources) or any(source.is_value for source in scope.sources):
            raise not_yet("(+) beside unnested SUPER values", _PAGE)
        self._walk = walk
        self._scope = scope
        self._items = select.sources
        self._partner: dict[int, int] = {}
        """By outer-joined table the one that it is joined to; both as positions in FROM."""
        self._joins: dict[int, list[ast.Expr]] = {}
        self._rest: list[ast.Expr] = []
        plain = []
        restrictions: list[tuple[int, ast.Expr]] = []
        for condition in _conjuncts(select.where):
            if not any(isinstance(e, ast.OuterColumn) for e in ast.walk(condition)):
                plain.append(condition)
                continue
            table, others = self._sides(condition)
            if others == {table}:
                restrictions.append((table, condition))
            else:
                self._join(table, others, condition)
        self._demote(plain)
        self._refuse_cycles()
        for table, condition in restrictions:
            if table in self._joins:
                self._joins[table].append(condition)
            else:
                plain.append(condition)  # no join to define: the operator is ignored
        self._rest += plain

    def _sides(self, condition: ast.Expr) -> tuple[int, set[int]]:
        """The table that a condition marks, and the tables it compares with: that table alone for a restriction."""
        inner = list(ast.walk(condition))
        if any(isinstance(e, ast.InList | ast.InQuery) or getattr(e, "operator", "") == "OR" for e in inner):
            raise refused("Outer join operator (+) not allowed in operand of OR or IN.")
        if not isinstance(condition, ast.Binary) or condition.operator not in COMPARISONS:
            raise refused("(+) stands in comparisons that are joined by AND only")
        if any(isinstance(e, ast.ScalarQuery | ast.Quantified | ast.Exists) for e in inner):
            raise refused("(+) cannot be combined with a subquery")
        marked = {id(e.column) for e in inner if isinstance(e, ast.OuterColumn)}
        names = [e for e in inner if isinstance(e, ast.Name)]
        tables = {self._table_of(name) for name in names if id(name) in marked}
        others = {self._table_of(name) for name in names if id(name) not in marked}
        if len(tables) != 1:
            raise refused("(+) cannot be applied to both sides of a join condition")
        (table,) = tables
        if table < 0:
            raise refused("(+) stands behind columns of the tables in this FROM clause only")
        if table in others:
            raise refused("(+) must be applied to all columns of the outer-joined table")
        return table, others or {table}

    def _table_of(self, name: ast.Name) -> int:
        """The position in FROM of a column's table; -1 for a table of an outer query."""
        found = resolve(self._scope, [self._walk.names.folded(part) for part in name.parts])
        if found is None:
            written = ".".join(part.text for part in name.parts)
            raise RedshiftError("42703", f'column "{written}" does not exist', hint=f"see {_PAGE}")
        return self._position(found.source)

    def _position(self, source: Source) -> int:
        return next((at for at, one in enumerate(self._scope.sources) if one is source), -1)

    def _join(self, table: int, others: set[int], condition: ast.Expr) -> None:
        other = min(others)
        if len(others) > 1 or self._partner.get(table, other) != other:
            raise refused("A table may be outer joined to at most one other table.")
        if not self._is_table(table):
            raise refused("(+) stands behind columns of tables and views only")
        if other < 0 or isinstance(self._items[other], ast.Derived):
            self._rest.append(condition)  # no outer join with what another query block gives
            return
        if not self._is_table(other):
            raise not_yet("an outer join by (+) to a common table expression", _PAGE)
        self._partner[table] = other
        self._joins.setdefault(table, []).append(condition)

    def _is_table(self, at: int) -> bool:
        item = self._items[at]
        if not isinstance(item, ast.Relation):
            return False
        return len(item.parts) > 1 or not self._scope.common_table(self._walk.names.folded(item.parts[0]))[0]

    def _demote(self, plain: list[ast.Expr]) -> None:
        """A join with a condition that lacks the operator runs as an inner join."""
        for condition in plain:
            if not isinstance(condition, ast.Binary) or condition.operator not in COMPARISONS:
                continue
            tables = self._known_tables(condition)
            for table, other in list(self._partner.items()):
                if tables == {table, other}:
                    self._rest += self._joins.pop(table)
                    del self._partner[table]

    def _known_tables(self, condition: ast.Expr) -> set[int]:
        found = set()
        for name in ast.walk(condition):
            if isinstance(name, ast.Name):
                column = resolve(self._scope, [self._walk.names.folded(part) for part in name.parts])
                found.add(self._position(column.source) if column is not None else -1)
        return found

    def _refuse_cycles(self) -> None:
        for table in self._partner:
            at, seen = table, {table}
            while at in self._partner:
                at = self._partner[at]
                if at in seen:
                    raise refused("two tables cannot be outer-joined to each other")
                seen.add(at)

    # -- engine SQL
    def sources(self, texts: list[str]) -> str:
        """FROM, with every outer-joined table behind the one that it is joined to."""
        return comma([self._with_joined(at, texts) for at in range(len(texts)) if at not in self._partner])

    def _with_joined(self, at: int, texts: list[str]) -> str:
        text = texts[at]
        reached = [at]
        for one in reached:
            for table, other in self._partner.items():
                if other == one:
                    text += f" LEFT JOIN {texts[table]} ON {self._condition(self._joins[table])}"
                    reached.append(table)
        return text

    def where(self) -> str:
        """What is left of WHERE; empty for nothing."""
        return self._condition(self._rest)

    def _condition(self, conditions: list[ast.Expr]) -> str:
        env = Env(self._scope, "WHERE")
        texts = [self._walk.condition(ast.without_outer_marks(one), env) for one in conditions]
        return " AND ".join(f"({text})" for text in texts)


def _conjuncts(where: ast.Expr) -> list[ast.Expr]:
    """The conditions that AND joins; long chains lean to the left."""
    out: list[ast.Expr] = []
    left = [where]
    while left:
        at = left.pop()
        if isinstance(at, ast.Binary) and at.operator == "AND":
            left += [at.right, at.left]
        else:
            out.append(at)
    return out
