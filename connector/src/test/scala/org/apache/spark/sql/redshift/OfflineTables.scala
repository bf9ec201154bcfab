package org.apache.spark.sql.redshift

import io.github.redshiftspark.options.Settings
import io.github.redshiftspark.read.{Estimates, PushdownNotes, RedshiftQuery}
import io.github.redshiftspark.sql._
import io.github.redshiftspark.types.{RedshiftType, SparkTypes}
import org.apache.spark.sql.{DataFrame, SparkSession}
import org.apache.spark.sql.catalyst.expressions.AttributeReference
import org.apache.spark.sql.types._

/** Frames over leaves that are planned and never executed. */
object OfflineTables {
  private val defaults = Map(
    "url" -> "jdbc:redshift://localhost/dev",
    "user" -> "u",
    "password" -> "p",
    "tempdir" -> "s3a://bucket/tmp",
    "aws_iam_role" -> "default"
  )

  /** @param schema Spark's DDL; strings are VARCHAR(100) and timestamps TIMESTAMP at Redshift */
  def table(spark: SparkSession, name: String, schema: String, options: Map[String, String] = Map.empty): DataFrame = {
    val settings = Settings.forRead(defaults ++ options + ("dbtable" -> name), Map.empty)
    val fields = StructType.fromDDL(schema).fields.toSeq
    val types = fields.map(field =>
      field.dataType match {
        case StringType => RedshiftType.Varchar(100)
        case BinaryType => RedshiftType.Varbyte(64000)
        case _ => SparkTypes.toRedshift(field)
      }
    )
    val items = fields.zipWithIndex.map { case (field, n) => SelectItem(ColumnRef("t", field.name), s"c$n") }
    val leaf = RedshiftQuery(
      Select(items, Some(FromItem.Table(TableName(Seq(name)), "t"))),
      fields.map(field => AttributeReference(field.name, field.dataType)()),
      types,
      settings,
      PushdownNotes.empty,
      new Estimates
    )
    Frames.of(spark.asInstanceOf[SparkSessions.Session], leaf)
  }
}
