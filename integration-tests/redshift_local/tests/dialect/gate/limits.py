"""Quotas: numbers, lengths and widths (dg/r_CREATE_TABLE_NEW, dg/r_names, mgmt/amazon-redshift-limits)."""

from __future__ import annotations

from .rules import Class

_TABLE = "dg/r_CREATE_TABLE_NEW"


def _columns(count: int) -> str:
    return ", ".join(f"c{at} INT" for at in range(count))


def _named(count: int) -> str:
    return ", ".join(f"1 AS c{at}" for at in range(count))


CLASSES: tuple[Class, ...] = (
    Class(
        "1,600 columns",
        accepted=(
            (f"CREATE TEMP TABLE widest ({_columns(1600)})", _TABLE),
            ("SELECT c0, c1599 FROM widest", _TABLE),
            (f"CREATE TEMP TABLE widest_copy AS SELECT {_named(1600)}", _TABLE),
        ),
        refused=(
            ("ALTER TABLE widest ADD COLUMN one_more INT", "54011", "dg/r_ALTER_TABLE"),
            (f"CREATE TABLE refused ({_columns(1601)})", "54011", _TABLE),
            (f"CREATE TEMP TABLE refused AS SELECT {_named(1601)}", "54011", "dg/r_CREATE_TABLE_AS"),
            (f"CREATE VIEW refused AS SELECT {_named(1601)}", "54011", "dg/r_CREATE_VIEW"),
        ),
    ),
    Class(
        "sort keys",
        accepted=(
            (f"CREATE TEMP TABLE sorted ({_columns(400)}) SORTKEY ({', '.join(f'c{at}' for at in range(400))})", _TABLE),
            (f"CREATE TEMP TABLE woven ({_columns(8)}) INTERLEAVED SORTKEY ({', '.join(f'c{at}' for at in range(8))})", _TABLE),
        ),
        refused=(
            (f"CREATE TABLE refused ({_columns(9)}) INTERLEAVED SORTKEY ({', '.join(f'c{at}' for at in range(9))})", "54011", _TABLE),
            (f"CREATE TABLE refused ({_columns(401)}) SORTKEY ({', '.join(f'c{at}' for at in range(401))})", "54011", _TABLE),
        ),
    ),
)  # fmt: skip
