"""The nasty tables: written once to Redshift, and held by Spark with the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Spark's SQL literals know backslash escapes: '\\\\' here is one backslash in the value.
_STRINGS = """
  case id % 20 when 0 then '' when 1 then ' ' when 2 then 's' when 3 then 's ' when 4 then 's  ' when 5 then ' s'
    when 6 then '50%_~' when 7 then 'q"''|,' when 8 then 'back\\\\slash' when 9 then 'é😀e\\u0301'
    when 10 then 'line\\nbreak\\ttab' when 11 then 'ABC def' when 12 then 'abc DEF ghi' when 13 then null
    when 14 then '2024-02-29' when 15 then '12' when 16 then ' 7 ' when 17 then '1e3' when 18 then 'x-y-z'
    else concat('n', id) end
"""


@dataclass(frozen=True)
class NastyTable:
    name: str
    select: str
    """Spark SQL that gives the rows."""


NASTY = NastyTable(
    "nasty",
    f"""
    select cast(id as int) id,
      cast(case id % 9 when 0 then null when 1 then 2147483647 when 2 then -2147483648 when 3 then 0 when 4 then 3
        else id * 7 - 100 end as int) i,
      cast(case id % 8 when 0 then null when 1 then 9223372036854775807L when 2 then (-9223372036854775807L - 1L)
        when 3 then 0 when 4 then 3 else id * 1000000007L - 31 end as bigint) l,
      cast(case id % 7 when 0 then null when 1 then 32767 when 2 then -32768 when 3 then 0 else id - 20 end as smallint) sm,
      cast(case id % 11 when 0 then null when 1 then 'NaN' when 2 then 'Infinity' when 3 then '-Infinity' when 4 then '-0.0'
        when 5 then '0.0' when 6 then '1.5' else cast(id / 3 - 5 as string) end as double) x,
      cast(case id % 10 when 0 then null when 1 then 'NaN' when 2 then '-0.0' when 3 then '0.0'
        else cast(id / 4 - 3 as string) end as float) r,
      cast(case id % 6 when 0 then null when 1 then '9999999999.99' when 2 then '-9999999999.99' when 3 then '0.00'
        else cast(id * 1.37 - 30 as string) end as decimal(12,2)) d,
      cast(case id % 5 when 0 then null when 1 then '999999999999999.999' when 2 then '-0.001'
        else cast(id * 3.333 as string) end as decimal(18,3)) d18,
      cast(case id % 5 when 0 then null when 1 then '9223372036854775807' when 2 then '-9223372036854775807'
        else cast(id as string) end as decimal(19,0)) d19,
      cast(case id % 5 when 0 then null when 1 then '9999999999999999999999999999.9999999999'
        when 2 then '-0.0000000001' else cast(id * 7 as string) end as decimal(38,10)) d38,
      {_STRINGS} s,
      if(id % 5 = 0, null, concat('n', id % 7)) n,
      case id % 3 when 0 then true when 1 then false end b,
      case id % 8 when 0 then null when 1 then date'0001-01-05' when 2 then date'1582-10-04' when 3 then date'1582-10-15'
        when 4 then date'9999-12-28' when 5 then date'2024-02-29' when 6 then date'2023-01-31'
        else date_add(date'2020-01-01', cast(id * 17 as int)) end day,
      case id % 8 when 0 then null when 1 then timestamp'2024-03-10 07:30:00.123456' when 2 then timestamp'2024-11-03 05:30:00'
        when 3 then timestamp'2024-03-31 01:30:00' when 4 then timestamp'1900-01-01 00:00:00'
        when 5 then timestamp'1969-12-31 23:59:59.999999' when 6 then timestamp'2024-12-31 23:59:59.5'
        else timestamp'2021-05-06 07:08:09' + make_dt_interval(cast(id as int), cast(id % 24 as int), 13, 7) end ts
    from range(60)
    """,
)

ORDERS = NastyTable(
    "orders",
    """
    select cast(id as int) okey, cast(id % 13 as int) ckey, cast(1000 + id * 17.25 as decimal(15,2)) total,
      date_add(date'1995-01-01', cast(id * 11 as int)) odate, concat('Clerk#', id % 5) clerk,
      case id % 4 when 0 then 'F' when 1 then 'O' when 2 then 'P' end status, cast(id % 7 as smallint) prio
    from range(80)
    """,
)

CUSTOMERS = NastyTable(
    "customers",
    """
    select cast(if(id = 12, null, id) as int) ckey, concat('Customer ', id) name, cast(id % 3 as int) nation,
      cast(id * 100.5 - 300 as decimal(15,2)) bal, if(id % 4 = 0, null, concat('seg', id % 2)) seg
    from range(15)
    """,
)

BINARIES = NastyTable(
    "binaries",
    """
    select cast(id as int) id, if(id % 3 = 0, 'a', 'b') n,
      case id % 12 when 0 then null when 1 then X'' when 2 then X'00' when 3 then X'0000' when 4 then X'61' when 5 then X'6100'
        when 6 then X'6120' when 7 then X'FF' when 8 then X'5C27' when 9 then encode('é😀', 'utf-8') when 10 then X'7F80'
        else encode(concat('n', id), 'utf-8') end v,
      case id % 5 when 0 then null when 1 then X'' when 2 then X'61' when 3 then X'6120' else X'0000' end w
    from range(30)
    """,
)

EMPTY = NastyTable("nothing", "select * from (select 1 i, 's' s, cast(1.5 as double) x) where i = 2")

TABLES = (NASTY, ORDERS, CUSTOMERS, BINARIES, EMPTY)


def with_redshift_types(frame: Any) -> Any:
    """Columns of types that Redshift has and a new table would not get: DECIMAL(19) keeps only what a BIGINT holds, VARBYTE is long."""
    types = {"d19": "DECIMAL(19,0)", "v": "VARBYTE(20)"}
    for name in types.keys() & set(frame.columns):
        frame = frame.withMetadata(name, {"redshift_type": types[name]})
    return frame
