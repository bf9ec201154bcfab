package io.github.redshiftspark.write

import io.github.redshiftspark.read.WallClock
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{GenericInternalRow, UnsafeProjection}
import org.apache.spark.sql.types.TimestampType

/** Rows of the frame as rows of the target: columns chosen, ordered and cast, instants of TIMESTAMP columns turned into
  * the wall-clock time of the session's zone.
  */
private[write] final case class StagedRows(columns: Seq[LoadColumn], clock: WallClock) {

  /** For one task; the returned row is used again for the next one. */
  def converter(): InternalRow => InternalRow = {
    val project = UnsafeProjection.create(columns.map(_.value(clock.zone.getId)))
    val wall = columns.map(_.isWallClock).toArray
    val types = columns.map(_.rowType).toArray
    if (clock.isIdentity || !wall.contains(true)) row => project(row)
    else
      row => {
        val projected = project(row)
        new GenericInternalRow(Array.tabulate[Any](types.length) { i =>
          if (projected.isNullAt(i)) null
          else if (wall(i)) clock.toWall(projected.getLong(i))
          else if (types(i) == TimestampType) projected.getLong(i)
          else projected.get(i, types(i))
        })
      }
  }
}
