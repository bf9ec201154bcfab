package io.github.redshiftspark.sql

import io.github.redshiftspark.types.RedshiftType
import java.nio.charset.StandardCharsets.UTF_8
import java.time.{LocalDate, LocalDateTime, ZoneOffset}
import java.time.format.{DateTimeFormatter, DateTimeFormatterBuilder}
import java.time.temporal.ChronoField
import java.util.Locale

/** The one place that turns a constant into SQL text.
  *
  * A backslash never stands inside quotes: whether Redshift takes it as an escape there is not documented, so it is
  * spelled `CHR(92)`, which reads the same either way. Every constant but small integers states its type by a cast.
  */
private[sql] object LiteralPrinter {

  private val timestampFormat: DateTimeFormatter = new DateTimeFormatterBuilder()
    .appendPattern("yyyy-MM-dd HH:mm:ss")
    .appendFraction(ChronoField.MICRO_OF_SECOND, 6, 6, true)
    .toFormatter(Locale.ROOT)

  def print(literal: Literal): String = literal match {
    case Literal.Null(redshiftType) => s"CAST(NULL AS ${redshiftType.sql})"
    case Literal.Bool(value) => if (value) "TRUE" else "FALSE"
    case Literal.Integral(value, RedshiftType.Integer) if value >= 0 => value.toString
    case Literal.Integral(value, redshiftType) => cast(value.toString, redshiftType)
    case Literal.Decimal(value, redshiftType) => cast(value.toPlainString, redshiftType)
    case Literal.Floating(value, redshiftType) => cast(floating(value, redshiftType), redshiftType)
    case Literal.Text(value) => text(value)
    case Literal.Binary(hex) => s"FROM_HEX('${requireHex(hex)}')"
    case Literal.Date(day) => cast(date(day), RedshiftType.Date)
    case Literal.Timestamp(micros) => cast(timestamp(micros), RedshiftType.Timestamp)
    case Literal.TimestampTz(micros) => cast(timestamp(micros) + "+00", RedshiftType.TimestampTz)
  }

  /** Quoted text; the whole is in parentheses where it needs an operator. */
  def text(value: String): String = {
    require(value.indexOf('\u0000') < 0, "Redshift strings cannot hold the NUL character")
    require(value.getBytes(UTF_8).length <= RedshiftType.MaxVarcharBytes, "text literal longer than 65535 bytes")
    if (value.indexOf('\\') < 0) quote(value)
    else {
      val pieces = value.split("\\\\", -1).toSeq
      val joined = pieces.zipWithIndex.flatMap { case (piece, i) =>
        (if (i > 0) Seq("CHR(92)") else Nil) ++ (if (piece.isEmpty) Nil else Seq(quote(piece)))
      }
      if (joined.size == 1) joined.head else joined.mkString("(", " || ", ")")
    }
  }

  /** Quoted text for places where the grammar takes a literal only: paths, ARNs, options. No backslash possible. */
  def plain(value: String, what: String): String = {
    require(value.indexOf('\\') < 0 && value.indexOf('\u0000') < 0, s"$what cannot hold a backslash or NUL: $value")
    quote(value)
  }

  private def requireHex(digits: String): String = {
    require(digits.matches("([0-9a-f]{2})+") && digits.length <= RedshiftType.MaxVarcharBytes, "not a binary constant")
    digits
  }

  private def quote(value: String): String = "'" + value.replace("'", "''") + "'"

  private def cast(text: String, redshiftType: RedshiftType): String = s"CAST('$text' AS ${redshiftType.sql})"

  private def floating(value: Double, redshiftType: RedshiftType): String =
    if (value.isNaN) "NaN"
    else if (value.isPosInfinity) "Infinity"
    else if (value.isNegInfinity) "-Infinity"
    else if (redshiftType == RedshiftType.Real) value.toFloat.toString
    else value.toString

  private def date(day: Int): String = {
    val value = LocalDate.ofEpochDay(day.toLong)
    requireYear(value.getYear)
    DateTimeFormatter.ISO_LOCAL_DATE.format(value)
  }

  private def timestamp(micros: Long): String = {
    val value = LocalDateTime.ofEpochSecond(
      Math.floorDiv(micros, 1000000L),
      (Math.floorMod(micros, 1000000L) * 1000L).toInt,
      ZoneOffset.UTC
    )
    requireYear(value.getYear)
    timestampFormat.format(value)
  }

  private def requireYear(year: Int): Unit =
    require(year >= 1 && year <= 9999, s"year $year has no unambiguous literal")
}
