package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{Literal, SqlExpr}
import org.apache.spark.sql.catalyst.expressions.{Left => _, Literal => _, Right => _, _}
import org.apache.spark.sql.redshift.{EvalModes, EvaluationMode}
import org.apache.spark.sql.types.DecimalType

/** Conditions that may end in an error, such as ANSI's division by zero. Spark takes conditions from the left and stops at
  * the first that decides; SQL leaves the order to the server, but for CASE.
  */
private[pushdown] object Raising {
  private val (yes, no) = (Literal.Bool(true), Literal.Bool(false))

  def mayRaise(expression: Expression): Boolean = expression.exists {
    case cast: Cast => EvalModes.of(cast) == EvaluationMode.Ansi && !Cast.canUpCast(cast.child.dataType, cast.dataType)
    case arithmetic: BinaryArithmetic => EvalModes.of(arithmetic) == EvaluationMode.Ansi && !alwaysFits(arithmetic)
    case checked: CheckOverflow => EvalModes.of(checked) == EvaluationMode.Ansi && !alwaysFits(checked.child)
    case negated: UnaryMinus => negated.failOnError
    case magnitude: Abs => magnitude.failOnError
    case _ => false
  }

  /** Sums and products of decimals whose every digit has room in the result. */
  private def alwaysFits(expression: Expression): Boolean = expression match {
    case arithmetic @ (_: Add | _: Subtract | _: Multiply) =>
      val sides = arithmetic.children.map(side => EvalModes.decimalOperand(side).dataType)
      sides match {
        case Seq(l: DecimalType, r: DecimalType) =>
          val digits =
            if (arithmetic.isInstanceOf[Multiply]) l.precision + r.precision
            else math.max(l.scale, r.scale) + math.max(l.precision - l.scale, r.precision - r.scale)
          digits < DecimalType.MAX_PRECISION
        case _ => false
      }
    case _ => false
  }

  /** Takes the parts from the left, and none behind one that is false. Each part stands there twice, however many there are:
    * CASE alone could not tell NULL from false.
    */
  def and(parts: Seq[SqlExpr]): SqlExpr =
    sql.Case(parts.init.map(sql.Not(_) -> no), Some(parts.reduce(sql.And(_, _))))

  /** Takes the parts from the left, and none behind one that is true. */
  def or(parts: Seq[SqlExpr]): SqlExpr =
    sql.Case(parts.init.map(_ -> yes), Some(parts.reduce(sql.Or(_, _))))

  /** A WHERE or ON. What may raise is behind all that stands before it; the others stand by themselves, too, for Redshift to
    * choose blocks and ways to join by.
    *
    * @param before     holds before any of the conditions is looked at
    * @param conditions not empty together with `before`
    */
  def whole(before: Seq[SqlExpr], conditions: Seq[(Expression, SqlExpr)]): SqlExpr = {
    val plain = before ++ conditions.collect { case (c, value) if !mayRaise(c) => value }
    val last = conditions.lastIndexWhere { case (c, _) => mayRaise(c) }
    val ordered = before ++ conditions.take(last + 1).map(_._2)
    (plain ++ (if (last >= 0) Some(where(ordered)) else None)).reduce(sql.And(_, _))
  }

  /** Of a WHERE, where NULL is as good as false: each condition sees only the rows that the ones before it let through. */
  private def where(conditions: Seq[SqlExpr]): SqlExpr =
    conditions.reduceRight((first, rest) => sql.Case(Seq(first -> rest), Some(no)))
}
