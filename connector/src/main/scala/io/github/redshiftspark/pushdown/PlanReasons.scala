package io.github.redshiftspark.pushdown

import org.apache.spark.sql.catalyst.expressions.ReplicateRows
import org.apache.spark.sql.catalyst.plans.logical._

/** Why plan nodes without a rule stay in Spark. */
private[pushdown] object PlanReasons {
  def of(node: LogicalPlan): String = node match {
    case _: Sample => "Redshift has no TABLESAMPLE"
    case copies: Generate if copies.generator.isInstanceOf[ReplicateRows] =>
      "INTERSECT ALL and EXCEPT ALL go where both sides go whole"
    case _: Generate => "arrays and maps are SUPER in Redshift, whose values Spark converts by the schema"
    case _: RepartitionOperation => "how rows are spread over Spark's tasks is Spark's own business"
    case _: RebalancePartitions => "how rows are spread over Spark's tasks is Spark's own business"
    case _: ScriptTransformation => "a script runs in Spark"
    case _: MapPartitions | _: MapElements | _: TypedFilter | _: DeserializeToObject | _: SerializeFromObject =>
      "Scala or Java code runs in Spark"
    case _: Tail => "Redshift rows have no end without an order"
    case _ => s"${node.nodeName} has no rule"
  }
}
