package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{Literal, SqlExpr}
import org.apache.spark.sql.catalyst.expressions.{Left => _, Literal => _, Right => _, _}
import org.apache.spark.sql.redshift.{EvalModes, EvaluationMode}

/** Conditions that may end in an error, such as ANSI's division by zero. Spark takes conditions from the left and stops at
  * the first that decides; SQL leaves the order to the server, but for CASE.
  */
private[pushdown] object Raising {
  private val (yes, no) = (Literal.Bool(true), Literal.Bool(false))

  def mayRaise(expression: Expression): Boolean = expression.exists {
    case cast: Cast => EvalModes.of(cast) == EvaluationMode.Ansi && !Cast.canUpCast(cast.child.dataType, cast.dataType)
    case arithmetic: BinaryArithmetic => EvalModes.of(arithmetic) == EvaluationMode.Ansi
    case checked: CheckOverflow => EvalModes.of(checked) == EvaluationMode.Ansi
    case negated: UnaryMinus => negated.failOnError
    case magnitude: Abs => magnitude.failOnError
    case _ => false
  }

  /** Evaluates the right side only where the left is not false. */
  def and(left: SqlExpr, right: SqlExpr): SqlExpr =
    sql.Case(Seq(sql.Not(left) -> no), Some(sql.And(left, right)))

  /** Evaluates the right side only where the left is not true. */
  def or(left: SqlExpr, right: SqlExpr): SqlExpr =
    sql.Case(Seq(left -> yes), Some(sql.Or(left, right)))

  /** A condition for the rows alone for which all before it hold. */
  def after(before: Seq[SqlExpr], condition: SqlExpr): SqlExpr =
    before.reduceOption(sql.And(_, _)).fold(condition)(all => sql.Case(Seq(all -> condition), Some(no)))
}
