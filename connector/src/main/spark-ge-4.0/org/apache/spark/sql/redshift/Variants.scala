package org.apache.spark.sql.redshift

import org.apache.spark.sql.catalyst.expressions.Expression
import org.apache.spark.sql.catalyst.expressions.variant.ParseJson
import org.apache.spark.sql.sources.CreatableRelationProvider
import org.apache.spark.sql.types.{DataType, VariantType}

/** Spark's VARIANT, which came with 4.0. */
object Variants {
  def isVariant(dataType: DataType): Boolean = dataType == VariantType

  def fromJson(text: Expression): Expression = new ParseJson(text).replacement
}

/** A source that itself says which types it cannot write. */
trait WritesAnyType extends CreatableRelationProvider {
  override def supportsDataType(dataType: DataType): Boolean = true
}
