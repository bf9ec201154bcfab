package io.github.redshiftspark.pushdown

/** What becomes of each of Spark's built-in functions. */
sealed trait FunctionVerdict extends Product with Serializable
object FunctionVerdict {

  /** A rule of this name takes it; what the rule refuses, it explains. */
  final case class ByRule(rule: String) extends FunctionVerdict

  /** Spark turns it into other expressions before plans reach us. */
  case object Replaced extends FunctionVerdict
  final case class Refused(why: String) extends FunctionVerdict
}

object FunctionTable {
  import FunctionVerdict._

  /** @param className the expression class that Spark registers for the function
    * @return None for a function that nobody looked at yet
    */
  def verdict(function: String, className: String): Option[FunctionVerdict] =
    RuleRegistry.families
      .flatMap(_._2)
      .find(_.handles.getName == className)
      .map(rule => ByRule(rule.name): FunctionVerdict)
      .orElse(if (replaced(function)) Some(Replaced) else None)
      .orElse(refused.collectFirst { case (why, names) if names(function) => Refused(why) })

  private def words(text: String): Set[String] = text.trim.split("\\s+").toSet

  val replaced: Set[String] = words("""
    any bool_and bool_or count_if every some regr_count any_value median ifnull nullif nvl nvl2 between nullifzero
    zeroifnull date_part datepart extract to_date to_timestamp ceil ceiling floor pi e contains startswith endswith lpad
    rpad ilike equal_null btrim left right split_part regr_avgx regr_avgy regr_sxx regr_syy
    current_date current_timestamp current_timezone curdate localtimestamp now current_catalog current_database
    current_schema current_user user session_user typeof version to_timestamp_ltz grouping grouping_id collation
    current_path hour minute second
  """)

  val refused: Seq[(String, Set[String])] = Seq(
    "works on arrays, maps or structs, which Redshift holds as SUPER with other semantics" -> words("""
      array array_agg array_append array_compact array_contains array_distinct array_except array_insert array_intersect
      array_join array_max array_min array_position array_prepend array_remove array_repeat array_size array_union
      arrays_overlap arrays_zip flatten sequence shuffle slice sort_array get cardinality size collect_list collect_set
      map map_concat map_contains_key map_entries map_from_arrays map_from_entries map_keys map_values str_to_map
      try_element_at named_struct struct split sentences histogram_numeric vector_avg vector_cosine_similarity
      vector_inner_product vector_l2_distance vector_norm vector_normalize vector_sum
    """),
    "takes a lambda" -> words("""
      aggregate array_sort exists filter forall map_filter map_zip_with transform transform_keys transform_values zip_with
      reduce
    """),
    "makes rows" -> words("explode explode_outer inline inline_outer posexplode posexplode_outer stack json_tuple"),
    "parses or writes a format whose dialect is Spark's own" -> words("""
      from_csv schema_of_csv to_csv from_json json_array_length json_object_keys schema_of_json to_json from_xml to_xml
      schema_of_xml xpath xpath_boolean xpath_double xpath_float xpath_int xpath_long xpath_number xpath_short
      xpath_string from_avro to_avro schema_of_avro from_protobuf to_protobuf parse_url try_parse_url url_decode url_encode
      try_url_decode parse_json try_parse_json variant_get try_variant_get schema_of_variant schema_of_variant_agg
      to_variant_object is_variant_null is_valid_variant
    """),
    "Redshift documents no such aggregate" -> words("""
      bit_xor corr covar_pop covar_samp kurtosis skewness max_by min_by mode regr_r2 regr_intercept regr_slope regr_sxy
      last last_value count_min_sketch measure
    """),
    "orders or estimates in another way than Redshift's function" -> words("""
      approx_percentile percentile_approx percentile_cont percentile_disc listagg string_agg hll_sketch_agg hll_union_agg
      hll_sketch_estimate hll_union bitmap_construct_agg bitmap_or_agg bitmap_bit_position bitmap_bucket_number
      bitmap_count
      approx_top_k approx_top_k_accumulate approx_top_k_combine approx_top_k_estimate bitmap_and_agg
      kll_merge_agg_bigint kll_merge_agg_double kll_merge_agg_float kll_sketch_agg_bigint kll_sketch_agg_double
      kll_sketch_agg_float kll_sketch_get_n_bigint kll_sketch_get_n_double kll_sketch_get_n_float
      kll_sketch_get_quantile_bigint kll_sketch_get_quantile_double kll_sketch_get_quantile_float
      kll_sketch_get_rank_bigint kll_sketch_get_rank_double kll_sketch_get_rank_float kll_sketch_merge_bigint
      kll_sketch_merge_double kll_sketch_merge_float kll_sketch_to_string_bigint kll_sketch_to_string_double
      kll_sketch_to_string_float theta_difference theta_intersection theta_intersection_agg theta_sketch_agg
      theta_sketch_estimate theta_union theta_union_agg tuple_difference_double tuple_difference_integer
      tuple_difference_theta_double tuple_difference_theta_integer tuple_intersection_agg_double
      tuple_intersection_agg_integer tuple_intersection_double tuple_intersection_integer
      tuple_intersection_theta_double tuple_intersection_theta_integer tuple_sketch_agg_double
      tuple_sketch_agg_integer tuple_sketch_estimate_double tuple_sketch_estimate_integer tuple_sketch_summary_double
      tuple_sketch_summary_integer tuple_sketch_theta_double tuple_sketch_theta_integer tuple_union_agg_double
      tuple_union_agg_integer tuple_union_double tuple_union_integer tuple_union_theta_double
      tuple_union_theta_integer
    """),
    "gives NULL instead of an error, for which Redshift has no arithmetic" -> words("""
      try_add try_subtract try_multiply try_divide try_mod try_avg try_sum try_to_number try_to_binary try_to_timestamp
      try_make_interval try_make_timestamp try_make_timestamp_ltz try_make_timestamp_ntz try_aes_decrypt try_reflect
      try_validate_utf8 try_to_date
    """),
    "is another value at each call, or tells about Spark's own execution" -> words("""
      rand randn random uniform randstr uuid input_file_block_length input_file_block_start input_file_name java_method
      reflect monotonically_increasing_id raise_error assert_true spark_partition_id
    """),
    "belongs to streaming windows" -> words("window session_window window_time"),
    "makes or moves points in time by zones and intervals that Redshift treats differently" -> words("""
      from_utc_timestamp to_utc_timestamp convert_timezone make_dt_interval make_interval make_timestamp
      make_timestamp_ltz make_timestamp_ntz make_ym_interval
      to_timestamp_ntz dayname monthname time_bucket
    """),
    "works on Spark's own TIME, GEOMETRY or GEOGRAPHY values" -> words("""
      current_time make_time to_time try_to_time time_diff time_trunc time_from_micros time_from_millis
      time_from_seconds time_to_micros time_to_millis time_to_seconds st_asbinary st_geogfromwkb st_geomfromwkb
      st_setsrid st_srid
    """),
    "has no documented counterpart of the same answer" -> words("""
      bit_count bit_get getbit shiftrightunsigned >>> acosh asinh atanh bin bround conv cosh csc expm1 factorial hypot
      log log1p log2 rint sec sinh tanh unhex width_bucket elt encode decode find_in_set format_number
      format_string printf levenshtein overlay space substring_index to_number mask to_char to_varchar base64 unbase64
      to_binary luhn_check quote collate is_valid_utf8 make_valid_utf8 validate_utf8 aes_decrypt aes_encrypt
    """),
    "Redshift's regular expressions are POSIX, not Java's" -> words(
      "regexp_extract_all regexp_instr regexp_count regexp_substr"
    ),
    "is taken by the rule of window expressions" -> words(
      "nth_value cume_dist dense_rank lag lead ntile percent_rank rank row_number"
    )
  )
}
