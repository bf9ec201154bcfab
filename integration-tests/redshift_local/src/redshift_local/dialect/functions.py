"""Groups of functions that share a rule."""

from __future__ import annotations

from ..errors import RedshiftError
from .facts import functions


def leader_only(name: str) -> bool:
    fact = functions().get(name)
    return fact is not None and fact.leader_only


def no_such_function(name: str) -> RedshiftError:
    return RedshiftError(
        "42883",
        f"function {name}() does not exist",
        hint="Redshift's functions: dg/c_SQL_functions; what it lacks of PostgreSQL's: "
        "dg/c_unsupported-postgresql-functions",
    )


CATALOG_ONLY = frozenset("array_lower array_upper byteaout generate_series isnull string_to_array textin".split())
"""Functions of PostgreSQL 8.0 that no page has and drivers ask the catalog with."""

WINDOW_NEEDS_FRAME = frozenset(
    """
    avg count max min sum stddev stddev_samp stddev_pop variance var_samp var_pop first_value last_value nth_value
    """.split()
)
"""With ORDER BY in OVER these need an explicit ROWS frame (dg/c_Window_functions)."""

WINDOW_WITHOUT_FRAME = frozenset(
    "rank dense_rank row_number percent_rank cume_dist ntile lag lead listagg median percentile_cont "
    "percentile_disc ratio_to_report".split()
)
"""These take no frame."""

WINDOW_PARTITION_ONLY = frozenset("listagg median percentile_cont percentile_disc ratio_to_report".split())
"""These take PARTITION BY only."""

WINDOW_ONLY = frozenset(
    "cume_dist dense_rank first_value last_value lag lead nth_value ntile percent_rank percentile_disc rank "
    "ratio_to_report row_number".split()
)
"""These are nothing without OVER (PERCENTILE_DISC as an aggregate is only there as APPROXIMATE)."""

WINDOWS = WINDOW_NEEDS_FRAME | WINDOW_WITHOUT_FRAME
"""All window functions: dg/c_Window_functions."""

WINDOW_NEEDS_ORDER = frozenset(("lag", "lead"))

WITHIN_GROUP = frozenset("listagg percentile_cont percentile_disc".split())

AGGREGATES = frozenset(
    """
    any_value avg bit_and bit_or bool_and bool_or count hll_create_sketch listagg max median min percentile_cont stddev
    stddev_pop stddev_samp sum var_pop var_samp variance
    """.split()
)
"""dg/c_Aggregate_Functions."""

# Where a query touches a table, these need one (dg/c_SQL_functions_compute_node_only).
COMPUTE_ONLY = frozenset("listagg median percentile_cont percentile_disc approximate".split())
