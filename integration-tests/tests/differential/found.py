"""Queries that random ones of a seed were shrunk to: each was once answered wrongly."""

from __future__ import annotations

from .runner import Case, kept, pushed

CASES: list[Case] = [
    # a correlated COUNT of nothing is 0
    *pushed(
        "select name, (select count(*) from {orders} o where o.ckey = c.ckey and prio > 4) from {customers} c",
        "select id, (select count(distinct o.id) + 1 from {nasty} o where o.i = c.i and o.id > 30) from {nasty} c",
    ),
    # booleans have no extremes over a window, and other aggregates are no window functions
    *pushed(
        "select id, min(b) over (partition by n order by id rows between 2 preceding and 1 following), max(b) over () from {nasty}",
        "select id, first_value(b) over (order by id desc), last_value(n) over (order by id rows between 1 following and 3 following) "
        "from {nasty}",
    ),
    *kept("no window function", "select id, bit_and(id) over (partition by n) from {nasty}"),
    # a constant text has no type of its own
    *pushed(
        "select id, lag('s ', 2) over (order by id), lead('q', 1, '') over (order by id), first_value('x') over (order by id) from {nasty}"
    ),
    # some versions of Spark count a distinct constant where there are no rows
    *kept(
        "DISTINCT of a constant",
        "select sum(distinct 1.37), max(i) from {nothing}",
        "select count(distinct 1) filter (where true) from {nasty} where id > 100",
    ),
    *pushed("select n, count(distinct 1), sum(distinct 2) from {nasty} where id > 30 group by n"),
    # a full outer join of a constant's equality is none by hash or merge
    *kept(
        "full outer join",
        "select l.i, l.k, r.d19, r.id from (select i, 1BD k from {nothing}) l full outer join {nasty} r on l.k = r.d19",
        "select a.id, b.name from {nasty} a full outer join {customers} b on a.id = b.ckey and b.nation = 1",
    ),
    # a constant that raises must not raise where no row needs it
    *kept(
        "of constants raises",
        "select id, case when id > 100 then cast(nvl2(n, double('NaN'), double('NaN')) as bigint) + 2147483647 * length(concat(n, n)) end "
        "from {nasty} where id < 9",
        modes=("ansi",),
    ),
]
