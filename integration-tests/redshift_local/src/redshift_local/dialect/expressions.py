"""Expressions: every function, type, literal, name and operator is checked, typed and written for the engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import RedshiftError
from . import ast, calls, correlations, hierarchies, operators, outer_joins
from . import sqltypes as t
from .compiler import Env, Facts, Names, Used, comma
from .lexer import Token, identifier_value, string_value
from .scopes import Found, Typed, resolve
from .sqltypes import SqlType
from .types import not_yet

if TYPE_CHECKING:
    from .selects import Queries

_WORD_CALLS: dict[str, tuple[str, SqlType, str]] = {
    "SYSDATE": ("rs.sysdate()", t.TIMESTAMP, "sysdate"),
    "CURRENT_DATE": ("CURRENT_DATE", t.DATE, "date"),
    "CURRENT_TIMESTAMP": ("CURRENT_TIMESTAMP", t.TIMESTAMPTZ, "timestamptz"),
    "CURRENT_TIME": ("CURRENT_TIME", t.TIMETZ, "timetz"),
    "LOCALTIME": ("LOCALTIME", t.TIME, "time"),
    "LOCALTIMESTAMP": ("LOCALTIMESTAMP", t.TIMESTAMP, "timestamp"),
    "CURRENT_USER": ("CURRENT_USER", t.UNKNOWN, "current_user"),
    "SESSION_USER": ("SESSION_USER", t.UNKNOWN, "session_user"),
    "CURRENT_USER_ID": ("rs.current_user_id()", t.INTEGER, "current_user_id"),
    "USER": ("CURRENT_USER", t.UNKNOWN, "current_user"),
}
_TYPED_LITERALS = {
    "DATE": ("date", t.DATE),
    "TIME": ("time", t.TIME),
    "TIMETZ": ("timetz", t.TIMETZ),
    "TIMESTAMP": ("timestamp", t.TIMESTAMP),
    "TIMESTAMPTZ": ("timestamptz", t.TIMESTAMPTZ),
}
_SELECT_LIST = frozenset(("SELECT", "ORDER"))


class Expressions:
    """Compiles expressions; subqueries go to ``queries``."""

    queries: Queries

    def __init__(self, names: Names, facts: Facts, used: Used) -> None:
        self.names = names
        self.facts = facts
        self.used = used
        self.correlations = 0
        """How many correlated subqueries were seen."""

    def all(self, nodes: Sequence[ast.Expr], env: Env) -> list[Typed]:
        return [self.one(node, env) for node in nodes]

    def one(self, node: ast.Expr, env: Env) -> Typed:
        """Engine SQL and type of an expression. Raises RedshiftError for what Redshift refuses."""
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Parameter():
                return Typed(node.token.text, t.UNKNOWN)
            case ast.Name():
                return self._name(node, env)
            case ast.Navigate():
                return self._navigate(node, env)
            case ast.Unary():
                return self._unary(node, env)
            case ast.Binary():
                return self._binary(node, env)
            case ast.IsTest():
                return self._is(node, env)
            case ast.Between():
                return self._between(node, env)
            case ast.Like():
                return self._like(node, env)
            case ast.InList():
                return self._in_list(node, env)
            case ast.InQuery() | ast.Quantified() | ast.Exists() | ast.ScalarQuery():
                return self._subquery(node, env)
            case ast.RowValue():
                items = self.all(node.items, env)
                return Typed(f"({comma([i.sql for i in items])})", t.UNKNOWN, "row")
            case ast.Case():
                return self._case(node, env)
            case ast.Cast():
                return self._cast(node, env)
            case ast.TypedLiteral():
                engine, kind = _TYPED_LITERALS[node.type_name]
                return Typed(f"CAST({self.names.literal(node.literal)} AS {engine})", kind, engine, True)
            case ast.IntervalLiteral():
                return self._interval(node)
            case ast.AtTimeZone():
                return self._at_time_zone(node, env)
            case ast.WordCall():
                self.used.functions.add(node.word.lower())
                sql, kind, name = _WORD_CALLS[node.word]
                return Typed(sql, kind, name)
            case ast.Call():
                return calls.call(self, node, env)
            case ast.Prior():
                return hierarchies.prior(self, node, env)
            case ast.OuterColumn():
                raise outer_joins.refused("the outer join operator (+) stands in the WHERE clause of a query only")
            case ast.Star():
                raise RedshiftError(
                    "42601", "* stands only in a select list and in COUNT(*)", hint="see dg/r_SELECT_list"
                )
        raise AssertionError(type(node))

    # -- literals and names
    def _constant(self, node: ast.Constant) -> Typed:
        text = node.token.text
        if node.kind == "string":
            return Typed(self.names.literal(node.token), t.LITERAL, constant=True)
        if node.kind == "null":
            return Typed("NULL", t.NULL, constant=True)
        if node.kind == "number":
            kind = t.of_number(text)
            cast = kind == t.DOUBLE or (kind.is_decimal and kind.size > 0)
            return Typed(f"CAST({text} AS {kind.engine})" if cast else text, kind, constant=True)
        return Typed(node.kind.upper(), t.BOOLEAN, "bool", True)

    def _name(self, node: ast.Name, env: Env) -> Typed:
        parts = [self.names.folded(part) for part in node.parts]
        found = resolve(env.scope, parts)
        if found is not None:
            return self._column(node.parts, parts, found)
        if len(parts) == 1 and parts[0] in env.scope.aliases:
            if env.clause in ("HAVING", "ON"):
                raise RedshiftError("42703", f'column "{parts[0]}" does not exist', hint="see dg/r_HAVING_clause")
            return env.scope.aliases[parts[0]]
        return Typed(".".join(self.names.engine(part) for part in node.parts), t.UNKNOWN, parts[-1])

    def _column(self, written: list[Token], parts: list[str], found: Found) -> Typed:
        name = parts[found.used - 1]
        if found.source.prefix is not None:
            sql = f"{found.source.engine}.{self.names.label(found.source.prefix + name)}"
        elif found.is_value or found.source.is_value:
            sql = f"{found.source.engine}.{self.names.label(name)}"
        else:
            sql = ".".join(self.names.engine(part) for part in written[: found.used])
        value = Typed(sql, found.type, name)
        for key, token in zip(parts[found.used :], written[found.used :], strict=True):
            value = self._step(value, key, token)
        return value

    def _step(self, value: Typed, key: str, token: Token) -> Typed:
        if value.type not in (t.SUPER, t.UNKNOWN):
            raise RedshiftError(
                "42703", f'column "{value.name}" is no SUPER: no "{key}" in it', hint="see dg/query-super"
            )
        if self.facts.case_sensitive_super:
            key = identifier_value(token)
        literal = "'" + key.replace("'", "''") + "'"
        return Typed(f"rs_catalog.at_key({value.sql}, {literal})", t.SUPER, key)

    def _navigate(self, node: ast.Navigate, env: Env) -> Typed:
        value = self.one(node.base, env)
        if value.type == t.CATALOG_ARRAY and len(node.steps) == 1 and not isinstance(node.steps[0], Token):
            return Typed(f"({value.sql})[{self.one(node.steps[0], env).sql}]", t.UNKNOWN, value.name)
        if value.type not in (t.SUPER, t.UNKNOWN):
            raise RedshiftError("42804", "only a SUPER value can be navigated", hint="see dg/query-super")
        for step in node.steps:
            if isinstance(step, Token):
                value = self._step(value, self.names.folded(step), step)
                continue
            place = self.one(step, env)
            if place.type.is_string:
                value = Typed(f"rs_catalog.at_key({value.sql}, {place.sql})", t.SUPER, value.name)
            else:
                value = Typed(f"rs_catalog.at_place({value.sql}, CAST({place.sql} AS integer))", t.SUPER, value.name)
        return value

    # -- operators
    def _unary(self, node: ast.Unary, env: Env) -> Typed:
        operand = self.one(node.operand, env)
        constant = operand.constant
        if node.operator == "NOT":
            return Typed(f"(NOT {self._condition(operand)})", t.BOOLEAN, constant=constant)
        if node.operator in ("|/", "||/"):
            return Typed(
                f"rs.{'sqrt' if node.operator == '|/' else 'cbrt'}({operand.sql})", t.DOUBLE, constant=constant
            )
        settled = self.settle(f"({node.operator} {operand.sql})", operand.type, "?column?")
        return Typed(settled.sql, operand.type, constant=constant)

    @staticmethod
    def _condition(value: Typed) -> str:
        return f"CAST({value.sql} AS boolean)" if value.type == t.SUPER else value.sql

    def condition(self, node: ast.Expr, env: Env) -> str:
        """An expression where a truth value is wanted."""
        return self._condition(self.one(node, env))

    def _binary(self, node: ast.Binary, env: Env) -> Typed:
        if node.operator in ("AND", "OR"):
            return self._logical(node, env)
        left, right = self.one(node.left, env), self.one(node.right, env)
        if node.operator in ("+", "-", "*", "/", "%", "^"):
            return operators.calculate(node.operator, left, right)
        if node.operator == "||":
            return operators.concatenate(left, right)
        constant = left.constant and right.constant
        if node.operator in ("~", "!~"):
            self._literal_pattern(node.right)
            return Typed(f"({left.sql} {node.operator} {right.sql})", t.BOOLEAN, constant=constant)
        if node.operator in ("&", "<<", ">>"):
            return Typed(f"({left.sql} {node.operator} {right.sql})", left.type, constant=constant)
        if node.operator in ("~~", "!~~", "~~*", "!~~*"):
            return Typed(f"({left.sql} {node.operator} {right.sql})", t.BOOLEAN, constant=constant)
        if isinstance(node.left, ast.RowValue) and isinstance(node.right, ast.RowValue):
            return Typed(f"({left.sql} {node.operator} {right.sql})", t.BOOLEAN)
        return operators.compare(node.operator, left, right)

    def _logical(self, node: ast.Binary, env: Env) -> Typed:
        # Long chains lean to the left: they are walked, not recursed into.
        operands: list[ast.Expr] = []
        at: ast.Expr = node
        while isinstance(at, ast.Binary) and at.operator == node.operator:
            operands.append(at.right)
            at = at.left
        operands.append(at)
        texts = [self.condition(operand, env) for operand in reversed(operands)]
        return Typed(f"({f' {node.operator} '.join(texts)})", t.BOOLEAN)

    @staticmethod
    def _literal_pattern(pattern: ast.Expr) -> None:
        if not isinstance(pattern, ast.Constant | ast.Parameter):
            raise RedshiftError(
                "0A000",
                "the pattern of a regular expression is a literal",
                hint="see dg/pattern-matching-conditions-posix",
            )

    def _is(self, node: ast.IsTest, env: Env) -> Typed:
        operand = self.one(node.operand, env)
        if node.what != "NULL" and env.clause in _SELECT_LIST:
            raise RedshiftError("0A000", f"IS {node.what} stands only in a predicate", hint="see dg/r_Boolean_type")
        no = "NOT " if node.negated else ""
        sql = operand.sql
        if node.what == "NULL" and operand.type == t.SUPER:
            sql = f"NULLIF({sql}, 'null'::jsonb)"  # JSON null is NULL to SQL (dg/query-super)
        return Typed(f"({sql} IS {no}{node.what})", t.BOOLEAN, constant=operand.constant)

    def _between(self, node: ast.Between, env: Env) -> Typed:
        operand, low, high = self.all([node.operand, node.low, node.high], env)
        if any(_mixed(operand.type, bound.type) for bound in (low, high)):
            both = f"({operators.compare('>=', operand, low).sql} AND {operators.compare('<=', operand, high).sql})"
            return Typed(f"(NOT {both})" if node.negated else both, t.BOOLEAN)
        no = "NOT " if node.negated else ""
        return Typed(f"({operand.sql} {no}BETWEEN {low.sql} AND {high.sql})", t.BOOLEAN)

    def _like(self, node: ast.Like, env: Env) -> Typed:
        operand, pattern = self.all([node.operand, node.pattern], env)
        if node.kind == "SIMILAR TO":
            self._literal_pattern(node.pattern)
        if operators.needs_string(operand.type):
            operand = operators.as_string(operand)
        no = "NOT " if node.negated else ""
        escape = ""
        if node.escape is not None:
            text = self.one(node.escape, env)
            if isinstance(node.escape, ast.Constant) and node.escape.kind == "string":
                size = len(string_value(node.escape.token.text, self.facts.backslash_escapes))
                if size != 1:
                    raise RedshiftError(
                        "22025", "an escape string has one character", hint="see dg/r_patternmatching_condition_like"
                    )
            escape = f" ESCAPE {text.sql}"
        return Typed(f"({operand.sql} {no}{node.kind} {pattern.sql}{escape})", t.BOOLEAN)

    def _in_list(self, node: ast.InList, env: Env) -> Typed:
        operand = self.one(node.operand, env)
        items = self.all(node.items, env)
        no = "NOT " if node.negated else ""
        if any(_mixed(operand.type, item.type) for item in items):
            tests = [operators.compare("=", operand, item).sql for item in items]
            return Typed(f"({no}({' OR '.join(tests)}))", t.BOOLEAN)
        return Typed(f"({operand.sql} {no}IN ({comma([i.sql for i in items])}))", t.BOOLEAN)

    # -- subqueries
    def _subquery(self, node: ast.InQuery | ast.Quantified | ast.Exists | ast.ScalarQuery, env: Env) -> Typed:
        compiled, scope = self.queries.subquery(node.query, env)
        if scope.correlated:
            self.correlations += 1
            correlations.check(node, env, scope.has_window)
        columns = compiled.columns
        if not isinstance(node, ast.Exists) and columns is not None and len(columns) != 1:
            row = isinstance(node, ast.InQuery) and isinstance(node.operand, ast.RowValue)
            if not row:
                raise RedshiftError("42601", "subquery must return only one column", hint="see dg/r_in_condition")
        if isinstance(node, ast.Exists):
            return Typed(f"(EXISTS ({compiled.sql}))", t.BOOLEAN, "exists")
        if isinstance(node, ast.ScalarQuery):
            if env.clause in ("GROUP", "DEFAULT") or (env.clause == "HAVING" and not self.facts.having_subqueries):
                raise RedshiftError(
                    "0A000", f"scalar subqueries are not valid in {env.clause}", hint="see dg/r_scalar_subqueries"
                )
            kind, name = (columns[0].type, columns[0].name) if columns else (t.UNKNOWN, "?column?")
            return Typed(f"({compiled.sql})", kind if kind != t.LITERAL else t.VARCHAR, name)
        operand = self.one(node.operand, env)
        if isinstance(node, ast.InQuery):
            no = "NOT " if node.negated else ""
            return Typed(f"({operand.sql} {no}IN ({compiled.sql}))", t.BOOLEAN)
        allowed = ("<>", "!=") if node.quantifier == "ALL" else ("=",)
        if node.operator not in allowed:
            raise RedshiftError(
                "0A000", "only = ANY, = SOME and <> ALL take a subquery", hint="see dg/r_comparison_condition"
            )
        return Typed(f"({operand.sql} {node.operator} {node.quantifier} ({compiled.sql}))", t.BOOLEAN)

    # -- the rest
    def _case(self, node: ast.Case, env: Env) -> Typed:
        subject = self.one(node.subject, env) if node.subject is not None else None
        branches, values = [], []
        for condition, value in node.whens:
            test = self.one(condition, env)
            values.append(self.one(value, env))
            shown = operators.compare("=", subject, test).sql if subject is not None else self._condition(test)
            branches.append((shown, values[-1]))
        otherwise = self.one(node.otherwise, env) if node.otherwise is not None else None
        kind = t.common([v.type for v in values] + ([otherwise.type] if otherwise else []))
        parts = [f"WHEN {test} THEN {self.fit(value, kind)}" for test, value in branches]
        end = f" ELSE {self.fit(otherwise, kind)}" if otherwise is not None else ""
        return self.settle(f"CASE {' '.join(parts)}{end} END", kind, "case")

    @staticmethod
    def fit(value: Typed, kind: SqlType) -> str:
        """A branch of CASE or COALESCE among branches whose common type is ``kind``."""
        if kind == t.SUPER and value.type not in (t.SUPER, t.NULL):
            return f"rs_catalog.to_super({value.sql})"
        return value.sql

    @staticmethod
    def settle(sql: str, kind: SqlType, name: str) -> Typed:
        """A value whose DECIMAL type the engine would forget."""
        if kind.is_decimal and kind.size:
            sql = f"CAST({sql} AS {kind.engine})"
        return Typed(sql, kind, name)

    def _cast(self, node: ast.Cast, env: Env) -> Typed:
        operand = self.one(node.operand, env)
        target = t.of_name(node.target)
        engine = node.target.engine
        name = operand.name if operand.name != "?column?" else _cast_name(engine)
        if node.lenient:
            return self._try_cast(operand, target, engine, name)
        return operators.cast(operand, target, engine, name)

    def _try_cast(self, operand: Typed, target: SqlType, engine: str, name: str) -> Typed:
        """TRY_CAST is told apart by the kind of pair: listed pairs give NULL, others are an error (dg/r_TRY_CAST)."""
        if not operand.type.is_known:
            raise not_yet("TRY_CAST of an expression of unknown type", "dg/r_TRY_CAST")
        if not (operand.type.is_string or operand.type.is_number) and operand.type != target:
            if operand.type == t.BOOLEAN and target.name.startswith(("timestamp", "date", "time")):
                raise operators._cannot_cast(operand.type, target)
            return operators.cast(operand, target, engine, name)
        if target.is_string:
            return operators.cast(operand, target, engine, name)
        kind = "numeric" if operand.type.is_decimal or operand.type.is_integer else "float8"
        text = f"CAST({operand.sql} AS {'text' if operand.type.is_string else kind})"
        return Typed(f"CAST(rs_catalog.try_cast({text}, NULL::{engine}, '{engine}') AS {engine})", target, name)

    def _interval(self, node: ast.IntervalLiteral) -> Typed:
        text = string_value(node.literal.text, self.facts.backslash_escapes).lower()
        if node.qualifier:
            kind = t.INTERVAL_YM if node.qualifier in ("YEAR", "MONTH", "YEAR TO MONTH") else t.INTERVAL
        else:
            kind = t.INTERVAL
            if not any(char.isdigit() for char in text):
                raise RedshiftError(
                    "22007", f"invalid input syntax for type interval: {text}", hint="see dg/r_interval_literals"
                )
        sql = f"INTERVAL {self.names.literal(node.literal)}{' ' + node.qualifier if node.qualifier else ''}"
        return Typed(f"({sql})", kind, "interval", True)

    def _at_time_zone(self, node: ast.AtTimeZone, env: Env) -> Typed:
        operand, zone = self.all([node.operand, node.zone], env)
        kind = {"timestamp": t.TIMESTAMPTZ, "date": t.TIMESTAMPTZ, "timestamptz": t.TIMESTAMP}.get(
            operand.type.name, t.UNKNOWN
        )
        sql = f"CAST({operand.sql} AS timestamp)" if operand.type == t.DATE else operand.sql
        return Typed(f"({sql} AT TIME ZONE {zone.sql})", kind, "timezone")


def _mixed(a: SqlType, b: SqlType) -> bool:
    """Whether a comparison of these types is not the engine's own."""
    if t.SUPER in (a, b):
        return True
    return (
        a.is_number and b.name in ("varchar", "char", "literal") and not (a.is_decimal and b.name == "literal")
    ) or (b.is_number and a.name in ("varchar", "char", "literal") and not (b.is_decimal and a.name == "literal"))


_CAST_NAMES = {
    "integer": "int4",
    "bigint": "int8",
    "smallint": "int2",
    "real": "float4",
    "double precision": "float8",
    "boolean": "bool",
    "char": "bpchar",
    "jsonb": "super",
    "bytea": "varbyte",
    "rs_catalog.geometry": "geometry",
    "rs_catalog.geography": "geography",
    "rs_catalog.hllsketch": "hllsketch",
}


def _cast_name(engine: str) -> str:
    base = engine.partition("(")[0]
    return _CAST_NAMES.get(base, base)
