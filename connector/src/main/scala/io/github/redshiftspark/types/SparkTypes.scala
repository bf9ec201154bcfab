package io.github.redshiftspark.types

import io.github.redshiftspark.UnsupportedTypeException
import org.apache.spark.sql.types._

/** Which Spark type carries a Redshift type, and which Redshift type a written column gets. */
object SparkTypes {

  /** Metadata key that names a column's Redshift type; on write it overrides the mapping. */
  val RedshiftTypeKey = "redshift_type"

  /** Metadata key: bytes of the VARCHAR column that a string is written to. */
  val MaxLengthKey = "maxlength"

  /** The Spark type that a query result of this type is read as, or why it cannot be read. */
  def toSpark(redshiftType: RedshiftType): Either[String, DataType] = redshiftType match {
    case RedshiftType.SmallInt => Right(ShortType)
    case RedshiftType.Integer => Right(IntegerType)
    case RedshiftType.BigInt => Right(LongType)
    case RedshiftType.Decimal(precision, scale) => Right(DecimalType(precision, scale))
    case RedshiftType.Real => Right(FloatType)
    case RedshiftType.DoublePrecision => Right(DoubleType)
    case RedshiftType.Boolean => Right(BooleanType)
    case _: RedshiftType.Character => Right(StringType)
    case RedshiftType.Date => Right(DateType)
    case RedshiftType.Timestamp | RedshiftType.TimestampTz => Right(TimestampType)
    // Spark has no time of day before 4.1; text keeps 24:00:00 and a TIMETZ's offset.
    case RedshiftType.Time | RedshiftType.TimeTz => Right(StringType)
    case RedshiftType.IntervalYearToMonth => Right(YearMonthIntervalType())
    case RedshiftType.IntervalDayToSecond => Right(DayTimeIntervalType())
    case RedshiftType.Super => Right(StringType)
    case _: RedshiftType.Varbyte => Right(BinaryType)
    case RedshiftType.Geometry | RedshiftType.Geography | RedshiftType.HllSketch => Right(StringType)
    case RedshiftType.Other(name) => Left(s"its Redshift type $name has no counterpart in Spark")
  }

  /** The Redshift type of a computed value of a Spark type, or why there is none. */
  def resultType(dataType: DataType): Either[String, RedshiftType] = dataType match {
    // One byte travels as two.
    case ByteType | ShortType => Right(RedshiftType.SmallInt)
    case IntegerType => Right(RedshiftType.Integer)
    case LongType => Right(RedshiftType.BigInt)
    case FloatType => Right(RedshiftType.Real)
    case DoubleType => Right(RedshiftType.DoublePrecision)
    case BooleanType => Right(RedshiftType.Boolean)
    case decimal: DecimalType => Right(RedshiftType.Decimal(decimal.precision, decimal.scale))
    case StringType => Right(RedshiftType.MaxVarchar)
    case DateType => Right(RedshiftType.Date)
    case other => Left(s"type ${other.simpleString} has no single counterpart")
  }

  /** The Redshift type that a column is created with.
    *
    * @throws UnsupportedTypeException for a Spark type without a counterpart
    */
  def toRedshift(field: StructField): RedshiftType = field.dataType match {
    case ByteType | ShortType => RedshiftType.SmallInt
    case IntegerType => RedshiftType.Integer
    case LongType => RedshiftType.BigInt
    case FloatType => RedshiftType.Real
    case DoubleType => RedshiftType.DoublePrecision
    case BooleanType => RedshiftType.Boolean
    // Up to 19 digits are kept in eight bytes, which hold no more than 9223372036854775807 (r_Numeric_types201).
    case decimal: DecimalType if decimal.precision == 19 => RedshiftType.Decimal(20, decimal.scale)
    case decimal: DecimalType => RedshiftType.Decimal(decimal.precision, decimal.scale)
    case DateType => RedshiftType.Date
    case TimestampType => RedshiftType.Timestamp
    case StringType =>
      if (field.metadata.contains(MaxLengthKey)) RedshiftType.Varchar(field.metadata.getLong(MaxLengthKey).toInt)
      else characterType(field).getOrElse(RedshiftType.MaxVarchar)
    case other =>
      throw new UnsupportedTypeException(
        field.name,
        s"Column '${field.name}' has the Spark type ${other.simpleString}, which cannot be written to Redshift. " +
          "Cast it to a supported type or drop the column before writing."
      )
  }

  /** A CHAR or VARCHAR length that a column brought along from Redshift, or that the user named. */
  private def characterType(field: StructField): Option[RedshiftType] =
    if (!field.metadata.contains(RedshiftTypeKey)) None
    else
      RedshiftTypeParser.parse(field.metadata.getString(RedshiftTypeKey)).collect { case text: RedshiftType.Character =>
        text
      }
}
