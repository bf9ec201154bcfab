package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql
import io.github.redshiftspark.types.{RedshiftType, SparkTypes}
import java.nio.charset.StandardCharsets.UTF_8
import org.apache.commons.codec.binary.Hex
import org.apache.spark.sql.catalyst.expressions.{Alias, Literal}
import org.apache.spark.sql.types._

private[pushdown] object ValueRules {

  private object AliasRule extends ExpressionRule[Alias] {
    override def translate(e: Alias, context: RuleContext): Either[String, Translated] = context.translate(e.child)
  }

  private object LiteralRule extends ExpressionRule[Literal] {
    override def translate(e: Literal, context: RuleContext): Either[String, Translated] =
      LiteralValues.of(e.value, e.dataType, context)
  }

  val all: Seq[ExpressionRule[_ <: org.apache.spark.sql.catalyst.expressions.Expression]] = Seq(AliasRule, LiteralRule)
}

/** Catalyst's constants as SQL constants. */
private[pushdown] object LiteralValues {
  // Years 1 to 9999: outside, the printed form is ambiguous.
  private val minDay = java.time.LocalDate.of(1, 1, 2).toEpochDay
  private val maxDay = java.time.LocalDate.of(9999, 12, 30).toEpochDay
  private val dayMicros = 86400000000L

  def of(value: Any, dataType: DataType, context: RuleContext): Either[String, Translated] =
    if (value == null) nullType(dataType).map(t => Translated(sql.Literal.Null(t), t))
    else
      (value, dataType) match {
        case (v: Boolean, BooleanType) => ok(sql.Literal.Bool(v), RedshiftType.Boolean)
        case (v: Byte, ByteType) => integral(v.toLong, RedshiftType.SmallInt)
        case (v: Short, ShortType) => integral(v.toLong, RedshiftType.SmallInt)
        case (v: Int, IntegerType) => integral(v.toLong, RedshiftType.Integer)
        case (v: Long, LongType) => integral(v, RedshiftType.BigInt)
        case (v: Float, FloatType) => ok(sql.Literal.Floating(v.toDouble, RedshiftType.Real), RedshiftType.Real)
        case (v: Double, DoubleType) =>
          ok(sql.Literal.Floating(v, RedshiftType.DoublePrecision), RedshiftType.DoublePrecision)
        case (v: Decimal, d: DecimalType) =>
          val redshiftType = RedshiftType.Decimal(d.precision, d.scale)
          ok(sql.Literal.Decimal(v.toJavaBigDecimal, redshiftType), redshiftType)
        case (v: org.apache.spark.unsafe.types.UTF8String, StringType) => text(v.toString)
        case (v: Array[Byte], BinaryType) => binary(v)
        case (v: Int, DateType) =>
          if (v < minDay || v > maxDay) Left("a date outside the years 1 to 9999")
          else ok(sql.Literal.Date(v), RedshiftType.Date)
        case (v: Long, TimestampType) =>
          if (Math.floorDiv(v, dayMicros) < minDay || Math.floorDiv(v, dayMicros) > maxDay)
            Left("a timestamp outside the years 1 to 9999")
          else ok(sql.Literal.TimestampTz(v), RedshiftType.TimestampTz)
        case _ => Left(s"a constant of type ${dataType.simpleString} cannot be written in SQL")
      }

  /** A NULL takes the type of what it meets (see Unified), so any that Spark reads back will do. */
  private def nullType(dataType: DataType): Either[String, RedshiftType] = dataType match {
    case TimestampType => Right(RedshiftType.TimestampTz)
    case NullType => Right(RedshiftType.Varchar(1))
    case BinaryType => Right(RedshiftType.Varbyte(1))
    case other => SparkTypes.resultType(other)
  }

  /** The same instant as wall-clock time, for comparison with a TIMESTAMP column; fixed zones only. */
  def asWallClock(value: Translated, context: RuleContext): Option[Translated] = value.sql match {
    case sql.Literal.TimestampTz(micros) if context.zoneIsFixed =>
      val offset = context.zone.getRules.getOffset(java.time.Instant.EPOCH).getTotalSeconds
      Some(Translated(sql.Literal.Timestamp(micros + offset * 1000000L), RedshiftType.Timestamp))
    case _ => None
  }

  private def text(value: String): Either[String, Translated] =
    if (value.indexOf('\u0000') >= 0) Left("a string with a NUL character, which Redshift cannot hold")
    else if (value.getBytes(UTF_8).length >= RedshiftType.MaxVarcharBytes) Left("a string of 65535 bytes or more")
    else Right(Exact.text(value))

  /** What FROM_HEX makes of no digits is not documented (r_FROM_HEX). */
  private def binary(value: Array[Byte]): Either[String, Translated] =
    if (value.isEmpty) Left("an empty binary constant")
    else if (value.length > RedshiftType.MaxHexBytes)
      Left(s"a binary constant of over ${RedshiftType.MaxHexBytes} bytes")
    else ok(sql.Literal.Binary(Hex.encodeHexString(value)), RedshiftType.Varbyte(value.length))

  private def integral(value: Long, redshiftType: RedshiftType.Integral): Either[String, Translated] =
    ok(sql.Literal.Integral(value, redshiftType), redshiftType)

  private def ok(literal: sql.Literal, redshiftType: RedshiftType): Either[String, Translated] =
    Right(Translated(literal, redshiftType))
}
