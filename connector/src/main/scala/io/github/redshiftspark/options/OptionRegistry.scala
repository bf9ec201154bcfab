package io.github.redshiftspark.options

import io.github.redshiftspark.options.OptionKind.{Flag, OneOf, Text}
import io.github.redshiftspark.options.OptionScope.{Both, Read, Write}
import io.github.redshiftspark.options.Sensitivity.Hidden

/** Every option, once. Documentation and the Python types are generated from here. */
object OptionRegistry {

  /** Any `jdbc.<property>` goes to the driver with the prefix cut off. */
  val DriverPrefix = "jdbc."

  /** Prefix of the session confs that give defaults. */
  val ConfPrefix = "spark.redshift."

  val all: Seq[OptionSpec] = Seq(
    OptionSpec(
      "url",
      Text,
      Both,
      "JDBC URL: jdbc:redshift://host:port/database, with driver properties after ';' or '?'."
    ),
    OptionSpec("user", Text, Both, "Database user. Needs 'password'."),
    OptionSpec("password", Text, Both, "Password of 'user'.", sensitivity = Hidden),
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
      OneOf(Seq("PARQUET", "CSV", "CSV GZIP", "AVRO")),
      Write,
      "Format of the files that COPY loads.",
      Some("PARQUET")
    ),
    OptionSpec("sse_kms_key", Text, Read, "KMS key by which UNLOAD encrypts its files."),
    OptionSpec("extraunloadoptions", Text, Read, "Further UNLOAD options, appended as they are.", Some("")),
    OptionSpec("extracopyoptions", Text, Write, "Further COPY options, appended as they are.", Some("")),
    OptionSpec("label", Text, Both, "A label for the query group of the session, at most 100 characters."),
    OptionSpec("autopushdown", Flag, Read, "Run filters, joins and aggregates inside Redshift.", Some("true")),
    OptionSpec(
      "read_transport",
      OneOf(Seq("AUTO", "UNLOAD", "DIRECT")),
      Read,
      "How rows travel: through S3 by UNLOAD, directly over the connection, or whichever fits.",
      Some("AUTO")
    )
  )

  val byName: Map[String, OptionSpec] = all.map(spec => spec.name -> spec).toMap
}
