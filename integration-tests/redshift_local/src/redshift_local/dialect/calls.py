"""Calls whose text changes on the way to the engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..errors import RedshiftError
from .dateparts import date_part
from .lexer import Token, string_value
from .tree import Group, Node, group_at, split_commas, word
from .types import not_yet, parse_type

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

_Handler = Callable[["Walker", str, Group], str]


def rewrite(walker: Walker, name: str, group: Group, nodes: Sequence[Node], at: int) -> tuple[str, int]:
    """The engine's text for a call, and the position behind everything that belongs to it."""
    if name == "listagg":
        return _listagg(walker, group, nodes, at)
    handler = _HANDLERS.get(name)
    if handler is None:
        raise not_yet(f"the function {name.upper()}", "dg/c_SQL_functions")
    return handler(walker, name, group), at


def _arguments(walker: Walker, name: str, group: Group, fewest: int, most: int | None = None) -> list[str]:
    parts = split_commas(group.items)
    if len(parts) < fewest or (most is not None and len(parts) > most):
        raise RedshiftError("42883", f"function {name}() does not exist with {len(parts)} arguments")
    return [walker.render(part).strip() for part in parts]


def _cast(walker: Walker, name: str, group: Group) -> str:
    for at in range(len(group.items)):
        if word(group.items, at) == "AS":
            parsed = parse_type(group.items, at + 1, in_ddl=False)
            if at + 1 + parsed.width != len(group.items):
                raise RedshiftError("42601", "syntax error behind the type of CAST", hint="see dg/r_CAST_function")
            if name == "try_cast":
                raise not_yet("TRY_CAST", "dg/r_TRY_CAST")
            return f"CAST({walker.render(group.items[:at])} AS {parsed.engine})"
    raise RedshiftError("42601", f"{name.upper()} needs AS and a type", hint="see dg/r_CAST_function")


def _convert(walker: Walker, name: str, group: Group) -> str:
    parts = split_commas(group.items)
    if len(parts) != 2:
        raise RedshiftError("42601", "CONVERT takes a type and an expression", hint="see dg/r_CONVERT_function")
    parsed = parse_type(parts[0], 0, in_ddl=False)
    return f"CAST({walker.render(parts[1])} AS {parsed.engine})"


def _nvl(walker: Walker, name: str, group: Group) -> str:
    return f"COALESCE({', '.join(_arguments(walker, name, group, 1))})"


def _nvl2(walker: Walker, name: str, group: Group) -> str:
    tested, present, absent = _arguments(walker, name, group, 3, 3)
    return f"CASE WHEN ({tested}) IS NOT NULL THEN {present} ELSE {absent} END"


def _decode(walker: Walker, name: str, group: Group) -> str:
    # DECODE finds NULL equal to NULL (dg/r_DECODE_expression).
    subject, *rest = _arguments(walker, name, group, 3)
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


def _with_part(walker: Walker, name: str, group: Group) -> str:
    counts = {"dateadd": 3, "datediff": 3, "date_part": 2, "date_trunc": 2}
    parts = split_commas(group.items)
    if len(parts) != counts[name]:
        raise RedshiftError("42883", f"function {name}() does not exist with {len(parts)} arguments")
    if name in ("date_part", "date_trunc") and not (len(parts[0]) == 1 and isinstance(parts[0][0], Token)):
        raise RedshiftError("42601", f"{name.upper()} takes a date part first")
    arguments = ", ".join(walker.render(part).strip() for part in parts[1:])
    return f"rs.{name}('{_part_of(parts[0])}', {arguments})"


def _extract(walker: Walker, name: str, group: Group) -> str:
    if word(group.items, 1) != "FROM":
        raise RedshiftError("42601", "EXTRACT takes a date part, FROM and a value", hint="see dg/r_EXTRACT_function")
    return f"rs.extract_part('{_part_of(group.items[:1])}', {walker.render(group.items[2:]).strip()})"


def _listagg(walker: Walker, group: Group, nodes: Sequence[Node], at: int) -> tuple[str, int]:
    """LISTAGG([DISTINCT] e [, sep]) [WITHIN GROUP (ORDER BY ..)] as an aggregate with its order inside."""
    items = group.items
    distinct = ""
    if word(items, 0) in ("DISTINCT", "ALL"):
        distinct = "DISTINCT " if word(items, 0) == "DISTINCT" else ""
        items = items[1:]
    parts = [walker.render(part).strip() for part in split_commas(items)]
    if not 1 <= len(parts) <= 2:
        raise RedshiftError("42883", f"function listagg() does not exist with {len(parts)} arguments")
    separator = parts[1] if len(parts) == 2 else "''"
    order = ""
    if word(nodes, at) == "WITHIN" and word(nodes, at + 1) == "GROUP":
        ordering = group_at(nodes, at + 2)
        if ordering is None or word(ordering.items, 0) != "ORDER":
            raise RedshiftError("42601", "WITHIN GROUP takes ORDER BY", hint="see dg/r_LISTAGG")
        order = " " + walker.render(ordering.items).strip()
        at += 3
    text = f"rs.listagg({distinct}CAST({parts[0]} AS varchar), {separator}{order})"
    if word(nodes, at) == "OVER":
        if order:
            raise not_yet("LISTAGG ... WITHIN GROUP as a window function", "dg/r_WF_LISTAGG")
        window = group_at(nodes, at + 1)
        if window is not None:
            return f"{text} OVER ({walker.render(window.items)})", at + 2
    return text, at


def _ratio_to_report(walker: Walker, name: str, group: Group) -> str:
    raise not_yet("RATIO_TO_REPORT", "dg/r_WF_RATIO_TO_REPORT")


def _last_id(walker: Walker, name: str, group: Group) -> str:
    values = {
        "pg_last_query_id": walker.scope.last_query,
        "pg_last_copy_id": walker.scope.last_copy[0],
        "pg_last_copy_count": walker.scope.last_copy[1],
        "pg_last_unload_id": walker.scope.last_unload[0],
        "pg_last_unload_count": walker.scope.last_unload[1],
    }
    # A function of the same name, so that the result column has Redshift's name.
    return f"rs.{name}({values[name]})"


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
    "extract": _extract,
    "ratio_to_report": _ratio_to_report,
    "pg_last_query_id": _last_id,
    "pg_last_copy_id": _last_id,
    "pg_last_copy_count": _last_id,
    "pg_last_unload_id": _last_id,
    "pg_last_unload_count": _last_id,
}
