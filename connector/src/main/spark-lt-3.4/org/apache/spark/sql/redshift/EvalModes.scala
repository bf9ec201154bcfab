package org.apache.spark.sql.redshift

import org.apache.spark.sql.catalyst.expressions.{Add, BinaryArithmetic, Multiply, Subtract}
import org.apache.spark.sql.catalyst.expressions.aggregate.{Average, Sum}

/** Before 3.4 the mode is a flag; try_* functions are wrapped in an expression of their own. */
object EvalModes {
  def of(e: BinaryArithmetic): EvaluationMode = e match {
    case add: Add => mode(add.failOnError)
    case subtract: Subtract => mode(subtract.failOnError)
    case multiply: Multiply => mode(multiply.failOnError)
    // Never pushed without a rule that knows its mode.
    case _ => EvaluationMode.Try
  }
  def of(e: Sum): EvaluationMode = mode(e.useAnsiAdd)
  def of(e: Average): EvaluationMode = mode(e.useAnsiAdd)

  private def mode(failOnError: Boolean): EvaluationMode =
    if (failOnError) EvaluationMode.Ansi else EvaluationMode.Legacy
}
