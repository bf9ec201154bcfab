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

  /** Takes the parts from the left, and none behind one that is false. Each part stands there twice, however many there are:
    * CASE alone could not tell NULL from false.
    */
  def and(parts: Seq[SqlExpr]): SqlExpr =
    sql.Case(parts.init.map(sql.Not(_) -> no), Some(parts.reduce(sql.And(_, _))))

  /** Takes the parts from the left, and none behind one that is true. */
  def or(parts: Seq[SqlExpr]): SqlExpr =
    sql.Case(parts.init.map(_ -> yes), Some(parts.reduce(sql.Or(_, _))))

  /** Of a WHERE, where NULL is as good as false: each condition sees only the rows that the ones before it let through. */
  def where(conditions: Seq[SqlExpr]): SqlExpr =
    conditions.reduceRight((first, rest) => sql.Case(Seq(first -> rest), Some(no)))
}
