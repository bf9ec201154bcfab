package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql._
import io.github.redshiftspark.types.RedshiftType

/** REAL and DOUBLE PRECISION. Redshift does not document how NaN compares, so it is found by what every order agrees on:
  * it is not between the infinities. In Spark NaN equals itself and is above all numbers, and -0.0 equals 0.0.
  */
private[pushdown] object Doubles {
  val nan: SqlExpr = constant(Double.NaN)
  private val zero = constant(0.0)

  /** NULL for NULL. */
  def isNumber(value: SqlExpr): SqlExpr = And(
    Binary(BinaryOperator.GreaterOrEqual, value, constant(Double.NegativeInfinity)),
    Binary(BinaryOperator.LessOrEqual, value, constant(Double.PositiveInfinity))
  )

  def isNan(value: SqlExpr): SqlExpr = Not(isNumber(value))

  /** The value without NaN, which becomes NULL, and with -0.0 as 0.0; always a DOUBLE PRECISION. */
  def number(value: SqlExpr): SqlExpr =
    Case(Seq(isNumber(value) -> Binary(BinaryOperator.Plus, value, zero)), None)

  /** Sorts NaN behind every number. */
  def nanRank(value: SqlExpr): SqlExpr = Case(Seq(isNumber(value) -> integer(0), isNan(value) -> integer(1)), None)

  /** One value out of the two keys of a group. */
  def fromKeys(isNan: SqlExpr, number: SqlExpr, redshiftType: RedshiftType): SqlExpr = {
    val value = Case(Seq(isNan -> nan), Some(number))
    if (redshiftType == RedshiftType.DoublePrecision) value else Cast(value, redshiftType)
  }

  /** @param operator = < <= > or >= */
  def compare(operator: BinaryOperator, left: SqlExpr, right: SqlExpr): SqlExpr = {
    val (nanLeft, nanRight) = (isNan(left), isNan(right))
    val plain = Binary(operator, left, right)
    // Constants other than NaN shorten the form, which then prunes blocks as the plain one does.
    if (isNumberSurely(right)) one(operator, left, plain)
    else if (isNumberSurely(left)) one(flipped(operator), right, plain)
    else
      operator match {
        case BinaryOperator.Equal => Case(Seq(Or(nanLeft, nanRight) -> And(nanLeft, nanRight)), Some(plain))
        case BinaryOperator.Less =>
          Case(Seq(nanLeft -> unlessNull(right, false), nanRight -> unlessNull(left, true)), Some(plain))
        case BinaryOperator.LessOrEqual =>
          Case(Seq(nanRight -> unlessNull(left, true), nanLeft -> unlessNull(right, false)), Some(plain))
        case other => compare(flipped(other), right, left)
      }
  }

  def isNumberSurely(value: SqlExpr): Boolean = value match {
    case Literal.Floating(constant, _) => !constant.isNaN
    case Cast(_: Literal.Integral | _: Literal.Decimal, _) => true
    case _ => false
  }

  private def unlessNull(value: SqlExpr, answer: Boolean): SqlExpr =
    Case(Seq(IsNotNull(value) -> Literal.Bool(answer)), None)

  private def one(operator: BinaryOperator, value: SqlExpr, plain: SqlExpr): SqlExpr = operator match {
    case BinaryOperator.Greater | BinaryOperator.GreaterOrEqual => Or(plain, isNan(value))
    case _ => And(plain, isNumber(value))
  }

  private def flipped(operator: BinaryOperator): BinaryOperator = operator match {
    case BinaryOperator.Less => BinaryOperator.Greater
    case BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual
    case BinaryOperator.Greater => BinaryOperator.Less
    case BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual
    case other => other
  }

  private def constant(value: Double) = Literal.Floating(value, RedshiftType.DoublePrecision)
  private def integer(value: Long) = Literal.Integral(value, RedshiftType.Integer)
}
