"""FROM: tables, joins, subqueries, SUPER values."""

from __future__ import annotations

from typing import Literal as Choice

from .. import ast
from ..facts import reserved_words
from ..lexer import Token
from ..tree import Group, group_at, split_commas, word
from ..types import not_yet, parse_type
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
                return derived
            source = inner._source()
            inner.end()
            return source
        if self.word == "UNNEST":
            raise not_yet("UNNEST in FROM", "dg/r_FROM_clause30")
        parts = [self.identifier()]
        called = group_at(self.nodes, self.at)
        if called is not None:
            return self._table_call(parts[0], called)
        while self.accept_punct("."):
            parts.append(self.identifier(label=True))
        relation = ast.Relation(parts, self._steps())
        relation.alias, relation.columns = self._alias()
        if self.accept("AT"):
            relation.position = self.identifier()
        if self.word in ("PIVOT", "UNPIVOT"):
            raise not_yet(f"{self.word} in FROM", "dg/r_FROM_clause-pivot-unpivot-examples")
        return relation

    def _unpivoted(self) -> ast.FromItem:
        self.at += 1
        path = self._signed()
        self.expect("AS")
        alias = self.identifier()
        return ast.Unpivoted(path, alias, self.identifier() if self.accept("AT") else None)

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
