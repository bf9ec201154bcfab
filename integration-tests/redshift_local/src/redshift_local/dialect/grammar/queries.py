"""Queries and expressions as a tree. What is not in Redshift's grammar is a syntax error.

An own parser: sqlglot's Redshift parser is lenient by design (it takes nearly everything that PostgreSQL or any other
dialect takes), and neither keeps the difference between what was written and what it means.
"""

from __future__ import annotations

from typing import Literal as Choice

from ...errors import RedshiftError
from .. import ast
from ..facts import reserved_words
from ..lexer import Token
from ..tree import group_at, split_commas, word
from ..types import not_yet
from .sources import SourceParser
from .words import AFTER_ITEM, is_query


class Parser(SourceParser):
    """Reads one level of brackets; brackets inside get a parser of their own."""

    # -- queries
    def whole_query(self) -> ast.Query:
        query = self.query()
        self.end()
        return query

    def query(self) -> ast.Query:
        tables: list[ast.CommonTable] = []
        recursive = False
        if self.accept("WITH"):
            recursive = self.accept("RECURSIVE")
            tables.append(self._common_table())
            while self.accept_punct(","):
                tables.append(self._common_table())
        query = ast.Query(self._set_operation(), tables, recursive)
        if self.accept("ORDER", "BY"):
            query.order = self.order_items()
        while self.word in ("LIMIT", "OFFSET"):
            if self.accept("LIMIT"):
                if query.limit is not None:
                    raise self.error("dg/r_ORDER_BY_clause")
                if not self.accept("ALL"):
                    query.limit = self._count("LIMIT")
            else:
                self.at += 1
                query.offset = self._count("OFFSET")
        return query

    def _count(self, clause: str) -> ast.Expr:
        expr = self._signed()
        if isinstance(expr, ast.Parameter):
            return expr
        number = expr.token.text if isinstance(expr, ast.Constant) and expr.kind == "number" else ""
        if not number.isdigit() or int(number) > 2**31 - 1:
            raise RedshiftError(
                "22023", f"{clause} takes a whole number from 0 to 2147483647", hint="see dg/r_ORDER_BY_clause"
            )
        return expr

    def _common_table(self) -> ast.CommonTable:
        name = self.identifier()
        columns = self.names() if group_at(self.nodes, self.at) is not None else []
        self.expect("AS")
        group = self.group()
        if not is_query(group.items):
            raise RedshiftError("42601", "a WITH subquery is a query", hint="see dg/r_WITH_clause")
        return ast.CommonTable(name, columns, self.inside(group).whole_query())

    def _set_operation(self) -> ast.Body:
        left = self._intersection()
        while self.word in ("UNION", "EXCEPT", "MINUS"):
            operator: Choice["UNION", "UNION ALL", "EXCEPT"] = "UNION" if self.word == "UNION" else "EXCEPT"
            self.at += 1
            if self.accept("ALL"):
                operator = "UNION ALL"
            left = ast.SetOperation(operator, left, self._intersection())
        return left

    def _intersection(self) -> ast.Body:
        left = self._arm()
        while self.accept("INTERSECT"):
            left = ast.SetOperation("INTERSECT", left, self._arm())
        return left

    def _arm(self) -> ast.Body:
        group = group_at(self.nodes, self.at)
        if group is not None and is_query(group.items):
            self.at += 1
            return self.inside(group).whole_query()
        return self._select()

    def _select(self) -> ast.Select:
        self.expect("SELECT")
        select = ast.Select([])
        if self.accept("TOP"):
            group = group_at(self.nodes, self.at)
            if group is not None:
                self.at += 1
                select.top = self.inside(group)._count("TOP")
            else:
                select.top = self._count("TOP")
        if self.accept("DISTINCT"):
            select.distinct = True
        else:
            self.accept("ALL")
        select.items.append(self._select_item())
        while self.accept_punct(","):
            select.items.append(self._select_item())
        if self.accept("EXCLUDE"):
            self._exclude(select)
        if self.accept("INTO"):
            select.into_temporary = self.accept("TEMP") or self.accept("TEMPORARY")
            self.accept("TABLE")
            select.into = self.qualified()
        if self.accept("FROM"):
            select.sources = [self._source()]
            while self.accept_punct(","):
                select.sources.append(self._source())
        if self.accept("WHERE"):
            select.where = self.expression()
        if (self.word, word(self.nodes, self.at + 1)) in (("START", "WITH"), ("CONNECT", "BY")):
            select.hierarchy = self._hierarchy()
        if self.accept("GROUP", "BY"):
            if self.accept("ALL"):
                select.group_all = True
            else:
                select.group = self._groupings()
        if self.accept("HAVING"):
            select.having = self.expression()
        if self.accept("QUALIFY"):
            select.qualify = self.expression()
        return select

    def _exclude(self, select: ast.Select) -> None:
        """EXCLUDE ends the select list; its columns are left out of the list's stars (dg/r_EXCLUDE_list)."""
        stars = [item.expr for item in select.items if isinstance(item.expr, ast.Star)]
        if not stars:
            raise not_yet("EXCLUDE behind a select list without *", "dg/r_EXCLUDE_list")
        if group_at(self.nodes, self.at) is not None:
            excluded = self.names()
        else:
            excluded = [self.identifier()]
            while self.accept_punct(","):
                excluded.append(self.identifier())
        for star in stars:
            star.exclude = excluded

    def _hierarchy(self) -> ast.Hierarchy:
        """START WITH and CONNECT BY, in either order (dg/r_CONNECT_BY_clause)."""
        start = self.expression() if self.accept("START", "WITH") else None
        if not self.accept("CONNECT", "BY"):
            raise self.error("dg/r_CONNECT_BY_clause")
        connect = self.expression()
        if start is None and self.accept("START", "WITH"):
            start = self.expression()
        return ast.Hierarchy(start, connect)

    def _select_item(self) -> ast.SelectItem:
        if self.operator() == "*":
            self.at += 1
            return ast.SelectItem(ast.Star([], []), None)
        expr = self.expression()
        if self.accept("AS"):
            return ast.SelectItem(expr, self.identifier(label=True))
        node = self.node
        if isinstance(node, Token) and (
            node.kind == "quoted"
            or (node.kind == "word" and node.upper not in AFTER_ITEM and node.upper not in reserved_words())
        ):
            self.at += 1
            return ast.SelectItem(expr, node)
        return ast.SelectItem(expr, None)

    def _groupings(self) -> list[ast.Grouping]:
        out = [self._grouping()]
        while self.accept_punct(","):
            out.append(self._grouping())
        return out

    def _grouping(self) -> ast.Grouping:
        group = group_at(self.nodes, self.at + 1)
        for kind in ("ROLLUP", "CUBE"):
            if self.word == kind and group is not None:
                self.at += 2
                return ast.Grouping(kind, None, self.inside(group)._all_groupings())
        if self.word == "GROUPING" and word(self.nodes, self.at + 1) == "SETS":
            self.at += 2
            return ast.Grouping("GROUPING SETS", None, self.inside(self.group())._all_groupings())
        bracketed = group_at(self.nodes, self.at)
        if bracketed is not None and (not bracketed.items or len(split_commas(bracketed.items)) > 1):
            self.at += 1
            items = self.inside(bracketed)._all_groupings() if bracketed.items else []
            return ast.Grouping("LIST", None, items)
        return ast.Grouping("", self.expression())

    def _all_groupings(self) -> list[ast.Grouping]:
        out = self._groupings()
        self.end()
        return out
