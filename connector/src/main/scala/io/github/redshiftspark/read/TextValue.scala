package io.github.redshiftspark.read

import io.github.redshiftspark.types.RedshiftType
import java.math.BigDecimal
import org.apache.spark.sql.types.{ByteType, Decimal, IntegerType, ShortType}
import org.apache.spark.unsafe.types.UTF8String

/** A value as Redshift prints it, in text files and over connections, as Spark's inner form of its carrier. */
private[read] object TextValue {

  /** @param text not NULL */
  def parse(text: String, carrier: Carrier, clock: WallClock): Any = carrier.holds match {
    case _: RedshiftType.Integral =>
      carrier.raw match {
        case ByteType => text.toByte
        case ShortType => text.toShort
        case IntegerType => text.toInt
        case _ => text.toLong
      }
    case RedshiftType.Real => text.toFloat
    case RedshiftType.DoublePrecision => text.toDouble
    case RedshiftType.Boolean => text == "t" || text == "true"
    case RedshiftType.Decimal(precision, scale) => Decimal(new BigDecimal(text), precision, scale)
    case RedshiftType.Date => TemporalText.epochDay(text)
    case RedshiftType.Timestamp =>
      val wall = TemporalText.wallMicros(text)
      if (carrier.meaning == Meaning.WallClockTime) clock.toInstant(wall) else wall
    case RedshiftType.TimestampTz => TemporalText.utcMicros(text)
    case _ => UTF8String.fromString(text)
  }
}
