package io.github.redshiftspark.sql

import io.github.redshiftspark.types.RedshiftType

/** A constant. Each kind prints in one documented form whose type is explicit. */
sealed trait Literal extends SqlExpr

object Literal {
  final case class Null(redshiftType: RedshiftType) extends Literal
  final case class Bool(value: Boolean) extends Literal
  final case class Integral(value: Long, redshiftType: RedshiftType.Integral) extends Literal
  final case class Decimal(value: java.math.BigDecimal, redshiftType: RedshiftType.Decimal) extends Literal

  /** REAL or DOUBLE PRECISION; NaN and the infinities too. */
  final case class Floating(value: Double, redshiftType: RedshiftType.Floating) extends Literal

  /** Text without NUL characters, at most 65,535 bytes of UTF-8. */
  final case class Text(value: String) extends Literal

  /** VARBYTE of at least one byte, and at most as many as half a text has. */
  final case class Binary(hex: String) extends Literal

  /** Days since 1970-01-01, proleptic Gregorian, years 1 to 9999. */
  final case class Date(epochDay: Int) extends Literal

  /** Microseconds since 1970-01-01T00:00 of the wall clock, years 1 to 9999. */
  final case class Timestamp(wallMicros: Long) extends Literal

  /** Microseconds since the epoch, UTC, years 1 to 9999. */
  final case class TimestampTz(utcMicros: Long) extends Literal
}
