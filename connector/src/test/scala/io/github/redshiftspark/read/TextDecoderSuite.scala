package io.github.redshiftspark.read

import java.io.{BufferedReader, StringReader}
import java.time.ZoneId
import org.scalatest.funsuite.AnyFunSuite

class TextDecoderSuite extends AnyFunSuite {
  test("escaped delimiters, line breaks and backslashes are data") {
    val text = "a\\|b|c\\\\d|\n|x\\\ny|@N@\n"
    val records = TextDecoder.records(new BufferedReader(new StringReader(text))).toSeq
    assert(records === Seq(Seq("a|b", "c\\d", ""), Seq("", "x\ny", "@N@")))
  }

  test("wall-clock time becomes the instant of the session's zone, and back") {
    val clock = WallClock(ZoneId.of("America/New_York"))
    val wall = TemporalText.wallMicros("2024-07-01 12:00:00.000001")
    assert(clock.toInstant(wall) - wall === 4L * 3600 * 1000000)
    assert(clock.toWall(clock.toInstant(wall)) === wall)
    assert(WallClock(ZoneId.of("UTC")).isIdentity)
    assert(TemporalText.utcMicros("2024-07-01 12:00:00+02") === TemporalText.utcMicros("2024-07-01 10:00:00+00"))
  }

  test("dates of all of Redshift's range") {
    assert(TemporalText.epochDay("1970-01-02") === 1)
    assert(TemporalText.epochDay("0001-01-01 BC") === TemporalText.epochDay("0001-01-01") - 366)
    assert(TemporalText.epochDay("294276-12-31") === java.time.LocalDate.of(294276, 12, 31).toEpochDay)
    assert(TemporalText.wallMicros("1969-12-31 23:59:59.9") === -100000L)
    assert(TemporalText.utcMicros("1970-01-01 00:00:00.5-00:30:30") === 1830500000L)
    intercept[IllegalArgumentException](TemporalText.epochDay("yesterday"))
  }
}
