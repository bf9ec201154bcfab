package org.apache.spark.sql.execution.redshift

import org.apache.spark.SparkContext
import org.apache.spark.sql.execution.{ExplainMode, QueryExecution, SparkPlanInfo}
import org.apache.spark.sql.execution.metric.{SQLMetric, SQLMetricInfo}
import org.apache.spark.sql.execution.ui.SparkListenerSQLAdaptiveExecutionUpdate

/** A node with metrics in Spark's UI over the plan of a frame that a command runs.
  *
  * Spark shows a save as one node without metrics. Lives here because Spark keeps the making of such descriptions to
  * this package.
  */
final class PlanNode(context: SparkContext, name: String, description: String, metrics: Seq[SQLMetric]) {

  /** Shows the node in place of the execution's plan, as adaptive execution shows a plan that it has changed. */
  def showOver(frame: QueryExecution, execution: Long): Unit = {
    val mode = ExplainMode.fromString(frame.sparkSession.sessionState.conf.uiExplainMode)
    val info = new SparkPlanInfo(
      name,
      description,
      Seq(SparkPlanInfo.fromSparkPlan(frame.executedPlan)),
      Map.empty,
      metrics.map(m => new SQLMetricInfo(m.name.getOrElse(""), m.id, m.metricType))
    )
    context.listenerBus.post(
      SparkListenerSQLAdaptiveExecutionUpdate(execution, s"$description\n\n${frame.explainString(mode)}", info)
    )
  }
}
