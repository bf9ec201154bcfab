package org.apache.spark.sql.redshift

import org.apache.spark.sql.catalyst.expressions.{Expression, JsonToStructs}
import org.apache.spark.sql.types.DataType

/** Nested values out of JSON text. */
object ComplexTypes {

  /** @param zone of the session, for times inside the text */
  def fromJson(text: Expression, target: DataType, zone: String): Expression =
    new JsonToStructs(target, Map.empty[String, String], text, Some(zone))
}
