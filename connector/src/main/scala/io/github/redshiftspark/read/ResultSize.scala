package io.github.redshiftspark.read

import io.github.redshiftspark.sql._

/** What the shape of a statement says about the size of its result. */
object ResultSize {

  /** Rows that the statement can give at the most, where its shape bounds them. */
  def maxRows(query: Query): Option[Long] = query match {
    case select: Select if select.limit.isDefined => select.limit.map(_.toLong)
    case select: Select if select.groupBy.isEmpty && SelectShape.isGlobalAggregate(select) => Some(1L)
    case select: Select if select.groupBy.isEmpty =>
      select.from match {
        case Some(FromItem.Subquery(inner, _)) => maxRows(inner)
        case None => Some(1L)
        case _ => None
      }
    case With(_, body) => maxRows(body)
    case _ => None
  }

  /** Bytes for the optimizer. Unbounded results count as large, so that they are never broadcast by mistake. */
  private[read] def estimate(relation: RedshiftQuery): BigInt = {
    val rowBytes = relation.output.map(_.dataType.defaultSize.toLong).sum + 8L
    maxRows(relation.query) match {
      case Some(rows) => BigInt(rows) * rowBytes + 1
      case None => BigInt(Long.MaxValue)
    }
  }
}
