package io.github.redshiftspark.catalog

import io.github.redshiftspark.types.{RedshiftType, SparkTypes}
import java.util.Locale
import org.apache.spark.sql.types._

/** Carries a column's Redshift type through Spark's schema, in the metadata key that the peer's users know. */
private[catalog] object DescribedType {

  def mark(field: StructField, redshiftType: RedshiftType): StructField = {
    val name = redshiftType match {
      case RedshiftType.Char(length) => Some(s"char($length)")
      case RedshiftType.Varchar(length) => Some(s"varchar($length)")
      case RedshiftType.TimestampTz => Some("timestamptz")
      case _ => None
    }
    name.fold(field) { n =>
      field.copy(metadata =
        new MetadataBuilder().withMetadata(field.metadata).putString(SparkTypes.RedshiftTypeKey, n).build()
      )
    }
  }

  private val Sized = "(char|varchar)\\((\\d+)\\)".r

  /** The type that `mark` wrote; for a schema that the user gave, the one a write would choose. */
  def of(field: StructField): RedshiftType = {
    val marked =
      if (!field.metadata.contains(SparkTypes.RedshiftTypeKey)) None
      else
        field.metadata.getString(SparkTypes.RedshiftTypeKey).toLowerCase(Locale.ROOT) match {
          case Sized("char", length) => Some(RedshiftType.Char(length.toInt))
          case Sized("varchar", length) => Some(RedshiftType.Varchar(length.toInt))
          case "timestamptz" => Some(RedshiftType.TimestampTz)
          case _ => None
        }
    marked.getOrElse(SparkTypes.toRedshift(field))
  }
}
