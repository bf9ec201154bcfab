package io.github.redshiftspark.write

import io.github.redshiftspark.read.WallClock
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow
import org.apache.spark.sql.types.{StructType, TimestampType}

/** Turns instants into the wall-clock time of the session's zone, which is what a TIMESTAMP column holds. */
private[write] final case class WallClockRows(schema: StructType, clock: WallClock) {
  private val types = schema.fields.map(_.dataType)
  private val untouched = clock.isIdentity || !types.contains(TimestampType)

  def apply(row: InternalRow): InternalRow =
    if (untouched) row
    else
      new GenericInternalRow(Array.tabulate[Any](types.length) { i =>
        if (row.isNullAt(i)) null
        else if (types(i) == TimestampType) clock.toWall(row.getLong(i))
        else row.get(i, types(i))
      })
}
