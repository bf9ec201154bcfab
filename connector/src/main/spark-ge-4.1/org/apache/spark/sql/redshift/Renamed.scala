package org.apache.spark.sql.redshift

/** Expressions that earlier versions name otherwise. */
object Renamed {
  type TimestampAddInterval = org.apache.spark.sql.catalyst.expressions.TimestampAddInterval
}
