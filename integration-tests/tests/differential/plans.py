"""Plan shapes."""

from __future__ import annotations

from .runner import Case, kept, pushed

_UDF = "hash(s)"
# A division by zero where the keys are one apart.
_ODD = "1 div abs(o.ckey - c.ckey - 1)"

CASES: list[Case] = [
    # splitting
    *kept("Project: ", f"select id, i + sm, {_UDF} from {{nasty}}", statements=1, fails=("ansi",)),
    *kept("Project: ", f"select id + 1, {_UDF} from {{nasty}} where n is not null", statements=1),
    *kept("Filter: ", f"select id from {{nasty}} where id > 3 and {_UDF} > 0 and n like 'n%'", statements=1),
    *kept("Project: ", f"select {_UDF} h, count(*) from {{nasty}} where id > 5 group by {_UDF}", statements=1),
    *kept("Project: ", "select n, hash(max(s)), count(*) + 1 from {nasty} where id > 5 group by n", statements=1),
    *kept("Sort: ", f"select id, s from {{nasty}} order by {_UDF}, id", ordered=True, statements=1),
    # joins
    *pushed(
        "select o.okey, c.name from {orders} o join {customers} c on o.ckey = c.ckey",
        "select o.okey, c.name from {orders} o left join {customers} c on o.ckey = c.ckey and c.nation = 1",
        "select o.okey, c.name from {orders} o right join {customers} c on o.ckey = c.ckey and o.prio = 1",
        "select o.okey, c.name from {orders} o full join {customers} c on o.ckey = c.ckey",
        "select o.okey, c.name from {orders} o join {customers} c on o.ckey < c.ckey and o.prio > c.nation",
        "select o.okey, c.name from {orders} o left join {customers} c on o.ckey < c.nation",
        "select count(*) from {orders} cross join {customers}",
        "select c.* from {customers} c left semi join {orders} o on o.ckey = c.ckey and o.total > 1500",
        "select c.* from {customers} c left anti join {orders} o on o.ckey = c.ckey and o.prio > 3",
        "select a.id, b.id from {nasty} a join {nasty} b on a.s = b.s",
        "select a.id, b.id from {nasty} a join {nasty} b on a.x = b.x",
        "select a.id, b.id from {nasty} a join {nasty} b on a.s <=> b.s and a.d <=> b.d",
        "select a.id, b.id, c.id from {nasty} a join {nasty} b on a.i = b.i join {nasty} c on b.day = c.day",
        "select o.okey, v.label from {orders} o join values (1, 'one'), (2, 'it''s') v(prio, label) on o.prio = v.prio",
    ),
    # what may raise is computed for pairs alone whose keys are equal
    *pushed(
        f"select o.okey, c.name from {{orders}} o join {{customers}} c on {_ODD} = 1 and o.ckey = c.ckey",
        f"select o.okey, c.name from {{orders}} o left join {{customers}} c on c.nation = 1 and {_ODD} = 1 and o.ckey = c.ckey",
        f"select c.* from {{customers}} c left semi join {{orders}} o on {_ODD} = 1 and o.ckey = c.ckey",
        f"select c.* from {{customers}} c left anti join {{orders}} o on {_ODD} = 1 and o.ckey = c.ckey",
        f"select name from {{customers}} c where nation = 1 or exists "
        f"(select 1 from {{orders}} o where {_ODD} = 1 and o.ckey = c.ckey)",
        f"select name from {{customers}} c where (ckey, 2) in (select ckey, prio from {{orders}} o where {_ODD} = 1)",
        "select o.okey, c.name from {orders} o join {customers} c on o.ckey + 1 = c.ckey - 1 and o.prio < 3",
        "select o.okey, c.name from {orders} o full join {customers} c on o.ckey + 1 = c.ckey",
    ),
    # Spark has made whole numbers of such sums and averages before the subquery becomes a join
    *pushed(
        "select okey from {orders} o where total > (select avg(small) * 300 from (select ckey, sum(cast(prio as decimal(5,2))) "
        "small from {orders} group by ckey) t where t.ckey = o.ckey)",
        "select okey from {orders} o where prio > (select avg(cast(prio as decimal(7,2))) from {orders} i where i.ckey = o.ckey)",
        "select okey, (select sum(cast(prio as decimal(8,3))) from {orders} i where i.ckey = o.ckey) from {orders} o",
    ),
    # a division that may raise, of what is never NULL
    *pushed(
        "select cast(a as decimal(15,4)) / cast(b as decimal(15,4)) from (select count(*) a from {orders}), (select count(*) b from {customers})",
    ),
    # no double leaves its range in these
    *pushed(
        "select n, stddev_samp(i) / avg(i), avg(sm) * 2.5D, stddev_pop(l) + 1D from {nasty} group by n",
        approximate=True,
    ),
    # an arm that a condition empties
    *pushed(
        "select c.name, t.x from {customers} c join (select ckey, 1 x, 'a' kind from {orders} union all "
        "select nation, 2, 'b' from {customers}) t on t.ckey = c.ckey where t.kind = 'a'",
    ),
    *pushed("select okey from {orders} order by total desc, okey", ordered=True),
    # subqueries
    *pushed(
        "select name from {customers} c where exists (select 1 from {orders} o where o.ckey = c.ckey and total > 2000)",
        "select name from {customers} c where not exists (select 1 from {orders} o where o.ckey = c.ckey)",
        "select name from {customers} where ckey in (select ckey from {orders} where prio = 2)",
        "select name from {customers} where ckey not in (select ckey from {orders} where prio = 2)",
        "select okey from {orders} where ckey not in (select ckey from {customers} where nation = 1)",
        "select okey from {orders} where ckey not in (select ckey from {customers} where ckey is not null)",
        "select okey from {orders} where (ckey, prio) in (select ckey, nation from {customers})",
        "select okey from {orders} where (ckey, prio) not in (select ckey, nation from {customers} where nation < 2)",
        "select name from {customers} c where ckey in (select ckey from {orders} o where o.prio = c.nation)",
        "select name from {customers} c where nation = 1 or ckey in (select ckey from {orders} where prio = 2)",
        "select name from {customers} c where nation = 1 or exists (select 1 from {orders} o where o.ckey = c.ckey)",
        "select okey from {orders} where total > (select avg(total) from {orders})",
        "select okey, (select max(bal) from {customers}) m from {orders} where prio = 1",
        "select name, (select sum(total) from {orders} o where o.ckey = c.ckey) from {customers} c",
        "select okey from {orders} o where total > (select avg(total) from {orders} i where i.ckey = o.ckey)",
        "select id from {nasty} where s in (select s from {nasty} where id in (2, 3))",
    ),
    # set operations
    *pushed(
        "select id, s from {nasty} union all select okey, clerk from {orders}",
        "select s from {nasty} union select n from {nasty}",
        "select distinct s, b from {nasty}",
        "select distinct x from {nasty}",
        "select distinct r, x from {nasty}",
        "select s from {nasty} intersect select s from {nasty} where id > 10",
        "select s, i from {nasty} except select s, i from {nasty} where id > 30",
        "select d38 from {nasty} union all select cast(total as decimal(38,10)) from {orders}",
        "select okey from {orders} union all select ckey from {customers} union all select id from {nasty}",
        "select 1 k, 'a' v union all select okey, clerk from {orders}",
        "select day, ts from {nasty} union all select null, null from {orders}",
    ),
    *pushed(
        "select s from {nasty} intersect all select n from {nasty}",
        "select n, b from {nasty} intersect all select n, b from {nasty} where id > 20",
        "select n, b from {nasty} except all select n, b from {nasty} where id > 30",
        "select x, r from {nasty} except all select x, r from {nasty} where id % 3 = 0",
        "select count(*), min(k) from (select n k, day from {nasty} except all select n, day from {nasty} where id < 9 "
        "intersect all select clerk, odate from {orders})",
        "select n from {nasty} except all select 'n1' union all select n from {nasty} where id > 50",
    ),
    *kept("Project: ", "select id from {nasty} where n like 'n%' except all select hash(s) from {nasty}", statements=2),
    # aggregates
    *pushed(
        "select count(*), count(i), count(distinct i), count(distinct s), count(distinct x), count(distinct d) from {nasty}",
        "select n, count(distinct s), count(distinct i), sum(distinct sm), count(*) from {nasty} group by n",
        "select count(distinct n, b), count(distinct id, s) from {nasty}",
        "select n, min(s), max(s), min(day), max(ts), min(d38), max(b), min(b) from {nasty} group by n",
        "select n, min(x), max(x), min(r), max(r) from {nasty} where x <> 0 and r <> 0 group by n",
        "select status, sum(total), avg(total), min(total), max(total) from {orders} group by status",
        "select n, sum(d), avg(d), avg(d18), sum(d18) from {nasty} group by n",
        "select n, avg(i), avg(sm), sum(sm), avg(id) from {nasty} group by n",
        "select s, x, count(*) from {nasty} group by s, x",
        "select n, count(*) from {nasty} group by n having count(*) > 5 and max(id) < 59",
        "select sum(id) filter (where b), count(*) filter (where s = 's '), avg(total) from {nasty}, {orders} where id = okey",
        "select n, b, count(*), sum(id) from {nasty} group by rollup (n, b)",
        "select n, b, count(*), sum(id), grouping_id() from {nasty} group by cube (n, b)",
        "select n, s, sum(d) from {nasty} group by grouping sets ((n), (s), ())",
        "select n, b, grouping(n) + grouping(b) from {nasty} group by rollup (n, b)",
        "select n, b, rank() over (partition by grouping(n) + grouping(b), case when grouping(b) = 0 then n end "
        "order by count(*), n, b) from {nasty} group by rollup (n, b)",
        "select count(*), sum(i), max(s), avg(x), min(x) from {nothing}",
        "select s, count(*) from {nothing} group by s",
        "select bool_and(b), bool_or(b), every(b), some(b), count_if(b) from {nasty}",
        "select n, bit_and(id), bit_or(id) from {nasty} group by n",
        "select sum(t) from (select n, sum(id) t from {nasty} group by n)",
    ),
    *pushed(
        "select stddev(ckey), var_samp(prio) from {orders} where okey = 1",
        approximate=True,
    ),
    *pushed("select sum(l), sum(i * 1000000) from {nasty}", fails=("ansi",)),
    *kept("HyperLogLogPlusPlus", "select approx_count_distinct(id) > 0 from {nasty}"),
    *kept("corr", "select corr(id, sm) from {nasty} where id < 0"),
    *kept("collect_list", "select size(collect_list(id)) from {nasty}"),
    # windows
    *pushed(
        "select id, row_number() over (partition by n order by id) from {nasty}",
        "select id, rank() over (partition by n order by s desc nulls last), dense_rank() over (order by s) from {nasty}",
        "select id, ntile(4) over (order by id), percent_rank() over (order by sm), cume_dist() over (order by sm) from {nasty}",
        "select id, lag(s) over (order by id), lead(i, 2) over (partition by n order by id), "
        "lag(id, 1, -1) over (order by id), lead(s, 3, 'none') over (order by id) from {nasty}",
        "select id, sum(id) over (partition by n), count(*) over (), avg(d) over (partition by s) from {nasty}",
        "select id, sum(id) over (order by id rows between 2 preceding and current row), "
        "min(s) over (order by id rows between 1 preceding and 1 following) from {nasty}",
        "select id, first_value(s) over (partition by n order by id) from {nasty}",
        "select id, rank() over (order by x) from {nasty}",
        "select id, row_number() over (partition by x order by id desc) from {nasty}",
        "select * from (select id, row_number() over (partition by n order by id) k from {nasty}) where k = 2",
        "select n, sum(id), rank() over (order by sum(id) desc, n) from {nasty} group by n",
        "select sum(k) from (select row_number() over (order by id) k from {nasty})",
    ),
    *pushed(
        "select id, sum(id) over (order by sm), count(*) over (order by sm), avg(d) over (order by sm) from {nasty}",
        "select id, sum(d) over (partition by n order by b desc nulls last), row_number() over (partition by n order by id), "
        "rank() over (partition by n order by b desc nulls last) from {nasty}",
        "select id, min(s) over (partition by b order by n, x), max(day) over (order by s), count(b) over (order by x) from {nasty}",
        "select id, max(d) over (order by n desc range between current row and unbounded following) from {nasty}",
        "select id, first_value(id) over (order by id), sum(id) over (order by id), max(b) over (order by id) from {nasty}",
        "select prio, sum(count(*)) over (order by prio) from {orders} group by prio",
        "select id, k from (select id, n, sum(id) over (partition by n order by b) k from {nasty}) where k > 40",
    ),
    *kept(
        "RANGE",
        "select id, sum(id) over (order by id range between 3 preceding and current row) from {nasty}",
        "select id, last_value(id) over (order by id) from {nasty}",
    ),
    # order, limit
    *pushed(
        "select id, s from {nasty} order by s, id limit 7",
        "select id, x from {nasty} order by x desc, id limit 9",
        "select id, x, r from {nasty} order by r nulls last, x desc nulls first, id",
        "select id from {nasty} order by day, ts, id limit 60",
        "select id + 1 from {nasty} order by s desc, id limit 5",
        "select id from (select id from {nasty} order by id limit 10) order by id desc limit 3",
        "select n, count(*) c from {nasty} group by n order by c desc, n limit 3",
        "select i from {nasty} order by d38 desc nulls first, id",
        "select 100 div i, id from (select i, id, s from {nasty} order by s desc, id desc limit 2)",
        "select 100 div i from (select i from {nasty} order by id limit 3)",
        ordered=True,
    ),
    *pushed(
        "select count(*) from (select * from {nasty} limit 10)",
        "select count(*) from (select id from {nasty} order by s)",
    ),
    *kept("Sort: sorting within", "select count(*) from (select id from {nasty} sort by s)"),
    *kept("TABLESAMPLE", "select count(*) < 100 from {nasty} tablesample (50 percent)"),
    *kept("Generate: ", "select id, c from {nasty} lateral view explode(split(n, '')) e as c"),
]
