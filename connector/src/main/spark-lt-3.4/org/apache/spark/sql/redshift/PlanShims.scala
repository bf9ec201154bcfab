package org.apache.spark.sql.redshift

import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan

/** Plan nodes that some versions lack. */
object PlanShims {

  /** Rows skipped, and the plan below; OFFSET came with 3.4. */
  def offset(plan: LogicalPlan): Option[(Int, LogicalPlan)] = None
}
