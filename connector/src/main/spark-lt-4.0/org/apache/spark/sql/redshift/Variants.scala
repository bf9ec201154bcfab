package org.apache.spark.sql.redshift

import org.apache.spark.sql.catalyst.expressions.Expression
import org.apache.spark.sql.sources.CreatableRelationProvider
import org.apache.spark.sql.types.DataType

/** Spark's VARIANT, which came with 4.0. */
object Variants {
  def isVariant(dataType: DataType): Boolean = false

  def fromJson(text: Expression): Expression =
    throw new UnsupportedOperationException(s"no Spark before 4.0 has a VARIANT for ${text.sql}")
}

/** A source that itself says which types it cannot write. */
trait WritesAnyType extends CreatableRelationProvider
