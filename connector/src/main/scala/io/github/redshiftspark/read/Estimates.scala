package io.github.redshiftspark.read

import io.github.redshiftspark.options.ConnectionSettings
import io.github.redshiftspark.sql.{RenderedSql, Renderer, Statement}
import io.github.redshiftspark.warehouse.{ResultRows, Warehouse}
import java.util.concurrent.TimeUnit.MINUTES
import org.apache.spark.internal.Logging
import scala.collection.mutable
import scala.util.control.NonFatal

/** What Redshift expects of the results over one relation: each is asked when Spark first wants it, and again only when
  * the answer is ten minutes old. Every leaf that is folded over the relation holds the same.
  *
  * @param explain runs an EXPLAIN, and gives its lines
  * @param nanos   the clock
  */
final class Estimates(
    explain: (ConnectionSettings, RenderedSql) => Seq[String] = Estimates.explain,
    nanos: () => Long = () => System.nanoTime()
) extends Logging {
  private val answers = mutable.Map.empty[RenderedSql, Estimates.Answer]

  /** None where Redshift gives no figures. */
  def of(connection: ConnectionSettings, statement: Statement.Explain): Option[ResultEstimate] = {
    val sql = Renderer.statement(statement)
    synchronized {
      val now = nanos()
      answers --= answers.collect { case (old, answer) if now - answer.since >= Estimates.KeptNanos => old }
      answers.getOrElseUpdate(sql, Estimates.Answer(ask(connection, sql), now)).estimate
    }
  }

  /** No estimate is worth failing a query that can do without. */
  private def ask(connection: ConnectionSettings, sql: RenderedSql): Option[ResultEstimate] =
    try ResultEstimate.of(explain(connection, sql))
    catch {
      case NonFatal(failed) =>
        logWarning(
          "Redshift does not estimate this result, which counts as large; result_estimates=false asks no more: " +
            failed.getMessage
        )
        None
    }

  /** Two leaves are the same, whatever has been asked about them. */
  override def equals(other: Any): Boolean = other.isInstanceOf[Estimates]
  override def hashCode: Int = Estimates.hashCode
}

private object Estimates {
  private val KeptNanos = MINUTES.toNanos(10)

  private final case class Answer(estimate: Option[ResultEstimate], since: Long)

  private def explain(connection: ConnectionSettings, sql: RenderedSql): Seq[String] =
    Warehouse.withSession(connection)(_.query(sql)(lines))

  private def lines(rows: ResultRows): Seq[String] =
    Iterator.continually(rows).takeWhile(_.next()).flatMap(_.text(1)).toList
}
