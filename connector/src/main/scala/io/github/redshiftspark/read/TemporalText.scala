package io.github.redshiftspark.read

import java.time.{LocalDate, LocalTime, ZoneOffset}

/** Dates and times as Redshift prints them under `DateStyle ISO`: years of four to six digits, and `BC` at the end. */
private[read] object TemporalText {
  private val Day = "(\\d{4,6})-(\\d\\d)-(\\d\\d)"
  private val Clock = "(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,6}))?"
  private val DateOnly = s"$Day( BC)?".r
  private val WallTime = s"$Day $Clock( BC)?".r
  private val ZonedTime = s"$Day $Clock([+-]\\d\\d(?::?\\d\\d){0,2})( BC)?".r
  private val MicrosPerSecond = 1000000L

  /** Days since 1970-01-01, proleptic Gregorian. */
  def epochDay(text: String): Int = text match {
    case DateOnly(year, month, day, era) => date(year, month, day, era).toEpochDay.toInt
    case _ => malformed(text)
  }

  /** Microseconds since 1970-01-01T00:00 of the wall clock. */
  def wallMicros(text: String): Long = text match {
    case WallTime(year, month, day, hour, minute, second, fraction, era) =>
      micros(date(year, month, day, era), hour, minute, second, fraction)
    case _ => malformed(text)
  }

  /** Microseconds since the epoch, UTC. */
  def utcMicros(text: String): Long = text match {
    case ZonedTime(year, month, day, hour, minute, second, fraction, offset, era) =>
      val seconds = ZoneOffset.of(if (offset.length == 3) offset + ":00" else offset).getTotalSeconds
      micros(date(year, month, day, era), hour, minute, second, fraction) - seconds * MicrosPerSecond
    case _ => malformed(text)
  }

  private def date(year: String, month: String, day: String, era: String): LocalDate =
    // 1 BC is the year 0.
    LocalDate.of(if (era == null) year.toInt else 1 - year.toInt, month.toInt, day.toInt)

  private def micros(day: LocalDate, hour: String, minute: String, second: String, fraction: String): Long = {
    val time = LocalTime.of(hour.toInt, minute.toInt, second.toInt)
    val seconds = day.toEpochDay * 86400L + time.toSecondOfDay
    Math.addExact(
      Math.multiplyExact(seconds, MicrosPerSecond),
      Option(fraction).fold(0L)(f => f.padTo(6, '0').toLong)
    )
  }

  private def malformed(text: String): Nothing =
    throw new IllegalArgumentException(s"not a date or time as Redshift prints it: '$text'")
}
