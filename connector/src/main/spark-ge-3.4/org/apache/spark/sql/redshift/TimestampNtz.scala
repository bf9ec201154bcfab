package org.apache.spark.sql.redshift

import org.apache.spark.sql.types.{DataType, TimestampNTZType}

object TimestampNtz {

  /** Spark's timestamp without time zone; before 3.4 it is not finished. */
  val dataType: Option[DataType] = Some(TimestampNTZType)
}
