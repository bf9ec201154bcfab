"""Operators by the types of their operands: where the engine's own would answer otherwise, its SQL is another."""

from __future__ import annotations

from ..errors import RedshiftError
from . import sqltypes as t
from .scopes import Typed
from .sqltypes import SqlType

_FLIPPED = {"!=": "<>"}


def compare(operator: str, left: Typed, right: Typed) -> Typed:
    """A comparison (dg/r_comparison_condition, dg/c_Supported_data_types)."""
    operator = _FLIPPED.get(operator, operator)
    constant = left.constant and right.constant
    if left.type == t.SUPER or right.type == t.SUPER:
        return Typed(_compare_super(operator, left, right), t.BOOLEAN, constant=constant)
    a, b = left, right
    if _number_meets_string(left.type, right.type):
        a = as_string(left)
    elif _number_meets_string(right.type, left.type):
        b = as_string(right)
    elif left.type.is_decimal and right.type.name in ("varchar", "char"):
        b = Typed(f"CAST({right.sql} AS numeric)", t.DECIMAL)
    elif right.type.is_decimal and left.type.name in ("varchar", "char"):
        a = Typed(f"CAST({left.sql} AS numeric)", t.DECIMAL)
    return Typed(f"({a.sql} {operator} {b.sql})", t.BOOLEAN, constant=constant)


def _number_meets_string(number: SqlType, string: SqlType) -> bool:
    # "any other numeric": the number becomes a string; DECIMAL makes a number of the string.
    return (number.is_integer or number.is_float) and string.is_string


def as_string(value: Typed) -> Typed:
    return Typed(f"CAST({value.sql} AS varchar)", t.VARCHAR, constant=value.constant)


def _compare_super(operator: str, left: Typed, right: Typed) -> str:
    a, b = (x.sql if x.type == t.SUPER else f"rs_catalog.to_super({x.sql})" for x in (left, right))
    if operator in ("=", "<>"):
        return f"({'' if operator == '=' else 'NOT '}rs_catalog.super_equal({a}, {b}))"
    return f"(rs_catalog.super_order({a}, {b}) {operator} 0)"


def calculate(operator: str, left: Typed, right: Typed) -> Typed:
    """``+ - * / % ^`` (dg/r_numeric_computations201, dg/r_interval_data_types)."""
    constant = left.constant and right.constant
    kind, sql = _calculate(operator, left, right)
    return Typed(sql, kind, constant=constant)


def _calculate(operator: str, left: Typed, right: Typed) -> tuple[SqlType, str]:
    a, b = left.type, right.type
    if a == t.SUPER or b == t.SUPER:
        numbers = [f"rs_catalog.super_numeric({x.sql})" if x.type == t.SUPER else x.sql for x in (left, right)]
        return t.SUPER, f"rs_catalog.to_super({numbers[0]} {operator} {numbers[1]})"
    plain = f"({left.sql} {operator} {right.sql})"
    if operator == "^":
        return t.DOUBLE, f"rs.power({left.sql}, {right.sql})"
    if a.name in ("null", "literal"):
        a = b
    if b.name in ("null", "literal"):
        b = a
    if a.is_number and b.is_number:
        return _numbers(operator, a, b, left, right)
    dated = _dates(operator, a, b, plain)
    return dated if dated is not None else (t.UNKNOWN, plain)


def _numbers(operator: str, a: SqlType, b: SqlType, left: Typed, right: Typed) -> tuple[SqlType, str]:
    result = t.arithmetic(operator, a, b)
    if operator == "%" and (a.is_float or b.is_float):
        raise RedshiftError(
            "42883", "operator does not exist: double precision % double precision", hint="see dg/r_MOD"
        )
    if result.is_decimal and result.size:
        if operator == "/":
            return result, f"rs_catalog.quotient({left.sql}, {right.sql}, {result.scale})::{result.engine}"
        return result, f"CAST(({left.sql} {operator} {right.sql}) AS {result.engine})"
    if result == t.DOUBLE and a == b == t.REAL:
        return t.REAL, f"({left.sql} {operator} {right.sql})"
    return result, f"({left.sql} {operator} {right.sql})"


def _dates(operator: str, a: SqlType, b: SqlType, plain: str) -> tuple[SqlType, str] | None:
    additive = operator in "+-"
    if a == t.DATE and b == t.INTERVAL_YM and additive:
        return t.DATE, f"CAST({plain} AS date)"
    if a == t.DATE and b == t.INTERVAL and additive:
        return t.TIMESTAMP, plain
    if a.name in ("timestamp", "timestamptz", "time", "timetz") and b.name.startswith("interval") and additive:
        return a, plain
    if a == t.DATE and b.is_integer and additive:
        return t.DATE, plain.replace(f" {operator} ", f" {operator} ", 1)
    if a.is_integer and b == t.DATE and operator == "+":
        return t.DATE, plain
    if operator == "-" and a == b == t.DATE:
        return t.INTEGER, plain
    if (
        operator == "-"
        and a.name in ("date", "timestamp", "timestamptz")
        and b.name in ("date", "timestamp", "timestamptz")
    ):
        return t.INTERVAL, plain
    if operator == "+" and a == t.DATE and b.name in ("time", "timetz"):
        return (t.TIMESTAMP if b == t.TIME else t.TIMESTAMPTZ), plain
    if a.name.startswith("interval") and b.name.startswith("interval") and additive:
        return (a if a == b else t.INTERVAL), plain
    if a.name.startswith("interval") and b.is_number and operator in "*/":
        return a, plain
    if b.name.startswith("interval") and a.is_number and operator == "*":
        return b, plain
    if b.name.startswith("interval") and operator == "+":
        return (t.DATE, f"CAST({plain} AS date)") if (a == t.DATE and b == t.INTERVAL_YM) else (t.UNKNOWN, plain)
    return None


def concatenate(left: Typed, right: Typed) -> Typed:
    """``||`` (dg/r_concat_op, dg/r_VARBYTE_OPERATORS)."""
    constant = left.constant and right.constant
    if t.VARBYTE in (left.type, right.type):
        return Typed(f"({left.sql} || {right.sql})", t.VARBYTE, constant=constant)
    a, b = (as_string(x) if needs_string(x.type) else x for x in (left, right))
    return Typed(f"({a.sql} || {b.sql})", t.VARCHAR, constant=constant)


def needs_string(kind: SqlType) -> bool:
    """Whether a value of this type is cast where a string is wanted: the documented implicit casts to VARCHAR."""
    return kind.is_number or kind == t.SUPER or kind.name in ("date", "time", "timetz", "timestamp", "timestamptz")


def cast(value: Typed, target: SqlType, engine: str, name: str) -> Typed:
    """An explicit cast. A DECIMAL read from a table is cut, not rounded (dg/r_Numeric_types201)."""
    sql = value.sql
    if value.type == t.BOOLEAN and (target.is_decimal or target.is_float):
        raise _cannot_cast(value.type, target)
    if target == t.BOOLEAN and (value.type.is_decimal or value.type.is_float):
        raise _cannot_cast(value.type, target)
    if target == t.SUPER and value.type.name in ("date", "time", "timetz", "timestamp", "timestamptz"):
        raise _cannot_cast(value.type, target)
    if target == t.SUPER and value.type != t.SUPER:
        return Typed(f"rs_catalog.to_super({sql})", t.SUPER, name, value.constant)
    if _crosses_opaque(value.type, target):
        raise _cannot_cast(value.type, target)
    if target == t.VARBYTE and value.type.is_string:
        return Typed(f"convert_to({sql}, 'UTF8')", t.VARBYTE, name, value.constant)
    if target.is_string and value.type == t.VARBYTE:
        return Typed(f"convert_from({sql}, 'UTF8')::{engine}", target, name, value.constant)
    decimal = value.type.is_decimal and target.is_decimal and not value.constant
    if decimal and (not value.type.size or value.type.scale > target.scale):
        sql = f"pg_catalog.trunc({sql}, {target.scale})"
    return Typed(f"CAST({sql} AS {engine})", target, name, value.constant, value.aggregate)


def _crosses_opaque(source: SqlType, target: SqlType) -> bool:
    """Shapes are cast to each other only, sketches to nothing."""
    kinds = {source.name, target.name}
    if not kinds & t.OPAQUE or not source.is_known or source == target:
        return False
    return "hllsketch" in kinds or not kinds <= t.OPAQUE


def _cannot_cast(source: SqlType, target: SqlType) -> RedshiftError:
    return RedshiftError(
        "42846", f"cannot cast type {source.engine} to {target.engine}", hint="see dg/c_Supported_data_types"
    )
