"""Random queries over the nasty tables: Spark SQL text, made from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from .random_values import Column, Values

_TABLES = {
    "nasty": (60, "id:int i:int l:long sm:short x:double r:float d:dec d18:dec d19:dec d38:dec s:str n:str b:bool day:date ts:ts"),
    "orders": (80, "okey:int ckey:int total:dec odate:date clerk:str status:str prio:short"),
    "customers": (15, "ckey:int name:str nation:int bal:dec seg:str"),
    "nothing": (1, "i:int s:str x:double"),
}  # fmt: skip
_MOST_ROWS = 4000
_JOINABLE = ("int", "short", "str", "date", "dec", "bool", "double")


@dataclass(frozen=True)
class Relation:
    """A query with its columns; ``{t}``-like names are the nasty tables'."""

    sql: str
    columns: tuple[Column, ...]
    rows: int
    """About how many rows there are, so that joins stay small."""
    parts: tuple[Relation, ...] = ()
    ordered: bool = False


@dataclass(frozen=True)
class RandomQuery:
    seed: int
    relation: Relation
    approximate: bool
    """It adds doubles, whose order of addition is open."""
    zeros: bool
    """Spark itself leaves open whether some value is 0.0 or -0.0."""


def random_query(seed: int, depth: int = 6, offsets: bool = False) -> RandomQuery:
    """The query of a seed; offsets is whether this Spark knows OFFSET (from 3.4 on)."""
    maker = _Maker(random.Random(seed), offsets)
    relation = maker.query(maker.source.randrange(2, depth + 1))
    return RandomQuery(seed, relation, maker.approximate, maker.zeros)


class _Maker:
    def __init__(self, source: random.Random, offsets: bool) -> None:
        self.source = source
        self.offsets = offsets
        self.approximate = False
        self.zeros = False
        self._aliases = 0

    def query(self, depth: int) -> Relation:
        if self.source.random() < 0.15:
            return self._float_sums(self.relation(depth - 1))
        if self.source.random() < 0.25:
            return self._top(self.relation(depth - 1), at_top=True)
        return self.relation(depth)

    def relation(self, depth: int) -> Relation:
        if depth <= 0:
            return self._table()
        makers: list[tuple[int, Callable[[int], Relation]]] = [
            (5, lambda n: self._select(self.relation(n))),
            (4, lambda n: self._filter(self.relation(n))),
            (5, lambda n: self._aggregate(self.relation(n))),
            (5, lambda n: self._join(self.relation(n), self.relation(n // 2))),
            (3, lambda n: self._window(self.relation(n))),
            (3, lambda n: self._set(self.relation(n), self.relation(n // 2))),
            (3, lambda n: self._subquery(self.relation(n), self.relation(n // 2))),
            (1, lambda n: self._top(self.relation(n))),
            (1, lambda n: self._distinct(self.relation(n))),
        ]
        (chosen,) = self.source.choices([m for _, m in makers], [w for w, _ in makers])
        return chosen(depth - 1)

    # leaves

    def _table(self) -> Relation:
        (name,) = self.source.choices(list(_TABLES), [8, 3, 3, 1])
        rows, text = _TABLES[name]
        columns = [Column(*part.split(":")) for part in text.split()]
        if len(columns) > 6:
            columns = columns[:1] + self.source.sample(columns[1:], 6)
        return self._made([(c.name, c.kind) for c in columns], f"from {{{name}}}", rows, ())

    # one relation

    def _select(self, of: Relation) -> Relation:
        alias, values = self._scope(of)
        items = [(c.name, c.kind) for c in self.source.sample(values.columns, min(3, len(values.columns)))]
        for _ in range(self.source.randrange(1, 5)):
            kind = self.source.choice(_KINDS_OF_VALUES)
            items.append((values.any(kind, 3), kind))
        self._learn(values)
        return self._made(items, f"from ({of.sql}) {alias}", of.rows, (of,))

    def _filter(self, of: Relation) -> Relation:
        alias, values = self._scope(of)
        condition = values.any("bool", 3)
        self._learn(values)
        return self._made(_all(values), f"from ({of.sql}) {alias} where {condition}", of.rows, (of,))

    def _distinct(self, of: Relation) -> Relation:
        alias, values = self._scope(of)
        chosen = self.source.sample(values.columns, min(2, len(values.columns)))
        self._learn(values)
        return self._made([(c.name, c.kind) for c in chosen], f"from ({of.sql}) {alias}", of.rows, (of,), "distinct ")

    def _aggregate(self, of: Relation) -> Relation:
        alias, values = self._scope(of)
        keys = self.source.sample(values.columns, min(self.source.randrange(3), len(values.columns)))
        named = [(c.name, c.kind) for c in keys]
        computed = self._computed_key(values) if keys and self.source.random() < 0.25 else None
        if computed:
            named.append(computed)
        items = named + [self._aggregated(values) for _ in range(self.source.randrange(1, 4))]
        grouping = ""
        if named:
            texts = [text for text, _ in named]
            sets = [", ".join(texts)] * 5
            if not computed:
                sets += [f"{form}({', '.join(texts)})" for form in ("rollup", "cube")]
                sets += [f"grouping sets (({texts[0]}), ())", f"grouping sets (({texts[0]}), ({texts[-1]}))"]
            grouping = f" group by {self.source.choice(sets)}"
            if "grouping sets" in grouping:
                items = [item for item in items if item[0] not in texts[1:]]
            if self.source.random() < 0.3:
                text, kind = self._aggregated(values)
                grouping += f" having {text} {self.source.choice(('>', '<', '=', '<>'))} {values.literal(kind)}"
        self._learn(values)
        rows = of.rows if named else 1
        return self._made(items, f"from ({of.sql}) {alias}{grouping}", rows, (of,))

    def _computed_key(self, values: Values) -> tuple[str, str] | None:
        """None where it would be a constant, which GROUP BY reads as a column's position."""
        kind = self.source.choice(("int", "str", "bool", "date", "dec"))
        text = values.any(kind, 2)
        return (text, kind) if any(c.name in text for c in values.columns) else None

    def _aggregated(self, values: Values) -> tuple[str, str]:
        one = self.source.choice
        only = f" filter (where {values.any('bool', 2)})" if self.source.random() < 0.3 else ""
        form = self.source.randrange(7)
        if form == 0:
            return f"count(*){only}", "long"
        kind = one(("int", "short", "str", "bool", "date", "ts", "dec", "long", "double"))
        value = values.any(kind, 2)
        if form == 1:
            return f"count({one(('', 'distinct '))}{value}){only}", "long"
        if form == 2:
            return f"count(distinct {value}, {values.any('str', 1)}){only}", "long"
        if form <= 4:
            if kind == "double":
                self.zeros = True
            return f"{one(('min', 'max'))}({value}){only}", kind
        number = one(("int", "dec", "short"))
        summed = values.any(number, 2)
        if form == 5:
            return f"sum({one(('', '', 'distinct '))}{summed}){only}", "dec" if number == "dec" else "long"
        return f"avg({values.any('dec', 1)}){only}", "dec"

    def _float_sums(self, of: Relation) -> Relation:
        """At the top only: nothing may depend on the last digit."""
        self.approximate = True
        alias, values = self._scope(of)
        keys = [c for c in self.source.sample(values.columns, 1) if c.kind not in ("double", "float")]
        items = [(c.name, c.kind) for c in keys]
        function = self.source.choice(("sum", "avg", "stddev", "var_pop", "variance", "stddev_pop"))
        value = self.source.choice((f"{values.tame()} / 4", values.any("int", 1), values.tame()))
        items += [(f"{function}({value})", "double"), self._aggregated(values)]
        self._learn(values)
        grouping = f" group by {keys[0].name}" if keys else ""
        return self._made(items, f"from ({of.sql}) {alias}{grouping}", of.rows, (of,))

    def _window(self, of: Relation) -> Relation:
        alias, values = self._scope(of)
        one = self.source.choice
        order = self._total_order(values)
        partition = ""
        if self.source.random() < 0.6:
            partition = f"partition by {one(values.columns).name} "
        kind = one(("int", "str", "date", "dec", "bool"))
        value = values.any(kind, 2)
        frame = one(
            (
                "rows between unbounded preceding and current row",
                "rows between 2 preceding and 1 following",
                "rows between unbounded preceding and unbounded following",
                "rows between 1 following and 3 following",
            )
        )
        number = values.any("dec", 1) if self.source.random() < 0.4 else values.tame()
        calls = [
            (f"row_number() over ({partition}{order})", "int"),
            (f"rank() over ({partition}order by {one(values.columns).name})", "int"),
            (f"dense_rank() over ({partition}order by {one(values.columns).name} desc nulls last)", "int"),
            (f"ntile({one((2, 3, 7))}) over ({partition}{order})", "int"),
            (f"lag({value}, {one((1, 2))}) over ({partition}{order})", kind),
            (f"lead({value}) over ({partition}{order})", kind),
            (f"first_value({value}) over ({partition}{order} {frame})", kind),
            (f"last_value({value}) over ({partition}{order} {frame})", kind),
            (f"{one(('min', 'max'))}({value}) over ({partition}{order} {frame})", kind),
            (f"count({value}) over ({partition}{order} {frame})", "long"),
            (f"count(*) over ({partition.strip()})", "long"),
            (f"sum({values.tame()}) over ({partition}{order} {frame})", "long"),
            (f"avg({number}) over ({partition.strip()})", "other"),
            (f"sum({number}) over ({partition}{order} {frame})", "other"),
            (f"percent_rank() over ({partition}order by {one(values.columns).name})", "double"),
        ]
        kept = self.source.sample(values.columns, min(4, len(values.columns)))
        items = [(c.name, c.kind) for c in kept] + self.source.sample(calls, 2)
        self._learn(values)
        self.zeros |= any(c.kind in ("double", "float") for c in values.columns)
        return self._made(items, f"from ({of.sql}) {alias}", of.rows, (of,))

    def _top(self, of: Relation, at_top: bool = False) -> Relation:
        alias, values = self._scope(of)
        limit = f" limit {self.source.choice((1, 5, 20, 50))}" if not at_top or self.source.random() < 0.8 else ""
        if self.offsets and limit and self.source.random() < 0.4:
            limit += f" offset {self.source.choice((1, 3, 20))}"
        self.zeros |= any(c.kind in ("double", "float") for c in values.columns)
        body = f"from ({of.sql}) {alias} {self._total_order(values)}{limit}"
        made = self._made(_all(values), body, 50 if limit else of.rows, (of,))
        return Relation(made.sql, made.columns, made.rows, made.parts, ordered=at_top)

    def _total_order(self, values: Values) -> str:
        order = list(values.columns)
        self.source.shuffle(order)
        ends = ("", " desc", " nulls last", " desc nulls first", " asc nulls first", " desc nulls last")
        return "order by " + ", ".join(c.name + self.source.choice(ends) for c in order)

    # two relations

    def _join(self, left: Relation, right: Relation) -> Relation:
        (a, lefts), (b, rights) = self._scope(left), self._scope(right)
        both = Values(self.source, lefts.columns + rights.columns)
        equal = self._equalities(lefts, rights)
        large = left.rows * right.rows > _MOST_ROWS
        if large and not equal:
            return self._filter(left)
        tests = list(equal)
        if not tests or self.source.random() < 0.4:
            tests.append(both.any("bool", 2))
        kind = self.source.choice(
            ("join", "join", "left join", "right join", "full join", "left semi join", "left anti join", "cross join")
        )
        if kind == "cross join" and large:
            kind = "join"
        if kind == "full join" and equal:
            tests = equal
        on = "" if kind == "cross join" else " on " + " and ".join(tests)
        visible = lefts.columns if kind in ("left semi join", "left anti join") else both.columns
        chosen = self.source.sample(visible, min(7, len(visible)))
        self._learn(both)
        rows = max(left.rows, right.rows, left.rows * right.rows // (6 if equal else 1))
        body = f"from ({left.sql}) {a} {kind} ({right.sql}) {b}{on}"
        return self._made([(c.name, c.kind) for c in chosen], body, rows, (left, right))

    def _equalities(self, left: Values, right: Values) -> list[str]:
        pairs = [
            (x, y) for x in left.columns for y in right.columns if x.kind == y.kind and x.kind in _JOINABLE
        ]  # fmt: skip
        if not pairs or self.source.random() < 0.15:
            return []
        chosen = self.source.sample(pairs, min(len(pairs), self.source.choice((1, 1, 2))))
        return [f"{x.name} {self.source.choice(('=', '=', '=', '<=>'))} {y.name}" for x, y in chosen]

    def _set(self, left: Relation, right: Relation) -> Relation:
        (a, lefts), (b, rights) = self._scope(left), self._scope(right)
        firsts, seconds = [], []
        for column in self.source.sample(lefts.columns, min(3, len(lefts.columns))):
            firsts.append((column.name, column.kind))
            seconds.append((rights.any(column.kind, 1) if column.kind != "other" else "null", column.kind))
        kind = self.source.choice(("union all", "union all", "union", "intersect", "except"))
        upper = self._made(firsts, f"from ({left.sql}) {a}", left.rows, ())
        lower = self._made(seconds, f"from ({right.sql}) {b}", right.rows, ())
        self._learn(rights)
        self.zeros |= any(c.kind in ("double", "float") for c in upper.columns)
        return Relation(f"{upper.sql} {kind} {lower.sql}", upper.columns, left.rows + right.rows, (left, right))

    def _subquery(self, of: Relation, other: Relation) -> Relation:
        (a, outer), (b, inner) = self._scope(of), self._scope(other)
        one = self.source.choice
        pairs = [(x, y) for x in outer.columns for y in inner.columns if x.kind == y.kind and x.kind in _JOINABLE]
        if not pairs or of.rows * other.rows > 10 * _MOST_ROWS:
            return self._filter(of)
        x, y = one(pairs)
        u, v = one(pairs)
        test = inner.any("bool", 2)
        link = f"{y.name} = {x.name}"
        values = f"select {v.name} from ({other.sql}) {b}"
        conditions = [
            f"{one(('', 'not '))}exists (select 1 from ({other.sql}) {b} where {link} and {test})",
            f"{one(('', 'not '))}exists (select 1 from ({other.sql}) {b} where {link})",
            f"{u.name} in ({values} where {test})",
            f"{u.name} not in ({values} where {test})",
            f"{u.name} in ({values} where {link})",
            f"({u.name} in ({values}) or {outer.any('bool', 2)})",
            f"({u.name}, {x.name}) {one(('in', 'not in'))} (select {v.name}, {y.name} from ({other.sql}) {b} where {test})",
        ]
        items = _all(outer)
        where = ""
        if self.source.random() < 0.7:
            where = f" where {one(conditions)}"
        else:
            text, kind = self._aggregated(inner)
            correlated = f" where {link}" if self.source.random() < 0.7 else f" where {test}"
            items = [*items[:5], (f"(select {text} from ({other.sql}) {b}{correlated})", kind)]
        self._learn(outer)
        self._learn(inner)
        return self._made(items, f"from ({of.sql}) {a}{where}", of.rows, (of, other))

    # names

    def _scope(self, of: Relation) -> tuple[str, Values]:
        self._aliases += 1
        alias = f"t{self._aliases}"
        return alias, Values(self.source, [Column(f"{alias}.{c.name}", c.kind) for c in of.columns])

    def _learn(self, values: Values) -> None:
        self.zeros |= values.zeros

    def _made(
        self, items: list[tuple[str, str]], body: str, rows: int, parts: tuple[Relation, ...], quantifier: str = ""
    ) -> Relation:
        texts = ", ".join(f"{text} c{i}" for i, (text, _) in enumerate(items))
        columns = tuple(Column(f"c{i}", kind) for i, (_, kind) in enumerate(items))
        return Relation(f"select {quantifier}{texts} {body}", columns, rows, parts)


_KINDS_OF_VALUES = ("int", "int", "long", "short", "double", "dec", "dec", "str", "str", "bool", "bool", "date", "ts")


def _all(values: Values) -> list[tuple[str, str]]:
    return [(c.name, c.kind) for c in values.columns]
