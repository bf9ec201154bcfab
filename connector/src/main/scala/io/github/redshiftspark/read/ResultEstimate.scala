package io.github.redshiftspark.read

import scala.util.Try

/** What Redshift expects of a result.
  *
  * @param rows     at least 1: an estimate never says that there is nothing
  * @param rowBytes average width of a row
  */
private[read] final case class ResultEstimate(rows: Long, rowBytes: Long)

private[read] object ResultEstimate {
  private val Figures = """\(cost=\S+ rows=(\d+) width=(\d+)\)""".r.unanchored

  /** How the plan tells of tables that were never analysed (identify-tables-with-missing-statistics): its figures are
    * guesses then.
    */
  private val Guessed = "missing statistics"

  /** The figures of a plan's uppermost node, e.g. `XN Seq Scan on t  (cost=0.00..87.98 rows=8798 width=35)`
    * (c-the-query-plan).
    *
    * @param plan the lines that EXPLAIN gave
    */
  def of(plan: Seq[String]): Option[ResultEstimate] =
    if (plan.exists(_.contains(Guessed))) None
    else
      plan.collectFirst { case Figures(rows, width) => (rows, width) }.flatMap { case (rows, width) =>
        Try(ResultEstimate(math.max(1L, rows.toLong), width.toLong)).toOption
      }
}
