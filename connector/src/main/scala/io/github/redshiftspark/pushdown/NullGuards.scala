package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.SqlTree
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}

/** Operands beside a NULL. Spark does not compute an operand where the one that it takes first is NULL, so that it raises
  * nothing there; Redshift may compute both. Arithmetic of which some part may raise is therefore computed only where all
  * that it is made of is there: elsewhere it is NULL on both sides.
  */
private[pushdown] object NullGuards {

  /** A test for NULL writes its value once more. */
  private val LargestTest = 24

  /** @param around the expression that this one is an operand of */
  def guarded(
      expression: Expression,
      value: Translated,
      around: Option[Expression],
      context: RuleContext
  ): Either[String, Translated] =
    if (!isStrict(expression) || around.exists(isStrict) || !isNeeded(expression)) Right(value)
    else
      for {
        parts <- Eithers.all(inputs(expression).filter(_.nullable))(context.translate)
        tests = parts.map(_.sql).distinct
        _ <- Eithers.require(
          tests.forall(SqlTree.weight(_) <= LargestTest),
          "it may raise an error beside a long expression that may be NULL"
        )
        unified <- Unified.of(Seq(value), context)
      } yield tests.map(sql.IsNotNull(_): sql.SqlExpr).reduceOption(sql.And(_, _)) match {
        case Some(present) =>
          val computed = unified.back(sql.Case(Seq(present -> unified.values.head), None))
          Translated(Exact.typed(computed, value.redshiftType), value.redshiftType)
        // Casts call themselves nullable even where what they are made of is always there.
        case None => value
      }

  private def isNeeded(expression: Expression): Boolean = isStrict(expression) && (expression match {
    // The divisor is taken first.
    case division @ (_: Divide | _: IntegralDivide | _: Remainder | _: Pmod) =>
      val Seq(dividend, divisor) = division.children
      (divisor.nullable && Raising.mayRaise(dividend)) || isNeeded(dividend) || isNeeded(divisor)
    case arithmetic: BinaryArithmetic =>
      (arithmetic.left.nullable && Raising.mayRaise(arithmetic.right)) ||
      isNeeded(arithmetic.left) || isNeeded(arithmetic.right)
    case other => other.children.exists(isNeeded)
  })

  /** What the arithmetic is made of. */
  private def inputs(expression: Expression): Seq[Expression] =
    if (isStrict(expression)) expression.children.flatMap(inputs) else Seq(expression)

  /** NULL where an operand is, and nowhere else in ANSI mode. */
  private def isStrict(expression: Expression): Boolean = expression match {
    case _: BinaryArithmetic | _: CheckOverflow | _: UnaryMinus | _: Abs | _: Cast => true
    // Before 3.4 it stands around the operands of decimal arithmetic.
    case other => other.prettyName == "promote_precision" || other.nodeName == "PromotePrecision"
  }
}
