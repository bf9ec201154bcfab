"""Statements that change rows: INSERT, UPDATE, DELETE, MERGE."""

from __future__ import annotations

from ..errors import RedshiftError
from . import ast
from . import sqltypes as t
from .compiler import Env, check_nodes_used, comma
from .grammar.queries import Parser
from .lexer import Token
from .outcome import Forward, Script, Translation
from .scopes import Columns, Scope, Source
from .sqltypes import SqlType
from .statement import Statement
from .tree import Group, group_at, split_commas, word


def with_tables(statement: Statement, at: int) -> Translation:
    """WITH .. before INSERT, UPDATE or DELETE."""
    head = statement.nodes[:at]
    probe = Parser((*head, Token("word", "SELECT", " ", 0), Token("number", "1", " ", 0)), statement.backslash_escapes)
    query = probe.whole_query()
    scope = Scope()
    known: dict[str, Columns | None] = {}
    text = statement.queries.common_tables(query, known)
    scope.tables = known
    inner = statement.part(statement.nodes[at:])
    handler = {"INSERT": insert, "UPDATE": update, "DELETE": delete}[inner.word(0)]
    translated = handler(inner, scope)
    assert isinstance(translated, Forward)
    return Forward(text + translated.sql)


def insert(statement: Statement, outer: Scope | None = None) -> Translation:
    """INSERT INTO t [(cols)] { DEFAULT VALUES | VALUES (..), .. | query } (dg/r_INSERT_30)."""
    if statement.word(1) != "INTO":
        raise statement.error_at(1)
    relation, _, known, at = statement.target(2)
    listed = group_at(statement.nodes, at)
    columns, names = "", None
    if listed is not None and word(listed.items, 0) not in ("SELECT", "WITH") and at + 1 < len(statement.nodes):
        tokens = statement.parser(at).names()
        names = [statement.queries.names.folded(token) for token in tokens]
        columns = f" ({comma([statement.queries.names.engine(token) for token in tokens])})"
        at += 1
    head = f"INSERT INTO {relation}{columns}"
    if statement.has(at, "DEFAULT", "VALUES"):
        statement.expect_end(at + 2)
        return Forward(f"{head} DEFAULT VALUES")
    if statement.word(at) == "VALUES":
        return Forward(f"{head} VALUES {_rows(statement, at + 1, _target_types(known, names))}")
    if word(statement.nodes, at) in ("SELECT", "WITH") or group_at(statement.nodes, at) is not None:
        parser = statement.parser(at)
        compiled, _ = statement.queries.query(parser.whole_query(), None, tables=outer.tables if outer else None)
        check_nodes_used(statement.queries.used)
        return Forward(f"{head} {compiled.sql}")
    raise statement.error_at(at, "see dg/r_INSERT_30")


def _target_types(known: Columns | None, names: list[str] | None) -> list[SqlType]:
    if known is None:
        return []
    by_name = {column.name: column.type for column in known}
    return [by_name.get(name, t.UNKNOWN) for name in names] if names is not None else [c.type for c in known]


def _rows(statement: Statement, at: int, types: list[SqlType]) -> str:
    rows = []
    env = Env(Scope(), "VALUES")
    for part in split_commas(statement.nodes[at:]):
        row = part[0] if len(part) == 1 else None
        if not isinstance(row, Group) or not row.round:
            raise statement.error_at(at, "see dg/r_INSERT_30")
        rows.append(f"({comma(_row(statement, row, types, env))})")
    if not rows:
        raise statement.error_at(at)
    check_nodes_used(statement.queries.used)
    return comma(rows)


def _row(statement: Statement, row: Group, types: list[SqlType], env: Env) -> list[str]:
    values = []
    for place, item in enumerate(split_commas(row.items)):
        kind = types[place] if place < len(types) else t.UNKNOWN
        values.append(_assigned(statement, Parser(item, statement.backslash_escapes), kind, env))
    return values


def _assigned(statement: Statement, parser: Parser, kind: SqlType, env: Env) -> str:
    """A value for a column of type ``kind``, or DEFAULT."""
    if parser.word == "DEFAULT" and len(parser.nodes) == parser.at + 1:
        return "DEFAULT"
    expr = parser.expression()
    parser.end()
    return _converted(statement, expr, kind, env)


def _converted(statement: Statement, expr: ast.Expr, kind: SqlType, env: Env) -> str:
    value = statement.queries.walk.one(expr, env)
    if kind == t.SUPER and value.type not in (t.SUPER, t.NULL, t.UNKNOWN):
        if value.type.name in ("date", "time", "timetz", "timestamp", "timestamptz"):
            raise RedshiftError("42804", f"cannot cast {value.type.engine} to super", hint="see dg/limitations-super")
        return f"rs_catalog.to_super({value.sql})"
    if kind.name in t.OPAQUE and value.type.is_known and value.type != kind:
        if value.type.name not in t.OPAQUE or t.HLLSKETCH in (kind, value.type):
            raise RedshiftError(
                "42804",
                f"column is of type {kind.name} but expression is of type {value.type.engine}",
                hint="see dg/c_Supported_data_types",
            )
        return f"CAST({value.sql} AS {kind.engine})"
    if kind == t.VARBYTE and value.type.is_string:
        return f"convert_to({value.sql}, 'UTF8')"
    return value.sql


def update(statement: Statement, outer: Scope | None = None) -> Translation:
    """UPDATE t [alias] SET c = e, .. [FROM ..] [WHERE ..] (dg/r_UPDATE)."""
    relation, folded, known, at = statement.target(1)
    parser = statement.parser(at)
    names = statement.queries.names
    alias = ""
    label = folded
    if parser.accept("AS") or parser.word not in ("SET", ""):
        token = parser.identifier()
        alias, label = f" AS {names.engine(token)}", (names.folded(token),)
    parser.expect("SET")
    scope = outer or Scope()
    scope.sources.append(Source(label, names.label(label[-1]), known))
    settings = [_setting(parser)]
    while parser.accept_punct(","):
        settings.append(_setting(parser))
    sources = ""
    if parser.accept("FROM"):
        items = parser.sources()
        _no_outer_joins(items)
        sources = f" FROM {comma([statement.queries.sources.one(item, scope) for item in items])}"
    where = _where(statement, parser, scope)
    types = {column.name: column.type for column in known or ()}
    texts = []
    for token, expr in settings:
        kind = types.get(names.folded(token), t.UNKNOWN)
        text = "DEFAULT" if expr is None else _converted(statement, expr, kind, Env(scope, "SET"))
        texts.append(f"{names.engine(token)} = {text}")
    check_nodes_used(statement.queries.used)
    return Forward(f"UPDATE {relation}{alias} SET {comma(texts)}{sources}{where}")


def _setting(parser: Parser) -> tuple[Token, ast.Expr | None]:
    column = parser.identifier()
    if parser.operator() != "=":
        raise parser.error("dg/r_UPDATE")
    parser.at += 1
    if parser.accept("DEFAULT"):
        return column, None
    return column, parser.expression()


def _no_outer_joins(items: list[ast.FromItem]) -> None:
    for item in items:
        if isinstance(item, ast.Join):
            if item.kind in ("LEFT", "RIGHT", "FULL"):
                raise RedshiftError("0A000", "no outer joins in the FROM of UPDATE", hint="see dg/r_UPDATE")
            _no_outer_joins([item.left, item.right])


def _where(statement: Statement, parser: Parser, scope: Scope) -> str:
    text = ""
    if parser.accept("WHERE"):
        text = f" WHERE {statement.queries.walk.condition(parser.expression(), Env(scope, 'WHERE'))}"
    parser.end()
    return text


def delete(statement: Statement, outer: Scope | None = None) -> Translation:
    """DELETE [FROM] t [alias] [USING ..] [WHERE ..] (dg/r_DELETE)."""
    relation, folded, known, at = statement.target(statement.skip(1, "FROM"))
    parser = statement.parser(at)
    names = statement.queries.names
    alias = ""
    label = folded
    if parser.accept("AS") or parser.word not in ("USING", "WHERE", ""):
        token = parser.identifier()
        alias, label = f" AS {names.engine(token)}", (names.folded(token),)
    scope = outer or Scope()
    scope.sources.append(Source(label, names.label(label[-1]), known))
    sources = ""
    if parser.accept("USING"):
        sources = f" USING {comma([statement.queries.sources.one(item, scope) for item in parser.sources()])}"
    where = _where(statement, parser, scope)
    check_nodes_used(statement.queries.used)
    return Forward(f"DELETE FROM {relation}{alias}{sources}{where}")


# -- MERGE


def merge(statement: Statement) -> Translation:
    """MERGE with exactly one WHEN MATCHED and one WHEN NOT MATCHED branch, or REMOVE DUPLICATES (dg/r_MERGE)."""
    if statement.word(1) != "INTO":
        raise statement.error_at(1, "see dg/r_MERGE")
    relation, folded, known, at = statement.target(2)
    parser = statement.parser(at)
    parser.expect("USING")
    queries = statement.queries
    scope = Scope(sources=[Source(folded, queries.names.label(folded[-1]), known)])
    before = set(queries.used.relations)
    item = parser.sources()
    if len(item) != 1 or not isinstance(item[0], ast.Relation | ast.Derived):
        raise parser.error("dg/r_MERGE")
    queries.used.relations.clear()
    source = queries.sources.one(item[0], scope)
    if folded[-1] in queries.used.relations:
        raise RedshiftError("0A000", "the source of MERGE must not read its target", hint="see dg/r_MERGE")
    queries.used.relations |= before
    parser.expect("ON")
    on = parser.expression()
    _only_equalities(on)
    condition = queries.walk.condition(on, Env(scope, "ON"))
    if parser.accept("REMOVE", "DUPLICATES"):
        parser.end()
        label = scope.sources[1].engine
        return Script(
            (
                f"DELETE FROM {relation} USING {source} WHERE {condition}",
                f"INSERT INTO {relation} SELECT DISTINCT {label}.* FROM {source}",
            ),
            "MERGE",
        )
    matched = _matched(statement, parser, scope, known)
    absent = _not_matched(statement, parser, scope, known)
    parser.end()
    check_nodes_used(queries.used)
    return Forward(f"MERGE INTO {relation} USING {source} ON {condition} {matched} {absent}")


def _only_equalities(on: ast.Expr) -> None:
    if isinstance(on, ast.Binary) and on.operator == "AND":
        _only_equalities(on.left)
        _only_equalities(on.right)
    elif not (isinstance(on, ast.Binary) and on.operator == "="):
        raise RedshiftError("42601", "MERGE joins by equality predicates only", hint="see dg/r_MERGE")


_BRANCHES = "MERGE takes exactly one WHEN MATCHED and then one WHEN NOT MATCHED clause, without further conditions"


def _branch(parser: Parser, *expected: str) -> None:
    if not parser.accept(*expected):
        raise RedshiftError("42601", _BRANCHES, hint="see dg/r_MERGE")


def _matched(statement: Statement, parser: Parser, scope: Scope, known: Columns | None) -> str:
    _branch(parser, "WHEN", "MATCHED", "THEN")
    if parser.accept("DELETE"):
        return "WHEN MATCHED THEN DELETE"
    parser.expect("UPDATE", "SET")
    names = statement.queries.names
    types = {column.name: column.type for column in known or ()}
    texts = []
    while True:
        column, expr = _setting(parser)
        kind = types.get(names.folded(column), t.UNKNOWN)
        text = "DEFAULT" if expr is None else _converted(statement, expr, kind, Env(scope, "SET"))
        texts.append(f"{names.engine(column)} = {text}")
        if not parser.accept_punct(","):
            return f"WHEN MATCHED THEN UPDATE SET {comma(texts)}"


def _not_matched(statement: Statement, parser: Parser, scope: Scope, known: Columns | None) -> str:
    _branch(parser, "WHEN", "NOT", "MATCHED", "THEN", "INSERT")
    names = statement.queries.names
    tokens = parser.names() if parser.word != "VALUES" else []
    parser.expect("VALUES")
    types = _target_types(known, [names.folded(token) for token in tokens] if tokens else None)
    listed = f" ({comma([names.engine(token) for token in tokens])})" if tokens else ""
    values = _row(statement, parser.group(), types, Env(scope, "VALUES"))
    return f"WHEN NOT MATCHED THEN INSERT{listed} VALUES ({comma(values)})"
