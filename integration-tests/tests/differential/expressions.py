"""Expressions, family by family."""

from __future__ import annotations

from .runner import Case, kept, pushed

_ALLOW = "spark.redshift.pushdown.{}.allowIncompatible"

CASES: list[Case] = [
    # integer arithmetic; LEGACY wraps, ANSI raises
    *pushed(
        "select id, id + sm, id - sm, id * 3, -id from {nasty}",
        "select id, i % 7, sm % id, l % 11, pmod(i, 5), pmod(l, 9), i div 7, l div 3 from {nasty} where id > 0",
        "select id, i & 12, i | sm, l ^ 5, ~i, shiftleft(sm, 3), shiftright(l, 5) from {nasty}",
        "select id, abs(id - 30), id / 2, id / 7.5D, sm / 3 from {nasty}",
        "select id, i = 3 or l > i, i <> sm, not (sm <= id), i <=> l from {nasty}",
        "select i in (3, 0, null), l in (3L, 9223372036854775807L), sm not in (1, 2) from {nasty}",
        "select id from {nasty} where i between -10 and 300 and id in (1,2,3,4,5,6,7,8,9,10,11,12,13,14,15)",
    ),
    *pushed(
        "select id, i + 1, i * i, -i, l * l, l - 7, -l, sm * sm, abs(i), abs(l), abs(sm), i + l from {nasty}",
        "select id, cast(l as int), cast(i as smallint), cast(l as smallint) from {nasty}",
        "select id, cast(x as int), cast(x as bigint), cast(x as smallint), cast(r as int) from {nasty}",
        "select id, cast(d as int), cast(d18 as int), cast(d38 as bigint), cast(d as smallint) from {nasty}",
        "select id, i / sm, i % sm, l div sm, d / sm, d % sm from {nasty}",
        "select id, cast(l as decimal(10,2)), cast(i as decimal(5,0)), cast(d38 as decimal(20,4)) from {nasty}",
        fails=("ansi",),
    ),
    *kept("Project: ", "select try_add(i, 1) from {nasty}", "select try_divide(i, 0) from {nasty}"),
    # one byte: wraps under LEGACY, and under ANSI goes where it surely fits
    *pushed(
        "select id, cast(i as tinyint), cast(l as tinyint), cast(x as tinyint), cast(d as tinyint), cast(sm as tinyint) from {nasty}",
        "select id, cast(sm as tinyint) + cast(i as tinyint), cast(i as tinyint) * cast(l as tinyint) from {nasty}",
        "select id, cast(i as tinyint) - 3Y, cast(cast(i as tinyint) as int), cast(i as tinyint) > cast(l as tinyint) from {nasty}",
        "select max(cast(i as tinyint)), min(cast(l as tinyint)), count(distinct cast(i as tinyint)) from {nasty}",
        modes=("legacy",),
    ),
    *pushed(
        "select id, cast(i & 7 as tinyint) + 1Y, cast(b as tinyint), cast(l & 63 as tinyint) - cast(i & 1 as tinyint) from {nasty}",
        "select id, cast(cast(i & 63 as tinyint) as string), cast(b as tinyint) = 1Y, nullif(cast(i & 3 as tinyint), 2Y) from {nasty}",
        "select cast(i & 3 as tinyint) t, count(*) from {nasty} group by cast(i & 3 as tinyint)",
    ),
    *pushed("select id, cast(i & 7 as tinyint) t, -5Y from {nasty} order by id limit 9", ordered=True),
    *kept("one-byte", "select id, cast(i & 255 as tinyint) from {nasty} where i & 255 < 100", modes=("ansi",)),
    # what Spark does not compute must not raise: branches that are not taken
    *pushed(
        "select id, if(i = 0, 0, 100 div i), case when sm <> 0 then 7 % sm end, coalesce(i, 1 div (id - id)) from {nasty} "
        "where i is not null",
        "select sum(100 div i) filter (where i <> 0), count(case when sm <> 0 then l div sm end) from {nasty}",
    ),
    # decimals
    *pushed(
        "select id, d + 1, d - d18, d * 2, d * sm, d / 3, d18 / d, d % 7, -d, abs(d) from {nasty} where d <> 0",
        "select okey, total * (1 - 0.05) * (1 + 0.08), total / 7, total / prio, total - prio from {orders} where prio > 0",
        "select okey, total / nullif(prio, 0), 100.00 * total / 3, (total + 0.005) * 1.1 from {orders}",
        "select id, cast(d as decimal(20,4)), cast(d as decimal(12,1)), cast(d18 as decimal(17,0)) from {nasty}",
        "select id, d38, d19, d38 > 5, d19 = 9223372036854775807, d in (0.00, 1.37), d < d18 from {nasty}",
        "select id, round(d, 1), round(d18), round(d18, 2), floor(d), ceil(d18), round(i), round(d, 5) from {nasty}",
        "select id, round(d38, 2), round(d38), round(d38, 9), cast(d38 as decimal(33,4)) from {nasty}",
        "select id, round(cast(d as decimal(38,10)), 1), round(cast(-d as decimal(38,10)), 1) from {nasty}",
        "select sum(d) / count(*), sum(total) * 1.5, avg(total) / 2 from {nasty}, {orders} where id = okey",
        "select status, 100.00 * sum(case when prio = 1 then total else 0 end) / sum(total) from {orders} group by status",
        "select coalesce(d38, 0), if(b, d38, d19), case when b then d else d18 end, nvl(d19, 7) from {nasty}",
    ),
    *kept(
        "38",
        "select id, d * d18 * d from {nasty} where id % 5 > 2",
        "select id, d38 * d38, d38 / d38 from {nasty} where id % 5 > 2",
    ),
    # doubles
    *pushed(
        "select id, x, r, x > 1, x = 'NaN', x < r, x <= 0.0, x <> 0.0, x >= r, x <=> r, isnan(x) from {nasty}",
        "select a.id, b.id, a.x < b.x, a.x <= b.x, a.x = b.x, a.x > b.x from {nasty} a, {nasty} b where a.id < 12 and b.id < 12",
        "select id from {nasty} where x in (1.5D, 0.0D) or r in (cast('NaN' as float), cast(0 as float))",
        "select id, floor(x), ceil(x), sqrt(abs(x)), signum(x), abs(x), -x, nanvl(x, 7.0D), x is null from {nasty}",
        "select id, greatest(x, 1.0D), least(x, r), greatest(s, n), least(n, s, 'm'), greatest(i, id), least(d, 3) from {nasty}",
        "select id, cast(r as double), cast(i as double), cast(l as float), cast(d as double), cast(d38 as double) from {nasty}",
        "select id, (id + 1) / (sm + 0.5D), (i * 2.0D) / 3 + 1 from {nasty} where sm <> 0 or true",
        "select id from {nasty} where id / 3 > 7 order by id / 3, id limit 5",
    ),
    *kept("Divide", "select x / 3 from {nasty}"),
    *kept("Multiply", "select x * x from {nasty}"),
    *kept("allowIncompatible", "select sin(x) from {nasty}", "select exp(id) from {nasty}"),
    *pushed(
        "select id, sin(id), cos(id), atan2(id, 3), ln(id), log10(id), pow(id, 2), exp(-id), cbrt(id), degrees(id) from {nasty}",
        approximate=True,
        conf={
            _ALLOW.format(name): "true"
            for name in ("Sin", "Cos", "Atan2", "Log", "Log10", "Pow", "Exp", "Cbrt", "ToDegrees")
        },
    ),
    # conditional
    *pushed(
        "select id, if(b, s, n), case when i > 3 then 'a' when b then 'b' end, coalesce(n, s, 'x') from {nasty}",
        "select id, nvl(n, 'q'), nvl2(n, 1, 0), nullif(s, 's'), ifnull(i, 0), isnull(n), isnotnull(s) from {nasty}",
        "select id, b and i > 0, b or i > 0, not b, b <=> true, (b is null) = (n is null) from {nasty}",
        "select id, case s when 's' then 1 when 's ' then 2 else 3 end from {nasty}",
        "select id, coalesce(ts, timestamp'2020-01-01 00:00:00'), coalesce(day, date'2020-01-01') from {nasty}",
    ),
    # strings
    *pushed(
        "select id, s, s = 's', s = 's ', s < 's ', s > ' ', s <> '', s <=> n, s in ('s ', '', 'x') from {nasty}",
        "select id, length(s), octet_length(s), bit_length(s), char_length(n), ascii(s), reverse(s) from {nasty}",
        "select id, substring(s, 2, 2), substr(s, -2), substr(s, 0, 3), substr(s, -9, 8), substr(s, 3), left(s, 2), "
        "right(s, 2), substr(s, 2, -1), substring(s, sm, 3), substring(s, 1, id) from {nasty}",
        "select id, locate('s', s), instr(s, 'e'), position('b' in s), instr(s, n), locate('', s), instr(s, '') from {nasty}",
        "select id, trim(s), ltrim(s), rtrim(s), trim(both 's' from s), trim(leading 'AB' from s), btrim(s) from {nasty}",
        "select id, lpad(s, 6, '*'), rpad(s, 6, 'xy'), lpad(s, 0, 'x'), lpad(s, 2, 'x'), repeat(n, 3), repeat(n, 0) from {nasty}",
        "select id, replace(s, 'b', 'BB'), replace(s, '\\\\', '/'), translate(s, 'abc', '12'), replace(s, 's', '') from {nasty}",
        "select id, s || '-' || n, concat(s, n, 'z'), concat_ws(',', s, n, 'k'), concat_ws('', n, s) from {nasty}",
        "select id, s like 's%', s like '50\\\\%%', s like '%\\\\\\\\%', s like '_', s like '%\n%', n not like 'n_' from {nasty}",
        "select id, startswith(s, 'a'), endswith(s, ' '), contains(s, 'e'), contains(s, n), startswith(n, s), endswith(s, n) "
        "from {nasty}",
        "select id, startswith(s, '50%_'), contains(s, '%'), endswith(s, '_~') from {nasty}",
        "select id, split_part(s, '-', 2), split_part(s, '-', 9), md5(s), sha1(s), sha2(s, 256), sha2(s, 0) from {nasty}",
        "select id, cast(i as string), cast(l as string), cast(d as string), cast(b as string), cast(day as string), "
        "cast(ts as string) from {nasty}",
        "select max(length(s)), min(substr(s, 2)), count(distinct trim(s)) from {nasty}",
    ),
    *kept("Upper: ", "select upper(s) from {nasty}"),
    *pushed("select upper(n), lower(n) from {nasty}", conf={_ALLOW.format(k): "true" for k in ("Upper", "Lower")}),
    *kept("InitCap", "select initcap(s) from {nasty}"),
    *kept("RLike", "select s rlike '^s' from {nasty}"),
    *kept("RegExpReplace", "select regexp_replace(s, 's', 'x') from {nasty}"),
    *kept("Cast: ", "select cast(s as int) from {nasty} where id = 15"),
    *kept("Cast: ", "select cast(x as string) from {nasty}"),
    # bytes: equality and pieces go, for their order and groups are not documented
    *pushed(
        "select id, v, w, X'00ff27', cast(null as binary) from {binaries}",
        "select id, v = w, v <> w, v <=> w, v = X'6120', w in (X'00', X'0000', v), v is null from {binaries}",
        "select id from {binaries} where v = X'5c27' or w not in (X'61', X'0000')",
        "select id, octet_length(v), length(w), bit_length(v) from {binaries}",
        "select id, hex(substring(v, 1, 9)), substring(v, 2, 9) || substring(w, 1, 9), concat(X'0a', substring(v, -2, 2)) "
        "from {binaries}",
        "select id, substring(v, 2), substring(v, -2), substring(v, 1, 1), substring(v, -9, 8), substring(w, id - 9, id - 5) "
        "from {binaries}",
        "select id, coalesce(v, w, X'01'), if(id > 9, v, w), case n when 'a' then v end, nullif(v, X'6120') from {binaries}",
        "select a.id, b.id, b.v from {binaries} a join {binaries} b on a.v = b.w where a.n = 'a'",
        "select n, count(v), count(*) from {binaries} where octet_length(v) < 3 group by n",
        "select v from {binaries} where id < 9 union all select w from {binaries} where id > 20",
    ),
    # their length is not told by the driver
    *kept(
        "VARBYTE",
        "select id from {binaries} where v < w or v >= X'61'",
        "select v, count(*) from {binaries} group by v",
        "select distinct w from {binaries}",
        "select max(v), min(w), count(distinct v) from {binaries}",
        "select id, hex(w) from {binaries}",
        "select id, concat(v, X'0a', w) from {binaries}",
        "select id, rank() over (partition by v order by id) from {binaries}",
    ),
    *kept("empty binary", "select id from {binaries} where v = X''"),
    # dates and times
    *pushed(
        "select id, year(day), quarter(day), month(day), day(day), dayofyear(day), dayofweek(day), weekday(day) from {nasty}",
        "select id, hour(ts), minute(ts), second(ts), year(ts), cast(ts as date), date(ts) from {nasty}",
        "select id, date_add(day, 3), date_sub(day, id), day + 1, datediff(day, date'2020-02-29'), datediff(ts, day) "
        "from {nasty} where day between date'0002-01-01' and date'9999-01-01'",
        "select id, add_months(day, 1), add_months(day, -13), last_day(day), next_day(day, 'Mon'), next_day(day, 'SU') "
        "from {nasty} where day between date'0002-01-01' and date'9999-01-01'",
        "select id, trunc(day, 'year'), trunc(day, 'MM'), trunc(day, 'quarter'), trunc(day, 'week') from {nasty} "
        "where day > date'0002-01-01'",
        "select id, date_trunc('hour', ts), date_trunc('day', ts), date_trunc('month', ts), date_trunc('second', ts) from {nasty}",
        "select id, date_format(ts, 'yyyy-MM-dd HH:mm:ss'), date_format(day, 'yyyyMMdd'), date_format(ts, 'dd/MM') from {nasty}",
        "select id, unix_timestamp(ts), to_unix_timestamp(ts), unix_seconds(ts), unix_millis(ts), unix_micros(ts) from {nasty}",
        "select id, unix_date(day), date_from_unix_date(id), to_date(day), cast(day as timestamp) from {nasty}",
        "select id, ts + interval 1 day, ts - interval 90 minutes, ts + interval 2 months, day + interval 1 month from {nasty} "
        "where day between date'0002-01-01' and date'9999-01-01'",
        "select id, ts > timestamp'2024-03-10 07:30:00', day between date'2020-01-01' and date'2024-02-29', ts = day from {nasty}",
        "select day, ts, count(*) from {nasty} group by day, ts",
        "select year(odate) y, month(odate), sum(total) from {orders} where odate >= date'1995-06-01' "
        "and odate < date'1995-06-01' + interval 1 year group by year(odate), month(odate)",
        "select id, date_trunc('hour', ts), cast(ts as string), hour(ts), unix_timestamp(ts), cast(ts as date) from {nasty}",
    ),
    *pushed(
        "select id, date_trunc('hour', ts), cast(ts as string), hour(ts), unix_timestamp(ts), cast(ts as date) from {nasty}",
        "select id, ts, ts < timestamp'2024-03-10 07:30:00' from {nasty} order by ts, id limit 40",
        conf={"spark.sql.session.timeZone": "+05:30"},
        reference="unpushed",
    ),
    *kept(
        "daylight",
        "select id, hour(ts) from {nasty}",
        "select ts, count(*) from {nasty} group by ts",
        "select id from {nasty} where ts > timestamp'2024-03-31 01:30:00'",
        "select id from {nasty} where ts < timestamp'2024-10-27 01:30:00'",
        "select timestamp_seconds(id) from {nasty}",
        conf={"spark.sql.session.timeZone": "Europe/London"},
        reference="unpushed",
    ),
    # dates on the clock are dates of the instants, and constants apart from changes of the clock compare as instants do
    *pushed(
        "select id, year(ts), month(ts), cast(ts as date), dayofweek(ts), date_trunc('day', ts), date_trunc('month', ts) from {nasty}",
        "select id, ts > timestamp'2024-01-01 00:00:00', ts <= timestamp'2024-03-31 03:30:00', ts <=> timestamp'2021-05-06 07:08:09', "
        "timestamp'2024-10-27 02:00:01' < ts, ts = timestamp'1900-01-01 00:00:00' from {nasty}",
        "select id from {nasty} where ts between timestamp'2021-05-01 00:00:00' and timestamp'2021-06-01 00:00:00' and ts >= '2021-05-10'",
        conf={"spark.sql.session.timeZone": "Europe/London"},
        reference="unpushed",
    ),
    *pushed(
        "select id, cast(ts as date), ts > timestamp'2024-03-10 01:59:59', ts < timestamp'2024-03-10 04:00:01' from {nasty}",
        conf={"spark.sql.session.timeZone": "America/New_York"},
        reference="unpushed",
    ),
    *kept(
        "daylight",
        "select id, cast(ts as date) from {nasty}",
        conf={"spark.sql.session.timeZone": "Pacific/Apia"},
        reference="unpushed",
    ),
    *pushed(
        "select id, weekofyear(day), extract(yearofweek from day), weekofyear(ts), extract(week from odate) "
        "from {nasty}, {orders} where id = okey",
        "select id, months_between(ts, day), months_between(day, date'2024-02-29'), months_between(ts, odate, false), "
        "months_between(odate, ts) from {nasty}, {orders} where id = okey",
        "select id, timestamp_seconds(i), timestamp_millis(id), timestamp_micros(sm), from_unixtime(i), "
        "from_unixtime(id, 'yyyy-MM-dd') from {nasty}",
        "select id, date_format(ts, 'EEE, dd MMM'), date_format(ts, 'hh:mm a'), date_format(day, 'MMM') from {nasty}",
        "select id, nth_value(s, 2) over (partition by n order by id rows between unbounded preceding and unbounded following), "
        "nth_value(i, 3) over (order by id rows between 2 preceding and 1 following) from {nasty}",
    ),
    *pushed("select id, cast(i as timestamp), cast(sm as timestamp) from {nasty}", modes=("legacy",)),
    *kept("DATEADD takes none", "select timestamp_seconds(l) from {nasty} where id % 8 > 2"),
    # what plans.py left to expressions
    *pushed(
        "with w as (select ckey, sum(total) t from {orders} group by ckey) "
        "select a.ckey from w a where a.t > (select avg(t) from w)",
        "select left(n, 1), i + 1L, count(*) from {nasty} where i < 5 group by left(n, 1), i + 1L",
        "select okey, sum(total) over (partition by ckey order by okey rows unbounded preceding) / 2 from {orders}",
        "select prio, avg(avg(total)) over (partition by prio % 2) from {orders} group by prio",
    ),
    *pushed(
        "select n, stddev(id), stddev_pop(id), variance(id), var_pop(id), sum(x) from {nasty} where id % 11 > 5 group by n",
        "select avg(x), sum(x), sum(r), avg(r) from {nasty} where id % 11 > 5 and id % 10 > 3",
        approximate=True,
    ),
    *kept("Percentile: ", "select percentile(id, 0.3) from {nasty}"),
    *kept("percentile_approx", "select percentile_approx(id, 0.3) from {nasty}"),
    *pushed(
        "select n, percentile(id, 0.25), percentile(id, 0.5) from {nasty} group by n",
        approximate=True,
        conf={_ALLOW.format("Percentile"): "true"},
    ),
]
