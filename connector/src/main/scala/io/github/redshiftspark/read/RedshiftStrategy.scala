package io.github.redshiftspark.read

import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan
import org.apache.spark.sql.execution.{SparkPlan, SparkStrategy}

object RedshiftStrategy extends SparkStrategy {
  override def apply(plan: LogicalPlan): Seq[SparkPlan] = plan match {
    case query: RedshiftQuery => RedshiftScanExec(query.output, query, Transport.choose(query)) :: Nil
    case _ => Nil
  }
}
