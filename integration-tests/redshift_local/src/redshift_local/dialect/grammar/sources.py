"""FROM: tables, joins, subqueries, SUPER values."""

from __future__ import annotations

from typing import Literal as Choice

from .. import ast
from ..facts import reserved_words
from ..lexer import Token
from ..tree import Group, group_at, split_commas, word
from ..types import parse_type
from .operators import ExpressionParser
from .words import AFTER_ITEM, JOIN_STARTS, is_query


class SourceParser(ExpressionParser):
    """The items of FROM."""

    # -- FROM
    def sources(self) -> list[ast.FromItem]:
        out = [self._source()]
        while self.accept_punct(","):
            out.append(self._source())
        return out

    def _source(self) -> ast.FromItem:
        left = self._table()
        while self.word in JOIN_STARTS:
            natural = self.accept("NATURAL")
            kind: Choice["INNER", "LEFT", "RIGHT", "FULL", "CROSS"] = "INNER"
            for candidate in ("INNER", "LEFT", "RIGHT", "FULL", "CROSS"):
                if self.accept(candidate):
                    kind = candidate
                    break
            if kind in ("LEFT", "RIGHT", "FULL"):
                self.accept("OUTER")
            self.expect("JOIN")
            join = ast.Join(left, self._table(), kind, natural)
            if kind != "CROSS" and not natural:
                if self.accept("ON"):
                    join.on = self.expression()
                elif self.accept("USING"):
                    join.using = self.names()
                else:
                    raise self.error("dg/r_FROM_clause30")
            left = join
        return left

    def _table(self) -> ast.FromItem:
        if self.word == "UNPIVOT" and group_at(self.nodes, self.at + 1) is None:
            return self._unpivoted()
        group = group_at(self.nodes, self.at)
        if group is not None:
            self.at += 1
            inner = self.inside(group)
            if is_query(group.items):
                derived = ast.Derived(inner.whole_query())
                derived.alias, derived.columns = self._alias()
                return self._rotated(derived)
            source = inner._source()
            inner.end()
            return self._rotated(source)
        if self.word == "UNNEST":
            return self._unnest()
        parts = [self.identifier()]
        called = group_at(self.nodes, self.at)
        if called is not None:
            return self._table_call(parts[0], called)
        while self.accept_punct("."):
            parts.append(self.identifier(label=True))
        called = group_at(self.nodes, self.at)
        if called is not None and len(parts) == 2 and parts[0].text.lower() == "pg_catalog":
            return self._table_call(parts[1], called)
        relation = ast.Relation(parts, self._steps())
        relation.alias, relation.columns = self._alias()
        if self.accept("AT"):
            relation.position = self.identifier()
        return self._rotated(relation)

    # -- PIVOT and UNPIVOT
    def _rotated(self, source: ast.FromItem) -> ast.FromItem:
        """A source, and PIVOT or UNPIVOT behind it (dg/r_FROM_clause-pivot-unpivot-examples)."""
        if self.accept("PIVOT"):
            pivot = self.inside(self.group())._pivot(source)
            pivot.alias, pivot.columns = self._alias()
            return self._rotated(pivot)
        if self.accept("UNPIVOT"):
            include = self.accept("INCLUDE", "NULLS")
            if not include:
                self.accept("EXCLUDE", "NULLS")
            unpivot = self.inside(self.group())._unpivot(source, include)
            unpivot.alias, unpivot.columns = self._alias()
            return self._rotated(unpivot)
        return source

    def _pivot(self, source: ast.FromItem) -> ast.Pivot:
        aggregate = self.expression()
        alias = None if self.word == "FOR" else self._in_alias()
        self.expect("FOR")
        column = self.identifier()
        return ast.Pivot(source, aggregate, alias, column, self._in_values())

    def _unpivot(self, source: ast.FromItem, include_nulls: bool) -> ast.Unpivot:
        value = self.identifier()
        self.expect("FOR")
        name = self.identifier()
        return ast.Unpivot(source, include_nulls, value, name, self._in_values())

    def _in_values(self) -> list[tuple[ast.Expr, Token | None]]:
        self.expect("IN")
        inner = self.inside(self.group())
        self.end()
        values = [(inner.expression(), inner._in_alias())]
        while inner.accept_punct(","):
            values.append((inner.expression(), inner._in_alias()))
        inner.end()
        return values

    def _in_alias(self) -> Token | None:
        node = self.node
        if self.accept("AS"):
            return self.identifier(label=True)
        return self.identifier() if isinstance(node, Token) and node.kind in ("word", "quoted") else None

    def _unpivoted(self) -> ast.FromItem:
        self.at += 1
        path = self._signed()
        self.expect("AS")
        alias = self.identifier()
        return ast.Unpivoted(path, alias, self.identifier() if self.accept("AT") else None)

    def _unnest(self) -> ast.Unnest:
        self.at += 1
        inner = self.inside(self.group())
        path = inner._signed()
        inner.end()
        with_offset = self.accept("WITH", "OFFSET")
        alias, columns = self._alias()
        if alias is None or not 1 <= len(columns) <= 1 + with_offset:
            raise self.error("dg/r_FROM_clause-unnest-examples")
        return ast.Unnest(path, alias, columns, with_offset)

    def _table_call(self, name: Token, group: Group) -> ast.FromItem:
        call = self._call([name], group)
        if not isinstance(call, ast.Call):
            raise self.error("dg/r_FROM_clause30")
        self.accept("AS")
        node = self.node
        alias = None
        if isinstance(node, Token) and node.kind in ("word", "quoted") and node.upper not in AFTER_ITEM:
            alias = self.identifier()
        listed = group_at(self.nodes, self.at)
        if listed is None:
            return ast.TableCall(call, alias, "", [])
        self.at += 1
        columns, texts = [], []
        for part in split_commas(listed.items):
            first = part[0]
            if not isinstance(first, Token):
                raise self.error("dg/r_FROM_clause30")
            columns.append(first.text.lower())
            if len(part) == 1:
                texts.append(first.text)
            elif word(part, 1) == "NAME":
                texts.append(f"{first.text} name")
            else:
                texts.append(f"{first.text} {parse_type(part, 1, in_ddl=False).engine}")
        return ast.TableCall(call, alias, ", ".join(texts), columns)

    def _alias(self) -> tuple[Token | None, list[Token]]:
        alias = None
        if self.accept("AS"):
            alias = self.identifier()
        else:
            node = self.node
            if isinstance(node, Token) and (
                node.kind == "quoted"
                or (node.kind == "word" and node.upper not in AFTER_ITEM and node.upper not in reserved_words())
            ):
                self.at += 1
                alias = node
        columns = self.names() if alias is not None and group_at(self.nodes, self.at) is not None else []
        return alias, columns
