"""Operators, weakest binding first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal as Choice

from ...errors import RedshiftError
from .. import ast
from ..facts import reserved_words
from ..lexer import Token
from ..tree import Group, word
from ..types import parse_type
from .primaries import PrimaryParser
from .words import (
    AFTER_ITEM,
    COMPARISONS,
    KNOWN_OPERATORS,
    OTHER_OPERATORS,
    PREFIX_OPERATORS,
    is_query,
    is_step,
    unknown_operator,
)


class ExpressionParser(PrimaryParser):
    """Whole expressions."""

    # -- expressions, weakest binding first
    def expression(self) -> ast.Expr:
        alone = self._lone_constant()
        if alone is not None:
            return alone
        left = self._conjunction()
        while self.accept("OR"):
            left = ast.Binary("OR", left, self._conjunction())
        return left

    def _lone_constant(self) -> ast.Expr | None:
        """A string or number with nothing behind it but a comma: most of long lists, read without a descent."""
        node = self.node
        if not isinstance(node, Token) or node.kind not in ("string", "number"):
            return None
        following = self.nodes[self.at + 1] if self.at + 1 < len(self.nodes) else None
        if following is not None and not (isinstance(following, Token) and following.is_punct(",")):
            return None
        self.at += 1
        return ast.Constant("string" if node.kind == "string" else "number", node)

    def expressions(self) -> list[ast.Expr]:
        out = [self.expression()]
        while self.accept_punct(","):
            out.append(self.expression())
        return out

    def _conjunction(self) -> ast.Expr:
        left = self._negation()
        while self.accept("AND"):
            left = ast.Binary("AND", left, self._negation())
        return left

    def _negation(self) -> ast.Expr:
        if self.accept("NOT"):
            return ast.Unary("NOT", self._negation())
        return self._comparison()

    def _comparison(self) -> ast.Expr:
        left = self._range()
        while True:
            operator = self.operator()
            if operator in COMPARISONS:
                self.at += 1
                left = self._compared(left, operator)
            elif self.word == "IS":
                self.at += 1
                left = self._is(left)
            elif self.accept("ISNULL"):
                left = ast.IsTest(left, "NULL", False)
            elif self.accept("NOTNULL"):
                left = ast.IsTest(left, "NULL", True)
            else:
                return left

    def _is(self, operand: ast.Expr) -> ast.Expr:
        negated = self.accept("NOT")
        for what in ("NULL", "TRUE", "FALSE", "UNKNOWN"):
            if self.accept(what):
                return ast.IsTest(operand, what, negated)
        raise self.error("dg/r_null_condition")

    def _compared(self, left: ast.Expr, operator: str) -> ast.Expr:
        if self.word in ("ANY", "SOME", "ALL"):
            quantifier = self.word
            self.at += 1
            group = self.group()
            if not is_query(group.items):
                raise RedshiftError("0A000", f"{quantifier} takes a subquery", hint="see dg/r_comparison_condition")
            return ast.Quantified(left, operator, quantifier, self.inside(group).whole_query())
        return ast.Binary(operator, left, self._range())

    def _range(self) -> ast.Expr:
        left = self._other()
        while True:
            negated = self.word == "NOT" and word(self.nodes, self.at + 1) in (
                "BETWEEN",
                "IN",
                "LIKE",
                "ILIKE",
                "SIMILAR",
            )
            if negated:
                self.at += 1
            if self.accept("BETWEEN"):
                low = self._other()
                self.expect("AND")
                left = ast.Between(left, low, self._other(), negated)
            elif self.accept("IN"):
                left = self._in(left, negated)
            elif self.accept("LIKE"):
                left = self._like(left, "LIKE", negated)
            elif self.accept("ILIKE"):
                left = self._like(left, "ILIKE", negated)
            elif self.accept("SIMILAR", "TO"):
                left = self._like(left, "SIMILAR TO", negated)
            else:
                return left

    def _in(self, operand: ast.Expr, negated: bool) -> ast.Expr:
        group = self.group()
        inner = self.inside(group)
        if is_query(group.items):
            return ast.InQuery(operand, inner.whole_query(), negated)
        items = inner.expressions()
        inner.end()
        return ast.InList(operand, items, negated)

    def _like(self, operand: ast.Expr, kind: Choice["LIKE", "ILIKE", "SIMILAR TO"], negated: bool) -> ast.Expr:
        pattern = self._other()
        escape = self._other() if self.accept("ESCAPE") else None
        return ast.Like(operand, pattern, escape, kind, negated)

    def _other(self) -> ast.Expr:
        if self.operator() in PREFIX_OPERATORS:
            operator = self.operator()
            self.at += 1
            return ast.Unary(operator, self._sum())
        left = self._sum()
        while self.operator() in OTHER_OPERATORS:
            operator = self.operator()
            self.at += 1
            left = ast.Binary(operator, left, self._sum())
        return left

    def _sum(self) -> ast.Expr:
        return self._binary(("+", "-"), self._product)

    def _product(self) -> ast.Expr:
        return self._binary(("*", "/", "%"), self._power)

    def _power(self) -> ast.Expr:
        return self._binary(("^",), self._zoned)

    def _binary(self, operators: tuple[str, ...], operand: Callable[[], ast.Expr]) -> ast.Expr:
        left = operand()
        while self.operator() in operators:
            operator = self.operator()
            self.at += 1
            left = ast.Binary(operator, left, operand())
        return left

    def _zoned(self) -> ast.Expr:
        left = self._signed()
        while self.accept("AT", "TIME", "ZONE"):
            left = ast.AtTimeZone(left, self._signed())
        return left

    def _signed(self) -> ast.Expr:
        operator = self.operator()
        if operator in ("+", "-"):
            self.at += 1
            return ast.Unary(operator, self._signed())
        if operator in PREFIX_OPERATORS:
            self.at += 1
            return ast.Unary(operator, self._signed())
        if self.word == "PRIOR" and self._operand_follows():
            self.at += 1
            return ast.Prior(self._signed())
        return self._postfix(self._primary())

    def _operand_follows(self) -> bool:
        """Whether PRIOR stands before an operand: it is a name like others elsewhere."""
        following = self.nodes[self.at + 1] if self.at + 1 < len(self.nodes) else None
        if isinstance(following, Group):
            return following.round
        return isinstance(following, Token) and (
            following.kind == "quoted"
            or (following.kind == "word" and following.upper not in AFTER_ITEM | reserved_words())
        )

    def _postfix(self, left: ast.Expr) -> ast.Expr:
        while True:
            node = self.node
            if isinstance(node, Token) and node.text == "::":
                parsed = parse_type(self.nodes, self.at + 1, in_ddl=False)
                self.at += 1 + parsed.width
                left = ast.Cast(left, parsed)
            elif is_step(node) and (isinstance(node, Group) or isinstance(left, ast.Call | ast.Navigate)):
                left = ast.Navigate(left, self._steps())
            elif isinstance(node, Token) and node.kind == "op" and node.text not in KNOWN_OPERATORS:
                raise unknown_operator(node.text)
            else:
                return left
