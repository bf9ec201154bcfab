package io.github.redshiftspark.read

import io.github.redshiftspark.options.ReadSettings
import io.github.redshiftspark.sql.{Query, Renderer}
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.analysis.MultiInstanceRelation
import org.apache.spark.sql.catalyst.expressions.AttributeReference
import org.apache.spark.sql.catalyst.plans.logical.{LeafNode, LogicalPlan, Statistics}

/** A plan node that stayed in Spark, and why. */
final case class KeptNode(node: String, reason: String)

/** What the fold did: nodes pushed, in order, and nodes kept. */
final case class PushdownNotes(pushed: Seq[String], kept: Seq[KeptNode])

object PushdownNotes {
  val empty: PushdownNotes = PushdownNotes(Nil, Nil)
}

/** One statement at Redshift, as a leaf of the plan.
  *
  * @param query   its items are aliased c0, c1 ... in the order of `output`
  * @param columns Redshift's type of each item
  * @param estimates of the relation that the statement reads first
  */
final case class RedshiftQuery(
    query: Query,
    output: Seq[AttributeReference],
    columns: Seq[RedshiftType],
    settings: ReadSettings,
    notes: PushdownNotes,
    estimates: Estimates
) extends LeafNode
    with MultiInstanceRelation {

  override def newInstance(): LogicalPlan = copy(output = output.map(_.newInstance()))

  /** Spark asks for these where a join has to choose its sides, or a result is cached; not in analysis. */
  override def computeStats(): Statistics = ResultSize.statistics(this)

  override def simpleString(maxFields: Int): String = {
    val kept = notes.kept.map(k => s"${k.node}: ${k.reason}")
    s"RedshiftQuery [${output.map(_.toString).mkString(", ")}] ${Renderer.query(query)}" +
      (if (kept.isEmpty) "" else s" kept in Spark: ${kept.mkString("; ")}") +
      QueryRemarks.of(this).map(remark => s" ($remark)").mkString
  }
}
