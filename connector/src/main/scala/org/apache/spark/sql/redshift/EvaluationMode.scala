package org.apache.spark.sql.redshift

/** How Spark treats overflow and malformed input: three ways, whatever the version calls them. */
sealed trait EvaluationMode
object EvaluationMode {
  case object Legacy extends EvaluationMode
  case object Ansi extends EvaluationMode
  case object Try extends EvaluationMode
}
