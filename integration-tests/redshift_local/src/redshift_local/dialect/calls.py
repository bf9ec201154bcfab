"""Function calls: their arguments are counted and fitted, their SQL is the engine's, ours, or something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeGuard

from ..engine.backend import quote_literal
from ..errors import RedshiftError
from . import ast, operators, windows
from . import sqltypes as t
from .arguments import fit
from .compiler import Env, comma
from .configuration import REDSHIFT_SETTINGS
from .functions import AGGREGATES, CATALOG_ONLY, no_such_function
from .late_columns import late_columns_texts
from .lexer import string_value
from .scopes import Typed
from .signatures import Signature, signature
from .sqltypes import SqlType
from .types import not_yet

if TYPE_CHECKING:
    from .expressions import Expressions

__all__ = ["AGGREGATES", "call"]

_Handler = Callable[["Expressions", ast.Call, list[Typed], Env], Typed]
_NO_AGGREGATES = frozenset(("WHERE", "ON", "GROUP", "SET", "VALUES", "DEFAULT"))
_NO_WINDOWS = _NO_AGGREGATES | {"HAVING"}


def call(walk: Expressions, node: ast.Call, env: Env) -> Typed:
    """A call with everything that belongs to it. Raises RedshiftError."""
    if node.schema and node.schema != "pg_catalog":
        raise RedshiftError(
            "42883", f"function {node.schema}.{node.name}() does not exist", hint="see dg/c_SQL_functions"
        )
    called = signature(node.name)
    walk.used.functions.add(node.name)
    if node.name in CATALOG_ONLY:
        walk.used.catalog_only.add(node.name)
    elif called.answered == "catalog":
        walk.used.of_catalog.add(node.name)
    is_aggregate = node.name in AGGREGATES and node.window is None
    windows.check(node)
    _check_place(node, env, is_aggregate)
    inner = Env(env.scope, env.clause, env.in_aggregate or is_aggregate, env.in_window or node.window is not None)
    if node.window is not None:
        env.scope.has_window = True
    if node.star:
        if node.name != "count":
            raise RedshiftError("42601", 'syntax error at or near "*"', hint="see dg/r_COUNT")
        return Typed(f"count(*){over(walk, node, inner)}", t.BIGINT, "count")
    if not node.syntax or node.syntax == "IN":
        called.check_count(len(node.args) - (node.syntax == "IN"))
    args = fit(walk.all(node.args, inner), called)
    if node.distinct and not (is_aggregate or node.name == "listagg"):
        raise RedshiftError(
            "42601", f"DISTINCT is for aggregates, {node.name} is none", hint="see dg/c_Aggregate_Functions"
        )
    handler = _HANDLERS.get("ignore_nulls" if node.ignore_nulls else node.name)
    if handler is not None:
        return handler(walk, node, args, inner)
    if called.answered == "rewritten":
        raise not_yet(f"the function {node.name.upper()}", "dg/c_SQL_functions")
    name = f"pg_catalog.{node.name}" if node.schema and called.answered != "rs" else called.engine_name
    distinct = "DISTINCT " if node.distinct else ""
    sql = f"{name}({distinct}{comma([a.sql for a in args])}){over(walk, node, inner)}"
    return _settled(sql, called, args, node)


def _check_place(node: ast.Call, env: Env, is_aggregate: bool) -> None:
    if is_aggregate and env.in_aggregate:
        raise RedshiftError("42803", "aggregate function calls cannot be nested", hint="see dg/c_Aggregate_Functions")
    if is_aggregate and env.clause in _NO_AGGREGATES and env.clause != "SET":
        raise RedshiftError("42803", f"aggregates are not allowed in {env.clause}", hint="see dg/c_Aggregate_Functions")
    if node.window is not None and env.in_window:
        raise RedshiftError("42P20", "window function calls cannot be nested", hint="see dg/c_Window_functions")
    if node.window is not None and env.clause in _NO_WINDOWS:
        raise RedshiftError(
            "42P20", f"window functions are not allowed in {env.clause}", hint="see dg/c_Window_functions"
        )


def over(walk: Expressions, node: ast.Call, env: Env, frame: str = "") -> str:
    """The OVER clause of a call; ``frame`` takes the place of its frame clause."""
    window = node.window
    if window is None:
        return ""
    parts = []
    if window.partition:
        parts.append(f"PARTITION BY {comma([e.sql for e in walk.all(window.partition, env)])}")
    if window.order:
        parts.append(f"ORDER BY {ordering(walk, window.order, env)}")
    if frame or window.frame:
        parts.append(frame or window.frame)
    return f" OVER ({' '.join(parts)})"


def ordering(walk: Expressions, items: list[ast.OrderItem], env: Env) -> str:
    texts = []
    for item in items:
        nulls = f" NULLS {item.nulls}" if item.nulls else ""
        texts.append(f"{walk.one(item.expr, env).sql}{' DESC' if item.descending else ''}{nulls}")
    return comma(texts)


# -- types of results

_RESULTS = {
    "integer": t.INTEGER,
    "bigint": t.BIGINT,
    "double": t.DOUBLE,
    "varchar": t.VARCHAR,
    "boolean": t.BOOLEAN,
    "date": t.DATE,
    "timestamp": t.TIMESTAMP,
    "timestamptz": t.TIMESTAMPTZ,
    "super": t.SUPER,
    "varbyte": t.VARBYTE,
    "decimal": t.DECIMAL,
    "geometry": t.GEOMETRY,
    "geography": t.GEOGRAPHY,
    "sketch": t.HLLSKETCH,
    "array": t.CATALOG_ARRAY,
}
_KEEPS_SCALE = frozenset("abs ceil ceiling floor round trunc mod".split())


def _settled(sql: str, called: Signature, args: list[Typed], node: ast.Call) -> Typed:
    """The call with its result type; a DECIMAL's precision and scale are written where the engine forgets them."""
    rule = called.result
    name = called.name
    if rule in _RESULTS:
        kind = _RESULTS[rule]
        if name in ("dateadd", "date_trunc", "add_months") and args and args[-1].type.name == "timestamptz":
            kind = t.TIMESTAMPTZ
        return Typed(sql, kind, name)
    first = args[0].type if args else t.UNKNOWN
    if rule == "sum":
        return _sum(sql, first, node)
    if rule == "average":
        return _average(sql, first)
    if rule == "common":
        kind = t.common([a.type for a in args])
        return _walk_settle(sql, kind, "coalesce" if name == "nvl" else name)
    if rule == "modulo":
        second = args[1].type
        kind = t.arithmetic("%", first, second) if first.is_number and second.is_number else t.UNKNOWN
        return _walk_settle(sql, kind, name)
    if rule != "first":
        return Typed(sql, t.UNKNOWN, name)
    if name == "trunc" and first.name in ("timestamp", "date", "timestamptz"):
        return Typed(sql, t.DATE, name)
    if name == "sign" and first.is_decimal:
        return _walk_settle(sql, SqlType("decimal", 1, 0), name)
    kind = t.VARCHAR if first == t.LITERAL else first
    return _walk_settle(sql, kind, name) if name in _KEEPS_SCALE or first.is_decimal else Typed(sql, kind, name)


def _walk_settle(sql: str, kind: SqlType, name: str) -> Typed:
    if kind.is_decimal and kind.size:
        sql = f"CAST({sql} AS {kind.engine})"
    return Typed(sql, kind, name)


def _sum(sql: str, first: SqlType, node: ast.Call) -> Typed:
    if first.is_decimal:
        return _walk_settle(sql, SqlType("decimal", t.MAX_PRECISION, first.scale) if first.size else t.DECIMAL, "sum")
    if first.is_integer:
        if node.window is not None and first == t.BIGINT:
            return _walk_settle(sql, SqlType("decimal", t.MAX_PRECISION, 0), "sum")
        return Typed(sql, t.BIGINT, "sum")
    return Typed(sql, t.DOUBLE if first.is_float else t.UNKNOWN, "sum")


def _average(sql: str, first: SqlType) -> Typed:
    if first.is_decimal and first.size:
        kind = SqlType("decimal", t.MAX_PRECISION, first.scale)
        return Typed(f"CAST(rs_catalog.digits({sql}, {kind.scale}) AS {kind.engine})", kind, "avg")
    if first.is_integer:
        return Typed(sql, t.BIGINT, "avg")
    return Typed(sql, t.DOUBLE if first.is_float else t.UNKNOWN, "avg")


# -- calls of other text


def _sum_window(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    distinct = "DISTINCT " if node.distinct else ""
    # As a window function SUM of a BIGINT is NUMERIC (dg/r_WF_SUM).
    value = f"CAST({args[0].sql} AS numeric)" if node.window is not None and args[0].type == t.BIGINT else args[0].sql
    return _sum(f'rs."sum"({distinct}{value}){over(walk, node, env)}', args[0].type, node)


def _nvl2(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    kind = t.common([args[1].type, args[2].type])
    return walk.settle(f"CASE WHEN ({args[0].sql}) IS NOT NULL THEN {args[1].sql} ELSE {args[2].sql} END", kind, "nvl2")


def _decode(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    # DECODE finds NULL equal to NULL (dg/r_DECODE_expression).
    subject, *rest = args
    pairs, default = rest[: len(rest) // 2 * 2], rest[-1] if len(rest) % 2 else None
    results = [pairs[at + 1] for at in range(0, len(pairs), 2)] + ([default] if default else [])
    kind = t.common([r.type for r in results])
    branches = []
    for at in range(0, len(pairs), 2):
        search = pairs[at]
        if search.sql == "NULL":
            test = f"{subject.sql} IS NULL"
        else:
            equal = operators.compare("=", subject, search).sql
            test = f"{equal} OR ({subject.sql} IS NULL AND {search.sql} IS NULL)"
        branches.append(f"WHEN {test} THEN {walk.fit(pairs[at + 1], kind)}")
    otherwise = f" ELSE {walk.fit(default, kind)}" if default is not None else ""
    return walk.settle(f"CASE {' '.join(branches)}{otherwise} END", kind, "case")


def _common(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    """COALESCE, NVL, GREATEST, LEAST."""
    kind = t.common([a.type for a in args])
    engine = "COALESCE" if node.name in ("nvl", "coalesce", "isnull") else node.name.upper()
    return walk.settle(f"{engine}({comma([walk.fit(a, kind) for a in args])})", kind, engine.lower())


def _nullif(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    a, b = args
    kind = t.VARCHAR if a.type == t.LITERAL else a.type
    return walk.settle(f"CASE WHEN {operators.compare('=', a, b).sql} THEN NULL ELSE {a.sql} END", kind, "nullif")


def _with_part(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    name = "date_part" if node.name == "pgdate_part" else node.name
    counts = {"dateadd": 2, "datediff": 2, "date_part": 1, "date_trunc": 1}
    if len(args) != counts[name]:
        raise RedshiftError("42883", f"function {name}() does not exist with {len(args) + 1} arguments")
    fitted = [
        Typed(f"CAST({a.sql} AS timestamp)", t.TIMESTAMP)
        if a.type == t.LITERAL and not (name == "dateadd" and at == 0)
        else a
        for at, a in enumerate(args)
    ]
    if name == "datediff" and {a.type.name for a in fitted} == {"timestamptz", "date"}:
        fitted = [Typed(f"CAST({a.sql} AS timestamptz)", t.TIMESTAMPTZ) for a in fitted]
    sql = f"rs.{name}('{node.syntax}', {comma([a.sql for a in fitted])})"
    kinds = {"datediff": t.BIGINT, "date_part": t.DOUBLE}
    last = fitted[-1].type
    kind = kinds.get(name) or (last if last.name in ("timestamptz", "time", "timetz") else t.TIMESTAMP)
    return Typed(sql, kind, name)


def _convert_timezone(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    *named, last = args
    if last.type.name not in ("date", "timestamp", "timestamptz", "literal", "null", "unknown") or any(
        zone.type.is_known and not zone.type.is_string for zone in named
    ):
        raise RedshiftError(
            "42883", "CONVERT_TIMEZONE takes names of time zones and a timestamp", hint="see dg/CONVERT_TIMEZONE"
        )
    cast = last.type in (t.LITERAL, t.DATE)
    value = f"CAST({last.sql} AS timestamp)" if cast else last.sql
    return Typed(f"rs.convert_timezone({comma([a.sql for a in named])}, {value})", t.TIMESTAMP, node.name)


def _setting(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    """CURRENT_SETTING and SET_CONFIG; settings that only Redshift has are kept under names of their own."""
    told = node.args[0]
    name = string_value(told.token.text, walk.facts.backslash_escapes).lower() if _is_string(told) else ""
    if name not in REDSHIFT_SETTINGS:
        return Typed(f"{node.name}({comma([a.sql for a in args])})", t.VARCHAR, node.name)
    if node.name == "set_config":
        raise not_yet(f"SET_CONFIG of {name}, use SET", "dg/r_SET_CONFIG")
    default = quote_literal(REDSHIFT_SETTINGS[name])
    return Typed(f"coalesce(current_setting('rs.{name}', true), {default})", t.VARCHAR, node.name)


def _is_string(node: ast.Expr) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and node.kind == "string"


def _extract(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    kind = t.DOUBLE if args[0].type == t.TIMESTAMPTZ else t.INTEGER
    return Typed(f"rs.extract_part('{node.syntax}', {args[0].sql})", kind, "date_part")


def _substring(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    binary = args[0].type == t.VARBYTE
    if node.syntax.startswith("FROM"):
        if not args[1].type.is_integer and args[1].type.is_known:
            raise RedshiftError("42883", "SUBSTRING .. FROM takes a position", hint="see dg/r_SUBSTRING")
    elif len(args) == 2 and node.name == "substring" and not binary:
        raise RedshiftError("42883", "SUBSTRING of a string takes a start and a length", hint="see dg/r_SUBSTRING")
    elif not 2 <= len(args) <= 3:
        raise RedshiftError(
            "42883", f"function substring() does not exist with {len(args)} arguments", hint="see dg/r_SUBSTRING"
        )
    return Typed(f"pg_catalog.substr({comma([a.sql for a in args])})", t.VARBYTE if binary else t.VARCHAR, node.name)


def _trim(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    names = {"LEADING": "ltrim", "TRAILING": "rtrim"}
    binary = args[0].type == t.VARBYTE
    return Typed(
        f"{names.get(node.syntax, 'btrim')}({comma([a.sql for a in args])})",
        t.VARBYTE if binary else t.VARCHAR,
        "btrim",
    )


def _position(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    if node.syntax != "IN":
        raise RedshiftError("42601", "POSITION takes a substring, IN and a string", hint="see dg/r_POSITION")
    return Typed(f"strpos({args[1].sql}, {args[0].sql})", t.INTEGER, "position")


def _count(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    if node.approximate:
        # Exact is within the documented error (dg/r_COUNT).
        if not node.distinct or node.window is not None:
            raise RedshiftError("42601", "APPROXIMATE takes COUNT(DISTINCT ..)", hint="see dg/r_COUNT")
        walk.used.functions.add("approximate")
    distinct = "DISTINCT " if node.distinct else ""
    return Typed(f"count({distinct}{args[0].sql}){over(walk, node, env)}", t.BIGINT, "count")


def _share_order(node: ast.Call, env: Env, order: str) -> None:
    """Sort-based aggregates of one block have one order; MEDIAN is ordered by its argument (dg/r_MEDIAN)."""
    if node.window is not None or not order:
        return
    if env.scope.sorted_by not in ("", order):
        raise RedshiftError(
            "0A000",
            "Within group ORDER BY clauses for aggregate functions must be the same",
            hint=f"see dg/r_{node.name.upper()}",
        )
    env.scope.sorted_by = order


def _listagg(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    separator = args[1].sql if len(args) == 2 else "''"
    value = f"CAST({args[0].sql} AS varchar)"
    within = ordering(walk, node.within, env) if node.within else ""
    _share_order(node, env, within)
    order = f" ORDER BY {within}" if within else ""
    if node.window is None:
        # In a DISTINCT aggregate the engine orders by what it aggregates.
        if node.distinct and node.within:
            direction = " DESC" if node.within[0].descending else ""
            order = f" ORDER BY {value}{direction}"
        distinct = "DISTINCT " if node.distinct else ""
        return Typed(f"rs.listagg({distinct}{value}, {separator}{order})", t.VARCHAR, "listagg")
    if node.distinct:
        raise not_yet("LISTAGG(DISTINCT ..) as a window function", "dg/r_WF_LISTAGG")
    frame = f"{order} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING" if order else ""
    return Typed(f"rs.listagg({value}, {separator}){over(walk, node, env, frame.strip())}", t.VARCHAR, "listagg")


def _collected_type(kind: SqlType) -> SqlType:
    return t.DECIMAL if kind.is_integer or kind.is_decimal else t.DOUBLE if kind.is_float else kind


def _median(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    _share_order(node, env, args[0].sql)
    sql = f"rs.percentile_cont(0.5, array_agg({args[0].sql}){over(walk, node, env)})"
    return Typed(sql, _collected_type(args[0].type), "median")


def _percentile(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    """PERCENTILE_CONT and PERCENTILE_DISC over the collected values."""
    if len(node.within) != 1:
        raise RedshiftError(
            "42601",
            f"{node.name.upper()} needs WITHIN GROUP (ORDER BY one expression)",
            hint=f"see dg/r_{node.name.upper()}",
        )
    if not args[0].constant:
        raise RedshiftError("42601", "a percentile is a constant between 0 and 1", hint=f"see dg/r_{node.name.upper()}")
    value = walk.one(node.within[0].expr, env)
    if not node.approximate:
        _share_order(node, env, ordering(walk, node.within, env))
    fraction, function = args[0].sql, node.name
    if node.within[0].descending:
        if function == "percentile_cont":
            fraction = f"1 - ({fraction})"
        else:
            function = "percentile_disc_down"
    sql = f"rs.{function}({fraction}, array_agg({value.sql}){over(walk, node, env)})"
    kind = _collected_type(value.type) if node.name == "percentile_cont" else value.type
    return Typed(sql, kind, node.name)


def _ratio_to_report(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    value = args[0].sql
    sql = f"(({value})::double precision / NULLIF((sum({value}){over(walk, node, env)})::double precision, 0))"
    return Typed(sql, t.DOUBLE, "ratio_to_report")


def _ignore_nulls(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    """The engine has no IGNORE NULLS: the values of the frame without NULL are collected."""
    value = args[0].sql
    place = f"({args[1].sql})::bigint" if len(args) > 1 else "1"
    frames = {
        "lag": "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING",
        "lead": "ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING",
    }
    window = over(walk, node, env, frames.get(node.name, ""))
    collected = f"array_agg({value}) FILTER (WHERE ({value}) IS NOT NULL){window}"
    side = "from_end" if node.name in ("lag", "last_value") else "from_start"
    return _walk_settle(f"rs_catalog.{side}({collected}, {place})", args[0].type, node.name)


def _grouping_id(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    return Typed(f"GROUPING({comma([a.sql for a in args])})", t.INTEGER, node.name)


def _json_path(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    lenient = len(args) > 2 and args[-1].type == t.BOOLEAN
    null_if_invalid = args[-1].sql if lenient else "false"
    path = args[1:-1] if lenient else args[1:]
    if any(p.type == t.BOOLEAN for p in path):
        raise RedshiftError(
            "42883", "only the last argument of JSON_EXTRACT_PATH_TEXT is Boolean", hint="see dg/JSON_EXTRACT_PATH_TEXT"
        )
    if len(path) > 5:
        raise RedshiftError(
            "42883", "JSON_EXTRACT_PATH_TEXT takes up to five levels", hint="see dg/JSON_EXTRACT_PATH_TEXT"
        )
    keys = comma([p.sql for p in path])
    return Typed(f"rs_catalog.json_path({args[0].sql}, ARRAY[{keys}]::text[], {null_if_invalid})", t.VARCHAR, node.name)


def _object(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    if len(args) % 2:
        raise RedshiftError("42883", "OBJECT takes pairs of key and value", hint="see dg/r_object_function")
    values = [f"rs_catalog.to_super({a.sql})" if at % 2 else a.sql for at, a in enumerate(args)]
    return Typed(f"jsonb_build_object({comma(values)})", t.SUPER, "object")


def _array(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    return Typed(f'rs."array"({comma([f"rs_catalog.to_super({a.sql})" for a in args])})', t.SUPER, "array")


def _last_id(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    facts = walk.facts
    values = {
        "pg_last_query_id": facts.last_query,
        "pg_last_copy_id": facts.last_copy[0],
        "pg_last_copy_count": facts.last_copy[1],
        "pg_last_unload_id": facts.last_unload[0],
        "pg_last_unload_count": facts.last_unload[1],
    }
    return Typed(f"rs.{node.name}({values[node.name]})", t.BIGINT, node.name)


def _series(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    """In a select list drivers count the arguments of PG_PROC_INFO's routines, of which there are none."""
    if "pg_proc_info" not in walk.used.relations:
        raise no_such_function(node.name)
    return Typed("CAST(NULL AS integer)", t.INTEGER, node.name)


def _late_columns(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    return Typed(late_columns_texts(walk.queries), t.VARCHAR, node.name)


def _sketch(walk: Expressions, node: ast.Call, args: list[Typed], env: Env) -> Typed:
    if args[0].type.name in (*t.OPAQUE, "varbyte"):
        raise RedshiftError(
            "42883", f"hll_create_sketch({args[0].type.name}) does not exist", hint="see dg/r_HLL_CREATE_SKETCH"
        )
    if node.window is not None:
        raise RedshiftError("42809", "HLL_CREATE_SKETCH has no OVER", hint="see dg/r_HLL_CREATE_SKETCH")
    distinct = "DISTINCT " if node.distinct else ""
    return Typed(f"rs.hll_create_sketch({distinct}CAST({args[0].sql} AS text))", t.HLLSKETCH, node.name)


_HANDLERS: dict[str, _Handler] = {
    "sum": _sum_window,
    "nvl": _common,
    "coalesce": _common,
    "isnull": _common,
    "greatest": _common,
    "least": _common,
    "nvl2": _nvl2,
    "decode": _decode,
    "nullif": _nullif,
    "dateadd": _with_part,
    "datediff": _with_part,
    "date_part": _with_part,
    "pgdate_part": _with_part,
    "date_trunc": _with_part,
    "convert_timezone": _convert_timezone,
    "current_setting": _setting,
    "set_config": _setting,
    "extract": _extract,
    "substring": _substring,
    "substr": _substring,
    "trim": _trim,
    "position": _position,
    "count": _count,
    "hll_create_sketch": _sketch,
    "listagg": _listagg,
    "median": _median,
    "percentile_cont": _percentile,
    "percentile_disc": _percentile,
    "ratio_to_report": _ratio_to_report,
    "ignore_nulls": _ignore_nulls,
    "grouping": _grouping_id,
    "grouping_id": _grouping_id,
    "json_extract_path_text": _json_path,
    "object": _object,
    "array": _array,
    "pg_last_query_id": _last_id,
    "pg_last_copy_id": _last_id,
    "pg_last_copy_count": _last_id,
    "pg_last_unload_id": _last_id,
    "pg_last_unload_count": _last_id,
    "pg_get_late_binding_view_cols": _late_columns,
    "generate_series": _series,
}
