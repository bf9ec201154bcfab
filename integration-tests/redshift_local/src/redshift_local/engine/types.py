"""Engine types and the Redshift types they stand for, by OID."""

from __future__ import annotations

TEXT, VARCHAR, BPCHAR, NUMERIC = 25, 1043, 1042, 1700
JSONB, SUPER = 3802, 4000
BYTEA, VARBYTE = 17, 6551
INTERVAL, INTERVAL_YEAR_TO_MONTH, INTERVAL_DAY_TO_SECOND = 1186, 1188, 1190
GEOMETRY, GEOGRAPHY, HLLSKETCH = 3000, 3001, 2935
UNKNOWN = 705
MAX_VARCHAR = 65535

_NAMES = {
    16: "boolean",
    20: "bigint",
    21: "smallint",
    23: "integer",
    700: "real",
    701: "double precision",
    1082: "date",
    1083: "time without time zone",
    1266: "time with time zone",
    1114: "timestamp without time zone",
    1184: "timestamp with time zone",
    1186: "interval",
    26: "oid",
    19: "name",
    18: "char",
    JSONB: "super",
    SUPER: "super",
    BYTEA: "binary varying",
    VARBYTE: "binary varying",
    GEOMETRY: "geometry",
    GEOGRAPHY: "geography",
    HLLSKETCH: "hllsketch",
}


def redshift_type(oid: int, modifier: int) -> str:
    """The Redshift name of an engine type, with length or precision and scale where the type has them."""
    if oid in (TEXT, UNKNOWN) or (oid == VARCHAR and modifier < 4):
        return f"character varying({MAX_VARCHAR})"
    if oid == VARCHAR:
        return f"character varying({modifier - 4})"
    if oid == BPCHAR:
        return f"character({modifier - 4})" if modifier >= 4 else "character(1)"
    if oid == NUMERIC:
        if modifier < 4:
            return "numeric"
        precision, scale = (modifier - 4) >> 16 & 0xFFFF, (modifier - 4) & 0x7FF
        return f"numeric({precision},{scale})"
    return _NAMES.get(oid, f"unknown({oid})")


def wire_type(oid: int, modifier: int) -> tuple[int, int]:
    """The type OID and modifier that a Redshift client is told."""
    if oid in (TEXT, UNKNOWN) or (oid == VARCHAR and modifier < 0):
        return VARCHAR, MAX_VARCHAR + 4
    if oid == JSONB:
        return SUPER, -1
    if oid == BYTEA:
        return VARBYTE, -1
    if oid == INTERVAL:
        return (INTERVAL_YEAR_TO_MONTH if _counts_months(modifier) else INTERVAL_DAY_TO_SECOND), -1
    return oid, modifier


def _counts_months(modifier: int) -> bool:
    """Whether an interval's modifier names years or months only (bits 2 and 1 of the engine's field mask)."""
    fields = modifier >> 16 & 0x7FFF
    return modifier >= 0 and fields & ~0b110 == 0
