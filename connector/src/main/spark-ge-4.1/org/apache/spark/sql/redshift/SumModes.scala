package org.apache.spark.sql.redshift

import org.apache.spark.sql.catalyst.expressions.aggregate.Sum
import org.apache.spark.sql.catalyst.expressions.EvalMode

private[redshift] object SumModes {
  def of(e: Sum): EvalMode.Value = e.evalContext.evalMode
}
