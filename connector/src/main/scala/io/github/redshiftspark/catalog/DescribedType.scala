package io.github.redshiftspark.catalog

import io.github.redshiftspark.types.{RedshiftType, SparkTypes}
import java.util.Locale
import org.apache.spark.sql.types._

/** Leaves a column's Redshift type in Spark's schema, in the metadata key that the peer's users know: Spark's own type does
  * not tell a VARCHAR's length, or a SUPER from a string.
  */
private[catalog] object DescribedType {

  def mark(field: StructField, redshiftType: RedshiftType): StructField =
    if (isPlain(redshiftType)) field
    else
      field.copy(metadata =
        new MetadataBuilder()
          .withMetadata(field.metadata)
          .putString(SparkTypes.RedshiftTypeKey, redshiftType.sql.toLowerCase(Locale.ROOT))
          .build()
      )

  private def isPlain(redshiftType: RedshiftType): Boolean = redshiftType match {
    case _: RedshiftType.Integral | _: RedshiftType.Floating | _: RedshiftType.Decimal => true
    case RedshiftType.Boolean | RedshiftType.Date | RedshiftType.Timestamp => true
    case _ => false
  }
}
