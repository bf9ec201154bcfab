package io.github.redshiftspark.write

import io.github.redshiftspark.StringTooLongException
import io.github.redshiftspark.options.LongTexts
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.InternalRow

/** How long strings may be, in bytes of UTF-8 as Redshift counts them. */
private[write] final case class TextLimits(columns: Seq[LoadColumn], longTexts: LongTexts) {

  /** For one task. */
  def gauge(): TextGauge = new TextGauge(columns.toArray, longTexts)
}

/** Refuses strings that are longer than their column, and remembers the longest of each column. */
private[write] final class TextGauge(columns: Array[LoadColumn], longTexts: LongTexts) {
  private val strings = columns.indices.filter(i => TextGauge.limit(columns(i)).isDefined).toArray
  private val limits = strings.map(i => TextGauge.limit(columns(i)).getOrElse(0))
  private val lengths = new Array[Int](strings.length)

  /** @throws StringTooLongException where a string does not fit its column */
  def seen(row: InternalRow): InternalRow = {
    var i = 0
    while (i < strings.length) {
      if (!row.isNullAt(strings(i))) {
        val text = row.getUTF8String(strings(i))
        val bytes = text.numBytes
        if (bytes > lengths(i)) lengths(i) = bytes
        if (bytes > limits(i) && longTexts == LongTexts.Refused) refuse(columns(strings(i)), row, strings(i))
      }
      i += 1
    }
    row
  }

  /** Bytes of the longest string, by the column's name. */
  def longest: Map[String, Int] = strings.map(i => columns(i).name).zip(lengths).toMap

  private def refuse(column: LoadColumn, row: InternalRow, ordinal: Int): Unit = {
    val text = row.getUTF8String(ordinal)
    // Blanks at the end of a CHAR are padding (r_Character_types).
    val bytes = column.redshiftType match {
      case _: RedshiftType.Char => text.trimRight.numBytes
      case _ => text.numBytes
    }
    if (bytes > TextGauge.limit(column).getOrElse(Int.MaxValue))
      throw new StringTooLongException(column.name, column.redshiftType.sql, bytes.toLong)
  }
}

private object TextGauge {
  def limit(column: LoadColumn): Option[Int] = column.redshiftType match {
    case RedshiftType.Char(length) => Some(length)
    case RedshiftType.Varchar(length) => Some(length)
    case _ => None
  }
}
