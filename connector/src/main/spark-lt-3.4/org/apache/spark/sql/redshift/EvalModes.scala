package org.apache.spark.sql.redshift

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate.{Average, Sum}
import org.apache.spark.sql.types.{DecimalType, IntegerType, LongType, ShortType}

/** Before 3.4 the mode is a flag; try_* functions are wrapped in an expression of their own. */
object EvalModes {
  def of(e: BinaryArithmetic): EvaluationMode = e match {
    case add: Add => mode(add.failOnError)
    case subtract: Subtract => mode(subtract.failOnError)
    case multiply: Multiply => mode(multiply.failOnError)
    case divide: Divide => mode(divide.failOnError)
    case divide: IntegralDivide => mode(divide.failOnError)
    case remainder: Remainder => mode(remainder.failOnError)
    case pmod: Pmod => mode(pmod.failOnError)
    // Never pushed without a rule that knows its mode.
    case _ => EvaluationMode.Try
  }
  def of(e: Sum): EvaluationMode = mode(e.useAnsiAdd)
  def of(e: Average): EvaluationMode = mode(e.useAnsiAdd)
  def of(e: Cast): EvaluationMode = mode(e.ansiEnabled)
  def of(e: CheckOverflow): EvaluationMode = mode(!e.nullOnOverflow)

  /** The decimal that the user wrote: before 3.4 both sides are first widened to one type. */
  def decimalOperand(e: Expression): Expression = e match {
    case promoted: PromotePrecision => narrowed(promoted.child)
    case other => other
  }

  private def narrowed(e: Expression): Expression = e match {
    case cast: Cast =>
      (cast.child.dataType, cast.dataType) match {
        case (a: DecimalType, b: DecimalType) if b.scale >= a.scale && whole(b) >= whole(a) => cast.child
        case (ShortType, b: DecimalType) if whole(b) >= 5 => cast.copy(dataType = DecimalType(5, 0))
        case (IntegerType, b: DecimalType) if whole(b) >= 10 => cast.copy(dataType = DecimalType(10, 0))
        case (LongType, b: DecimalType) if whole(b) >= 20 => cast.copy(dataType = DecimalType(20, 0))
        case _ => cast
      }
    case other => other
  }

  private def whole(d: DecimalType): Int = d.precision - d.scale

  private def mode(failOnError: Boolean): EvaluationMode =
    if (failOnError) EvaluationMode.Ansi else EvaluationMode.Legacy
}
