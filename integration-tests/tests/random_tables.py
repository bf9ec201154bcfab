"""Random schemas with nasty values, as Spark SQL: each column draws from its type's list, row by row."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

# NULL against '', blanks on both sides, quotes, separators, wildcards, control characters, NULL markers of COPY, and
# characters of two to four bytes, alone and combined.
TEXTS = [
    "''", "' '", "'a'", "'a '", "' a'", "'NULL'", "'null'", r"'\\N'", "'@NULL@'", r"'it\'s'", "'say \"hi\"'", "'\"\"'", "','", "'a|b,c;d'",
    r"'back\\slash'", r"'\\\\'", "'50%_~'", r"'line\nbreak'", r"'cr\r\nlf'", r"'tab\there'", r"'\u0001\u001f\u007f'", "'é'", "'e\u0301'", "'😀'",
    "'日本語'", "'I\u0307\u0131'", "'\ufeffbom'", "'-0'", "'1e5'", "'2024-01-01'", "'true'", "'{\"a\": 1}'", "'<&>'", "repeat('x', 200)",
    "repeat('é', 150)", "repeat('😀', 75)",
]  # fmt: skip
ASCII = ["''", "'a'", "'ab'", "'a b'", "' a'", r"'q\'\"'", r"'\\'", "'50%_'", "','", "'NULL'"]
SPECIAL = ["'NaN'", "'Infinity'", "'-Infinity'", "'-0.0'", "'0'", "'0.1'", "'-1.5'"]
DOUBLES = [
    *SPECIAL,
    "'1.7976931348623157E308'",
    "'2.2250738585072014E-308'",
    "'-12345678.123456789'",
    "'3.141592653589793'",
]
FLOATS = [*SPECIAL, "'3.4028235E38'", "'1.17549435E-38'", "'16777217'", "'3.1415927'"]
DATES = [
    f"date'{day}'"
    for day in ("0001-01-01", "1582-10-04", "1582-10-10", "1582-10-15", "1899-12-31", "1969-12-31", "1970-01-01", "2000-02-29", "9999-12-31")
]  # fmt: skip
# Each exists in the session's zone, whichever it is: an instant is named in UTC.
INSTANTS = [
    f"timestamp'{at}Z'"
    for at in (
        "0001-01-03 00:00:00", "1500-02-28 23:59:59.999999", "1582-10-10 12:00:00", "1800-01-01 12:00:00.5", "1969-12-31 23:59:59.999999",
        "1970-01-01 00:00:00", "2024-03-10 06:59:59.999999", "2024-03-10 07:00:00", "2024-07-01 12:00:00.000001", "9999-12-30 00:00:00",
    )
]  # fmt: skip
JSON_TEXTS = [t for t in TEXTS if "repeat" not in t and "u0001" not in t]


@dataclass(frozen=True)
class Column:
    """A column of a random table.

    Attributes:
        name: As Spark and Redshift know it.
        values: Spark SQL of the values it draws from.
        spark_type: What the frame's column is cast to.
        metadata: What the write is told about the column.
        nullable: Whether NULL is drawn, too.
        read_type: The type in a schema given to the read, where the column comes back as text without one.
        back: The value as it comes back, in Spark SQL over `{c}`.
        text_only: Whether only CSV carries it.
    """

    name: str
    values: tuple[str, ...]
    spark_type: str
    metadata: dict[str, Any] = field(default_factory=dict)
    nullable: bool = True
    read_type: str | None = None
    back: str = "{c}"
    text_only: bool = False


def column(random_: random.Random, name: str, *, zoneless: bool = False) -> Column:
    """Draws one column; `zoneless` where the Spark line has TIMESTAMP_NTZ by name."""
    kinds = [
        _whole,
        _decimal,
        _floating,
        _boolean,
        _text,
        _char,
        _date,
        _timestamp,
        _instant,
        _bytes,
        _time,
        _nested,
        _json,
    ]
    drawn = random_.choice([*kinds, _decimal, _text, _nested])(random_, name)
    return Column(**{**drawn.__dict__, "nullable": random_.random() < 0.8})


def table(random_: random.Random) -> list[Column]:
    """Draws a schema of 2 to 12 columns, some under names that need quotes."""
    odd = ["select", "a b", "größe", 'quo"te', "dotted.name", "UPPER", "1st", "%s", "c0", "c1"]
    random_.shuffle(odd)
    names = [odd.pop() if random_.random() < 0.3 else f"col{i}" for i in range(random_.randint(2, 12))]
    return [column(random_, name) for name in names]


def frame(spark: Any, columns: list[Column], rows: int, seed: int, partitions: int) -> Any:
    """Rows of the columns; the first column `id` numbers them."""
    drawn = spark.range(0, rows, 1, partitions)
    for i, c in enumerate(columns):
        values = ", ".join(f"cast({v} as {c.spark_type})" for v in c.values)
        pick = f"element_at(array({values}), 1 + cast(pmod(xxhash64(id, {seed}, {i}), {len(c.values)}) as int))"
        value = f"if(pmod(xxhash64(id, {seed}, {i}, 0), 4) = 0, null, {pick})" if c.nullable else pick
        drawn = drawn.selectExpr("*", f"{value} as {quoted(c.name)}")
    return drawn.select("id", *(drawn[quoted(c.name)].alias(c.name, metadata=c.metadata) for c in columns))


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _whole(random_: random.Random, name: str) -> Column:
    kind, bits = random_.choice([("tinyint", 7), ("smallint", 15), ("int", 31), ("bigint", 63)])
    values = [str(v) for v in (0, 1, -1, 2**bits - 1)] + [f"'{-(2**bits)}'"]
    # Redshift has no byte.
    back = "cast({c} as smallint)" if kind == "tinyint" else "{c}"
    return Column(name, tuple(values), kind, back=back)


def _decimal(random_: random.Random, name: str) -> Column:
    precision = random_.choice([1, 5, 9, 10, 18, 19, 28, 38, random_.randint(1, 38)])
    scale = random_.choice([0, precision, random_.randint(0, precision)])
    scale = min(scale, 37)  # Redshift's limit
    nines = "9" * (precision - scale) + "." + "9" * scale
    least = "0." + "0" * (scale - 1) + "1" if scale else "1"
    values = ["'0'", f"'{nines.rstrip('.')}'", f"'-{nines.rstrip('.')}'", f"'{least}'", f"'-{least}'"]
    # DECIMAL(19) holds no more than a BIGINT does, so a new column for all of Spark's 19 digits has 20.
    back = f"cast({{c}} as decimal(20,{scale}))" if precision == 19 else "{c}"
    return Column(name, tuple(values), f"decimal({precision},{scale})", back=back)


def _floating(random_: random.Random, name: str) -> Column:
    return random_.choice([Column(name, tuple(DOUBLES), "double"), Column(name, tuple(FLOATS), "float")])


def _boolean(random_: random.Random, name: str) -> Column:
    return Column(name, ("true", "false"), "boolean")


def _text(random_: random.Random, name: str) -> Column:
    metadata = random_.choice([{}, {"maxlength": 300}, {"redshift_type": "varchar(400)"}, {"maxlength": 65535}])
    return Column(name, tuple(random_.sample(TEXTS, random_.randint(3, len(TEXTS)))), "string", metadata)


def _char(random_: random.Random, name: str) -> Column:
    length = random_.choice([5, 10, 4096])
    # CHAR is read without its padding, so blanks at a value's end do not come back.
    values = [*ASCII, "'b  '"]
    return Column(name, tuple(values), "string", {"redshift_type": f"char({length})"}, back="rtrim({c})")


def _date(random_: random.Random, name: str) -> Column:
    return Column(name, tuple(DATES), "date")


def _timestamp(random_: random.Random, name: str) -> Column:
    return Column(name, tuple(INSTANTS), "timestamp")


def _instant(random_: random.Random, name: str) -> Column:
    return Column(name, tuple(INSTANTS), "timestamp", {"redshift_type": "timestamptz"})


def _bytes(random_: random.Random, name: str) -> Column:
    values = (
        "unhex('')",
        "unhex('00')",
        "unhex('00FF00')",
        "unhex('C328')",
        "unhex('5C4E')",
        "unhex(repeat('AB', 500))",
    )
    metadata = random_.choice([{}, {"maxlength": 500}, {"redshift_type": "varbyte(64000)"}])
    return Column(name, values, "binary", metadata)


def _time(random_: random.Random, name: str) -> Column:
    zoned = random_.random() < 0.5
    values = ("'00:00:00'", "'12:34:56.789'", "'23:59:59.999999'")
    if not zoned:
        return Column(name, values, "string", {"redshift_type": "time"}, text_only=True)
    at = tuple(v[:-1] + offset + "'" for v in values for offset in ("+00", "-05", "+05:30"))
    return Column(name, at, "string", {"redshift_type": "timetz"}, text_only=True)


def _json(random_: random.Random, name: str) -> Column:
    values = (
        "'1'",
        "'\"text\"'",
        "'null'",
        "'[]'",
        "'{}'",
        "'[1,null,\"x\"]'",
        '\'{"a":{"b":[true,false]}}\'',
        "'12345678901234567890'",
    )
    return Column(name, values, "string", {"redshift_type": "super"}, text_only=True)


def _nested(random_: random.Random, name: str) -> Column:
    spark_type, value = _document(random_, 0)
    values = [value() for _ in range(6)]
    return Column(name, tuple(values), spark_type, read_type=spark_type, text_only=True)


def _document(random_: random.Random, depth: int) -> tuple[str, Any]:
    """A nested type and a function that draws values of it."""
    kind = random_.choice(["array", "struct", "map"])
    inner = [
        _leaf(random_) if depth == 2 or random_.random() < 0.6 else _document(random_, depth + 1) for _ in range(3)
    ]

    def drawn(i: int) -> str:
        one_type, one = inner[i]
        return f"cast(null as {one_type})" if random_.random() < 0.2 else f"cast({one()} as {one_type})"

    if kind == "array":
        of = inner[0][0]
        return f"array<{of}>", lambda: (
            f"cast(array({', '.join(drawn(0) for _ in range(random_.randint(0, 3)))}) as array<{of}>)"
        )
    if kind == "map":
        of = inner[0][0]
        return f"map<string,{of}>", lambda: (
            "cast(map("
            + ", ".join(f"'k{i}', {drawn(0)}" for i in range(random_.randint(0, 3)))
            + f") as map<string,{of}>)"
        )
    names = ["a", "b", "C d"]
    return (
        "struct<" + ", ".join(f"`{n}`: {t}" for n, (t, _) in zip(names, inner, strict=True)) + ">",
        lambda: "named_struct(" + ", ".join(f"'{n}', {drawn(i)}" for i, n in enumerate(names)) + ")",
    )


def _leaf(random_: random.Random) -> tuple[str, Any]:
    kinds: list[tuple[str, list[str]]] = [
        ("bigint", ["0", "-1", "9007199254740993L", "9223372036854775807L"]),
        ("int", ["1", "-2147483648"]),
        ("double", ["0.1D", "-1.5D", "123456.789D"]),
        ("decimal(10,2)", ["1.50", "-99999999.99"]),
        ("boolean", ["true", "false"]),
        ("string", JSON_TEXTS),
        ("date", ["date'2024-02-29'", "date'1969-12-31'"]),
    ]
    kind, values = random_.choice(kinds)
    return kind, lambda: random_.choice(values)
