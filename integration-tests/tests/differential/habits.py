"""Queries that other connectors answer wrongly, or not at all."""

from __future__ import annotations

from .runner import Case, kept, pushed

_INJECTION = "\\\\'' OR 1=1 --"

CASES: list[Case] = [
    # a value never becomes SQL, and a backslash is one
    *pushed(
        f"select id from {{nasty}} where s = '{_INJECTION}'",
        "select id from {nasty} where s = 'back\\\\slash'",
        "select id, 'it''s \\\\ \\n \"q\" $$ é😀' from {nasty} where id < 3",
    ),
    # FILTER is not lost
    *pushed("select sum(id) filter (where id > 30), count(id) filter (where s is null) from {nasty}"),
    # casts to types without a counterpart are not dropped
    *kept("one-byte", "select id, cast(id as tinyint) from {nasty}"),
    # needles are no patterns
    *pushed("select id from {nasty} where startswith(s, '50%_') or contains(s, '%') or endswith(s, '_~')"),
    # long lists keep their type
    *pushed(
        "select id from {nasty} where day in (date'2024-02-29', date'2023-01-31', date'1582-10-15', date'1582-10-04', "
        "date'2020-01-01', date'2020-01-02', date'2020-01-03', date'2020-01-04', date'2020-01-05', date'2020-01-06', "
        "date'2020-01-07', date'2020-01-08', date'2020-01-09')",
        "select id from {nasty} where l in (1L,2L,3L,4L,5L,6L,7L,8L,9L,10L,11L,12L,13L,14L,9223372036854775807L)",
    ),
    # trailing blanks count in comparison, grouping, DISTINCT, joins and set operations
    *pushed(
        "select s, count(*) from {nasty} group by s",
        "select count(distinct s) from {nasty}",
        "select a.id, b.id from {nasty} a join {nasty} b on a.s = b.s and a.id < b.id",
        "select id from {nasty} where s in ('s ', ' ')",
    ),
    # division by zero and overflow by mode
    *pushed("select id / 0, id % 0 from {nasty}", fails=("ansi",)),
    # sums and averages of short decimals are exact
    *pushed("select status, sum(total), avg(total), avg(cast(total as decimal(7,2))) from {orders} group by status"),
    # sums of long decimals: all their digits, and NULL or an error where there are more than 38
    *pushed(
        "select b, sum(d38) filter (where id % 5 <> 1), sum(cast(d as decimal(32,4))) from {nasty} group by b",
        "select sum(d38), sum(d18 * d) from {nasty} where id in (1, 2, 7)",
        "select id, sum(d38) over (partition by b) from {nasty} where id % 5 <> 1",
    ),
    *pushed("select sum(d38), sum(id) from {nasty}", fails=("ansi",)),
    # long division, rounded half-up where Spark rounds
    *pushed(
        "select id, cast(d as decimal(21,2)) / cast(id * 7 + 1 as decimal(27,2)), d18 / cast(-id - 3 as decimal(20,0)) from {nasty}",
        "select status, sum(cast(total as decimal(7,2))) * 100 / sum(sum(cast(total as decimal(7,2)))) over (), avg(cast(total as decimal(25,5))) from {orders} group by status",
    ),
    # months end where Spark lets them end
    *pushed("select add_months(date'2023-04-30', id), add_months(odate, 1) from {nasty} join {orders} on id = okey"),
    # constants as groups, several columns counted, remainders, typed NULLs
    *pushed(
        "select distinct 'x' from {nasty}",
        "select count(id, s), count(distinct id, s) from {nasty}",
        "select pmod(id, 3), pmod(-id, 7) from {nasty}",
        "select coalesce(ts, cast(null as timestamp)), nullif(day, date'2024-02-29') from {nasty}",
        "select id from {nasty} where d38 > 0.0000000001 and d18 <> -0.001",
        "select id from {nasty} where x = double('NaN') or x = double('infinity')",
        "select date_trunc('DD', ts), date_trunc('MON', ts), trunc(day, 'yy') from {nasty} where day > date'0002-01-01'",
    ),
    *kept("sorting within", "select id from {nasty} where id > 3 sort by id"),
    # a column without rows, and rows without a column
    *pushed(
        "select count(1), count(null) from {nasty}", "select 1 from {nasty} where id > 55", "select null from {nasty}"
    ),
]
