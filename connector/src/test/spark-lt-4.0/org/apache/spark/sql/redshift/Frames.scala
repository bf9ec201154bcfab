package org.apache.spark.sql.redshift

import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan

/** In this package for Dataset.ofRows. */
object Frames {
  def of(session: SparkSessions.Session, plan: LogicalPlan): DataFrame =
    org.apache.spark.sql.Dataset.ofRows(session, plan)
}
