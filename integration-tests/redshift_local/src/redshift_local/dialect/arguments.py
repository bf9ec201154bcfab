"""The arguments of a call: each is of a documented type, or gets the documented implicit cast to it."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import RedshiftError
from . import operators
from . import sqltypes as t
from .facts import functions
from .scopes import Typed
from .signatures import Signature
from .sqltypes import SqlType

_SHORT_DECIMAL = 19
"""The longest DECIMAL of 64 bits."""

_INTEGERS = frozenset(("smallint", "integer", "bigint"))
_NUMBERS = _INTEGERS | {"decimal", "real", "double"}
_STRINGS = frozenset(("char", "varchar"))
_INSTANTS = frozenset(("date", "timestamp", "timestamptz"))
_DATETIMES = _INSTANTS | {"time", "timetz"}
_INTERVALS = frozenset(("interval", "interval_ym"))
_OPEN = frozenset(("unknown", "null", "literal"))
"""What takes every type: NULL, a string literal, and what only the engine knows the type of."""

_TAKES: dict[str, frozenset[str]] = {
    "string": _STRINGS | _NUMBERS | _DATETIMES | {"super"},
    "text": _STRINGS | _NUMBERS | _DATETIMES | {"super", "varbyte"},
    "path": _STRINGS | _NUMBERS | _DATETIMES | {"super", "boolean"},
    "json": _STRINGS | {"varbyte"},
    "integer": _NUMBERS | {"super"},
    "whole": _INTEGERS,
    "number": _NUMBERS | {"super"},
    "boolean": _INTEGERS | {"boolean", "super"},
    "date": _INSTANTS,
    "datetime": _DATETIMES,
    "interval": _INTERVALS,
    "extracted": _DATETIMES | _INTERVALS,
    "rounded": _NUMBERS | _INSTANTS | {"super"},
    "middle": _NUMBERS | _INSTANTS | {"super"},
    "formatted": _NUMBERS | _INSTANTS | _INTERVALS | {"time", "timetz"},
    "hexed": _INTEGERS | {"varbyte"},
    "varbyte": frozenset(("varbyte",)),
    "ewkb": _STRINGS | {"varbyte"},
    "geometry": frozenset(("geometry",)),
    "geo": frozenset(("geometry", "geography")),
    "sketch": frozenset(("hllsketch",)),
}
"""By kind of argument the types that it takes, as they are or by an implicit cast (dg/c_Supported_data_types)."""


_NEVER_CONVERTED = frozenset(("varbyte", "geometry", "geo", "sketch"))


def fit(args: Sequence[Typed], called: Signature) -> list[Typed]:
    """The arguments as the function takes them.

    Raises RedshiftError: 42883 where the documentation has no such argument, 0A000 where only the stand-in lacks it.
    """
    first = 1 if called.kind(0) == "part" else 0  # a date part is syntax, not a value
    for at, arg in enumerate(args, first):
        if not _is_taken(arg.type, called.kind(at)):
            raise _no_function(called, args)
    return [_fitted(arg, called, at) for at, arg in enumerate(args, first)]


def _is_taken(given: SqlType, kind: str) -> bool:
    takes = _TAKES.get(kind)
    if takes is None or given.name in ("unknown", "null"):
        return True
    # A literal becomes what is wanted, but for types to which nothing is converted.
    return kind not in _NEVER_CONVERTED if given == t.LITERAL else given.name in takes


def _no_function(called: Signature, args: Sequence[Typed]) -> RedshiftError:
    fact = functions().get(called.name)
    shown = ", ".join("unknown" if a.type.name in _OPEN else _NAMES.get(a.type.name, a.type.name) for a in args)
    return RedshiftError(
        "42883",
        f"function {called.name}({shown}) does not exist",
        hint=f"see {fact.page}" if fact else None,
    )


_NAMES = {
    "double": "double precision",
    "decimal": "numeric",
    "varchar": "character varying",
    "char": "character",
    "varbyte": "binary varying",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "time": "time without time zone",
    "timetz": "time with time zone",
    "interval_ym": "interval",
}


def _fitted(arg: Typed, called: Signature, at: int) -> Typed:
    kind = called.kind(at)
    given = arg.type
    if kind in ("string", "text", "path") and operators.needs_string(given):
        return operators.as_string(arg)
    if kind == "integer" and (given == t.BIGINT or given.is_decimal or given.is_float or given == t.SUPER):
        return _cast(arg, t.INTEGER)
    if kind == "boolean" and given.is_integer:
        return _cast(_cast(arg, t.INTEGER), t.BOOLEAN)
    if kind == "boolean" and given == t.SUPER:
        return _cast(arg, t.BOOLEAN)
    if kind in ("number", "rounded", "middle") and given == t.SUPER:
        return Typed(f"rs_catalog.super_numeric({arg.sql})", t.DECIMAL, arg.name)
    if called.name == "timezone" and at and given == t.DATE:
        return _cast(arg, t.TIMESTAMP)
    if called.name == "to_char" and at == 0 and given.is_decimal and given.size > _SHORT_DECIMAL:
        raise RedshiftError("0A000", "TO_CHAR takes no 128-bit DECIMAL", hint="see dg/r_TO_CHAR")
    if kind == "super" and given != t.SUPER and given.is_known:
        raise RedshiftError(
            "42883", f"{called.name}() takes a SUPER, not {given.engine}", hint="see dg/super-functions"
        )
    if kind == "ordered" and given == t.BOOLEAN:
        raise RedshiftError("42883", f"function {called.name}(boolean) does not exist", hint="see dg/r_MAX")
    if kind == "ordered" and given == t.SUPER:
        raise RedshiftError(
            "0A000", f"{called.name.upper()} of a SUPER is not in the stand-in yet", hint="see dg/r_MAX"
        )
    if called.name in ("ln", "dlog1") and given.is_decimal and not arg.constant:
        raise RedshiftError(
            "0A000",
            "Specified types or functions (one per INFO message) not supported on Redshift tables.",
            detail=f'Function "{called.name}(numeric)" not supported: cast the argument to a floating-point type.',
            hint="see dg/r_LN",
        )
    return arg


def _cast(arg: Typed, kind: SqlType) -> Typed:
    return Typed(f"CAST({arg.sql} AS {kind.engine})", kind, arg.name, arg.constant)
