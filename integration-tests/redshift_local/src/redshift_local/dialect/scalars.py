"""Functions of values whose engine SQL is another, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeGuard

from ..engine.backend import quote_literal
from ..errors import RedshiftError
from . import ast, operators
from . import sqltypes as t
from .compiler import Env, comma
from .configuration import REDSHIFT_SETTINGS
from .functions import no_such_function
from .late_columns import late_columns_texts
from .lexer import string_value
from .scopes import Typed
from .types import not_yet

if TYPE_CHECKING:
    from .expressions import Expressions

_Handler = Callable[["Expressions", ast.Call, list[Typed], Env], Typed]


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


SCALAR_CALLS: dict[str, _Handler] = {
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
