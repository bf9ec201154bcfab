"""Queries that the community connector answers wrongly, or not at all, by the defect that they show; and further ones of other connectors."""

from __future__ import annotations

from dataclasses import dataclass, field

from .runner import Case, kept, pushed

_INJECTION = "\\\\'' OR 1=1 --"


@dataclass(frozen=True)
class Defect:
    """``cases`` run three ways; ``unloaded`` over files, where their order is no row's order; ``tests`` are elsewhere."""

    name: str
    cases: list[Case] = field(default_factory=list)
    unloaded: list[Case] = field(default_factory=list)
    tests: tuple[str, ...] = ()


DEFECTS: dict[int, Defect] = {
    1: Defect(
        "a backslash in a value ends a literal, and the rest of the value is SQL",
        pushed(
            f"select id from {{nasty}} where s = '{_INJECTION}'",
            "select id from {nasty} where s = 'back\\\\slash'",
            "select id, 'it''s \\\\ \\n \"q\" $$ é😀' from {nasty} where id < 3",
        ),
        tests=("differential/test_values::test_literals",),
    ),
    2: Defect(
        "FILTER of an aggregate is lost",
        pushed("select sum(id) filter (where id > 30), count(id) filter (where s is null) from {nasty}"),
    ),
    3: Defect(
        "a global order is lost where there are several files",
        pushed("select id, s from {nasty} order by s, id", ordered=True),
        unloaded=[
            Case("select id, s from {nasty} order by s desc, id", ordered=True),
            Case("select n, count(*) c from {nasty} group by n order by c, n", ordered=True),
        ],
    ),
    4: Defect(
        "a cache of results gives rows of another cluster, old rows or none",
        tests=(
            "test_reading::test_bad_input_is_a_typed_error",
            "test_reading::test_a_later_action_sees_the_table_as_it_is_then",
        ),
    ),
    5: Defect(
        "casts to types without a counterpart are dropped",
        [
            *pushed("select id, cast(id as tinyint) from {nasty}", modes=("legacy",)),
            *kept("one-byte", "select id, cast(id as tinyint) from {nasty}", modes=("ansi",)),
            *kept("timestamp_ntz", "select id, cast(ts as timestamp_ntz) from {nasty}", since="3.4"),
        ],
    ),
    6: Defect(
        "doubles and decimals become integers by rounding",
        pushed(
            "select id, cast(id / 4 as int), cast(total * 1.37 as bigint) from {nasty} join {orders} on id = okey",
            "select id, cast(-id / 8 as smallint) from {nasty}",
        ),
    ),
    7: Defect(
        "needles of startswith, contains and endswith are patterns",
        pushed("select id from {nasty} where startswith(s, '50%_') or contains(s, '%') or endswith(s, '_~')"),
    ),
    8: Defect(
        "long lists of dates become numbers",
        pushed(
            "select id from {nasty} where day in (date'2024-02-29', date'2023-01-31', date'1582-10-15', date'1582-10-04', "
            "date'2020-01-01', date'2020-01-02', date'2020-01-03', date'2020-01-04', date'2020-01-05', date'2020-01-06', "
            "date'2020-01-07', date'2020-01-08', date'2020-01-09')",
            "select id from {nasty} where l in (1L,2L,3L,4L,5L,6L,7L,8L,9L,10L,11L,12L,13L,14L,9223372036854775807L)",
        ),
    ),
    9: Defect(
        "blanks at the end of strings do not count",
        pushed(
            "select s, count(*) from {nasty} group by s",
            "select count(distinct s) from {nasty}",
            "select distinct s from {nasty}",
            "select a.id, b.id from {nasty} a join {nasty} b on a.s = b.s and a.id < b.id",
            "select id from {nasty} where s in ('s ', ' ')",
        ),
    ),
    10: Defect(
        "what gives NULL in Spark is an error",
        [
            *pushed("select id / 0, id % 0 from {nasty}", fails=("ansi",)),
            *kept("Project: ", "select try_add(i, 1), try_divide(i, 0) from {nasty}"),
            *kept("Cast: ", "select cast(s as int) from {nasty} where id = 15"),
        ],
    ),
    11: Defect(
        "sums, averages, products and quotients of decimals are not exact",
        [
            *pushed(
                "select status, sum(total), avg(total), avg(cast(total as decimal(7,2))) from {orders} group by status",
                "select status, avg(cast(total as decimal(20,2))), sum(total * 0.07), max(total / 3) from {orders} group by status",
                "select b, sum(d38) filter (where id % 5 <> 1), sum(cast(d as decimal(32,4))) from {nasty} group by b",
                "select sum(d38), sum(d18 * d) from {nasty} where id in (1, 2, 7)",
                "select id, sum(d38) over (partition by b) from {nasty} where id % 5 <> 1",
                "select id, cast(d as decimal(21,2)) / cast(id * 7 + 1 as decimal(27,2)), d18 / cast(-id - 3 as decimal(20,0)) from {nasty}",
                "select status, sum(cast(total as decimal(7,2))) * 100 / sum(sum(cast(total as decimal(7,2)))) over (), avg(cast(total as decimal(25,5))) from {orders} group by status",
            ),
            *pushed("select sum(d38), sum(id) from {nasty}", fails=("ansi",)),
        ],
    ),
    12: Defect(
        "points in time move by a zone",
        pushed(
            "select id, ts, ts > timestamp'2024-03-31 03:30:00' from {nasty}",
            conf={"spark.sql.session.timeZone": "Europe/London"},
            reference="unpushed",
        ),
        tests=("test_types::test_all_types", "test_aws_examples::test_metadata_of_columns"),
    ),
    13: Defect(
        "a month's end stays a month's end",
        pushed("select add_months(date'2023-04-30', id), add_months(odate, 1) from {nasty} join {orders} on id = okey"),
    ),
    14: Defect(
        "pushdown cannot be switched off once any relation was pushed",
        tests=("differential/test_semantics::test_what_is_switched_off_says_so",),
    ),
    15: Defect(
        "a sort within partitions is lost",
        kept("sorting within", "select id from {nasty} where id > 3 sort by id"),
    ),
    16: Defect(
        "functions, constants and keys that Redshift has no such words for",
        [
            *pushed(
                "select pmod(id, 3), pmod(-id, 7) from {nasty}",
                "select count(id, s), count(distinct id, s) from {nasty}",
                "select distinct 'x' from {nasty}",
                "select id from {nasty} where x = double('NaN') or x = double('infinity')",
                "select id from {nasty} where d38 > 0.0000000001 and d18 <> -0.001",
            ),
            *pushed("select id, X'00ff27' from {nasty} where id < 4"),
            *kept("Aggregate: ", "select try_sum(id) from {nasty}"),
            *kept("Filter: ", "select id from {nasty} where s collate unicode_ci = 'ABC DEF'", since="4.0"),
        ],
        tests=("test_types::test_super",),
    ),
    17: Defect(
        "what fails in Redshift is not answered by Spark: what may fail there alone does not go",
        [
            *pushed(
                "select id, if(i = 0, 0, 100 div i), coalesce(i, 1 div (id - id)) from {nasty} where i is not null",
                "select sum(100 div i) filter (where i <> 0) from {nasty}",
            ),
            *kept("Multiply", "select x * x from {nasty}"),
        ],
    ),
    18: Defect(
        "sums that Redshift widens cannot be read as Spark's type",
        pushed(
            "select sum(l div 100), sum(id), avg(l), sum(sm), sum(cast(l as double)) from {nasty}", approximate=True
        ),
        unloaded=[Case("select n, sum(l div 100), sum(id), avg(i) from {nasty} group by n")],
    ),
    19: Defect(
        "names are changed by the machine's language, and quotes in them end them",
        tests=(
            "differential/test_values::test_identifiers",
            "test_types::test_odd_names",
            "test_types::test_every_pair_of_conditions_is_met",
        ),
    ),
    20: Defect(
        "Spark's words for parts of a date are sent as they are",
        pushed(
            "select date_trunc('DD', ts), date_trunc('MON', ts), trunc(day, 'yy') from {nasty} where day > date'0002-01-01'"
        ),
    ),
    21: Defect(
        "show() shows Redshift's text of a value", tests=("differential/test_habits::test_show_shows_sparks_text",)
    ),
    22: Defect(
        "a NULL of a type is a text",
        pushed("select coalesce(ts, cast(null as timestamp)), nullif(day, date'2024-02-29') from {nasty}"),
    ),
    23: Defect(
        "what was sent is kept for ever, by the name of a thread",
        tests=("differential/test_habits::test_threads_do_not_see_each_others_statements",),
    ),
}
"""By the number that the list of the connector's defects has."""

_FURTHER: list[Case] = pushed(
    "select count(1), count(null) from {nasty}", "select 1 from {nasty} where id > 55", "select null from {nasty}"
)
"""A column without rows, and rows without a column."""

CASES: list[Case] = [*(case for defect in DEFECTS.values() for case in defect.cases), *_FURTHER]
