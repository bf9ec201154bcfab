"""Calls whose text changes on the way to the engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..errors import RedshiftError
from .dateparts import date_part
from .lexer import Token, string_value
from .tree import Node, split_commas, word
from .types import not_yet, parse_type
from .windows import Tail

if TYPE_CHECKING:
    from .expressions import Walker

WORDS = {
    "SYSDATE": "rs.sysdate()",
    "CURRENT_DATE": "CURRENT_DATE",
    "CURRENT_TIMESTAMP": "CURRENT_TIMESTAMP",
    "CURRENT_TIME": "CURRENT_TIME",
    "LOCALTIME": "LOCALTIME",
    "LOCALTIMESTAMP": "LOCALTIMESTAMP",
    "CURRENT_USER": "CURRENT_USER",
    "SESSION_USER": "SESSION_USER",
    "CURRENT_USER_ID": "rs.current_user_id()",
    "USER": "CURRENT_USER",
}
"""Functions that are called without brackets."""

_Handler = Callable[["Walker", str, Sequence[Node]], str]


def rewrite(walker: Walker, name: str, items: Sequence[Node], tail: Tail) -> str:
    """The engine's text for a call with everything that belongs to it."""
    handler = _TAILED["ignore_nulls" if tail.ignore_nulls else name] if tail.ignore_nulls or name in _TAILED else None
    if handler is not None:
        return handler(walker, name, items, tail)
    plain = _HANDLERS.get(name)
    if plain is None or tail.window is not None:
        raise not_yet(f"the function {name.upper()}", "dg/c_SQL_functions")
    return plain(walker, name, items)


def _over(walker: Walker, tail: Tail) -> str:
    return f" OVER ({walker.render(tail.window.items)})" if tail.window is not None else ""


def _arguments(walker: Walker, name: str, items: Sequence[Node], fewest: int = 0, most: int | None = None) -> list[str]:
    parts = split_commas(items)
    if len(parts) < fewest or (most is not None and len(parts) > most):
        raise RedshiftError("42883", f"function {name}() does not exist with {len(parts)} arguments")
    return [walker.render(part).strip() for part in parts]


def _cast(walker: Walker, name: str, items: Sequence[Node]) -> str:
    for at in range(len(items)):
        if word(items, at) == "AS":
            parsed = parse_type(items, at + 1, in_ddl=False)
            if at + 1 + parsed.width != len(items):
                raise RedshiftError("42601", "syntax error behind the type of CAST", hint="see dg/r_CAST_function")
            if name == "try_cast":
                raise not_yet("TRY_CAST", "dg/r_TRY_CAST")
            return f"CAST({walker.render(items[:at])} AS {parsed.engine})"
    raise RedshiftError("42601", f"{name.upper()} needs AS and a type", hint="see dg/r_CAST_function")


def _convert(walker: Walker, name: str, items: Sequence[Node]) -> str:
    parts = split_commas(items)
    if len(parts) != 2:
        raise RedshiftError("42601", "CONVERT takes a type and an expression", hint="see dg/r_CONVERT_function")
    parsed = parse_type(parts[0], 0, in_ddl=False)
    return f"CAST({walker.render(parts[1])} AS {parsed.engine})"


def _nvl(walker: Walker, name: str, items: Sequence[Node]) -> str:
    return f"COALESCE({', '.join(_arguments(walker, name, items, 1))})"


def _nvl2(walker: Walker, name: str, items: Sequence[Node]) -> str:
    tested, present, absent = _arguments(walker, name, items, 3, 3)
    return f"CASE WHEN ({tested}) IS NOT NULL THEN {present} ELSE {absent} END"


def _decode(walker: Walker, name: str, items: Sequence[Node]) -> str:
    # DECODE finds NULL equal to NULL (dg/r_DECODE_expression).
    subject, *rest = _arguments(walker, name, items, 3)
    pairs, default = rest[: len(rest) // 2 * 2], rest[-1] if len(rest) % 2 else None
    branches = [
        f"WHEN ({subject}) IS NOT DISTINCT FROM ({pairs[i]}) THEN {pairs[i + 1]}" for i in range(0, len(pairs), 2)
    ]
    otherwise = f" ELSE {default}" if default is not None else ""
    return f"CASE {' '.join(branches)}{otherwise} END"


def _part_of(nodes: Sequence[Node]) -> str:
    """A date part, written bare or as a string."""
    if len(nodes) == 1 and isinstance(nodes[0], Token):
        token = nodes[0]
        if token.kind == "string":
            return date_part(string_value(token.text, True))
        if token.kind == "word":
            return date_part(token.text)
    raise RedshiftError("42601", "a date part is expected", hint="see dg/r_Dateparts_for_datetime_functions")


def _with_part(walker: Walker, name: str, items: Sequence[Node]) -> str:
    name = "date_part" if name == "pgdate_part" else name
    counts = {"dateadd": 3, "datediff": 3, "date_part": 2, "date_trunc": 2}
    parts = split_commas(items)
    if len(parts) != counts[name]:
        raise RedshiftError("42883", f"function {name}() does not exist with {len(parts)} arguments")
    if name in ("date_part", "date_trunc") and not (len(parts[0]) == 1 and isinstance(parts[0][0], Token)):
        raise RedshiftError("42601", f"{name.upper()} takes a date part first")
    arguments = ", ".join(walker.render(part).strip() for part in parts[1:])
    return f"rs.{name}('{_part_of(parts[0])}', {arguments})"


def _extract(walker: Walker, name: str, items: Sequence[Node]) -> str:
    if word(items, 1) != "FROM":
        raise RedshiftError("42601", "EXTRACT takes a date part, FROM and a value", hint="see dg/r_EXTRACT_function")
    return f"rs.extract_part('{_part_of(items[:1])}', {walker.render(items[2:]).strip()})"


def _listagg(walker: Walker, name: str, items: Sequence[Node], tail: Tail) -> str:
    """LISTAGG([DISTINCT] e [, sep]) [WITHIN GROUP (ORDER BY ..)] as an aggregate with its order inside."""
    distinct = ""
    if word(items, 0) in ("DISTINCT", "ALL"):
        distinct = "DISTINCT " if word(items, 0) == "DISTINCT" else ""
        items = items[1:]
    parts = _arguments(walker, name, items, 1, 2)
    separator = parts[1] if len(parts) == 2 else "''"
    order = " " + walker.render(tail.within.items).strip() if tail.within is not None else ""
    if tail.window is None:
        return f"rs.listagg({distinct}CAST({parts[0]} AS varchar), {separator}{order})"
    if distinct:
        raise not_yet("LISTAGG(DISTINCT ..) as a window function", "dg/r_WF_LISTAGG")
    frame = f"{order} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING" if order else ""
    partition = walker.render(tail.window.items)
    return f"rs.listagg(CAST({parts[0]} AS varchar), {separator}) OVER ({partition}{frame})"


def _median(walker: Walker, name: str, items: Sequence[Node], tail: Tail) -> str:
    return f"rs.percentile_cont(0.5, array_agg({walker.render(items)}){_over(walker, tail)})"


def _percentile(walker: Walker, name: str, items: Sequence[Node], tail: Tail) -> str:
    """PERCENTILE_CONT and PERCENTILE_DISC over the collected values."""
    if tail.within is None:
        raise RedshiftError(
            "42601", f"{name.upper()} needs WITHIN GROUP (ORDER BY ..)", hint=f"see dg/r_{name.upper()}"
        )
    ordering = tail.within.items[2:]
    down = word(ordering, len(ordering) - 1) == "DESC"
    if word(ordering, len(ordering) - 1) in ("ASC", "DESC"):
        ordering = ordering[:-1]
    if len(split_commas(ordering)) != 1:
        raise RedshiftError("42601", f"{name.upper()} orders by one expression", hint=f"see dg/r_{name.upper()}")
    fraction = walker.render(items).strip()
    if down:
        fraction = f"1 - ({fraction})" if name == "percentile_cont" else fraction
        name = "percentile_disc_down" if name == "percentile_disc" else name
    return f"rs.{name}({fraction}, array_agg({walker.render(ordering).strip()}){_over(walker, tail)})"


def _ratio_to_report(walker: Walker, name: str, items: Sequence[Node], tail: Tail) -> str:
    value, over = walker.render(items).strip(), _over(walker, tail)
    return f"(({value})::double precision / NULLIF((sum({value}){over})::double precision, 0))"


def _ignore_nulls(walker: Walker, name: str, items: Sequence[Node], tail: Tail) -> str:
    """The engine has no IGNORE NULLS: the values of the frame without NULL are collected."""
    value, *rest = _arguments(walker, name, items, 1, 2)
    place = f"({rest[0]})::bigint" if rest else "1"
    assert tail.window is not None
    window = walker.render(tail.window.items)
    if name == "lag":
        window += " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    elif name == "lead":
        window += " ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING"
    collected = f"array_agg({value}) FILTER (WHERE ({value}) IS NOT NULL) OVER ({window})"
    side = "from_end" if name in ("lag", "last_value") else "from_start"
    return f"rs_catalog.{side}({collected}, {place})"


def _grouping_id(walker: Walker, name: str, items: Sequence[Node]) -> str:
    return f"GROUPING({', '.join(_arguments(walker, name, items, 1))})"


def _json_extract_path_text(walker: Walker, name: str, items: Sequence[Node]) -> str:
    parts = split_commas(items)
    lenient = len(parts) > 2 and len(parts[-1]) == 1 and word(parts[-1], 0) in ("TRUE", "FALSE")
    null_if_invalid = word(parts[-1], 0).lower() if lenient else "false"
    path = parts[1:-1] if lenient else parts[1:]
    if len(path) > 5:
        raise RedshiftError(
            "42883", "JSON_EXTRACT_PATH_TEXT takes up to five levels", hint="see dg/JSON_EXTRACT_PATH_TEXT"
        )
    keys = ", ".join(walker.render(part).strip() for part in path)
    return f"rs_catalog.json_path({walker.render(parts[0]).strip()}, ARRAY[{keys}]::text[], {null_if_invalid})"


def _object(walker: Walker, name: str, items: Sequence[Node]) -> str:
    parts = split_commas(items)
    if len(parts) % 2:
        raise RedshiftError("42883", "OBJECT takes pairs of key and value", hint="see dg/r_object_function")
    rendered = [walker.render(part).strip() for part in parts]
    values = [f"rs_catalog.to_super({text})" if at % 2 else text for at, text in enumerate(rendered)]
    return f"jsonb_build_object({', '.join(values)})"


def _array(walker: Walker, name: str, items: Sequence[Node]) -> str:
    values = [f"rs_catalog.to_super({walker.render(part).strip()})" for part in split_commas(items)]
    return f'rs."array"({", ".join(values)})'


def _last_id(walker: Walker, name: str, items: Sequence[Node]) -> str:
    values = {
        "pg_last_query_id": walker.scope.last_query,
        "pg_last_copy_id": walker.scope.last_copy[0],
        "pg_last_copy_count": walker.scope.last_copy[1],
        "pg_last_unload_id": walker.scope.last_unload[0],
        "pg_last_unload_count": walker.scope.last_unload[1],
    }
    # A function of the same name, so that the result column has Redshift's name.
    return f"rs.{name}({values[name]})"


_TAILED: dict[str, Callable[[Walker, str, Sequence[Node], Tail], str]] = {
    "listagg": _listagg,
    "median": _median,
    "percentile_cont": _percentile,
    "percentile_disc": _percentile,
    "ratio_to_report": _ratio_to_report,
    "ignore_nulls": _ignore_nulls,
}
_HANDLERS: dict[str, _Handler] = {
    "cast": _cast,
    "try_cast": _cast,
    "convert": _convert,
    "nvl": _nvl,
    "nvl2": _nvl2,
    "decode": _decode,
    "dateadd": _with_part,
    "datediff": _with_part,
    "date_part": _with_part,
    "date_trunc": _with_part,
    "pgdate_part": _with_part,
    "extract": _extract,
    "grouping_id": _grouping_id,
    "json_extract_path_text": _json_extract_path_text,
    "object": _object,
    "array": _array,
    "pg_last_query_id": _last_id,
    "pg_last_copy_id": _last_id,
    "pg_last_copy_count": _last_id,
    "pg_last_unload_id": _last_id,
    "pg_last_unload_count": _last_id,
}
