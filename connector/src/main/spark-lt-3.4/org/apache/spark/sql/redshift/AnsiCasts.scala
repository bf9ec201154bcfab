package org.apache.spark.sql.redshift

import org.apache.spark.sql.catalyst.expressions.{AnsiCast, Expression}
import org.apache.spark.sql.types.DataType

object AnsiCasts {

  /** A cast that fails where a value does not fit. */
  def of(value: Expression, target: DataType, zone: String): Expression = AnsiCast(value, target, Some(zone))
}
