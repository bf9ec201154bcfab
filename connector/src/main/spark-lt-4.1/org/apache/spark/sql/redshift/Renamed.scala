package org.apache.spark.sql.redshift

/** Expressions by the name that they have in later versions. */
object Renamed {
  type TimestampAddInterval = org.apache.spark.sql.catalyst.expressions.TimeAdd
}
