"""The settings of a session: dg/cm_chap_ConfigurationRef."""

from __future__ import annotations

ENGINE_SETTINGS = frozenset(
    "statement_timeout timezone datestyle extra_float_digits search_path client_encoding application_name "
    "intervalstyle".split()
)
"""Settings that the engine has with the same meaning."""

REDSHIFT_SETTINGS = {
    "query_group": "",
    "enable_case_sensitive_identifier": "off",
    "describe_field_name_in_uppercase": "off",
    "enable_result_cache_for_session": "on",
    "wlm_query_slot_count": "1",
    "analyze_threshold_percent": "10",
    "auto_analyze": "on",
    "error_on_nondeterministic_update": "off",
    "json_serialization_enable": "off",
    "json_serialization_parse_nested_strings": "off",
    "navigate_super_null_on_error": "on",
    "cast_super_null_on_error": "on",
    "enable_case_sensitive_super_attribute": "off",
    "downcase_delimited_identifier": "on",
    "enable_numeric_rounding": "off",
    "use_fips_ssl": "off",
    "mv_enable_aqmv_for_session": "on",
    "interval_forbid_composite_literals": "off",
    "max_cursor_result_set_size": "0",
    "spectrum_query_maxerror": "-1",
    "spectrum_enable_pseudo_columns": "on",
    "enable_spectrum_oid": "on",
    "activate_aqua": "auto",
    "default_geometry_encoding": "1",
    "read_srid_on_shapefile_ingestion": "on",
    "query_cache": "on",
    "enable_local_assume_role": "off",
}
"""Settings that only Redshift has (dg/cm_chap_ConfigurationRef), with their defaults."""
