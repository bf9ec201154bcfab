package io.github.redshiftspark.read

import io.github.redshiftspark.options.ResultEstimates
import io.github.redshiftspark.sql._
import org.apache.spark.sql.catalyst.plans.logical.Statistics

/** What the shape of a statement says about the size of its result. */
object ResultSize {
  private val RowOverhead = 8L

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

  /** For the optimizer: by the statement's shape where that bounds the rows to few, else as Redshift estimates. What
    * nobody knows counts as large, so that it is never broadcast by mistake.
    */
  private[read] def statistics(relation: RedshiftQuery): Statistics = {
    val bound = maxRows(relation.query)
    val rowBytes = relation.output.map(_.dataType.defaultSize.toLong).sum + RowOverhead
    def of(rows: Long, bytes: Long) = Statistics(BigInt(rows) * bytes + 1, Some(BigInt(rows)))
    bound match {
      case Some(few) if few <= Transport.DirectRowLimit => of(few, rowBytes)
      case _ =>
        estimate(relation) match {
          case Some(found) => of(bound.fold(found.rows)(math.min(_, found.rows)), math.max(rowBytes, found.rowBytes))
          case None => bound.fold(Statistics(BigInt(Long.MaxValue)))(of(_, rowBytes))
        }
    }
  }

  private def estimate(relation: RedshiftQuery): Option[ResultEstimate] = relation.settings.estimates match {
    case ResultEstimates.Off => None
    case ResultEstimates.Explained =>
      Explainable.of(relation.query).flatMap(relation.estimates.of(relation.settings.connection, _))
  }
}
