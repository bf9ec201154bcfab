"""Calls: arguments, WITHIN GROUP, OVER; and the calls with a syntax of their own."""

from __future__ import annotations

from ...errors import RedshiftError
from .. import ast
from ..dateparts import date_part
from ..lexer import Token, string_value
from ..tree import Group, group_at, split_commas, word
from ..types import parse_type
from .reader import Reader
from .words import no_frame


class CallParser(Reader):
    """Calls and what belongs to them."""

    # -- calls
    def _call(self, parts: list[Token], group: Group) -> ast.Expr:
        self.at += 1
        if len(parts) > 2:
            raise RedshiftError("42883", "a function has at most a schema before its name")
        name = parts[-1].text.strip('"').lower()
        schema = parts[0].text.strip('"').lower() if len(parts) == 2 else ""
        inner = self.inside(group)
        if name in ("cast", "try_cast"):
            return inner._cast(name)
        if name == "convert":
            return inner._convert()
        call = inner._arguments(name)
        call.schema = schema
        self._tail(call)
        return call

    def _cast(self, name: str) -> ast.Expr:
        operand = self.expression()
        self.expect("AS")
        parsed = parse_type(self.nodes, self.at, in_ddl=False)
        self.at += parsed.width
        self.end()
        return ast.Cast(operand, parsed, lenient=name == "try_cast")

    def _convert(self) -> ast.Expr:
        parts = split_commas(self.nodes)
        if len(parts) != 2:
            raise RedshiftError("42601", "CONVERT takes a type and an expression", hint="see dg/r_CONVERT_function")
        parsed = parse_type(parts[0], 0, in_ddl=False)
        if parsed.width != len(parts[0]):
            raise self.error("dg/r_CONVERT_function")
        operand = self.over(parts[1])
        expr = operand.expression()
        operand.end()
        return ast.Cast(expr, parsed)

    def _arguments(self, name: str) -> ast.Call:
        call = ast.Call(name, [])
        if not self.nodes:
            return call
        if self.operator() == "*" and len(self.nodes) == 1:
            call.star = True
            return call
        if name == "trim":
            return self._trim(call)
        if name == "extract":
            return self._extract(call)
        if self.accept("DISTINCT"):
            call.distinct = True
        else:
            self.accept("ALL")
        if name in ("dateadd", "datediff", "date_part", "pgdate_part", "date_trunc"):
            call.syntax = self._date_part()
            if not self.accept_punct(","):
                raise self.error("dg/r_Dateparts_for_datetime_functions")
        call.args = [self._other()] if name == "position" else [self.expression()]
        if name == "position":
            self.expect("IN")
            call.args.append(self.expression())
            call.syntax = "IN"
        elif name in ("substring", "substr") and self.accept("FROM"):
            call.args.append(self.expression())
            call.syntax = "FROM"
            if self.accept("FOR"):
                call.args.append(self.expression())
                call.syntax = "FROM FOR"
        while self.accept_punct(","):
            call.args.append(self.expression())
        if self.word in ("IGNORE", "RESPECT") and word(self.nodes, self.at + 1) == "NULLS":
            if name not in ("first_value", "last_value"):
                raise self.error("dg/c_Window_functions")
            call.ignore_nulls = self.word == "IGNORE"
            self.at += 2
        self.end()
        return call

    def _date_part(self) -> str:
        node = self.node
        self.at += 1
        if isinstance(node, Token) and node.kind == "string":
            return date_part(string_value(node.text, True))
        if isinstance(node, Token) and node.kind in ("word", "quoted"):
            return date_part(node.text.strip('"'))
        raise RedshiftError("42601", "a date part is expected", hint="see dg/r_Dateparts_for_datetime_functions")

    def _extract(self, call: ast.Call) -> ast.Call:
        call.syntax = self._date_part()
        if not self.accept("FROM"):
            raise RedshiftError(
                "42601", "EXTRACT takes a date part, FROM and a value", hint="see dg/r_EXTRACT_function"
            )
        call.args = [self.expression()]
        self.end()
        return call

    def _trim(self, call: ast.Call) -> ast.Call:
        call.syntax = self.word if self.word in ("BOTH", "LEADING", "TRAILING") else ""
        if call.syntax:
            self.at += 1
        if call.syntax and self.accept("FROM"):
            call.args = [self.expression()]
        else:
            call.args = [self.expression()]
            if self.accept("FROM"):
                call.syntax = call.syntax or "BOTH"
                call.args = [self.expression(), *call.args]
            elif call.syntax:
                raise self.error("dg/r_TRIM")
        self.end()
        return call

    def _tail(self, call: ast.Call) -> None:
        if self.accept("WITHIN", "GROUP"):
            inner = self.inside(self.group())
            inner.expect("ORDER", "BY")
            call.within = inner.order_items()
            inner.end()
        if self.word in ("IGNORE", "RESPECT") and word(self.nodes, self.at + 1) == "NULLS":
            if call.name not in ("lag", "lead", "nth_value"):
                raise self.error("dg/c_Window_functions")
            call.ignore_nulls = self.word == "IGNORE"
            self.at += 2
        if self.accept("OVER"):
            group = group_at(self.nodes, self.at)
            if group is None:
                raise self.error("dg/r_Window_function_synopsis")
            self.at += 1
            call.window = self.inside(group)._window()

    def _window(self) -> ast.Window:
        partition = self.expressions() if self.accept("PARTITION", "BY") else []
        order = self.order_items() if self.accept("ORDER", "BY") else []
        frame = ""
        if self.word in ("RANGE", "GROUPS"):
            raise no_frame(self.word)
        if self.accept("ROWS"):
            if self.accept("BETWEEN"):
                low = self._bound()
                self.expect("AND")
                frame = f"ROWS BETWEEN {low} AND {self._bound()}"
            else:
                frame = f"ROWS {self._bound()}"
        if self.word == "EXCLUDE":
            raise no_frame("EXCLUDE")
        self.end()
        return ast.Window(partition, order, frame)

    def _bound(self) -> str:
        if self.accept("CURRENT", "ROW"):
            return "CURRENT ROW"
        node = self.node
        if self.accept("UNBOUNDED"):
            size = "UNBOUNDED"
        elif isinstance(node, Token) and node.kind == "number" and node.text.isdigit():
            size = node.text
            self.at += 1
        else:
            raise self.error("dg/r_Window_function_synopsis")
        for direction in ("PRECEDING", "FOLLOWING"):
            if self.accept(direction):
                return f"{size} {direction}"
        raise self.error("dg/r_Window_function_synopsis")

    def order_items(self) -> list[ast.OrderItem]:
        out = [self._order_item()]
        while self.accept_punct(","):
            out.append(self._order_item())
        return out

    def _order_item(self) -> ast.OrderItem:
        item = ast.OrderItem(self.expression())
        if self.accept("DESC"):
            item.descending = True
        else:
            self.accept("ASC")
        if self.accept("NULLS", "FIRST"):
            item.nulls = "FIRST"
        elif self.accept("NULLS", "LAST"):
            item.nulls = "LAST"
        return item
