package io.github.redshiftspark.read

import java.time.ZoneId
import org.apache.spark.sql.catalyst.util.DateTimeUtils
import org.apache.spark.sql.types.{Decimal, TimestampType}
import org.apache.spark.sql.vectorized.{ColumnVector, ColumnarArray, ColumnarBatch, ColumnarMap}
import org.apache.spark.unsafe.types.UTF8String

/** A TIMESTAMP is wall-clock time; files hold it as if it were UTC. In Spark it is the instant at which clocks of the
  * session's zone show it. Java's rules decide in a gap (moved on by the gap) and an overlap (the earlier offset).
  */
final case class WallClock(zone: ZoneId) {
  def toInstant(wallMicros: Long): Long = DateTimeUtils.convertTz(wallMicros, zone, WallClock.Utc)
  def toWall(instantMicros: Long): Long = DateTimeUtils.convertTz(instantMicros, WallClock.Utc, zone)
  def isIdentity: Boolean =
    zone.getRules.isFixedOffset && zone.getRules.getOffset(java.time.Instant.EPOCH).getTotalSeconds == 0

  /** The same batch with the wall-clock columns shown as instants. */
  private[read] def convert(batch: ColumnarBatch, carriers: Seq[Carrier]): ColumnarBatch =
    if (isIdentity || !carriers.exists(_.meaning == Meaning.WallClockTime)) batch
    else
      new ColumnarBatch(
        carriers.zipWithIndex.map { case (carrier, i) =>
          if (carrier.meaning == Meaning.WallClockTime) new WallClockVector(batch.column(i), this) else batch.column(i)
        }.toArray,
        batch.numRows()
      )
}

object WallClock {
  private val Utc: ZoneId = ZoneId.of("UTC")
}

/** A view of a timestamp column; the decoder owns the memory and closes it. */
private[read] final class WallClockVector(wall: ColumnVector, clock: WallClock) extends ColumnVector(TimestampType) {
  override def getLong(row: Int): Long = if (wall.isNullAt(row)) 0L else clock.toInstant(wall.getLong(row))
  override def isNullAt(row: Int): Boolean = wall.isNullAt(row)
  override def hasNull: Boolean = wall.hasNull
  override def numNulls(): Int = wall.numNulls()
  override def close(): Unit = ()

  override def getBoolean(row: Int): Boolean = other
  override def getByte(row: Int): Byte = other
  override def getShort(row: Int): Short = other
  override def getInt(row: Int): Int = other
  override def getFloat(row: Int): Float = other
  override def getDouble(row: Int): Double = other
  override def getArray(row: Int): ColumnarArray = other
  override def getMap(row: Int): ColumnarMap = other
  override def getDecimal(row: Int, precision: Int, scale: Int): Decimal = other
  override def getUTF8String(row: Int): UTF8String = other
  override def getBinary(row: Int): Array[Byte] = other
  override def getChild(ordinal: Int): ColumnVector = other

  private def other: Nothing = throw new UnsupportedOperationException("a timestamp column holds longs")
}
