package org.apache.spark.sql.redshift

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate.{Average, Sum}

object EvalModes {
  def of(e: BinaryArithmetic): EvaluationMode = e match {
    case add: Add => mode(add.evalMode)
    case subtract: Subtract => mode(subtract.evalMode)
    case multiply: Multiply => mode(multiply.evalMode)
    case divide: Divide => mode(divide.evalMode)
    case divide: IntegralDivide => mode(divide.evalMode)
    case remainder: Remainder => mode(remainder.evalMode)
    case pmod: Pmod => mode(pmod.evalMode)
    // Never pushed without a rule that knows its mode.
    case _ => EvaluationMode.Try
  }
  def of(e: Sum): EvaluationMode = mode(SumModes.of(e))
  def of(e: Average): EvaluationMode = mode(e.evalMode)
  def of(e: Cast): EvaluationMode = mode(e.evalMode)
  def of(e: CheckOverflow): EvaluationMode = if (e.nullOnOverflow) EvaluationMode.Legacy else EvaluationMode.Ansi

  /** The decimal that the user wrote. */
  def decimalOperand(e: Expression): Expression = e

  private def mode(mode: EvalMode.Value): EvaluationMode = mode match {
    case EvalMode.ANSI => EvaluationMode.Ansi
    case EvalMode.TRY => EvaluationMode.Try
    case _ => EvaluationMode.Legacy
  }
}
