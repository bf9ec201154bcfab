package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}

private[pushdown] object ConditionalRules {

  private object CaseRule extends ExpressionRule[CaseWhen] {
    override def translate(e: CaseWhen, context: RuleContext): Either[String, Translated] =
      for {
        whens <- context.translateAll(e.branches.map(_._1))
        values <- context.translateAll(e.branches.map(_._2))
        otherwise <- context.translateAll(e.elseValue.toSeq)
        result <- common(values ++ otherwise)
      } yield Translated(
        Exact.typed(sql.Case(whens.map(_.sql).zip(values.map(_.sql)), otherwise.headOption.map(_.sql)), result),
        result
      )
  }

  private object IfRule extends ExpressionRule[If] {
    override def translate(e: If, context: RuleContext): Either[String, Translated] =
      for {
        when <- context.translate(e.predicate)
        values <- context.translateAll(Seq(e.trueValue, e.falseValue))
        result <- common(values)
      } yield Translated(Exact.typed(sql.Case(Seq(when.sql -> values.head.sql), Some(values(1).sql)), result), result)
  }

  private object CoalesceRule extends ExpressionRule[Coalesce] {
    override def translate(e: Coalesce, context: RuleContext): Either[String, Translated] =
      for {
        values <- context.translateAll(e.children)
        result <- common(values)
      } yield Translated(Exact.typed(sql.Call("COALESCE", values.map(_.sql)), result), result)
  }

  /** The one type of all branches. Redshift's own widening is not relied on (it caps decimals at 19 digits). */
  private def common(values: Seq[Translated]): Either[String, RedshiftType] = {
    val types = values.map(_.redshiftType).distinct
    types match {
      case Seq(d: RedshiftType.Decimal) if d.precision > 18 => Left("Redshift may cut decimals of over 18 digits here")
      case Seq(one) => Right(one)
      case many if many.forall(Exact.isText) =>
        Right(RedshiftType.Varchar(many.collect { case c: RedshiftType.Character => c.length }.max))
      case many => Left(s"branches of several types: ${many.map(_.sql).mkString(", ")}")
    }
  }

  val all: Seq[ExpressionRule[_ <: Expression]] = Seq(CaseRule, IfRule, CoalesceRule)
}
