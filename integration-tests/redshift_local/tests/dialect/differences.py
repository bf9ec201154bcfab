"""Every difference between Redshift and PostgreSQL, the engine underneath, that the stand-in makes up for.

One entry for each: its name, the page that documents Redshift's answer, what PostgreSQL would do, and a statement with
Redshift's rows. The tables are ``words`` and ``numbers`` of ``test_differences``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Difference:
    name: str
    page: str
    postgresql: str
    statement: str
    rows: list[tuple[Any, ...]]


DIFFERENCES: tuple[Difference, ...] = (
    Difference("AVG of integers", "dg/r_AVG", "numeric with a fraction", "SELECT avg(s), avg(i), avg(b) FROM numbers", [(2, 2, 2)]),
    Difference("SUM of integers", "dg/r_SUM", "numeric for bigint", "SELECT sum(s), sum(i), sum(b), sum(d) FROM numbers", [(7, 7, 7, Decimal("6.75"))]),
    Difference("SUM of BIGINT as a window", "dg/r_WF_SUM", "numeric without precision", "SELECT max(c) FROM (SELECT sum(b) OVER () AS c FROM numbers)", [(Decimal(7),)]),
    Difference("AVG of DECIMAL keeps the scale", "dg/r_AVG", "16 digits and more", "SELECT avg(d) FROM numbers WHERE i < 4", [(Decimal("1.75"),)]),
    Difference("STDDEV and VARIANCE are DOUBLE", "dg/r_STDDEV_functions", "numeric", "SELECT var_pop(d) FROM numbers WHERE i < 4", [(0.25,)]),
    Difference("DECIMAL quotient", "dg/r_numeric_computations201", "at least 16 significant digits, rounded", "SELECT 2.0 / 3.0, 20.00 / 7.00 FROM numbers WHERE i = 1", [(Decimal("0.6666"), Decimal("2.8571"))]),
    Difference("DECIMAL overflow of intermediate results", "dg/r_numeric_computations201", "no limit below 131072 digits", "SELECT CAST(1 AS DECIMAL(38, 20)) / (1 / CAST(10 AS DECIMAL(38, 20)))", [(Decimal(10),)]),
    Difference("DECIMAL cast of a column cuts", "dg/r_Numeric_types201", "rounds", "SELECT d::DECIMAL(9,1) FROM numbers WHERE i = 1", [(Decimal("1.2"),)]),
    Difference("COALESCE and CASE give the common DECIMAL", "dg/r_numeric_computations201", "numeric without precision", "SELECT coalesce(d, 1.2345) FROM numbers WHERE i = 1", [(Decimal("1.2500"),)]),
    Difference("POWER, SQRT, EXP, LN, LOG are DOUBLE", "dg/r_POWER", "numeric for numeric", "SELECT power(2.0, 3), sqrt(16.0) FROM numbers WHERE i = 1", [(8.0, 4.0)]),
    Difference("CEIL, FLOOR, ROUND keep the type", "dg/r_CEILING_FLOOR", "double for integers", "SELECT ceil(i), floor(s), round(i), round(1234, -2) FROM numbers WHERE i = 1", [(1, 1, 1, 1200)]),
    Difference("ROUND of DOUBLE to places", "dg/r_ROUND", "no such function", "SELECT round(f, 0), trunc(f, 0) FROM numbers WHERE i = 1", [(2.0, 1.0)]),
    Difference("trailing blanks do not count in comparisons", "dg/r_Character_types", "they count for varchar", "SELECT id FROM words WHERE w = 'a' ORDER BY id", [(1,), (2,)]),
    Difference("trailing blanks in IN", "dg/r_Character_types", "they count for varchar", "SELECT id FROM words WHERE w IN ('a ', 'x') ORDER BY id", [(1,), (2,)]),
    Difference("trailing blanks in DISTINCT and GROUP BY", "dg/r_Character_types", "they count for varchar", "SELECT count(DISTINCT w) FROM words", [(3,)]),
    Difference("trailing blanks in joins", "dg/r_Character_types", "they count for varchar", "SELECT count(*) FROM words x JOIN words y ON x.w = y.w", [(6,)]),
    Difference("trailing blanks count in LIKE", "dg/r_patternmatching_condition_like", "for char they do not", "SELECT 'a  ' LIKE 'a'", [(False,)]),
    Difference("VARCHAR lengths are bytes", "dg/r_Character_types", "characters", "SELECT 'é'::varchar(1), 'aé'::varchar(2)", [("", "a")]),
    Difference("order is by bytes", "dg/c_collation_sequences", "by the database's locale", "SELECT id FROM words ORDER BY w, id", [(4,), (1,), (2,), (3,), (5,)]),
    Difference("identifiers fold even when quoted", "dg/r_names", "quoted ones keep their case", 'SELECT "ID" FROM words WHERE "Id" = 1', [(1,)]),
    Difference("an alias serves in the select list and in WHERE", "dg/r_SELECT_list", "column does not exist", "SELECT i * 2 AS two, two + 1 AS three FROM numbers WHERE three > 8", [(8, 9)]),
    Difference("an integer meets a string as a string", "dg/c_Supported_data_types", "as an integer", "SELECT count(*) FROM numbers WHERE i = '01'", [(0,)]),
    Difference("CONCAT takes two strings and knows NULL", "dg/r_CONCAT", "any number, NULL is empty", "SELECT concat('a', NULL), concat('a', 'b')", [(None, "ab")]),
    Difference("strings where strings are wanted", "dg/r_SUBSTRING", "function does not exist", "SELECT substring('2024-01-31'::timestamp, 1, 4), len(12)", [("2024", 2)]),
    Difference("UPPER and LOWER of all letters", "dg/r_UPPER", "ASCII in the C locale", "SELECT upper('é'), lower('É')", [("É", "é")]),
    Difference("REGEXP_REPLACE replaces all", "dg/REGEXP_REPLACE", "the first", "SELECT regexp_replace('a1b2', '[0-9]')", [("ab",)]),
    Difference("REGEXP_SUBSTR without a match", "dg/REGEXP_SUBSTR", "NULL", "SELECT regexp_substr('abc', 'x')", [("",)]),
    Difference("SPLIT_PART counts from the start only", "dg/SPLIT_PART", "negative parts count from the end", "SELECT split_part('a|b', '|', 2)", [("b",)]),
    Difference("DECODE finds NULL equal to NULL", "dg/r_DECODE_expression", "no such function", "SELECT decode(NULL, NULL, 'n', 'x')", [("n",)]),
    Difference("DATEDIFF counts boundaries", "dg/r_DATEDIFF_function", "no such function", "SELECT datediff(day, '2024-01-01 23:59:59'::timestamp, '2024-01-02'::timestamp), datediff(year, '2023-12-31'::date, '2024-01-01'::date)", [(1, 1)]),
    Difference("DATEADD gives a TIMESTAMP", "dg/r_DATEADD_function", "no such function", "SELECT dateadd(month, 1, '2024-01-31'::date)", [(datetime(2024, 2, 29),)]),
    Difference("ADD_MONTHS keeps the end of a month", "dg/r_ADD_MONTHS", "no such function", "SELECT add_months('2024-02-29'::date, 1)", [(datetime(2024, 3, 31),)]),
    Difference("EXTRACT is an INTEGER", "dg/r_EXTRACT_function", "numeric with fractions", "SELECT extract(second FROM '2024-01-01 00:00:03.5'::timestamp)", [(3,)]),
    Difference("DATE_PART is a DOUBLE with fractions", "dg/r_DATE_PART_function", "the same for seconds", "SELECT date_part(second, '2024-01-01 00:00:03.5'::timestamp)", [(3.5,)]),
    Difference("TRUNC of a TIMESTAMP", "dg/r_TRUNC_date", "no such function", "SELECT trunc('2024-01-07 10:00:00'::timestamp)", [(date(2024, 1, 7),)]),
    Difference("TO_DATE lets days run over", "dg/r_TO_DATE_function", "out of range", "SELECT to_date('20010631', 'YYYYMMDD')", [(date(2001, 7, 1),)]),
    Difference("DATE and a YEAR TO MONTH interval", "dg/r_interval_data_types", "timestamp", "SELECT '2024-01-31'::date + INTERVAL '1' MONTH", [(date(2024, 2, 29),)]),
    Difference("LISTAGG leaves out empty strings", "dg/r_LISTAGG", "no such function", "SELECT listagg(w, ',') WITHIN GROUP (ORDER BY id) FROM words", [("a,a  ,b, a",)]),
    Difference("IGNORE NULLS", "dg/r_WF_LAG", "not there", "SELECT id, lag(w) IGNORE NULLS OVER (ORDER BY id) FROM words WHERE id > 3 ORDER BY id", [(4, None), (5, " a")]),
    Difference("QUALIFY", "dg/r_QUALIFY_clause", "not there", "SELECT id FROM words AS x QUALIFY row_number() OVER (ORDER BY id DESC) = 1", [(5,)]),
    Difference("TOP", "dg/r_SELECT_list", "not there", "SELECT TOP 1 i FROM numbers ORDER BY i DESC", [(4,)]),
    Difference("GROUP BY ALL", "dg/r_GROUP_BY_clause", "not there", "SELECT c, count(*) FROM words GROUP BY ALL HAVING count(*) > 1", [("a    ", 2)]),
    Difference("MINUS", "dg/r_UNION", "not there", "SELECT i FROM numbers MINUS SELECT 1 MINUS SELECT 2", [(4,)]),
    Difference("SUPER navigation is lax", "dg/query-super", "other operators", "SELECT x.a.b[1], x.a.c.d FROM (SELECT json_parse('{\"a\": {\"b\": [1, 2]}}') AS x) AS q", [("2", None)]),
    Difference("SUPER cast of an array to a string", "dg/super-configurations", "the JSON text", "SELECT json_parse('[1]')::varchar, json_parse('\"s\"')::varchar, json_parse('\"s\"')::int", [(None, "s", None)]),
    Difference("a backslash in a literal escapes", "assumption: backslash_escapes", "an ordinary character", "SELECT 'it\\'s', 'a\\\\b'", [("it's", "a\\b")]),
    Difference("CHAR pads and LEN does not count the blanks", "dg/r_LEN", "the same", "SELECT len('ab  '), len('ab  '::char(6)), octet_length('é')", [(4, 2, 2)]),
    Difference("NULLs are last ascending, first descending", "dg/r_ORDER_BY_clause", "the same", "SELECT id FROM words ORDER BY w DESC, id", [(5,), (3,), (1,), (2,), (4,)]),
    Difference("integer division", "dg/r_numeric_computations201", "the same", "SELECT 7/2, -7/2, 7%2", [(3, -3, 1)]),
    Difference("MONTHS_BETWEEN has months of 31 days", "dg/r_MONTHS_BETWEEN_function", "no such function", "SELECT months_between('2024-03-31'::date, '2024-02-29'::date), months_between('2024-03-16'::date, '2024-02-29'::date) > 0.5", [(1.0, True)]),
    Difference("DATE_TRUNC of a DATE is a TIMESTAMP", "dg/r_DATE_TRUNC", "timestamp with time zone", "SELECT date_trunc('month', '2024-02-29'::date)", [(datetime(2024, 2, 1),)]),
    Difference("LAST_DAY and NEXT_DAY are DATEs", "dg/r_LAST_DAY", "no such functions", "SELECT last_day('2024-02-01 10:00:00'::timestamp), next_day('2014-08-20'::date, 'Tue')", [(date(2024, 2, 29), date(2014, 8, 26))]),
    Difference("CONVERT_TIMEZONE", "dg/CONVERT_TIMEZONE", "no such function", "SELECT convert_timezone('America/New_York', '2024-07-01 12:00:00'::timestamp)", [(datetime(2024, 7, 1, 8),)]),
    Difference("SYSDATE is the transaction's start, GETDATE the statement's", "dg/r_SYSDATE", "no such words", "SELECT datediff(hour, sysdate, getdate())", [(0,)]),
    Difference("MEDIAN and PERCENTILE_CONT", "dg/r_MEDIAN", "no MEDIAN; PERCENTILE_CONT is a double", "SELECT median(i), percentile_cont(0.25) WITHIN GROUP (ORDER BY i) FROM numbers", [(Decimal(2), Decimal("1.5"))]),
    Difference("RATIO_TO_REPORT", "dg/r_WF_RATIO_TO_REPORT", "no such function", "SELECT i, ratio_to_report(i) OVER () FROM numbers WHERE i < 3 ORDER BY i", [(1, 1 / 3), (2, 2 / 3)]),
    Difference("APPROXIMATE COUNT(DISTINCT)", "dg/r_COUNT", "not there", "SELECT approximate count(DISTINCT c) FROM words", [(3,)]),
    Difference("NVL and NVL2", "dg/r_NVL2", "no such functions", "SELECT nvl(NULL, 1), nvl2(NULL, 'there', 'not there')", [(1, "not there")]),
    Difference("TRY_CAST is NULL where CAST fails", "dg/r_TRY_CAST", "not there", "SELECT try_cast('x' AS integer), try_cast('2024-02-30' AS date), try_cast('7' AS integer)", [(None, None, 7)]),
    Difference("hash functions", "dg/SHA2", "no such functions", "SELECT crc32('Amazon Redshift'), fnv_hash(1), murmur3_32_hash(34)", [("f2726906", -5968735742475085980, 2017239379)]),
    Difference("JSON in strings", "dg/JSON_EXTRACT_PATH_TEXT", "other functions", "SELECT json_extract_path_text('{\"a\": {\"b\": 1}}', 'a', 'b'), json_array_length('[1, 2]'), is_valid_json('{'), is_valid_json_array('[]')", [("1", 2, False, True)]),
    Difference("SUPER is unnested in FROM", "dg/query-super", "other syntax", "SELECT x, k FROM (SELECT json_parse('[10, 20]') AS arr) AS t, t.arr AS x AT k ORDER BY k", [("10", 0), ("20", 1)]),
    Difference("UNPIVOT of a SUPER object", "dg/query-super", "not there", "SELECT k, v FROM (SELECT json_parse('{\"p\": 1}') AS o) AS t, UNPIVOT t.o AS v AT k", [("p", "1")]),
    Difference("VARBYTE is counted in bytes and shown in hex", "dg/r_VARBYTE_type", "bytea", "SELECT from_varbyte('é'::varbyte, 'hex'), len('é'::varbyte), to_hex('ab'::varbyte), getbit(from_hex('4d'), 2)", [("c3a9", 2, "6162", 1)]),
    Difference("DATE and TIME make a TIMESTAMP", "dg/r_DATE-CONCATENATE_function", "the same", "SELECT '2024-01-31'::date + '10:30:00'::time", [(datetime(2024, 1, 31, 10, 30),)]),
    Difference("a recursive WITH has a list of columns", "dg/r_WITH_clause", "it may", "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r WHERE x < 3) SELECT max(x) FROM r", [(3,)]),
    Difference("INTERSECT binds before EXCEPT", "dg/r_UNION", "the same", "SELECT 1 EXCEPT SELECT 1 INTERSECT SELECT 2", [(1,)]),
    Difference("ROLLUP and GROUPING_ID", "dg/r_GROUP_BY_aggregation-extensions", "GROUPING only", "SELECT i, grouping_id(i), count(*) FROM numbers WHERE i < 3 GROUP BY ROLLUP (i) ORDER BY 1", [(1, 0, 1), (2, 0, 1), (None, 1, 2)]),
    Difference("* EXCLUDE", "dg/r_EXCLUDE_list", "not there", "SELECT * EXCLUDE (w, c) FROM words WHERE id = 1", [(1,)]),
    Difference("the outer join operator (+)", "dg/r_WHERE_oracle_outer", "not there", "SELECT w.id, n.i FROM words w, numbers n WHERE w.id = n.i(+) AND w.id < 4 ORDER BY 1", [(1, 1), (2, 2), (3, None)]),
    Difference("CONNECT BY", "dg/r_CONNECT_BY_clause", "not there", "SELECT i, level FROM numbers START WITH i = 1 CONNECT BY i = PRIOR i * 2 ORDER BY 1", [(1, 1), (2, 2), (4, 3)]),
    Difference("PIVOT", "dg/r_FROM_clause-pivot-unpivot-examples", "not there", "SELECT * FROM (SELECT c FROM words) PIVOT (count(*) FOR c IN ('a', 'b' AS two, NULL))", [(2, 1, 1)]),
    Difference("UNPIVOT of columns", "dg/r_FROM_clause-pivot-unpivot-examples", "not there", "SELECT * FROM (SELECT s, i FROM numbers WHERE i = 4) UNPIVOT (v FOR k IN (s AS small, i)) ORDER BY 1", [("i", 4), ("small", 4)]),
    Difference("UNNEST of a SUPER array", "dg/r_FROM_clause-unnest-examples", "of arrays", "SELECT u.x, u.k FROM (SELECT json_parse('[10, 20]') AS arr) AS t, UNNEST(t.arr) WITH OFFSET AS u(x, k) ORDER BY 2", [("10", 0), ("20", 1)]),
    Difference("TO_CHAR of a number has room for the sign", "dg/r_TO_CHAR", "the same", "SELECT to_char(125.8, '999.99'), to_char(-125.8, '999D99S')", [(" 125.80", "125.80-")]),
    Difference("LISTAGG is for tables only", "dg/c_SQL_functions_compute_node_only", "no such function", "SELECT listagg(i, ',') WITHIN GROUP (ORDER BY i DESC) FROM numbers", [("4,2,1",)]),
    Difference("a string of digits to a SUPER is a string", "dg/JSON_PARSE", "to jsonb a number", "SELECT json_typeof('1'::super), json_typeof(json_parse('1'))", [("string", "number")]),
    Difference("LIKE escapes by a backslash, or as told", "dg/r_patternmatching_condition_like", "the same", "SELECT 'a_b' LIKE 'a\\\\_b', 'axb' LIKE 'a\\\\_b', 'a%b' LIKE 'a^%b' ESCAPE '^', 'axb' LIKE 'a^%b' ESCAPE '^'", [(True, False, True, False)]),
    Difference("ILIKE folds ASCII only", "dg/r_patternmatching_condition_like", "by the database's locale", "SELECT 'ABC' LIKE 'abc', 'ABC' ILIKE 'abc', 'É' ILIKE 'é'", [(False, True, False)]),
    Difference("parameters i, e and p of regular expressions", "dg/REGEXP_SUBSTR", "other flags", "SELECT regexp_substr('AbcD', 'bC', 1, 1, 'i'), regexp_substr('k=v', '=(.)', 1, 1, 'e'), regexp_count('a1b22', '\\\\d+', 1, 'p')", [("bc", "v", 2)]),
    Difference("TIME and TIMETZ", "dg/r_Datetime_types", "the same, without DATEADD", "SELECT dateadd(minute, 5, '10:30:00'::time), datediff(second, '10:30:00'::time, '10:31:00'::time), extract(hour FROM '10:30:00+02'::timetz), '23:59:59.5'::time::varchar", [(time(10, 35), 60, 10, "23:59:59.5")]),
    Difference("PERCENTILE_DISC as a window", "dg/r_WF_PERCENTILE_DISC", "an aggregate only", "SELECT i, percentile_disc(0.5) WITHIN GROUP (ORDER BY i) OVER () FROM numbers ORDER BY i LIMIT 1", [(1, 2)]),
    Difference("GROUPING SETS, CUBE and GROUPING", "dg/r_GROUP_BY_aggregation-extensions", "the same", "SELECT c, grouping(c), count(*) FROM words WHERE id < 4 GROUP BY GROUPING SETS ((c), ()) ORDER BY 2, 1", [("a    ", 0, 2), ("b    ", 0, 1), (None, 1, 3)]),
    Difference("a cast of a literal by ::", "dg/r_CAST_function", "the same", "SELECT '7'::int + 1, 7.999::decimal(3,2), 1::boolean, 'abc'::char(2)", [(8, Decimal("8.00"), True, "ab")]),
    Difference("JSON_PARSE and JSON_SERIALIZE", "dg/JSON_PARSE", "no such functions", "SELECT json_serialize(json_parse('[1, {\"a\": null}]')), can_json_parse('{'), json_typeof(json_parse('{}'))", [('[1,{"a":null}]', False, "object")]),
    Difference("BOOLEAN aggregates", "dg/r_BOOL_AND", "the same", "SELECT bool_and(i > 0), bool_or(i > 3), bit_or(i) FROM numbers", [(True, True, 7)]),
)  # fmt: skip

BY_OTHER_TESTS: tuple[tuple[str, str, str, str], ...] = (
    ("CHECK constraints and indexes are not there", "dg/c_unsupported-postgresql-features", "they are", "test_gate"),
    ("keys are not enforced", "dg/r_CREATE_TABLE_NEW", "they are", "test_semantics::test_primary_keys_are_not_enforced"),
    ("TRUNCATE commits", "dg/r_TRUNCATE", "it can be rolled back", "test_semantics::test_truncate_commits"),
    ("names have up to 127 bytes", "dg/r_names", "63", "test_semantics::test_long_names_up_to_127_bytes"),
    ("too many blanks are cut", "dg/r_Character_types", "the same for char", "test_semantics::test_blanks_beyond_the_length_are_cut"),
    ("IDENTITY counts by seed and step", "dg/r_CREATE_TABLE_NEW", "another syntax", "test_semantics::test_identity_counts_from_seed_by_step"),
    ("DISTKEY, SORTKEY, ENCODE are shown again", "dg/r_CREATE_TABLE_NEW", "not there", "test_semantics::test_table_attributes_are_shown_again"),
    ("#name is a temporary table", "dg/r_CREATE_TABLE_NEW", "a syntax error", "test_gate"),
    ("arguments are of documented types and numbers", "dg/c_SQL_functions", "implicit casts of its own", "test_signatures::test_no_other_arguments"),
    ("sort-based aggregates share one order", "dg/r_LISTAGG", "each has its own", "test_functions::test_refused"),
    ("INTERVAL is two types", "dg/r_interval_data_types", "one", "wire: test_intervals"),
    ("names with another database are read", "dg/cross-database_usage", "an error", "test_foreign_tables"),
    ("external schemas and tables", "dg/r_CREATE_EXTERNAL_TABLE", "foreign tables of servers", "test_external_tables"),
    ("no savepoints", "dg/c_unsupported-postgresql-functions", "they are", "test_gate"),
    ("LOCK and then look", "dg/r_LOCK", "the same", "test_isolation::test_lock_and_then_look"),
    ("views cannot be locked", "dg/r_LOCK", "they and their tables are", "test_tables::test_views_cannot_be_locked"),
    ("the columns of late-binding views", "dg/PG_GET_LATE_BINDING_VIEW_COLS", "not there", "test_metadata::test_columns_of_late_binding_views"),
    ("late-binding views", "dg/r_CREATE_VIEW", "not there", "test_tables::test_a_late_binding_view_is_bound_by_its_readers"),
    ("writers to one table queue", "dg/c_Concurrent_writes", "only for one row", "test_tables::test_writers_to_one_table_queue"),
    ("a lone UPDATE, DELETE or MERGE looks after it has its lock", "dg/c_write_readwrite", "it looks before", "test_isolation::test_a_lone_writer_waits_and_then_writes"),
    ("write skew under SNAPSHOT only", "dg/c_serial_isolation", "levels of transactions, not of databases", "test_isolation::test_a_cycle_of_reads_and_writes_is_refused_under_serializable_only"),
    ("the isolation level belongs to the database", "dg/r_ALTER_DATABASE", "to the transaction", "test_isolation::test_the_level_belongs_to_the_database"),
    ("materialised views hold what they read", "dg/materialized-view-overview", "the same", "test_tables::test_a_materialized_view_waits_for_its_refresh"),
    ("MERGE .. REMOVE DUPLICATES", "dg/r_MERGE", "not there", "test_tables::test_merge_without_duplicates"),
    ("serializable conflicts are error 1023", "dg/c_serial_isolation", "40001", "test_isolation::test_the_documented_timeline_under_serializable"),
    ("SVV_TABLE_INFO is for superusers", "dg/r_SVV_TABLE_INFO", "not there", "test_metadata::test_svv_table_info_is_for_superusers"),
)  # fmt: skip
"""Differences that no single answer shows: name, page, PostgreSQL's way, and the test."""
