"""The syntax tree of queries and expressions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any
from typing import Literal as Choice

from .lexer import Token
from .types import TypeName


@dataclass(slots=True, eq=False)
class Expr:
    """An expression."""


@dataclass(slots=True, eq=False)
class Constant(Expr):
    """A literal: a string, a number, NULL, TRUE, FALSE."""

    kind: Choice["string", "number", "null", "true", "false"]
    token: Token


@dataclass(slots=True, eq=False)
class Parameter(Expr):
    token: Token


@dataclass(slots=True, eq=False)
class Name(Expr):
    """A column, or a column and steps into its SUPER value: ``t.a``, ``t.a.b``."""

    parts: list[Token]


@dataclass(slots=True, eq=False)
class OuterColumn(Expr):
    """``column (+)``: the column's table is outer-joined."""

    column: Name


@dataclass(slots=True, eq=False)
class Prior(Expr):
    """PRIOR: the expression for the parent's row in a hierarchy."""

    operand: Expr


@dataclass(slots=True, eq=False)
class Star(Expr):
    """``*`` or ``t.*``, with the columns that EXCLUDE takes away."""

    qualifier: list[Token]
    exclude: list[Token]


@dataclass(slots=True, eq=False)
class Navigate(Expr):
    """Steps into a SUPER value: names, or positions in square brackets."""

    base: Expr
    steps: list[Token | Expr]


@dataclass(slots=True, eq=False)
class Unary(Expr):
    operator: str
    operand: Expr


@dataclass(slots=True, eq=False)
class Binary(Expr):
    operator: str
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class IsTest(Expr):
    operand: Expr
    what: Choice["NULL", "TRUE", "FALSE", "UNKNOWN"]
    negated: bool


@dataclass(slots=True, eq=False)
class Between(Expr):
    operand: Expr
    low: Expr
    high: Expr
    negated: bool


@dataclass(slots=True, eq=False)
class Like(Expr):
    operand: Expr
    pattern: Expr
    escape: Expr | None
    kind: Choice["LIKE", "ILIKE", "SIMILAR TO"]
    negated: bool


@dataclass(slots=True, eq=False)
class InList(Expr):
    operand: Expr
    items: list[Expr]
    negated: bool


@dataclass(slots=True, eq=False)
class InQuery(Expr):
    operand: Expr
    query: Query
    negated: bool


@dataclass(slots=True, eq=False)
class Quantified(Expr):
    operand: Expr
    operator: str
    quantifier: str
    query: Query


@dataclass(slots=True, eq=False)
class Exists(Expr):
    query: Query


@dataclass(slots=True, eq=False)
class ScalarQuery(Expr):
    query: Query


@dataclass(slots=True, eq=False)
class RowValue(Expr):
    items: list[Expr]


@dataclass(slots=True, eq=False)
class Case(Expr):
    subject: Expr | None
    whens: list[tuple[Expr, Expr]]
    otherwise: Expr | None


@dataclass(slots=True, eq=False)
class Cast(Expr):
    operand: Expr
    target: TypeName
    lenient: bool = False
    """TRY_CAST: NULL for a value that does not fit."""


@dataclass(slots=True, eq=False)
class TypedLiteral(Expr):
    """DATE '..', TIMESTAMP '..' and their kin."""

    type_name: str
    literal: Token


@dataclass(slots=True, eq=False)
class IntervalLiteral(Expr):
    literal: Token
    qualifier: str


@dataclass(slots=True, eq=False)
class AtTimeZone(Expr):
    operand: Expr
    zone: Expr


@dataclass(slots=True, eq=False)
class WordCall(Expr):
    """A function without brackets: SYSDATE, CURRENT_DATE, CURRENT_USER."""

    word: str


@dataclass(slots=True, eq=False)
class OrderItem:
    expr: Expr
    descending: bool = False
    nulls: Choice["", "FIRST", "LAST"] = ""


@dataclass(slots=True, eq=False)
class Window:
    partition: list[Expr]
    order: list[OrderItem]
    frame: str
    """The frame clause as engine SQL; empty for none."""


@dataclass(slots=True, eq=False)
class Call(Expr):
    name: str
    args: list[Expr]
    schema: str = ""
    distinct: bool = False
    star: bool = False
    syntax: str = ""
    """How the arguments are separated when not by commas: FROM, FROM FOR, IN, or TRIM's BOTH, LEADING, TRAILING."""
    within: list[OrderItem] = field(default_factory=list)
    ignore_nulls: bool = False
    window: Window | None = None
    approximate: bool = False


# -- queries


@dataclass(slots=True, eq=False)
class Relation:
    """A table, view or common table expression by its name; or a path into a SUPER value of an earlier relation."""

    parts: list[Token]
    steps: list[Token | Expr] = field(default_factory=list)
    alias: Token | None = None
    columns: list[Token] = field(default_factory=list)
    position: Token | None = None
    """The name behind AT: the position in an unnested array."""


@dataclass(slots=True, eq=False)
class Unpivoted:
    """UNPIVOT expression AS value AT attribute: the attributes of a SUPER object as rows."""

    path: Expr
    alias: Token
    attribute: Token | None


@dataclass(slots=True, eq=False)
class Unnest:
    """UNNEST (array) [WITH OFFSET] AS alias (value [, offset])."""

    path: Expr
    alias: Token
    columns: list[Token]
    with_offset: bool


@dataclass(slots=True, eq=False)
class Derived:
    query: Query
    alias: Token | None = None
    columns: list[Token] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class TableCall:
    """A function in FROM: the few catalog functions that give rows."""

    call: Call
    alias: Token | None
    definition: str
    columns: list[str]


@dataclass(slots=True, eq=False)
class Join:
    left: FromItem
    right: FromItem
    kind: Choice["INNER", "LEFT", "RIGHT", "FULL", "CROSS"]
    natural: bool = False
    on: Expr | None = None
    using: list[Token] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Pivot:
    """PIVOT (aggregate FOR column IN (values)): values of one column as columns."""

    source: FromItem
    aggregate: Expr
    aggregate_alias: Token | None
    column: Token
    values: list[tuple[Expr, Token | None]]
    alias: Token | None = None
    columns: list[Token] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Unpivot:
    """UNPIVOT (value FOR name IN (columns)): columns as rows."""

    source: FromItem
    include_nulls: bool
    value: Token
    name: Token
    listed: list[tuple[Expr, Token | None]]
    alias: Token | None = None
    columns: list[Token] = field(default_factory=list)


FromItem = Relation | Derived | Join | Unpivoted | Unnest | TableCall | Pivot | Unpivot


@dataclass(slots=True, eq=False)
class SelectItem:
    expr: Expr
    alias: Token | None


@dataclass(slots=True, eq=False)
class Grouping:
    """One element of GROUP BY: an expression, or ROLLUP, CUBE, GROUPING SETS, or a bracketed list."""

    kind: Choice["", "ROLLUP", "CUBE", "GROUPING SETS", "LIST"]
    expr: Expr | None = None
    items: list[Grouping] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Hierarchy:
    """START WITH and CONNECT BY."""

    start: Expr | None
    connect: Expr


@dataclass(slots=True, eq=False)
class Select:
    items: list[SelectItem]
    distinct: bool = False
    top: Expr | None = None
    into: list[Token] = field(default_factory=list)
    into_temporary: bool = False
    sources: list[FromItem] = field(default_factory=list)
    where: Expr | None = None
    hierarchy: Hierarchy | None = None
    group: list[Grouping] = field(default_factory=list)
    group_all: bool = False
    having: Expr | None = None
    qualify: Expr | None = None


@dataclass(slots=True, eq=False)
class SetOperation:
    operator: Choice["UNION", "UNION ALL", "INTERSECT", "EXCEPT"]
    left: Body
    right: Body


@dataclass(slots=True, eq=False)
class CommonTable:
    name: Token
    columns: list[Token]
    query: Query


@dataclass(slots=True, eq=False)
class Query:
    body: Body
    tables: list[CommonTable] = field(default_factory=list)
    recursive: bool = False
    order: list[OrderItem] = field(default_factory=list)
    limit: Expr | None = None
    offset: Expr | None = None


Body = Select | SetOperation | Query


def walk(node: object) -> Iterator[Expr]:
    """An expression and all expressions in it, without those of its subqueries."""
    if isinstance(node, Expr):
        yield node
    if isinstance(node, Expr | OrderItem | Window):
        for part in fields(node):
            yield from walk(getattr(node, part.name))
    elif isinstance(node, list | tuple):
        for item in node:
            yield from walk(item)


def without_outer_marks(node: Any) -> Any:
    """The same expression, with plain columns in the place of those marked by ``(+)``."""
    if isinstance(node, OuterColumn):
        return node.column
    if isinstance(node, Expr | OrderItem | Window):
        return replace(node, **{part.name: without_outer_marks(getattr(node, part.name)) for part in fields(node)})
    if isinstance(node, list):
        return [without_outer_marks(item) for item in node]
    if isinstance(node, tuple):
        return tuple(without_outer_marks(item) for item in node)
    return node
