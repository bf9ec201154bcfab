"""The system views: the columns that their pages list, in their order, and those views that the stand-in lacks."""

from __future__ import annotations

from redshift_local.dialect.facts import absent_views

COLUMNS: dict[str, str] = {
    "svv_all_columns": "database_name schema_name table_name column_name ordinal_position column_default is_nullable data_type "
    "character_maximum_length numeric_precision numeric_scale remarks",
    "svv_all_tables": "database_name schema_name table_name table_acl table_type remarks",
    "svv_all_schemas": "database_name schema_name schema_owner schema_type schema_acl source_database schema_option",
    "svv_redshift_columns": "database_name schema_name table_name column_name ordinal_position data_type column_default is_nullable "
    "encoding distkey sortkey column_acl remarks",
    "svv_redshift_tables": "database_name schema_name table_name table_type table_acl remarks table_owner",
    "svv_tables": "table_catalog table_schema table_name table_type remarks",
    "svv_columns": "table_catalog table_schema table_name column_name ordinal_position column_default is_nullable data_type "
    "character_maximum_length numeric_precision numeric_precision_radix numeric_scale datetime_precision interval_type "
    "interval_precision character_set_catalog character_set_schema character_set_name collation_catalog collation_schema "
    "collation_name domain_name remarks",
    "svv_table_info": "database schema table_id table encoded diststyle sortkey1 max_varchar sortkey1_enc sortkey_num size pct_used "
    "empty unsorted stats_off tbl_rows skew_sortkey1 skew_rows estimated_visible_rows risk_event vacuum_sort_benefit create_time",
    "pg_table_def": "schemaname tablename column type encoding distkey sortkey notnull",
    "sys_copy_replacements": "user_id query_id table_id file_name column_name line_number raw_line",
    "svv_redshift_schemas": "database_name schema_name schema_owner schema_type schema_acl schema_option",
    "svv_redshift_databases": "database_name database_owner database_type database_acl database_options database_isolation_level",
    "svv_external_schemas": "esoid eskind schemaname esowner databasename esoptions",
    "svv_external_tables": "redshift_database_name schemaname tablename tabletype location input_format output_format serialization_lib "
    "serde_parameters compressed parameters",
    "svv_external_columns": "redshift_database_name schemaname tablename columnname external_type columnnum part_key is_nullable",
    "svv_external_partitions": "schemaname tablename values location input_format output_format serialization_lib serde_parameters "
    "compressed parameters",
    "stv_db_isolation_level": "db_name isolation_level",
}
"""Of what a database holds (dg/r_SVV_ALL_COLUMNS and so on)."""

HISTORY: dict[str, str] = {
    "sys_query_history": "user_id query_id query_label transaction_id session_id database_name query_type status "
    "result_cache_hit start_time end_time elapsed_time queue_time execution_time error_message returned_rows "
    "returned_bytes query_text redshift_version usage_limit compute_type compile_time planning_time lock_wait_time "
    "service_class_id service_class_name query_priority short_query_accelerated user_query_hash generic_query_hash "
    "query_hash_version result_cache_query_id username",
    "sys_transaction_history": "user_id transaction_id isolation_level status transaction_start_time commit_start_time "
    "commit_end_time blocks_committed undo_transaction_id",
    "sys_unload_history": "user_id query_id transaction_id session_id database_name status start_time end_time duration "
    "file_format compression_type unloaded_location unloaded_rows unloaded_files_count unloaded_files_size error_message",
    "sys_unload_detail": "user_id query_id session_id transaction_id file_name start_time end_time line_count transfer_size "
    "file_format",
    "sys_load_history": "user_id query_id transaction_id session_id database_name status table_name start_time end_time "
    "duration data_source file_format loaded_rows loaded_bytes source_file_count source_file_bytes file_count_scanned "
    "file_bytes_scanned error_count copy_job_id",
    "sys_load_error_detail": "user_id query_id transaction_id session_id database_name table_id start_time file_name "
    "line_number column_name column_type column_length position error_code error_message",
    "stl_load_errors": "userid slice tbl starttime session query filename line_number colname type col_length position "
    "raw_line raw_field_value err_code err_reason is_partial start_offset copy_job_id",
    "stl_replacements": "userid query slice tbl starttime session filename line_number colname raw_line user_query_id",
    "sys_spatial_simplify": "query_id line_number maximum_tolerance initial_size simplified final_size final_tolerance",
    "svl_spatial_simplify": "query line_number maximum_tolerance initial_size simplified final_size final_tolerance",
    "stl_unload_log": "userid query slice pid path start_time end_time line_count transfer_size file_format user_query_id "
    "transaction_id",
}
"""Of what statements did (dg/SYS_QUERY_HISTORY and so on)."""

SHOWN: dict[str, str] = {
    "SHOW DATABASES": "database_name database_owner database_type database_acl parameters database_isolation_level",
    "SHOW SCHEMAS FROM DATABASE dev": "database_name schema_name schema_owner schema_type schema_acl source_database schema_option",
    "SHOW TABLES FROM SCHEMA dev.meta": "database_name schema_name table_name table_type table_acl remarks owner last_altered_time "
    "last_modified_time dist_style table_subtype",
    "SHOW COLUMNS FROM TABLE dev.meta.child": "database_name schema_name table_name column_name ordinal_position column_default "
    "is_nullable data_type character_maximum_length numeric_precision numeric_scale remarks sort_key_type sort_key dist_key "
    "encoding collation",
    "SHOW CONSTRAINTS PRIMARY KEYS FROM TABLE dev.meta.parent": "database_name schema_name table_name column_name key_seq pk_name",
    "SHOW CONSTRAINTS FOREIGN KEYS FROM TABLE dev.meta.child": "pk_database_name pk_schema_name pk_table_name pk_column_name "
    "fk_database_name fk_schema_name fk_table_name fk_column_name key_seq fk_name pk_name update_rule delete_rule deferrability",
}
"""What SHOW gives (dg/r_SHOW_TABLES and so on)."""

ABSENT = absent_views()
"""By name the page."""
