package io.github.redshiftspark.read

import io.github.redshiftspark.catalog.{NamedRelation, RedshiftTable}
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan
import org.apache.spark.sql.catalyst.rules.Rule
import org.apache.spark.sql.execution.datasources.LogicalRelation
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation

/** Turns each relation of ours into a leaf that holds its statement. Runs with pushdown off, too. */
object BaseRelationRule extends Rule[LogicalPlan] {
  override def apply(plan: LogicalPlan): LogicalPlan = plan.transformWithSubqueries {
    case relation: DataSourceV2Relation =>
      relation.table match {
        case table: RedshiftTable => BaseRelation.toQuery(relation.output, table)
        case _ => relation
      }
    case relation: LogicalRelation =>
      relation.relation match {
        case named: NamedRelation => BaseRelation.toQuery(relation.output, named.table)
        case _ => relation
      }
  }
}
