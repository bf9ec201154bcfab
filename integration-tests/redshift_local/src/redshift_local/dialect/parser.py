"""Queries and expressions as a tree. What is not in Redshift's grammar is a syntax error.

An own parser: sqlglot's Redshift parser is lenient by design (it takes nearly everything that PostgreSQL or any other
dialect takes), and neither keeps the difference between what was written and what it means.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal as Choice

from ..errors import RedshiftError
from . import ast
from .dateparts import date_part
from .facts import reserved_words
from .lexer import Token, string_value
from .tree import Group, Node, group_at, split_commas, word, words
from .types import not_yet, parse_type

COMPARISONS = frozenset("= <> != < <= > >=".split())
_OTHER_OPERATORS = frozenset("|| ~ !~ & << >> ~~ !~~ ~~* !~~*".split())
_PREFIX_OPERATORS = frozenset("@ |/ ||/".split())
WORD_CALLS = frozenset(
    "SYSDATE CURRENT_DATE CURRENT_TIMESTAMP CURRENT_TIME LOCALTIME LOCALTIMESTAMP CURRENT_USER SESSION_USER "
    "CURRENT_USER_ID USER".split()
)
_TYPED_LITERALS = frozenset("DATE TIME TIMETZ TIMESTAMP TIMESTAMPTZ".split())
_INTERVAL_UNITS = frozenset("YEAR MONTH DAY HOUR MINUTE SECOND".split())
_AFTER_ITEM = frozenset(
    """
    FROM WHERE GROUP HAVING QUALIFY ORDER LIMIT OFFSET UNION EXCEPT INTERSECT MINUS INTO JOIN INNER LEFT RIGHT FULL
    CROSS NATURAL ON USING SET WHEN THEN ELSE END AND OR NOT IS IN LIKE ILIKE SIMILAR BETWEEN AS EXCLUDE START CONNECT
    PIVOT UNPIVOT WITH AT
    """.split()
)
_CALLABLE_RESERVED = frozenset("LEFT RIGHT ARRAY CAST COLLATE".split())
_INSIDE_CALLS = frozenset("FROM IN FOR AS ORDER IGNORE RESPECT".split())
_JOIN_STARTS = frozenset("JOIN INNER LEFT RIGHT FULL CROSS NATURAL".split())
_SET_OPERATORS = frozenset("UNION EXCEPT MINUS INTERSECT".split())


class Parser:
    """Reads one level of brackets; brackets inside get a parser of their own."""

    def __init__(self, nodes: Sequence[Node], backslash_escapes: bool, at: int = 0) -> None:
        self.nodes = nodes
        self.backslash_escapes = backslash_escapes
        self.at = at

    # -- reading
    @property
    def node(self) -> Node | None:
        return self.nodes[self.at] if self.at < len(self.nodes) else None

    @property
    def word(self) -> str:
        return word(self.nodes, self.at)

    def inside(self, group: Group) -> Parser:
        return Parser(group.items, self.backslash_escapes)

    def error(self, page: str = "dg/r_SELECT_synopsis") -> RedshiftError:
        node = self.node
        if node is None:
            return RedshiftError("42601", "syntax error at end of input", hint=f"see {page}")
        text = node.text if isinstance(node, Token) else node.open.text
        return RedshiftError("42601", f'syntax error at or near "{text}"', hint=f"see {page}")

    def accept(self, *expected: str) -> bool:
        if words(self.nodes, self.at, len(expected)) == expected:
            self.at += len(expected)
            return True
        return False

    def expect(self, *expected: str) -> None:
        if not self.accept(*expected):
            raise self.error()

    def accept_punct(self, text: str) -> bool:
        node = self.node
        if isinstance(node, Token) and node.is_punct(text):
            self.at += 1
            return True
        return False

    def operator(self) -> str:
        node = self.node
        return node.text if isinstance(node, Token) and node.kind == "op" else ""

    def group(self) -> Group:
        group = group_at(self.nodes, self.at)
        if group is None:
            raise self.error()
        self.at += 1
        return group

    def end(self) -> None:
        if self.at != len(self.nodes):
            raise self.error()

    def identifier(self, *, label: bool = False) -> Token:
        """A name; a label (behind AS) may be a reserved word."""
        node = self.node
        if isinstance(node, Token) and (
            node.kind == "quoted" or (node.kind == "word" and (label or node.upper not in reserved_words()))
        ):
            self.at += 1
            return node
        raise self.error("dg/r_names")

    def names(self) -> list[Token]:
        """Names in brackets."""
        inner = self.inside(self.group())
        out = [inner.identifier()]
        while inner.accept_punct(","):
            out.append(inner.identifier())
        inner.end()
        return out

    def qualified(self) -> list[Token]:
        """A name of one to three parts."""
        parts = [self.identifier()]
        while len(parts) < 3 and self.accept_punct("."):
            parts.append(self.identifier(label=True))
        return parts

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
        if self.operator() in _PREFIX_OPERATORS:
            operator = self.operator()
            self.at += 1
            return ast.Unary(operator, self._sum())
        left = self._sum()
        while self.operator() in _OTHER_OPERATORS:
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
        if operator in _PREFIX_OPERATORS:
            self.at += 1
            return ast.Unary(operator, self._signed())
        return self._postfix(self._primary())

    def _postfix(self, left: ast.Expr) -> ast.Expr:
        while True:
            node = self.node
            if isinstance(node, Token) and node.text == "::":
                parsed = parse_type(self.nodes, self.at + 1, in_ddl=False)
                self.at += 1 + parsed.width
                left = ast.Cast(left, parsed)
            elif _is_step(node) and (isinstance(node, Group) or isinstance(left, ast.Call | ast.Navigate)):
                left = ast.Navigate(left, self._steps())
            elif isinstance(node, Token) and node.kind == "op" and node.text not in _KNOWN_OPERATORS:
                raise unknown_operator(node.text)
            else:
                return left

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
            if node.text in _KNOWN_OPERATORS:
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
        if upper in _TYPED_LITERALS and isinstance(following, Token) and following.kind == "string":
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
        if upper in WORD_CALLS and not called and not _is_dot(following):
            self.at += 1
            return ast.WordCall(upper)
        if upper in reserved_words() and not (called and upper in _CALLABLE_RESERVED):
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
        if self.word not in _INTERVAL_UNITS:
            return ast.IntervalLiteral(literal, "")
        qualifier = self.word
        self.at += 1
        if qualifier == "SECOND" and group_at(self.nodes, self.at) is not None:
            self.at += 1
        if self.word == "TO" and word(self.nodes, self.at + 1) in _INTERVAL_UNITS:
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
                return self._call(parts, node)
            if not self.accept_punct("."):
                break
            if self.operator() == "*":
                self.at += 1
                return ast.Star(parts, self._exclude())
            parts.append(self.identifier(label=True))
        node = self.node
        if isinstance(node, Group) and not node.round:
            return ast.Navigate(ast.Name(parts), self._steps())
        return ast.Name(parts)

    def _exclude(self) -> list[Token]:
        if not self.accept("EXCLUDE"):
            return []
        if group_at(self.nodes, self.at) is not None:
            return self.names()
        return [self.identifier()]

    # -- calls
    def _call(self, parts: list[Token], group: Group) -> ast.Expr:
        self.at += 1
        if len(parts) > 2:
            raise RedshiftError("42883", "a function has at most a schema before its name")
        name = parts[-1].text.strip('"').lower()
        schema = parts[0].text.strip('"').lower() if len(parts) == 2 else ""
        inner = self.inside(group)
        if inner.operator() == "+" and len(group.items) == 1:
            raise not_yet("the outer join operator (+)", "dg/r_WHERE_oracle_outer")
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
        operand = Parser(parts[1], self.backslash_escapes)
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
            raise _no_frame(self.word)
        if self.accept("ROWS"):
            if self.accept("BETWEEN"):
                low = self._bound()
                self.expect("AND")
                frame = f"ROWS BETWEEN {low} AND {self._bound()}"
            else:
                frame = f"ROWS {self._bound()}"
        if self.word == "EXCLUDE":
            raise _no_frame("EXCLUDE")
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
            raise not_yet("EXCLUDE behind a select list", "dg/r_EXCLUDE_list")
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

    def _select_item(self) -> ast.SelectItem:
        if self.operator() == "*":
            self.at += 1
            return ast.SelectItem(ast.Star([], self._exclude()), None)
        expr = self.expression()
        if self.accept("AS"):
            return ast.SelectItem(expr, self.identifier(label=True))
        node = self.node
        if isinstance(node, Token) and (
            node.kind == "quoted"
            or (node.kind == "word" and node.upper not in _AFTER_ITEM and node.upper not in reserved_words())
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

    # -- FROM
    def sources(self) -> list[ast.FromItem]:
        out = [self._source()]
        while self.accept_punct(","):
            out.append(self._source())
        return out

    def _source(self) -> ast.FromItem:
        left = self._table()
        while self.word in _JOIN_STARTS:
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
        if isinstance(node, Token) and node.kind in ("word", "quoted") and node.upper not in _AFTER_ITEM:
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
                or (node.kind == "word" and node.upper not in _AFTER_ITEM and node.upper not in reserved_words())
            ):
                self.at += 1
                alias = node
        columns = self.names() if alias is not None and group_at(self.nodes, self.at) is not None else []
        return alias, columns


_KNOWN_OPERATORS = COMPARISONS | _OTHER_OPERATORS | _PREFIX_OPERATORS | frozenset("+ - * / % ^ ::".split())


def unknown_operator(text: str) -> RedshiftError:
    return RedshiftError(
        "42883", f"operator does not exist: {text}", hint="Redshift's operators: dg/r_OPERATOR_SYMBOLS"
    )


def _no_frame(what: str) -> RedshiftError:
    return RedshiftError("0A000", f"{what} in a window frame is not supported", hint="see dg/c_Window_functions")


def is_query(items: Sequence[Node]) -> bool:
    """Whether brackets hold a query: SELECT, WITH, or a bracketed query that may be part of a set operation."""
    if word(items, 0) in ("SELECT", "WITH"):
        return True
    first = group_at(items, 0)
    if first is None or not is_query(first.items):
        return False
    return len(items) == 1 or word(items, 1) in _SET_OPERATORS or word(items, 1) in ("ORDER", "LIMIT", "OFFSET")


def _is_step(node: Node | None) -> bool:
    return _is_dot(node) or (isinstance(node, Group) and not node.round)


def _is_dot(node: Node | None) -> bool:
    return isinstance(node, Token) and node.is_punct(".")
