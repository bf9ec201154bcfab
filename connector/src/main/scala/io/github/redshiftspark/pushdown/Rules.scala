package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{Binary, BinaryOperator, SqlExpr}
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{Expression, Literal => CatalystLiteral}
import org.apache.spark.unsafe.types.UTF8String
import scala.reflect.ClassTag

/** Short forms for rules that need the translated children only. */
private[pushdown] object Rules {
  type Rule = ExpressionRule[_ <: Expression]
  type Result = Either[String, Translated]

  def rule[E <: Expression: ClassTag](f: (E, Seq[Translated]) => Result): Rule =
    new ByChildren[E](Support.Compatible, (e, values, _) => f(e, values))

  def inContext[E <: Expression: ClassTag](f: (E, Seq[Translated], RuleContext) => Result): Rule =
    new ByChildren[E](Support.Compatible, f)

  /** Pushed only where the session allows it. */
  def incompatible[E <: Expression: ClassTag](why: String)(f: (E, Seq[Translated]) => Result): Rule =
    new ByChildren[E](Support.Incompatible(why), (e, values, _) => f(e, values))

  def unsupported[E <: Expression: ClassTag](why: String): Rule =
    new ByChildren[E](Support.Unsupported(why), (_, _, _) => Left(why)) with ModeAware

  /** Of a class that carries an evaluation mode, which `f` looks at. */
  def byMode[E <: Expression: ClassTag](f: (E, Seq[Translated]) => Result): Rule =
    new ByChildren[E](Support.Compatible, (e, values, _) => f(e, values)) with ModeAware

  private class ByChildren[E <: Expression: ClassTag](
      override val declared: Support,
      f: (E, Seq[Translated], RuleContext) => Result
  ) extends ExpressionRule[E] {
    override def translate(e: E, context: RuleContext): Result =
      context.translateAll(e.children).flatMap(f(e, _, context))
  }

  def ok(value: SqlExpr, redshiftType: RedshiftType): Result = Right(Translated(value, redshiftType))
  def bool(value: SqlExpr): Result = ok(value, RedshiftType.Boolean)
  def text(value: SqlExpr): Result = ok(value, RedshiftType.MaxVarchar)
  def double(value: SqlExpr): Result = ok(value, RedshiftType.DoublePrecision)

  /** Functions give BIGINT or DOUBLE PRECISION where Spark has an INT. */
  def int(value: SqlExpr): Result = ok(sql.Cast(value, RedshiftType.Integer), RedshiftType.Integer)
  def date(value: SqlExpr): Result = ok(sql.Cast(value, RedshiftType.Date), RedshiftType.Date)

  def integer(value: Long): SqlExpr = sql.Literal.Integral(value, RedshiftType.Integer)
  def call(name: String, arguments: SqlExpr*): SqlExpr = sql.Call(name, arguments)
  def when(condition: SqlExpr, value: SqlExpr, otherwise: SqlExpr): SqlExpr =
    sql.Case(Seq(condition -> value), Some(otherwise))
  def plus(a: SqlExpr, b: SqlExpr): SqlExpr = Binary(BinaryOperator.Plus, a, b)
  def minus(a: SqlExpr, b: SqlExpr): SqlExpr = Binary(BinaryOperator.Minus, a, b)
  def times(a: SqlExpr, b: SqlExpr): SqlExpr = Binary(BinaryOperator.Times, a, b)
  def less(a: SqlExpr, b: SqlExpr): SqlExpr = Binary(BinaryOperator.Less, a, b)
  def equal(a: SqlExpr, b: SqlExpr): SqlExpr = Binary(BinaryOperator.Equal, a, b)
  def nullIfZero(value: SqlExpr): SqlExpr = value match {
    case sql.Literal.Integral(constant, _) if constant != 0 => value
    case sql.Literal.Decimal(constant, _) if constant.signum != 0 => value
    case sql.Literal.Floating(constant, _) if constant != 0.0 => value
    case _ => call("NULLIF", value, integer(0))
  }

  /** The value of a constant string. */
  def constant(e: Expression): Option[String] = e match {
    case literal: CatalystLiteral =>
      literal.value match {
        case text: UTF8String => Some(text.toString)
        case _ => None
      }
    case _ => None
  }

  def constantInt(e: Expression): Option[Int] = e match {
    case literal: CatalystLiteral =>
      literal.value match {
        case number: Int => Some(number)
        case _ => None
      }
    case _ => None
  }

  def needText(values: Seq[Translated], what: String): Either[String, Unit] =
    Eithers.require(
      values.forall(v => Exact.isText(v.redshiftType)),
      s"$what of ${values.map(_.redshiftType.sql).mkString(", ")}"
    )
}
