"""Primaries: constants, names, brackets, CASE, literals with a type."""

from __future__ import annotations

from typing import Literal as Choice

from ...errors import RedshiftError
from .. import ast
from ..facts import reserved_words
from ..lexer import Token
from ..tree import Group, group_at, word, words
from .calls import CallParser
from .words import (
    CALLABLE_RESERVED,
    INTERVAL_UNITS,
    KNOWN_OPERATORS,
    TYPED_LITERALS,
    WORD_CALLS,
    is_dot,
    is_outer_mark,
    is_query,
    unknown_operator,
)


class PrimaryParser(CallParser):
    """What operators stand between."""

    # -- primaries
    def _primary(self) -> ast.Expr:
        node = self.node
        if isinstance(node, Group):
            return self._bracketed(node)
        if node is None:
            raise self.error()
        if node.kind in ("string", "number"):
            self.at += 1
            return ast.Constant("string" if node.kind == "string" else "number", node)
        if node.kind == "param":
            self.at += 1
            return ast.Parameter(node)
        if node.kind == "dollar":
            raise RedshiftError("42601", "dollar quoting is documented for functions and procedures only")
        if node.kind == "op":
            if node.text in KNOWN_OPERATORS:
                raise self.error()
            raise unknown_operator(node.text)
        if node.kind == "quoted":
            return self._name()
        if node.kind == "word":
            return self._word(node)
        raise self.error()

    def _bracketed(self, group: Group) -> ast.Expr:
        if not group.round:
            raise self.error()
        self.at += 1
        inner = self.inside(group)
        if is_query(group.items):
            return ast.ScalarQuery(inner.whole_query())
        items = inner.expressions()
        inner.end()
        return items[0] if len(items) == 1 else ast.RowValue(items)

    def _word(self, node: Token) -> ast.Expr:
        upper = node.upper
        following = self.nodes[self.at + 1] if self.at + 1 < len(self.nodes) else None
        called = isinstance(following, Group) and following.round
        if upper in ("NULL", "TRUE", "FALSE"):
            self.at += 1
            kind: Choice["null", "true", "false"] = (
                "null" if upper == "NULL" else "true" if upper == "TRUE" else "false"
            )
            return ast.Constant(kind, node)
        if upper == "CASE":
            return self._case()
        if upper == "EXISTS" and called:
            self.at += 1
            group = self.group()
            return ast.Exists(self.inside(group).whole_query())
        if upper == "INTERVAL" and isinstance(following, Token) and following.kind == "string":
            return self._interval()
        if upper in TYPED_LITERALS and isinstance(following, Token) and following.kind == "string":
            self.at += 2
            return ast.TypedLiteral(upper, following)
        if upper in ("TIMESTAMP", "TIME") and upper and words(self.nodes, self.at + 2, 2) == ("TIME", "ZONE"):
            return self._zoned_literal(upper)
        if upper == "APPROXIMATE" and isinstance(following, Token):
            self.at += 1
            call = self._name()
            if not isinstance(call, ast.Call):
                raise self.error("dg/r_COUNT")
            call.approximate = True
            return call
        if upper in WORD_CALLS and not called and not is_dot(following):
            self.at += 1
            return ast.WordCall(upper)
        if upper in reserved_words() and not (called and upper in CALLABLE_RESERVED) and upper != "OID":
            raise self.error("dg/r_pg_keywords")
        return self._name()

    def _zoned_literal(self, name: str) -> ast.Expr:
        zoned = word(self.nodes, self.at + 1) == "WITH"
        literal = self.nodes[self.at + 4] if self.at + 4 < len(self.nodes) else None
        if word(self.nodes, self.at + 1) not in ("WITH", "WITHOUT") or not isinstance(literal, Token):
            raise self.error()
        if literal.kind != "string":
            raise self.error()
        self.at += 5
        return ast.TypedLiteral(name + ("TZ" if zoned else ""), literal)

    def _interval(self) -> ast.Expr:
        literal = self.nodes[self.at + 1]
        assert isinstance(literal, Token)
        self.at += 2
        if self.word not in INTERVAL_UNITS:
            return ast.IntervalLiteral(literal, "")
        qualifier = self.word
        self.at += 1
        if qualifier == "SECOND" and group_at(self.nodes, self.at) is not None:
            self.at += 1
        if self.word == "TO" and word(self.nodes, self.at + 1) in INTERVAL_UNITS:
            qualifier += " TO " + word(self.nodes, self.at + 1)
            self.at += 2
        return ast.IntervalLiteral(literal, qualifier)

    def _case(self) -> ast.Expr:
        self.expect("CASE")
        subject = None if self.word == "WHEN" else self.expression()
        whens = []
        while self.accept("WHEN"):
            condition = self.expression()
            self.expect("THEN")
            whens.append((condition, self.expression()))
        if not whens:
            raise self.error("dg/r_CASE_function")
        otherwise = self.expression() if self.accept("ELSE") else None
        self.expect("END")
        return ast.Case(subject, whens, otherwise)

    def _name(self) -> ast.Expr:
        parts = [self.identifier(label=True)]
        while True:
            node = self.node
            if isinstance(node, Group) and node.round:
                if is_outer_mark(node):
                    self.at += 1
                    return ast.OuterColumn(ast.Name(parts))
                return self._call(parts, node)
            if not self.accept_punct("."):
                break
            if self.operator() == "*":
                self.at += 1
                return ast.Star(parts, [])
            parts.append(self.identifier(label=True))
        node = self.node
        if isinstance(node, Group) and not node.round:
            return ast.Navigate(ast.Name(parts), self._steps())
        return ast.Name(parts)

    def _steps(self) -> list[Token | ast.Expr]:
        steps: list[Token | ast.Expr] = []
        while True:
            node = self.node
            if isinstance(node, Group) and not node.round:
                self.at += 1
                inner = self.inside(node)
                steps.append(inner.expression())
                inner.end()
            elif self.accept_punct("."):
                steps.append(self.identifier(label=True))
            else:
                return steps
