"""How each documented function is answered: by the engine's own, by one of ours in schema ``rs``, or by rewriting."""

from __future__ import annotations

from ..errors import RedshiftError
from .facts import functions
from .types import not_yet

NATIVE = frozenset(
    """
    ascii btrim char_length character_length chr initcap left right length lower lpad ltrim octet_length
    position quote_ident quote_literal repeat replace reverse rpad rtrim split_part strpos substr substring translate
    trim upper concat
    abs acos asin atan atan2 cbrt ceil ceiling cos cot degrees exp floor ln log mod pi power pow radians random round
    sin sign sqrt tan
    md5 coalesce greatest least nullif
    count max min bit_and bit_or bool_and bool_or stddev stddev_samp stddev_pop variance var_samp var_pop
    cume_dist dense_rank first_value last_value lag lead nth_value ntile percent_rank rank row_number
    percentile_cont grouping to_date to_number to_char
    current_setting set_config pg_cancel_backend pg_terminate_backend current_database current_schema current_schemas
    has_database_privilege has_schema_privilege has_table_privilege pg_backend_pid
    now isfinite timeofday age get_byte exists
    """.split()
)
"""Functions that PostgreSQL has with the same meaning."""

OWN = frozenset(
    """
    avg sum any_value median listagg_agg
    len textlen charindex strtol replicate bpcharcmp bttext_pattern_cmp octetindex
    regexp_replace regexp_substr regexp_count regexp_instr
    dexp dlog1 dlog10 trunc checksum
    sha sha1 func_sha1 sha2 crc32 fnv_hash
    getdate add_months last_day next_day months_between date_cmp date_cmp_timestamp timestamp_cmp
    timestamp_cmp_date date_part_year convert_timezone to_timestamp timezone
    is_valid_json is_valid_json_array json_array_length json_extract_path_text json_extract_array_element_text
    json_parse can_json_parse json_serialize json_typeof
    to_hex from_hex
    version current_user_id user_is_member_of
    pg_get_cols pg_get_late_binding_view_cols
    """.split()
)
"""Functions written for the stand-in, in the engine's schema ``rs``."""

REWRITTEN = frozenset(
    """
    cast try_cast convert nvl nvl2 decode dateadd datediff date_part date_trunc extract sysdate listagg ratio_to_report
    pg_last_query_id pg_last_copy_id pg_last_copy_count pg_last_unload_id pg_last_unload_count approximate
    """.split()
)
"""Calls whose text changes; see ``calls``."""

# Names the documentation uses for syntax, which the expression walker knows by itself.
_CATALOG_EXTRAS = frozenset(
    """
    pg_get_userbyid pg_table_is_visible format_type obj_description col_description pg_get_expr pg_get_viewdef
    pg_encoding_to_char pg_get_constraintdef pg_relation_size pg_total_relation_size array_to_string pg_get_indexdef
    date
    """.split()
)
"""What BI tools and drivers call on the leader node's catalogs, beyond the documented list."""


def resolve(name: str) -> str:
    """The engine's name for a function called ``name`` (lower case), not for REWRITTEN ones.

    Raises RedshiftError: 42883 for a function Redshift does not document, 0A000 for one the stand-in lacks.
    """
    if name in OWN:
        return f"rs.{name}"
    if name in NATIVE or name in _CATALOG_EXTRAS:
        return name
    fact = functions().get(name)
    if fact is not None:
        raise not_yet(f"the function {name.upper()}", fact.page)
    raise RedshiftError(
        "42883",
        f"function {name}() does not exist",
        hint="Redshift's functions: dg/c_SQL_functions; what it lacks of PostgreSQL's: "
        "dg/c_unsupported-postgresql-functions",
    )


def leader_only(name: str) -> bool:
    fact = functions().get(name)
    return fact is not None and fact.leader_only


WINDOW_NEEDS_FRAME = frozenset(
    """
    avg count max min sum stddev stddev_samp stddev_pop variance var_samp var_pop first_value last_value nth_value
    bit_and bit_or bool_and bool_or any_value
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

# Where a query touches a table, these need one (dg/c_SQL_functions_compute_node_only).
COMPUTE_ONLY = frozenset("listagg median percentile_cont percentile_disc approximate".split())
