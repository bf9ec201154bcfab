package io.github.redshiftspark.write

import io.github.redshiftspark.types.RedshiftType

/** Widths for the VARCHAR columns of a new table that nothing else gives a width. */
private[write] sealed trait ColumnLengths {
  def varchar(column: String): RedshiftType
}

private[write] object ColumnLengths {

  /** Any string that Redshift holds fits. */
  case object Greatest extends ColumnLengths {
    override def varchar(column: String): RedshiftType = RedshiftType.MaxVarchar
  }

  /** @param longest bytes of the longest string, by column */
  final case class Measured(longest: Map[String, Int]) extends ColumnLengths {

    /** A power of two with room for a string twice as long: later rows have to fit, too. */
    override def varchar(column: String): RedshiftType = {
      val wanted = math.max(Least, longest.getOrElse(column, 0).toLong * 2)
      val width = Iterator.iterate(Least)(_ * 2).dropWhile(_ < wanted).next()
      RedshiftType.Varchar(math.min(width, RedshiftType.MaxVarcharBytes.toLong).toInt)
    }
  }

  private val Least = 32L
}
