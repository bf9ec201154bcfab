"""Random expressions by kind of type, as Spark SQL text over the columns in scope."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

KINDS = ("int", "long", "short", "double", "float", "dec", "str", "bool", "date", "ts")

_INTS = ("0", "1", "-1", "2", "3", "7", "13", "100", "-40", "2147483647", "(-2147483647 - 1)")
_TEXTS = (
    "''", "' '", "'s'", "'s '", "'  s'", "'50%_~'", "'q\"\\'|,'", "'back\\\\slash'", "'é😀'", "'ABC'", "'n1'", "'n 1 '", "'-'", "'%'",
    "'_'", "'line\\nbreak\\ttab'", "'12'", "'\\\\\\' OR 1=1 --'", "'$$;--'",
)  # fmt: skip
_DATES = ("1582-10-15", "2024-02-29", "2023-01-31", "2000-01-01", "1970-01-01", "1995-06-17", "0001-01-05")
_TIMES = ("2024-03-10 07:30:00.123456", "1969-12-31 23:59:59.999999", "2021-05-08 09:08:16", "1900-01-01 00:00:00")
_PATTERNS = ("s%", "%s", "%e%", "_", "50\\\\%%", "%\\\\_%", "n_", "%", "", "%\\n%", "%\\\\\\\\%", "% ")


@dataclass(frozen=True)
class Column:
    name: str
    kind: str


@dataclass
class Values:
    """Makes expressions over ``columns``; ``depth`` bounds their nesting."""

    source: random.Random
    columns: list[Column]
    zeros: bool = False
    """Whether something was used of which Spark itself leaves open whether it gives 0.0 or -0.0."""
    extremes: float = 0.2
    """How often a column with the least and greatest values of its type is taken where a tame one will do."""
    _makers: dict[str, list[Callable[[int], str]]] = field(init=False)

    def __post_init__(self) -> None:
        self._makers = {
            "int": self._ints(),
            "long": self._longs(),
            "short": [lambda n: f"cast({self.tame()} as smallint)", lambda n: f"cast({self.any('bool', n)} as smallint)"],
            "double": self._doubles(),
            "float": [lambda n: f"cast({self.any('int', 0)} as float)", lambda n: f"(- {self.any('float', n)})"],
            "dec": self._decimals(),
            "str": self._texts(),
            "bool": self._conditions(),
            "date": self._dates(),
            "ts": self._times(),
        }  # fmt: skip

    def any(self, kind: str, depth: int) -> str:
        """An expression of this kind."""
        if depth <= 0 or self.source.random() < 0.25:
            return self.leaf(kind)
        if self.source.random() < 0.2:
            return self._conditional(kind, depth - 1)
        return self.source.choice(self._makers[kind])(depth - 1)

    def leaf(self, kind: str) -> str:
        named = [c.name for c in self.columns if c.kind == kind]
        if named and self.source.random() < 0.8:
            return self.source.choice(named)
        return self.literal(kind)

    def tame(self) -> str:
        """An integer whose arithmetic rarely overflows."""
        named = [c.name for c in self.columns if c.kind in ("int", "short")]
        if named and self.source.random() < 0.6:
            return f"({self.source.choice(named)} % {self.source.choice((5, 11, 97))})"
        return str(self.source.randrange(-3, 9))

    def literal(self, kind: str) -> str:
        one = self.source.choice
        if self.source.random() < 0.06:
            return f"cast(null as {_SQL_TYPES[kind]})"
        texts = {
            "int": one(_INTS[:9]) if self.source.random() > self.extremes else one(_INTS),
            "long": one(("0L", "3L", "-7L", "9223372036854775807L", "1000000007L")),
            "short": one(("cast(0 as smallint)", "3S", "-20S", "32767S")),
            "double": one(("0.0D", "1.5D", "-2.25D", "double('NaN')", "double('infinity')", "1e300D", "-0.0D")),
            "float": one(("cast(1.5 as float)", "float('NaN')", "cast(0 as float)", "cast(-2.5 as float)")),
            "dec": one(("0.00", "1.37", "-0.001", "9999999999.99", "12345678.9", "7BD", "0.5")),
            "str": one(_TEXTS),
            "bool": one(("true", "false")),
            "date": f"date'{one(_DATES)}'",
            "ts": f"timestamp'{one(_TIMES)}'",
        }
        return texts[kind]

    def _conditional(self, kind: str, n: int) -> str:
        a, b = self.any(kind, n), self.any(kind, n)
        test = self.any("bool", n)
        forms = [
            f"case when {test} then {a} else {b} end",
            f"case when {test} then {a} when {self.any('bool', n)} then {b} end",
            f"if({test}, {a}, {b})",
            f"coalesce({a}, {b})",
            f"nullif({a}, {b})",
            f"nvl2({self.leaf('str')}, {a}, {b})",
        ]
        if kind in ("int", "long", "dec", "str", "date", "ts", "double"):
            forms += [f"greatest({a}, {b})", f"least({a}, {b})"]
            if kind == "double":
                self.zeros = True
        return self.source.choice(forms)

    def _number(self, n: int) -> str:
        return self.any(self.source.choice(("int", "long", "short", "dec")), n)

    def _ints(self) -> list[Callable[[int], str]]:
        a, one = self.any, self.source.choice
        return [
            lambda n: f"({self.tame()} {one('+-*')} {self.tame()})",
            lambda n: f"({a('int', n)} {one('+-*')} {self.tame()})",
            lambda n: f"({a('int', n)} % {one(('3', '7', '-5', self.tame()))})",
            lambda n: f"pmod({a('int', n)}, {one(('3', '-4', '11'))})",
            lambda n: f"({a('int', n)} {one('&|^')} {a('int', n)})",
            lambda n: f"(~ {a('int', n)})",
            lambda n: f"{one(('shiftleft', 'shiftright'))}({a('int', n)}, {one((0, 1, 3, 31, 33))})",
            lambda n: f"abs({a('int', n)})",
            lambda n: f"(- {a('int', n)})",
            lambda n: f"{one(('length', 'octet_length', 'bit_length', 'ascii'))}({a('str', n)})",
            lambda n: f"instr({a('str', n)}, {a('str', 0)})",
            lambda n: f"locate({a('str', 0)}, {a('str', n)})",
            lambda n: f"{one(('year', 'quarter', 'month', 'day', 'dayofyear', 'dayofweek', 'weekday'))}({a('date', n)})",
            lambda n: f"{one(('hour', 'minute', 'second', 'year'))}({a('ts', n)})",
            lambda n: f"datediff({a('date', n)}, {a('date', n)})",
            lambda n: f"cast({a(one(('short', 'bool', 'dec', 'double', 'long', 'float')), n)} as int)",
            lambda n: f"unix_date({a('date', n)})",
            lambda n: f"round({a('int', n)}{one(('', ', 1', ', 0'))})",
            lambda n: f"cast({a('int', n)} between {a('int', 0)} and {a('int', 0)} as int)",
        ]

    def _longs(self) -> list[Callable[[int], str]]:
        a, one = self.any, self.source.choice
        return [
            lambda n: f"cast({a(one(('int', 'short', 'dec', 'double', 'bool')), n)} as bigint)",
            lambda n: f"({a('long', n)} {one('+-*')} {self.tame()})",
            lambda n: f"({a('long', n)} % {one(('3L', '7', '-5L', '11'))})",
            lambda n: f"({a(one(('int', 'long')), n)} div {one(('3', '-7', self.tame()))})",
            lambda n: f"{one(('floor', 'ceil'))}({a(one(('double', 'int')), n)})",
            lambda n: f"{one(('unix_timestamp', 'unix_seconds', 'unix_millis', 'unix_micros'))}({a('ts', n)})",
            lambda n: f"({a('long', n)} {one('&|^')} {a('long', n)})",
            lambda n: f"pmod({a('long', n)}, {one(('9', '-9'))})",
            lambda n: f"abs({a('long', n)})",
        ]

    def _doubles(self) -> list[Callable[[int], str]]:
        a, one = self.any, self.source.choice
        return [
            lambda n: f"({a('int', n)} / {one(('2', '3', '7', '-4', self.tame()))})",
            lambda n: f"cast({a(one(('int', 'long', 'float', 'dec', 'short')), n)} as double)",
            lambda n: f"({a('double', n)} {one('+-*')} {one(('1.5D', '0.5D', '3'))})",
            lambda n: f"abs({a('double', n)})",
            lambda n: f"(- {a('double', n)})",
            lambda n: f"sqrt(abs({a('double', n)}))",
            lambda n: f"signum({a('double', n)})",
            lambda n: f"nanvl({a('double', n)}, {a('double', 0)})",
        ]

    def _decimals(self) -> list[Callable[[int], str]]:
        a, one = self.any, self.source.choice

        def small(n: int) -> str:
            return f"cast({self.tame()} as decimal({one(('5,2', '10,0', '7,3'))}))"

        return [
            lambda n: f"({a('dec', n)} {one('+-')} {a('dec', n)})",
            lambda n: f"({a('dec', n)} * {small(n)})",
            lambda n: f"({a('dec', n)} / {small(n)})",
            lambda n: f"({a('dec', n)} % {one(('7', '0.3', '-2.5'))})",
            lambda n: f"cast({a(one(('int', 'long', 'dec')), n)} as decimal({one(('12,2', '20,4', '10,0', '38,6', '5,1'))}))",
            lambda n: f"round({a('dec', n)}, {one((0, 1, 2, 5))})",
            lambda n: f"{one(('floor', 'ceil', 'abs', '-'))}({a('dec', n)})",
            small,
        ]

    def _texts(self) -> list[Callable[[int], str]]:
        a, one = self.any, self.source.choice
        separators = ("','", "''", "' '")
        trimmed = ("'s'", "' s'", "'AB'")
        pads = ("'*'", "'xy'", "' '")
        sought = ("'s'", "' '", "'b'", "'%'")
        replacements = ("''", "'ZZ'", "' '")
        translations = ("'12'", "''", "'xyz_'")
        splits = ("'-'", "' '", "'n'")
        formats = ("'yyyy-MM-dd'", "'yyyyMMdd HH:mm:ss'", "'dd/MM'")
        return [
            lambda n: f"({a('str', n)} || {a('str', n)})",
            lambda n: f"concat({a('str', n)}, '-', {a('str', n)})",
            lambda n: f"concat_ws({one(separators)}, {a('str', n)}, {a('str', n)})",
            lambda n: f"substring({a('str', n)}, {one((-3, -1, 0, 1, 2, self.tame()))}, {one((0, 1, 2, 5, -1, self.tame()))})",
            lambda n: f"substring({a('str', n)}, {one((-9, -2, 0, 1, 3))})",
            lambda n: f"{one(('left', 'right'))}({a('str', n)}, {one((0, 1, 2, 9, -1))})",
            lambda n: f"{one(('trim', 'ltrim', 'rtrim', 'reverse'))}({a('str', n)})",
            lambda n: f"trim({one(('both', 'leading', 'trailing'))} {one(trimmed)} from {a('str', n)})",
            lambda n: f"{one(('lpad', 'rpad'))}({a('str', n)}, {one((0, 2, 6, 12))}, {one(pads)})",
            lambda n: f"repeat({a('str', n)}, {one((0, 1, 2, -1))})",
            lambda n: f"replace({a('str', n)}, {one(sought)}, {one(replacements)})",
            lambda n: f"translate({a('str', n)}, 'abs ', {one(translations)})",
            lambda n: f"split_part({a('str', n)}, {one(splits)}, {one((1, 2, 9))})",
            lambda n: f"cast({a(one(('int', 'long', 'short', 'dec', 'bool', 'date', 'ts')), n)} as string)",
            lambda n: f"date_format({a('ts', n)}, {one(formats)})",
            lambda n: f"{one(('md5', 'sha1'))}({a('str', n)})",
        ]

    def _conditions(self) -> list[Callable[[int], str]]:
        a, one = self.any, self.source.choice

        def compared(n: int) -> str:
            kind = one(KINDS)
            return f"({a(kind, n)} {one(('=', '<>', '<', '<=', '>', '>=', '<=>'))} {a(kind, n)})"

        def listed(n: int) -> str:
            kind = one(("int", "long", "str", "date", "dec", "double", "short"))
            items = ", ".join(self.literal(kind) for _ in range(self.source.choice((1, 2, 3, 12))))
            return f"({a(kind, n)} {one(('in', 'not in'))} ({items}))"

        def between(n: int) -> str:
            kind = one(("int", "str", "date", "dec", "ts"))
            return f"({a(kind, n)} between {a(kind, 0)} and {a(kind, 0)})"

        return [
            compared,
            compared,
            compared,
            listed,
            between,
            lambda n: f"({a('bool', n)} {one(('and', 'or'))} {a('bool', n)})",
            lambda n: f"(not {a('bool', n)})",
            lambda n: f"({a(one(KINDS), n)} is {one(('null', 'not null'))})",
            lambda n: f"({a('str', n)} {one(('like', 'not like'))} '{one(_PATTERNS)}')",
            lambda n: f"{one(('startswith', 'endswith', 'contains'))}({a('str', n)}, {a('str', 0)})",
            lambda n: f"isnan({a('double', n)})",
            lambda n: f"({self._number(n)} {one(('=', '<', '>='))} {self._number(n)})",
        ]

    def _dates(self) -> list[Callable[[int], str]]:
        a, one = self.any, self.source.choice
        starts = ("'year'", "'MM'", "'quarter'", "'week'")
        weekdays = ("'Mon'", "'SU'", "'thursday'")
        return [
            lambda n: f"{one(('date_add', 'date_sub'))}({a('date', n)}, {self.tame()})",
            lambda n: f"add_months({a('date', n)}, {one((1, -1, 12, -13, self.tame()))})",
            lambda n: f"last_day({a('date', n)})",
            lambda n: f"trunc({a('date', n)}, {one(starts)})",
            lambda n: f"next_day({a('date', n)}, {one(weekdays)})",
            lambda n: f"cast({a('ts', n)} as date)",
            lambda n: f"({a('date', n)} + interval {one(('1', '-1', '14'))} month)",
        ]

    def _times(self) -> list[Callable[[int], str]]:
        a, one = self.any, self.source.choice
        parts = ("'second'", "'minute'", "'hour'", "'day'", "'week'", "'month'", "'quarter'", "'year'")
        return [
            lambda n: f"date_trunc({one(parts)}, {a('ts', n)})",
            lambda n: f"({a('ts', n)} {one('+-')} interval {one(('1 day', '90 minutes', '2 months', '3 seconds', '1 year'))})",
            lambda n: f"cast({a('date', n)} as timestamp)",
        ]


_SQL_TYPES = {
    "int": "int", "long": "bigint", "short": "smallint", "double": "double", "float": "float", "dec": "decimal(12,2)",
    "str": "string", "bool": "boolean", "date": "date", "ts": "timestamp",
}  # fmt: skip
