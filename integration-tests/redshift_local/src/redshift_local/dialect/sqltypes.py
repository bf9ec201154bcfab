"""The types of expressions, and how operations combine them: dg/r_numeric_computations201."""

from __future__ import annotations

from dataclasses import dataclass

from .types import TypeName

MAX_PRECISION = 38
_SHORT_PRECISION = 19
_LEAST_DIVISION_SCALE = 4


@dataclass(frozen=True, slots=True)
class SqlType:
    """A type as far as it is known. ``size`` is a DECIMAL's precision or a string's length in bytes."""

    name: str
    size: int = 0
    scale: int = 0

    @property
    def is_integer(self) -> bool:
        return self.name in ("smallint", "integer", "bigint")

    @property
    def is_float(self) -> bool:
        return self.name in ("real", "double")

    @property
    def is_decimal(self) -> bool:
        return self.name == "decimal"

    @property
    def is_number(self) -> bool:
        return self.is_integer or self.is_float or self.is_decimal

    @property
    def is_string(self) -> bool:
        return self.name in ("char", "varchar", "literal")

    @property
    def is_known(self) -> bool:
        return self.name not in ("unknown", "null")

    @property
    def engine(self) -> str:
        """The engine's name of the type, for a cast."""
        if self.is_decimal and self.size:
            return f"numeric({self.size},{self.scale})"
        return _ENGINE.get(self.name, self.name)


_ENGINE = {
    "double": "double precision",
    "decimal": "numeric",
    "char": "bpchar",
    "literal": "varchar",
    "super": "jsonb",
    "varbyte": "bytea",
    "interval_ym": "interval",
    "geometry": "rs_catalog.geometry",
    "geography": "rs_catalog.geography",
    "hllsketch": "rs_catalog.hllsketch",
}

UNKNOWN = SqlType("unknown")
NULL = SqlType("null")
LITERAL = SqlType("literal")
BOOLEAN = SqlType("boolean")
SMALLINT, INTEGER, BIGINT = SqlType("smallint"), SqlType("integer"), SqlType("bigint")
REAL, DOUBLE = SqlType("real"), SqlType("double")
DECIMAL = SqlType("decimal")
VARCHAR, CHAR = SqlType("varchar"), SqlType("char")
DATE, TIME, TIMETZ = SqlType("date"), SqlType("time"), SqlType("timetz")
TIMESTAMP, TIMESTAMPTZ = SqlType("timestamp"), SqlType("timestamptz")
INTERVAL, INTERVAL_YM = SqlType("interval"), SqlType("interval_ym")
SUPER, VARBYTE = SqlType("super"), SqlType("varbyte")
GEOMETRY, GEOGRAPHY, HLLSKETCH = SqlType("geometry"), SqlType("geography"), SqlType("hllsketch")
CATALOG_ARRAY = SqlType("array")
"""What only the catalog has; its elements are of no type that matters here."""
OPAQUE = frozenset(("geometry", "geography", "hllsketch"))
"""Types without order, equality and casts to strings (dg/spatial-limitations, dg/c_Supported_data_types)."""

_YEAR_AND_MONTH = 1 << 2 | 1 << 1
"""The engine's mask of the fields of an interval type that has years and months only."""
_BY_OID = {
    16: BOOLEAN,
    20: BIGINT,
    21: SMALLINT,
    23: INTEGER,
    700: REAL,
    701: DOUBLE,
    1082: DATE,
    1083: TIME,
    1266: TIMETZ,
    1114: TIMESTAMP,
    1184: TIMESTAMPTZ,
    1186: INTERVAL,
    25: VARCHAR,
    3802: SUPER,
    17: VARBYTE,
    3000: GEOMETRY,
    3001: GEOGRAPHY,
    2935: HLLSKETCH,
    **dict.fromkeys((22, 30, 1002, 1003, 1005, 1007, 1009, 1028), CATALOG_ARRAY),
}


def of_column(oid: int, modifier: int) -> SqlType:
    """The type of an engine column."""
    if oid == 1700:
        if modifier < 4:
            return DECIMAL
        return SqlType("decimal", (modifier - 4) >> 16 & 0xFFFF, (modifier - 4) & 0x7FF)
    if oid in (1043, 1042):
        return SqlType("varchar" if oid == 1043 else "char", max(modifier - 4, 0))
    if oid == 1186 and modifier >= 0 and not (modifier >> 16 & 0x7FFF) & ~_YEAR_AND_MONTH:
        return INTERVAL_YM
    return _BY_OID.get(oid, UNKNOWN)


def of_name(name: TypeName) -> SqlType:
    """The type that a cast names."""
    engine = name.engine
    if name.family == "decimal":
        precision, scale = engine[len("numeric(") : -1].split(",")
        return SqlType("decimal", int(precision), int(scale))
    if name.family in ("varchar", "char"):
        size = engine.partition("(")[2].rstrip(")")
        return SqlType(name.family, int(size) if size else 0)
    if name.family == "interval":
        return INTERVAL_YM if "year" in engine or "month" in engine else INTERVAL
    return {"double precision": DOUBLE, "jsonb": SUPER, "bytea": VARBYTE}.get(
        engine, SqlType(engine.removeprefix("rs_catalog."))
    )


def of_number(text: str) -> SqlType:
    """The type of a numeric literal: the smallest of INTEGER, BIGINT, DECIMAL that holds it (an assumption)."""
    if "e" in text.lower():
        return DOUBLE
    if "." in text:
        whole, _, fraction = text.partition(".")
        digits = len(whole.lstrip("0")) + len(fraction)
        return SqlType("decimal", max(digits, 1), len(fraction)) if digits <= MAX_PRECISION else DECIMAL
    value = int(text)
    if value < 2**31:
        return INTEGER
    if value < 2**63:
        return BIGINT
    return SqlType("decimal", min(len(text), MAX_PRECISION), 0)


_AS_DECIMAL = {"smallint": (5, 0), "integer": (10, 0), "bigint": (19, 0)}


def as_decimal(kind: SqlType) -> tuple[int, int] | None:
    """Precision and scale of a number in decimal arithmetic; None when not known."""
    if kind.is_decimal:
        return (kind.size, kind.scale) if kind.size else None
    return _AS_DECIMAL.get(kind.name)


def decimal_result(operator: str, left: SqlType, right: SqlType) -> SqlType:
    """The DECIMAL that ``left operator right`` gives."""
    a, b = as_decimal(left), as_decimal(right)
    if a is None or b is None:
        return DECIMAL
    (p1, s1), (p2, s2) = a, b
    if operator in "+-":
        scale = max(s1, s2)
        precision = max(p1 - s1, p2 - s2) + 1 + scale
    elif operator == "*":
        scale = s1 + s2
        precision = p1 + p2 + 1
    elif operator == "/":
        scale = max(_LEAST_DIVISION_SCALE, s1 + p2 - s2 + 1)
        precision = p1 - s1 + s2 + scale
        if precision > MAX_PRECISION:
            scale = max(MAX_PRECISION + scale - precision, _LEAST_DIVISION_SCALE)
    else:
        scale = max(s1, s2)
        precision = min(p1 - s1, p2 - s2) + scale
    return SqlType("decimal", max(1, min(precision, MAX_PRECISION)), min(scale, MAX_PRECISION - 1))


def arithmetic(operator: str, left: SqlType, right: SqlType) -> SqlType:
    """The type of ``left operator right`` for two numbers."""
    if left.is_float or right.is_float:
        return DOUBLE
    if left.is_decimal or right.is_decimal:
        return decimal_result(operator, left, right)
    order = ("smallint", "integer", "bigint")
    return SqlType(order[max(order.index(left.name), order.index(right.name))])


def common(kinds: list[SqlType]) -> SqlType:
    """The type that CASE, COALESCE and set operations give (dg/r_numeric_computations201, dg/r_UNION)."""
    known = [k for k in kinds if k.name not in ("null", "literal")]
    if not known:
        return VARCHAR if any(k.name == "literal" for k in kinds) else NULL
    if any(not k.is_known for k in known):
        return UNKNOWN
    if all(k.is_number for k in known):
        if any(k.is_float for k in known):
            return DOUBLE if len({k.name for k in known}) > 1 else known[0]
        if any(k.is_decimal for k in known):
            return _common_decimal(known)
        result = known[0]
        for other in known[1:]:
            result = arithmetic("+", result, other)
        return result
    names = {k.name for k in known}
    if len(names) == 1:
        return SqlType(known[0].name, max(k.size for k in known)) if known[0].is_string else known[0]
    if names <= {"char", "varchar"}:
        return SqlType("varchar", max(k.size for k in known) if all(k.size for k in known) else 0)
    if names == {"date", "timestamp"}:
        return TIMESTAMP
    return UNKNOWN


def _common_decimal(known: list[SqlType]) -> SqlType:
    parts = [as_decimal(k) for k in known]
    if any(p is None for p in parts):
        return DECIMAL
    pairs = [p for p in parts if p is not None]
    scale = max(s for _, s in pairs)
    whole = max(p - s for p, s in pairs)
    # 19 digits for values of 64 bits, 38 for those of 128 (dg/r_UNION).
    limit = MAX_PRECISION if any(p > _SHORT_PRECISION for p, _ in pairs) else _SHORT_PRECISION
    return SqlType("decimal", max(1, min(whole + scale, limit)), scale)
