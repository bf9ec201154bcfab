package io.github.redshiftspark.write

import io.github.redshiftspark.types.{RedshiftType, SparkTypes}
import org.apache.spark.sql.catalyst.expressions.Cast
import org.apache.spark.sql.redshift.Variants
import org.apache.spark.sql.types._

/** Which frame column may be written to which Redshift type: Spark's own rules of store assignment (ANSI). */
private[write] object TypeFit {

  /** The type of staged values, or why there is none. */
  def rowType(frameType: DataType, target: RedshiftType): Either[String, DataType] = target match {
    case RedshiftType.Timestamp if LoadColumn.isZoneless(frameType) => Right(frameType)
    case _: RedshiftType.Integral | _: RedshiftType.Floating | _: RedshiftType.Decimal | _: RedshiftType.Character |
        RedshiftType.Boolean | RedshiftType.Date | RedshiftType.Timestamp | RedshiftType.TimestampTz =>
      SparkTypes.toSpark(target).flatMap(assigned(frameType, _, target))
    case RedshiftType.Super if isNested(frameType) || frameType == StringType => Right(StringType)
    case RedshiftType.Super =>
      Left(
        s"Spark's ${frameType.simpleString} cannot be stored as SUPER; give an array, a map, a struct, a VARIANT, or JSON text"
      )
    case _: RedshiftType.Varbyte if frameType == BinaryType => Right(BinaryType)
    case RedshiftType.Time | RedshiftType.TimeTz | RedshiftType.Geometry | RedshiftType.Geography |
        RedshiftType.HllSketch if plain(frameType) == StringType =>
      Right(StringType)
    case _: RedshiftType.Varbyte | RedshiftType.Time | RedshiftType.TimeTz | RedshiftType.Geometry |
        RedshiftType.Geography | RedshiftType.HllSketch =>
      Left(s"Spark's ${frameType.simpleString} cannot be stored as ${target.sql}")
    case other => Left(s"columns of type ${other.sql} cannot be written")
  }

  private def assigned(frameType: DataType, stored: DataType, target: RedshiftType): Either[String, DataType] =
    if (plain(frameType) == stored || Cast.canANSIStoreAssign(frameType, stored)) Right(stored)
    else Left(s"Spark's ${frameType.simpleString} cannot be stored as ${target.sql}; cast the column first")

  /** CHAR and VARCHAR of Spark hold plain strings. */
  private def plain(dataType: DataType): DataType = dataType match {
    case _: CharType | _: VarcharType => StringType
    case other => other
  }

  /** Whether its values travel as JSON. */
  def isNested(dataType: DataType): Boolean = dataType match {
    case _: ArrayType | _: MapType | _: StructType => true
    case other => Variants.isVariant(other)
  }
}
