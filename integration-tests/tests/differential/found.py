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
    # a constant that raises must not raise where no row needs it
    *kept(
        "of constants raises",
        "select id, case when id > 100 then cast(nvl2(n, double('NaN'), double('NaN')) as bigint) + 2147483647 * length(concat(n, n)) end "
        "from {nasty} where id < 9",
        modes=("ansi",),
    ),
]
