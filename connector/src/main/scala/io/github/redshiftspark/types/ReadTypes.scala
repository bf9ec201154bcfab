package io.github.redshiftspark.types

import org.apache.spark.sql.redshift.Variants
import org.apache.spark.sql.types._

/** Which Spark type each column of a read gets: the mapping of [[SparkTypes]], with the switches that a user may set.
  *
  * @param timestamp     type of a TIMESTAMP column: TimestampType, or Spark's timestamp without time zone
  * @param real          REAL as FloatType, or DoubleType as older jobs expect
  * @param smallint      SMALLINT as ShortType, or IntegerType as older jobs expect
  */
final case class ReadTypes(timestamp: DataType, real: DataType, smallint: DataType) {

  /** The Spark type that a column is read as, or why it cannot be read. */
  def sparkType(redshiftType: RedshiftType): Either[String, DataType] = redshiftType match {
    case RedshiftType.Timestamp => Right(timestamp)
    case RedshiftType.Real => Right(real)
    case RedshiftType.SmallInt => Right(smallint)
    case other => SparkTypes.toSpark(other)
  }

  /** The type in which Redshift is to give a column, so that it can be read as `wanted`; None where values could be lost. */
  def delivered(actual: RedshiftType, wanted: DataType): Option[RedshiftType] =
    if (SparkTypes.toSpark(actual).contains(wanted) || sparkType(actual).contains(wanted)) Some(widened(actual, wanted))
    else
      (actual, wanted) match {
        case (RedshiftType.Super, _: StructType | _: ArrayType | _: MapType) => Some(actual)
        case (RedshiftType.Super, variant) if Variants.isVariant(variant) => Some(actual)
        case (RedshiftType.SmallInt | RedshiftType.Integer | RedshiftType.Real, _)
            if widened(actual, wanted) != actual =>
          Some(widened(actual, wanted))
        case (integral: RedshiftType.Integral, d: DecimalType) if d.precision - d.scale >= integral.decimalDigits =>
          Some(RedshiftType.Decimal(d.precision, d.scale))
        case (RedshiftType.Decimal(precision, scale), d: DecimalType)
            if d.scale >= scale && d.precision - d.scale >= precision - scale =>
          Some(RedshiftType.Decimal(d.precision, d.scale))
        case _ => None
      }

  private def widened(actual: RedshiftType, wanted: DataType): RedshiftType = (actual, wanted) match {
    case (RedshiftType.SmallInt, IntegerType) => RedshiftType.Integer
    case (RedshiftType.SmallInt | RedshiftType.Integer, LongType) => RedshiftType.BigInt
    case (RedshiftType.Real, DoubleType) => RedshiftType.DoublePrecision
    case _ => actual
  }
}
