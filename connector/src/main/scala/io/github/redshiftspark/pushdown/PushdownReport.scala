package io.github.redshiftspark.pushdown

import io.github.redshiftspark.read.{KeptNode, RedshiftQuery}
import io.github.redshiftspark.sql.Renderer
import org.apache.spark.sql.catalyst.plans.logical.{LogicalPlan, Sort}
import org.json4s.JsonDSL._
import org.json4s.jackson.JsonMethods

/** What a query sends to Redshift, and what Spark does itself.
  *
  * @param fullyPushed one statement, and nothing in Spark but at most a sort of its result
  */
final case class PushdownReport(statements: Seq[String], fullyPushed: Boolean, kept: Seq[KeptNode]) {
  def json: String = JsonMethods.compact(
    ("statements" -> statements) ~ ("fully_pushed" -> fullyPushed) ~
      ("kept" -> kept.map(k => ("node" -> k.node) ~ ("reason" -> k.reason)))
  )
}

object PushdownReport {

  /** @param optimized the optimizer's output; nothing is executed */
  def of(optimized: LogicalPlan): PushdownReport = {
    val queries = optimized.collectWithSubqueries { case query: RedshiftQuery => query }
    val others = optimized.collectWithSubqueries { case node if !node.isInstanceOf[RedshiftQuery] => node }
    PushdownReport(
      queries.map(q => Renderer.query(q.query)),
      queries.size == 1 && others.forall(_.isInstanceOf[Sort]) && others.size <= 1,
      queries.flatMap(_.notes.kept).distinct
    )
  }
}
