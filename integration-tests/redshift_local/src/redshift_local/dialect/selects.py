"""Queries for the engine: blocks, set operations, common table expressions, order and limits."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import RedshiftError
from . import ast
from . import sqltypes as t
from .compiler import Env, Facts, Names, Used, comma
from .expressions import Expressions
from .groupings import Groupings
from .hierarchies import rows_of_hierarchy
from .outer_joins import OuterJoins, uses_outer_marks
from .scopes import Column, Columns, Scope, Typed
from .select_items import Items, output_type
from .sources import Sources, merges_columns


@dataclass(frozen=True)
class Compiled:
    """A query for the engine and its columns, when all of them are known."""

    sql: str
    columns: Columns | None


class Queries:
    """Compiles queries. ``walk`` compiles the expressions in them."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.names = Names(facts)
        self.used = Used()
        self.walk = Expressions(self.names, facts, self.used)
        self.walk.queries = self
        self.sources = Sources(self)
        self.groupings = Groupings(self.walk)
        self.recursive: set[str] = set()
        """The names of recursive common table expressions."""
        self.qualified_only = False
        """Whether every relation needs its schema: in a late-binding view."""
        self.reads_foreign = True
        """Whether tables that the engine does not hold are read: not for the query of a view that is made."""

    def top(self, query: ast.Query) -> Compiled:
        return self.query(query, None)[0]

    def late_view(self, text: str) -> Compiled:
        """The query of a late-binding view, as part of another query."""
        from .grammar.queries import Parser
        from .tree import nest_text

        backslash = self.facts.backslash_escapes
        return self.query(Parser(nest_text(text, backslash), backslash).whole_query(), None)[0]

    def subquery(self, query: ast.Query, env: Env) -> tuple[Compiled, Scope]:
        """A subquery of an expression, and its block, which tells whether it is correlated."""
        self._no_recursion(query)
        return self.query(query, env.scope)

    def derived(self, query: ast.Query, scope: Scope) -> Compiled:
        """A subquery in FROM: it does not see its neighbours."""
        self._no_recursion(query)
        return self.query(query, scope, hides=True)[0]

    @staticmethod
    def _no_recursion(query: ast.Query) -> None:
        if query.recursive:
            raise RedshiftError("0A000", "WITH RECURSIVE is not supported in a subquery", hint="see dg/r_WITH_clause")

    def query(
        self,
        query: ast.Query,
        outer: Scope | None,
        *,
        hides: bool = False,
        tables: dict[str, Columns | None] | None = None,
    ) -> tuple[Compiled, Scope]:
        known = dict(tables or {})
        head = self._common_tables(query, outer, hides, known)
        scope = Scope(outer, hides, tables=known)
        if isinstance(query.body, ast.Select):
            compiled = self._select(query.body, query, scope)
        else:
            compiled = self._set(query, scope)
        return Compiled(head + compiled.sql, compiled.columns), scope

    def shown(self, compiled: Compiled) -> str:
        """The outermost query of a statement: SUPER and VARBYTE as clients get them."""
        columns = compiled.columns
        if columns is None or not any(c.type in (t.SUPER, t.VARBYTE) for c in columns):
            return compiled.sql
        listed, texts = [], []
        for at, column in enumerate(columns):
            name = f'"c{at}"'
            listed.append(name)
            value = f"rs_catalog.shown({name})" if column.type in (t.SUPER, t.VARBYTE) else name
            texts.append(f"{value} AS {self.names.label(column.name)}")
        return f'SELECT {comma(texts)} FROM ({compiled.sql}) AS "?shown" ({comma(listed)})'

    # -- WITH
    def common_tables(self, query: ast.Query, known: dict[str, Columns | None]) -> str:
        """The WITH clause in front of a statement that changes rows; ``known`` learns its tables."""
        return self._common_tables(query, None, False, known)

    def _common_tables(
        self, query: ast.Query, outer: Scope | None, hides: bool, known: dict[str, Columns | None]
    ) -> str:
        if not query.tables:
            return ""
        texts = []
        for table in query.tables:
            name = self.names.folded(table.name)
            if table.query.tables:
                raise RedshiftError(
                    "0A000", "WITH inside a WITH subquery is not supported", hint="see dg/r_WITH_clause"
                )
            if query.recursive and isinstance(table.query.body, ast.SetOperation):
                columns = self._recursive_columns(table, outer, hides, known)
                compiled, _ = self.query(table.query, outer, hides=hides, tables={**known, name: columns})
                known[name] = columns
                self.recursive.add(name)
            else:
                compiled, _ = self.query(table.query, outer, hides=hides, tables=known)
                known[name] = renamed(compiled.columns, [self.names.folded(c) for c in table.columns])
            listed = f" ({comma([self.names.engine(c) for c in table.columns])})" if table.columns else ""
            texts.append(f"{self.names.engine(table.name)}{listed} AS ({compiled.sql})")
        return f"WITH {'RECURSIVE ' if query.recursive else ''}{comma(texts)} "

    def _recursive_columns(
        self, table: ast.CommonTable, outer: Scope | None, hides: bool, known: dict[str, Columns | None]
    ) -> Columns | None:
        body = table.query.body
        assert isinstance(body, ast.SetOperation)
        if not table.columns:
            raise RedshiftError(
                "42601", "a recursive WITH subquery needs a list of columns", hint="see dg/r_WITH_clause"
            )
        if body.operator != "UNION ALL":
            raise RedshiftError("0A000", "a recursive WITH subquery is a UNION ALL", hint="see dg/r_WITH_clause")
        if table.query.order or table.query.limit or table.query.offset:
            raise RedshiftError(
                "0A000", "no ORDER BY, LIMIT or OFFSET in a recursive WITH subquery", hint="see dg/r_WITH_clause"
            )
        seed, _ = self.query(ast.Query(body.left), outer, hides=hides, tables=known)
        return renamed(seed.columns, [self.names.folded(c) for c in table.columns])

    # -- set operations
    def _set(self, query: ast.Query, scope: Scope) -> Compiled:
        compiled = self._body(query.body, scope)
        if query.order:
            texts = [self._set_order(item, compiled.columns) for item in query.order]
            compiled = Compiled(f"{compiled.sql} ORDER BY {comma(texts)}", compiled.columns)
        return Compiled(compiled.sql + self._limits(query, Env(scope, "LIMIT")), compiled.columns)

    def _body(self, body: ast.Body, scope: Scope) -> Compiled:
        if isinstance(body, ast.SetOperation):
            left, right = self._body(body.left, scope), self._body(body.right, scope)
            columns = self._common_columns(left.columns, right.columns)
            sides = [self._arm(side, columns) for side in (left, right)]
            return Compiled(f"({sides[0]}) {body.operator} ({sides[1]})", columns)
        if isinstance(body, ast.Query):
            if body.limit is not None or body.offset is not None:
                raise RedshiftError("0A000", "no LIMIT or OFFSET in a part of a set operation", hint="see dg/r_UNION")
            compiled, inner = self.query(body, scope.parent, hides=scope.hides_parent, tables=scope.tables)
        else:
            inner = Scope(scope.parent, scope.hides_parent, tables=scope.tables)
            compiled = self._select(body, ast.Query(body), inner)
        scope.correlated |= inner.correlated
        scope.has_window |= inner.has_window
        return compiled

    @staticmethod
    def _common_columns(left: Columns | None, right: Columns | None) -> Columns | None:
        if left is None or right is None:
            return None
        if len(left) != len(right):
            raise RedshiftError("42601", "each query of a set operation must have the same number of columns")
        return tuple(Column(a.name, t.common([a.type, b.type])) for a, b in zip(left, right, strict=True))

    def _arm(self, side: Compiled, columns: Columns | None) -> str:
        """One side, with its DECIMAL columns brought to the common precision and scale."""
        if columns is None or side.columns is None:
            return side.sql
        texts = []
        changed = False
        for at, (own, wanted) in enumerate(zip(side.columns, columns, strict=True)):
            name = f'"c{at}"'
            if wanted.type.is_decimal and wanted.type.size and own.type != wanted.type:
                changed = True
                texts.append(f"CAST({name} AS {wanted.type.engine}) AS {self.names.label(own.name)}")
            else:
                texts.append(f"{name} AS {self.names.label(own.name)}")
        if not changed:
            return side.sql
        listed = comma([f'"c{at}"' for at in range(len(columns))])
        return f'SELECT {comma(texts)} FROM ({side.sql}) AS "?arm" ({listed})'

    def _set_order(self, item: ast.OrderItem, columns: Columns | None) -> str:
        direction = (" DESC" if item.descending else "") + (f" NULLS {item.nulls}" if item.nulls else "")
        expr = item.expr
        if isinstance(expr, ast.Constant) and expr.kind == "number":
            return expr.token.text + direction
        if isinstance(expr, ast.Name) and len(expr.parts) == 1:
            return self.names.engine(expr.parts[0]) + direction
        raise RedshiftError(
            "0A000", "a set operation is ordered by names or positions of its columns", hint="see dg/r_ORDER_BY_clause"
        )

    # -- one block
    def _select(self, select: ast.Select, query: ast.Query, scope: Scope) -> Compiled:
        if select.top is not None and query.limit is not None:
            raise RedshiftError("42601", "TOP and LIMIT cannot stand together", hint="see dg/r_SELECT_list")
        scope.has_pseudo_columns = not any(merges_columns(source) for source in select.sources)
        texts = [self.sources.one(source, scope) for source in select.sources]
        outer = OuterJoins(self.walk, select, scope) if uses_outer_marks(select) else None
        if outer is not None:
            scope.stars = "sources"
        if select.hierarchy is not None:
            texts = [rows_of_hierarchy(self.walk, select, scope, texts)]
        items = Items(self, select, scope)
        if outer is not None:
            sources, where = outer.sources(texts), outer.where()
        else:
            sources = comma(texts)
            where = self.walk.condition(select.where, Env(scope, "WHERE")) if select.where is not None else ""
        group = self.groupings.clause(select, scope, items.outputs, items.correlated)
        having = self.walk.condition(select.having, Env(scope, "HAVING")) if select.having is not None else ""
        parts = [f" FROM {sources}" if sources else "", f" WHERE {where}" if where else ""]
        parts += [f" GROUP BY {group}" if group else "", f" HAVING {having}" if having else ""]
        body = "".join(parts)
        limits = self._limits(query, Env(scope, "LIMIT"), select.top)
        distinct = "DISTINCT " if select.distinct else ""
        if select.qualify is not None:
            return self._qualified(select, query, scope, items, body, limits)
        order = self._order(query.order, scope, items)
        sql = f"SELECT {distinct}{comma(items.texts)}{body}{order}{limits}"
        return Compiled(sql, items.columns)

    def _order(self, order: list[ast.OrderItem], scope: Scope, items: Items) -> str:
        if not order:
            return ""
        texts = []
        for item in order:
            direction = (" DESC" if item.descending else "") + (f" NULLS {item.nulls}" if item.nulls else "")
            texts.append(self.order_key(item.expr, scope, items) + direction)
        return f" ORDER BY {comma(texts)}"

    def order_key(self, expr: ast.Expr, scope: Scope, items: Items) -> str:
        if isinstance(expr, ast.Constant):
            if expr.kind != "number" or not expr.token.text.isdigit():
                raise RedshiftError(
                    "42601", "ORDER BY takes no literal but a position", hint="see dg/r_ORDER_BY_clause"
                )
            return expr.token.text
        if isinstance(expr, ast.Name) and len(expr.parts) == 1:
            name = self.names.folded(expr.parts[0])
            if any(output.name == name for output in items.outputs if output is not None):
                return self.names.label(name)
        return self.walk.one(expr, Env(scope, "ORDER")).sql

    def _limits(self, query: ast.Query, env: Env, top: ast.Expr | None = None) -> str:
        limit = query.limit if query.limit is not None else top
        text = f" LIMIT {self.walk.one(limit, env).sql}" if limit is not None else ""
        if query.offset is not None:
            text += f" OFFSET {self.walk.one(query.offset, env).sql}"
        return text

    def _qualified(
        self, select: ast.Select, query: ast.Query, scope: Scope, items: Items, body: str, limits: str
    ) -> Compiled:
        """QUALIFY filters what the windows gave: the block becomes a subquery (dg/r_QUALIFY_clause)."""
        assert select.qualify is not None
        last = select.sources[-1] if select.sources else None
        bare = select.where is None and not select.group and select.having is None
        if bare and isinstance(last, ast.Relation | ast.Derived) and last.alias is None:
            raise RedshiftError(
                "42601", "QUALIFY right behind FROM needs an alias of the relation", hint="see dg/r_QUALIFY_clause"
            )
        everything = [*(i.expr for i in select.items), select.qualify]
        if not any(isinstance(e, ast.Call) and e.window is not None for e in ast.walk(everything)):
            raise RedshiftError("42601", "QUALIFY needs a window function", hint="see dg/r_QUALIFY_clause")
        condition = self.walk.condition(select.qualify, Env(scope, "QUALIFY"))
        columns = items.expanded()
        inner = [f'{output.sql} AS "?{at}"' for at, output in enumerate(columns)]
        inner.append(f'({condition}) AS "?kept"')
        keys = []
        for at, item in enumerate(query.order):
            direction = (" DESC" if item.descending else "") + (f" NULLS {item.nulls}" if item.nulls else "")
            key = self._outer_key(item.expr, scope, columns)
            if key is None:
                inner.append(f'{self.walk.one(item.expr, Env(scope, "ORDER")).sql} AS "?key{at}"')
                key = f'"?key{at}"'
            keys.append(key + direction)
        shown = comma([f'"?{at}" AS {self.names.label(output.name)}' for at, output in enumerate(columns)])
        distinct = "DISTINCT " if select.distinct else ""
        order = f" ORDER BY {comma(keys)}" if keys else ""
        sql = f'SELECT {distinct}{shown} FROM (SELECT {comma(inner)}{body}) AS "?q" WHERE "?kept"{order}{limits}'
        return Compiled(sql, tuple(Column(o.name, output_type(o)) for o in columns))

    def _outer_key(self, expr: ast.Expr, scope: Scope, columns: list[Typed]) -> str | None:
        if isinstance(expr, ast.Constant):
            return expr.token.text
        if isinstance(expr, ast.Name) and len(expr.parts) == 1:
            name = self.names.folded(expr.parts[0])
            for at, output in enumerate(columns):
                if output.name == name:
                    return f'"?{at}"'
        return None


def renamed(columns: Columns | None, names: list[str]) -> Columns | None:
    """Columns under the names of a column list."""
    if columns is None or not names:
        return columns
    return tuple(Column(names[at] if at < len(names) else c.name, c.type) for at, c in enumerate(columns))
