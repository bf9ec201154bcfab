package io.github.redshiftspark.write

import io.github.redshiftspark.types.RedshiftType
import java.time.{LocalDate, LocalDateTime, ZoneOffset}
import java.time.format.DateTimeFormatter
import java.util.Locale
import org.apache.commons.codec.binary.Hex
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.types._

/** Values of staged rows as the text that COPY reads back to the same value. */
private[write] object TextValues {
  private val timestamp = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)

  def of(row: InternalRow, i: Int, column: LoadColumn): String = column.rowType match {
    case BooleanType => if (row.getBoolean(i)) "true" else "false"
    case ByteType => row.getByte(i).toString
    case ShortType => row.getShort(i).toString
    case IntegerType => row.getInt(i).toString
    case LongType => row.getLong(i).toString
    case FloatType => row.getFloat(i).toString
    case DoubleType => row.getDouble(i).toString
    case d: DecimalType => row.getDecimal(i, d.precision, d.scale).toJavaBigDecimal.toPlainString
    case DateType => LocalDate.ofEpochDay(row.getInt(i).toLong).toString
    case TimestampType if column.redshiftType == RedshiftType.TimestampTz => clockTime(row.getLong(i)) + "+00"
    case TimestampType => clockTime(row.getLong(i))
    // VARBYTE loads from hexadecimal digits (copy-usage-varbyte).
    case BinaryType => Hex.encodeHexString(row.getBinary(i))
    case zoneless if LoadColumn.isZoneless(zoneless) => clockTime(row.getLong(i))
    case _ => row.getUTF8String(i).toString
  }

  private def clockTime(micros: Long): String =
    timestamp.format(
      LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, 1000000L),
        (Math.floorMod(micros, 1000000L) * 1000L).toInt,
        ZoneOffset.UTC
      )
    )
}
