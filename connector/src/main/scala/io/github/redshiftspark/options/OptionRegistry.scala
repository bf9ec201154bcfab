package io.github.redshiftspark.options

import io.github.redshiftspark.options.OptionKind.{Flag, Number, OneOf, Text}
import io.github.redshiftspark.options.OptionScope.{Both, Read, Write}
import io.github.redshiftspark.options.Sensitivity.Hidden

/** Every option, once. Documentation and the Python types are generated from here. */
object OptionRegistry {

  /** Any `jdbc.<property>` goes to the driver with the prefix cut off. */
  val DriverPrefix = "jdbc."

  /** Prefix of the session confs that give defaults. */
  val ConfPrefix = "spark.redshift."

  /** By it the Python package says which version of the jar it goes with. */
  val PythonPackage = "python_package_version"

  /** Prefix of the community connector's confs: those whose names are options here mean the same. */
  val CommunityConfPrefix = "spark.datasource.redshift.community."

  val all: Seq[OptionSpec] = ConnectionOptionSpecs.all ++ Seq(
    OptionSpec(
      "dbtable",
      Text,
      Both,
      "Table or view: table, schema.table or database.schema.table; parts may be quoted by \"\"."
    ),
    OptionSpec("query", Text, Read, "A SELECT in Redshift's SQL to read instead of 'dbtable'."),
    OptionSpec("tempdir", Text, Both, "Folder on S3 (s3a://bucket/path) for staged files; they are removed after use."),
    OptionSpec("tempdir_region", Text, Both, "Region of the bucket of 'tempdir' where it is not Redshift's own."),
    OptionSpec(
      "aws_iam_role",
      Text,
      Both,
      "Role by which Redshift reaches S3: an ARN, a chain of ARNs joined by commas, or 'default'."
    ),
    OptionSpec(
      "forward_spark_s3_credentials",
      Flag,
      Both,
      "Give Spark's own S3 credentials to Redshift.",
      Some("false")
    ),
    OptionSpec(
      "redshift_s3_connection_iam_role_only",
      Flag,
      Both,
      "Refuse every right on S3 but 'aws_iam_role'.",
      Some("false")
    ),
    OptionSpec(
      "temporary_aws_access_key_id",
      Text,
      Both,
      "Temporary access key by which Redshift reaches S3.",
      sensitivity = Hidden
    ),
    OptionSpec(
      "temporary_aws_secret_access_key",
      Text,
      Both,
      "Secret of the temporary access key.",
      sensitivity = Hidden
    ),
    OptionSpec(
      "temporary_aws_session_token",
      Text,
      Both,
      "Session token of the temporary access key.",
      sensitivity = Hidden
    ),
    OptionSpec(
      "unload_s3_format",
      OneOf(Seq("PARQUET", "TEXT")),
      Read,
      "Format of the files that UNLOAD writes.",
      Some("PARQUET")
    ),
    OptionSpec(
      "tempformat",
      OneOf(Seq("AUTO", "PARQUET", "CSV", "CSV GZIP", "AVRO")),
      Write,
      "Format of the files that COPY loads. auto: Parquet where it can carry the columns (not SUPER, TIME) and the bucket is " +
        "in Redshift's own Region, else CSV GZIP.",
      Some("AUTO")
    ),
    OptionSpec("sse_kms_key", Text, Read, "KMS key by which UNLOAD encrypts its files."),
    OptionSpec("extraunloadoptions", Text, Read, "Further UNLOAD options, appended as they are.", Some("")),
    OptionSpec("extracopyoptions", Text, Write, "Further COPY options, appended as they are.", Some("")),
    OptionSpec("autopushdown", Flag, Read, "Run filters, joins and aggregates inside Redshift.", Some("true")),
    OptionSpec(
      "trailing_blanks",
      OneOf(Seq("EXACT", "IGNORED")),
      Read,
      "How Redshift compares, groups, joins and orders strings. EXACT: as Spark does, for which it compares lengths, too, " +
        "or an expression of the column. IGNORED: by its own rule, for which 'a' and 'a ' are equal: columns are compared " +
        "as they are, so that distribution and sort keys serve; rows differ from Spark's where values differ in blanks " +
        "at their ends alone.",
      Some("EXACT")
    ),
    OptionSpec(
      "read_transport",
      OneOf(Seq("AUTO", "UNLOAD", "DIRECT")),
      Read,
      "How rows travel: through S3 by UNLOAD, directly over the connection, or whichever fits.",
      Some("AUTO")
    ),
    OptionSpec(
      "direct_max_bytes",
      Number(min = 1),
      Read,
      "Bytes up to which a result is fetched over the connection; a larger one travels through S3 and needs 'tempdir'. " +
        "A result in the order of an ORDER BY is never cut off.",
      Some((64L * 1024 * 1024).toString)
    ),
    OptionSpec(
      "result_estimates",
      Flag,
      Read,
      "Ask Redshift's EXPLAIN for the size of a result that meets other sources in a join, so that a small one is " +
        "broadcast. Without it only results bounded by a LIMIT, or of one row, count as small.",
      Some("true")
    ),
    OptionSpec(
      "prefer_timestamp_ntz",
      Flag,
      Read,
      "Read TIMESTAMP as Spark's timestamp without time zone. Needs Spark 3.4 or later.",
      Some("false")
    ),
    OptionSpec(
      "legacy_timestamp_handling",
      Flag,
      Read,
      "Read TIMESTAMP as wall-clock time of the JVM's zone, as the community connector does, and not of " +
        "spark.sql.session.timeZone. Nothing but the choice of columns is pushed then.",
      Some("false")
    ),
    OptionSpec("legacy_jdbc_real_type_mapping", Flag, Read, "Read REAL as double instead of float.", Some("false")),
    OptionSpec("legacy_mapping_short_to_int", Flag, Both, "Read SMALLINT as int instead of short.", Some("false")),
    OptionSpec(
      "overridenullable",
      Flag,
      Read,
      "Read empty strings as NULL, and call every column nullable.",
      Some("false")
    )
  ) ++ WriteOptionSpecs.all ++ CompatibilityOptionSpecs.all

  val byName: Map[String, OptionSpec] = all.map(spec => spec.name -> spec).toMap
}
