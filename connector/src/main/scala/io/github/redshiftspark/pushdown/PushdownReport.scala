package io.github.redshiftspark.pushdown

import io.github.redshiftspark.options.Pushdown
import io.github.redshiftspark.read.{KeptNode, QueryRemarks, RedshiftQuery}
import io.github.redshiftspark.sql.Renderer
import org.apache.spark.sql.catalyst.expressions.Attribute
import org.apache.spark.sql.catalyst.plans.logical.{LogicalPlan, Project, Sort}
import org.json4s.JsonDSL._
import org.json4s.jackson.JsonMethods

/** What a query sends to Redshift, and what Spark does itself.
  *
  * @param fullyPushed one statement, and nothing in Spark but at most the sort of its result that files lose, and the
  *                    choice of its columns
  * @param remarks     what its statements do for Spark's answer, and the option that would change it
  */
final case class PushdownReport(
    statements: Seq[String],
    fullyPushed: Boolean,
    kept: Seq[KeptNode],
    remarks: Seq[String]
) {
  def json: String = JsonMethods.compact(
    ("statements" -> statements) ~ ("fully_pushed" -> fullyPushed) ~
      ("kept" -> kept.map(k => ("node" -> k.node) ~ ("reason" -> k.reason))) ~
      ("remarks" -> remarks)
  )
}

object PushdownReport {

  /** @param optimized the optimizer's output; nothing is executed */
  def of(optimized: LogicalPlan): PushdownReport = {
    val queries = optimized.collectWithSubqueries { case query: RedshiftQuery => query }
    val others = optimized.collectWithSubqueries { case node if !node.isInstanceOf[RedshiftQuery] => node }
    val kept = queries.flatMap(_.notes.kept).distinct
    val fully = queries.size == 1 && isPresentation(others, kept)
    PushdownReport(
      queries.map(q => Renderer.query(q.query)),
      fully,
      if (fully) kept else kept ++ unexplained(kept, others, queries),
      queries.flatMap(QueryRemarks.of).distinct
    )
  }

  /** A sort of the result, and at most a choice among its columns above: some may be there for the order alone. */
  private def isPresentation(nodes: Seq[LogicalPlan], kept: Seq[KeptNode]): Boolean = nodes match {
    case Seq() => true
    case Seq(sort) => isOrderLost(sort, kept)
    case Seq(project: Project, sort) =>
      isOrderLost(sort, kept) && project.projectList.forall(_.isInstanceOf[Attribute])
    case _ => false
  }

  /** Whether this sort stayed for the want of order in files alone, not for keys without a translation. */
  private def isOrderLost(node: LogicalPlan, kept: Seq[KeptNode]): Boolean = node match {
    case sort: Sort => sort.global && kept.filter(_.node == "Sort").forall(_.reason == PlanFolder.unordered)
    case _ => false
  }

  /** Nodes that no fold was tried on. */
  private def unexplained(
      explained: Seq[KeptNode],
      others: Seq[LogicalPlan],
      queries: Seq[RedshiftQuery]
  ): Seq[KeptNode] = {
    def stayed(name: String) = explained.exists(_.node == name)
    def why(node: LogicalPlan): String = {
      val strangers = node.collectLeaves().filterNot(_.isInstanceOf[RedshiftQuery]).map(_.nodeName).distinct
      val below = node.children.flatMap(_.collectFirst { case child if stayed(child.nodeName) => child.nodeName })
      if (queries.exists(_.settings.autopushdown == Pushdown.Disabled)) switchedOff
      else if (below.nonEmpty) s"stands above ${below.distinct.mkString(" and ")}, which stayed"
      else if (strangers.nonEmpty) s"stands above rows that are not Redshift's (${strangers.mkString(", ")})"
      else "stands above a node that stayed, or between rows of two warehouses"
    }
    others
      .filterNot(node => stayed(node.nodeName))
      .map(node => KeptNode(node.nodeName, why(node)))
      .foldLeft(Vector.empty[KeptNode])((seen, next) => if (seen.exists(_.node == next.node)) seen else seen :+ next)
  }

  private val switchedOff =
    "the relation is read with autopushdown=false or legacy_timestamp_handling=true: only columns are chosen in Redshift"
}
