package io.github.redshiftspark.write

import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{BoundReference, Expression, RuntimeReplaceable, StructsToJson}
import org.apache.spark.sql.redshift.AnsiCasts
import org.apache.spark.sql.types._

/** A column of the target that the staged files carry.
  *
  * @param source   ordinal in the frame
  * @param frameType    the frame's type
  * @param rowType  the type of the values in staged rows
  */
private[write] final case class LoadColumn(
    name: String,
    redshiftType: RedshiftType,
    source: Int,
    frameType: DataType,
    rowType: DataType
) {

  /** The type in Parquet files. A time without a zone is stored as if it were UTC. */
  def fileType: DataType = if (LoadColumn.isZoneless(rowType)) TimestampType else rowType

  /** An instant that is stored as the wall-clock time of the session's zone. */
  def isWallClock: Boolean = rowType == TimestampType && redshiftType == RedshiftType.Timestamp

  /** The value for the staged row, out of a frame's row. It fails where the value does not fit. */
  def value(zone: String): Expression = {
    val column = BoundReference(source, frameType, nullable = true)
    if (TypeFit.isNested(frameType)) LoadColumn.json(column, zone)
    else if (frameType == rowType) column
    else AnsiCasts.of(column, rowType, zone)
  }
}

private[write] object LoadColumn {

  /** JSON with the null fields that a struct has; from Spark 4.0 on the expression only stands for another one. */
  private def json(value: Expression, zone: String): Expression =
    (new StructsToJson(Map("ignoreNullFields" -> "false"), value, Some(zone)): Expression) match {
      case replaced: RuntimeReplaceable => replaced.replacement
      case evaluated => evaluated
    }

  /** TIMESTAMP_NTZ; Spark 3.3 has no public name for it. */
  def isZoneless(dataType: DataType): Boolean = dataType.typeName == "timestamp_ntz"
}
