"""PIVOT and UNPIVOT in FROM: values as columns, and columns as rows (dg/r_FROM_clause-pivot-unpivot-examples)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import RedshiftError
from . import ast
from . import sqltypes as t
from .compiler import comma
from .lexer import Token, string_value
from .scopes import Column, Columns, Scope, Source, resolve
from .types import not_yet

if TYPE_CHECKING:
    from .sources import Sources

_PAGE = "dg/r_FROM_clause-pivot-unpivot-examples"
_AGGREGATES = frozenset("count sum min max avg".split())
_QUERIES = (ast.ScalarQuery, ast.InQuery, ast.Exists, ast.Quantified)


def _refused(message: str) -> RedshiftError:
    return RedshiftError("0A000", message, hint=f"see {_PAGE}")


def _input(sources: Sources, item: ast.Pivot | ast.Unpivot, scope: Scope) -> tuple[str, Source, Columns]:
    """The rotated table: engine SQL, its source and columns. Raises RedshiftError for what cannot be rotated."""
    name = "PIVOT" if isinstance(item, ast.Pivot) else "UNPIVOT"
    if not isinstance(item.source, ast.Relation | ast.Derived):
        raise _refused(f"{name} takes a table, a subquery or a common table expression")
    if isinstance(item.source, ast.Relation) and sources.is_recursive(item.source):
        raise _refused(f"{name} cannot be applied to a recursive common table expression")
    alone = Scope(scope.parent, scope.hides_parent, tables=scope.tables)
    text = sources.one(item.source, alone)
    (source,) = alone.sources
    if source.columns is None:
        raise not_yet(f"{name} of unknown columns", _PAGE)
    return text, source, source.columns


def _token(name: str) -> Token:
    """A name as it would be written."""
    return Token("quoted", '"' + name.replace('"', '""') + '"', " ", 0)


def pivoted(sources: Sources, item: ast.Pivot, scope: Scope) -> str:
    """One column for each value in the IN list, one row for each group of the columns that PIVOT does not name."""
    _, source, columns = _input(sources, item, scope)
    call = item.aggregate
    if not isinstance(call, ast.Call) or call.name not in _AGGREGATES or call.window is not None:
        raise _refused("PIVOT takes one call of COUNT, SUM, MIN, MAX or AVG")
    one = Scope(sources=[source])
    rotated = sources.names.folded(item.column)
    if source.column(rotated) is None:
        raise RedshiftError("42703", f'column "{rotated}" does not exist', hint=f"see {_PAGE}")
    named = {rotated}
    for name in (e for e in ast.walk(call.args) if isinstance(e, ast.Name)):
        parts = [sources.names.folded(part) for part in name.parts]
        found = resolve(one, parts)
        if found is None:
            raise RedshiftError("42703", f'column "{".".join(parts)}" does not exist', hint=f"see {_PAGE}")
        named.add(parts[found.used - 1])
    implicit = [ast.Name([_token(c.name)]) for c in columns if c.name not in named]
    items = [ast.SelectItem(name, None) for name in implicit]
    for value, alias in item.values:
        items.append(ast.SelectItem(_when(call, item.column, value), _token(_pivot_name(sources, item, value, alias))))
    query = ast.Query(ast.Select(items, sources=[item.source], group=[ast.Grouping("", name) for name in implicit]))
    return sources.one(ast.Derived(query, item.alias, item.columns), scope)


def _when(call: ast.Call, column: Token, value: ast.Expr) -> ast.Call:
    """The aggregate over the rows whose column has the value."""
    if any(isinstance(e, (ast.Name, *_QUERIES)) for e in ast.walk(value)):
        raise _refused("the values of a PIVOT IN list cannot be column references or subqueries")
    name = ast.Name([column])
    is_null = isinstance(value, ast.Constant) and value.kind == "null"
    test: ast.Expr = ast.IsTest(name, "NULL", False) if is_null else ast.Binary("=", name, value)
    counted: ast.Expr = ast.Constant("number", Token("number", "1", " ", 0))
    if not call.star:
        if len(call.args) != 1:
            raise _refused("the aggregate of PIVOT takes one argument")
        counted = call.args[0]
    return ast.Call(call.name, [ast.Case(None, [(test, counted)], None)], distinct=call.distinct)


def _pivot_name(sources: Sources, item: ast.Pivot, value: ast.Expr, alias: Token | None) -> str:
    if alias is not None:
        name = sources.names.folded(alias)
    elif isinstance(value, ast.Constant):
        text = value.token.text
        name = string_value(text, sources.names.facts.backslash_escapes) if value.kind == "string" else text.lower()
    else:
        name = "?column?"
    return name if item.aggregate_alias is None else f"{name}_{sources.names.folded(item.aggregate_alias)}"


def unpivoted(sources: Sources, item: ast.Unpivot, scope: Scope) -> str:
    """A row for each listed column that is not NULL: the column's name or alias, and its value."""
    text, source, columns = _input(sources, item, scope)
    names, label = sources.names, sources.names.label
    listed: list[tuple[str, Column]] = []
    for expr, alias in item.listed:
        name = names.folded(expr.parts[0]) if isinstance(expr, ast.Name) and len(expr.parts) == 1 else ""
        column = source.column(name)
        if column is None:
            raise RedshiftError(
                "42703" if name else "0A000", "the UNPIVOT IN list holds columns of its table only", hint=f"see {_PAGE}"
            )
        listed.append((names.folded(alias) if alias is not None else name, column))
    kind = t.common([column.type for _, column in listed])
    if not kind.is_known:
        raise RedshiftError("42804", "the columns of an UNPIVOT IN list have no common type", hint=f"see {_PAGE}")
    rows = []
    for name, column in listed:
        value = f"{source.engine}.{label(column.name)}"
        cast = value if column.type == kind else f"CAST({value} AS {kind.engine})"
        shown = name.replace("'", "''").replace("\\", "\\\\")
        rows.append(f"(CAST(E'{shown}' AS varchar), {cast})")
    kept = [c for c in columns if c.name not in {column.name for _, column in listed}]
    new = (Column(names.folded(item.name), t.VARCHAR), Column(names.folded(item.value), kind))
    shown_columns = [f"{source.engine}.{label(c.name)} AS {label(c.name)}" for c in kept]
    shown_columns += [f'"?u"."?n" AS {label(new[0].name)}', f'"?u"."?v" AS {label(new[1].name)}']
    where = "" if item.include_nulls else ' WHERE "?u"."?v" IS NOT NULL'
    query = f'SELECT {comma(shown_columns)} FROM {text}, LATERAL (VALUES {comma(rows)}) AS "?u" ("?n", "?v"){where}'
    return sources.subquery(query, (*kept, *new), item.alias, item.columns, scope)
