package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{BinaryOperator, SqlExpr}
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import scala.reflect.ClassTag

private[pushdown] object PredicateRules {
  private type Rule = ExpressionRule[_ <: Expression]

  private class Comparison[E <: BinaryComparison: ClassTag](operator: BinaryOperator) extends ExpressionRule[E] {
    override def translate(e: E, context: RuleContext): Either[String, Translated] =
      for {
        left <- context.translate(e.left)
        right <- context.translate(e.right)
        value <- Comparisons.compare(operator, left, right, context)
      } yield bool(value)
  }

  private object NullSafe extends ExpressionRule[EqualNullSafe] {
    override def translate(e: EqualNullSafe, context: RuleContext): Either[String, Translated] =
      for {
        left <- context.translate(e.left)
        right <- context.translate(e.right)
        same <- Comparisons.nullSafe(left, right, context)
      } yield bool(same)
  }

  private object IsNanRule extends ExpressionRule[IsNaN] {
    // False for NULL.
    override def translate(e: IsNaN, context: RuleContext): Either[String, Translated] =
      context
        .translate(e.child)
        .map(c => bool(sql.Case(Seq(Doubles.isNan(c.sql) -> sql.Literal.Bool(true)), Some(sql.Literal.Bool(false)))))
  }

  private object AndRule extends ExpressionRule[And] {
    override def translate(e: And, context: RuleContext): Either[String, Translated] =
      inOrder(parts(e), context)(Raising.and, sql.And(_, _))

    private def parts(e: Expression): Seq[Expression] = e match {
      case and: And => parts(and.left) ++ parts(and.right)
      case other => Seq(other)
    }
  }

  private object OrRule extends ExpressionRule[Or] {
    override def translate(e: Or, context: RuleContext): Either[String, Translated] =
      inOrder(parts(e), context)(Raising.or, sql.Or(_, _))

    private def parts(e: Expression): Seq[Expression] = e match {
      case or: Or => parts(or.left) ++ parts(or.right)
      case other => Seq(other)
    }
  }

  private def inOrder(parts: Seq[Expression], context: RuleContext)(
      guarded: Seq[SqlExpr] => SqlExpr,
      plain: (SqlExpr, SqlExpr) => SqlExpr
  ): Either[String, Translated] =
    context.translateAll(parts).map { values =>
      bool(if (parts.tail.exists(Raising.mayRaise)) guarded(values.map(_.sql)) else values.map(_.sql).reduce(plain))
    }

  private object NotRule extends ExpressionRule[Not] {
    override def translate(e: Not, context: RuleContext): Either[String, Translated] =
      context.translate(e.child).map(c => bool(sql.Not(c.sql)))
  }

  private object IsNullRule extends ExpressionRule[IsNull] {
    override def translate(e: IsNull, context: RuleContext): Either[String, Translated] =
      context.translate(e.child).map(c => bool(sql.IsNull(c.sql)))
  }

  private object IsNotNullRule extends ExpressionRule[IsNotNull] {
    override def translate(e: IsNotNull, context: RuleContext): Either[String, Translated] =
      context.translate(e.child).map(c => bool(sql.IsNotNull(c.sql)))
  }

  private object InRule extends ExpressionRule[In] {
    override def translate(e: In, context: RuleContext): Either[String, Translated] =
      for {
        value <- context.translate(e.value)
        list <- context.translateAll(e.list)
        found <- Comparisons.in(value, list, context)
      } yield bool(found)
  }

  private object InSetRule extends ExpressionRule[InSet] {
    override def translate(e: InSet, context: RuleContext): Either[String, Translated] =
      for {
        value <- context.translate(e.child)
        list <- context.translateAll(e.hset.toSeq.map(v => Literal(v, e.child.dataType)))
        // A set has no order; the same query must give the same text.
        ordered = list.sortBy(item => sql.Renderer.expression(item.sql))
        found <- Comparisons.in(value, ordered, context)
      } yield bool(found)
  }

  private def bool(value: sql.SqlExpr): Translated = Translated(value, RedshiftType.Boolean)

  val all: Seq[Rule] = Seq(
    new Comparison[EqualTo](BinaryOperator.Equal),
    new Comparison[LessThan](BinaryOperator.Less),
    new Comparison[LessThanOrEqual](BinaryOperator.LessOrEqual),
    new Comparison[GreaterThan](BinaryOperator.Greater),
    new Comparison[GreaterThanOrEqual](BinaryOperator.GreaterOrEqual),
    NullSafe,
    IsNanRule,
    AndRule,
    OrRule,
    NotRule,
    IsNullRule,
    IsNotNullRule,
    InRule,
    InSetRule
  )
}
