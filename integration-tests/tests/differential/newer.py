"""What later Spark lines add: syntax, functions, types, and plan nodes that 3.3 does not make."""

from __future__ import annotations

from .runner import Case, kept, pushed

CASES: list[Case] = [
    # OFFSET, alone and with a limit on each side of it
    *pushed(
        "select id from {nasty} order by id limit 5 offset 3",
        "select id from {nasty} order by s, id offset 55",
        "select id from (select id from {nasty} order by id limit 10) offset 7",
        "select id from (select id from {nasty} order by id limit 10 offset 4) limit 9 offset 3",
        ordered=True,
        since="3.4",
    ),
    *pushed(
        "select count(*) from (select id from {nasty} offset 57)",
        "select count(*) from (select id from {nasty} limit 10 offset 57)",
        since="3.4",
    ),
    # Spark takes no outer column below an OFFSET before
    *pushed(
        "select name from {customers} c where exists (select 1 from {orders} o where o.ckey = c.ckey limit 1 offset 6)",
        since="4.0",
    ),
    # names that stand for expressions
    *pushed(
        "select id, id + 1 as k, k * 2 from {nasty}",
        "select n, b, count(*), max(id) from {nasty} group by all",
        "select id, len(s), equal_null(n, s) from {nasty}",
        "select id, date_diff(day, date'2020-02-29'), dateadd(day, 3) from {nasty} "
        "where day between date'0002-01-01' and date'9999-01-01'",
        "select c, v from (select id, i from {nasty}) unpivot (v for c in (id, i)) where v = 3",
        "select o.okey, c.m from {orders} o, lateral (select max(bal) m from {customers} c where c.ckey = o.ckey) c",
        since="3.4",
    ),
    *pushed(
        "select id, id << 2, id >> 1, nullifzero(sm), zeroifnull(i) from {nasty}",
        "from {nasty} |> where id > 3 |> aggregate count(*) c group by n",
        since="4.0",
    ),
    # builders instead of classes in the registry
    *pushed("select id, hour(ts), minute(ts), second(ts) from {nasty}"),
    # collations compare otherwise than Redshift
    *kept(
        "collat",
        "select id from {nasty} where s collate utf8_lcase = 'S'",
        "select id from {nasty} where contains(s collate utf8_lcase, 'S')",
        "select max(s collate utf8_lcase), count(*) from {nasty} where id < 9 group by s collate utf8_lcase having count(*) > 5",
        "select id from {nasty} order by s collate unicode_ci, id",
        "select a.id, b.id from {nasty} a join {nasty} b on a.s collate utf8_lcase = b.s",
        since="4.0",
    ),
    # points in time without zone
    *pushed(
        "select id, ts + interval 1 day, ts - interval 90 minutes, ts + interval 2 months from {untimed}",
        "select ts, count(*) from {untimed} group by ts",
        "select min(ts), max(ts), count(distinct ts) from {untimed}",
        "select a.id, b.id from {untimed} a join {untimed} b on a.ts = b.ts",
        "select id, lag(ts) over (order by id), max(ts) over (partition by n) from {untimed}",
        "select id from {untimed} order by ts desc nulls last, id limit 20",
        since="3.4",
    ),
    *kept(
        "timestamp_ntz",
        "select id, ts > timestamp_ntz'2024-03-10 07:30:00' from {untimed}",
        "select id, cast(ts as date), cast(ts as string), cast(ts as timestamp), ts > day from {untimed}",
        "select a.id, b.id from {untimed} a join {nasty} b on a.ts = b.ts",
        since="3.4",
    ),
    # times of day
    *kept(
        "time",
        "select id, time'12:00:00' from {nasty}",
        conf={"spark.sql.timeType.enabled": "true"},
        since="4.1",
    ),
    *kept("listagg", "select listagg(n) within group (order by n) from {nasty} where id < 9", since="4.0"),
    *kept("mode", "select n, mode(sm) from {nasty} where id < 9 group by n", since="3.4"),
]
