package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{BinaryOperator, SqlExpr}
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import scala.reflect.ClassTag

private[pushdown] object ConditionalRules {

  private object CaseRule extends ExpressionRule[CaseWhen] {
    override def translate(e: CaseWhen, context: RuleContext): Either[String, Translated] =
      for {
        whens <- context.translateAll(e.branches.map(_._1))
        values <- context.translateAll(e.branches.map(_._2))
        otherwise <- context.translateAll(e.elseValue.toSeq)
        result <- together(values ++ otherwise, context) { all =>
          sql.Case(whens.map(_.sql).zip(all), if (otherwise.isEmpty) None else Some(all.last))
        }
      } yield result
  }

  private object IfRule extends ExpressionRule[If] {
    override def translate(e: If, context: RuleContext): Either[String, Translated] =
      for {
        when <- context.translate(e.predicate)
        values <- context.translateAll(Seq(e.trueValue, e.falseValue))
        result <- together(values, context)(all => sql.Case(Seq(when.sql -> all.head), Some(all(1))))
      } yield result
  }

  private object CoalesceRule extends ExpressionRule[Coalesce] {
    override def translate(e: Coalesce, context: RuleContext): Either[String, Translated] =
      context.translateAll(e.children).flatMap(together(_, context)(sql.Call("COALESCE", _)))
  }

  /** Both pass over NULL, as Spark's do (r_GREATEST_LEAST); strings and doubles are compared as elsewhere. */
  private class Extreme[E <: Expression: ClassTag](function: String, keepsFirst: BinaryOperator)
      extends ExpressionRule[E] {
    override def translate(e: E, context: RuleContext): Either[String, Translated] =
      for {
        values <- context.translateAll(e.children)
        unified <- Unified.of(values, context)
        kind <- Comparisons.kind(unified.redshiftType, context)
        result <- kind match {
          case Comparisons.Kind.Plain =>
            val plain = sql.Call(function, values.map(_.sql))
            Right(Translated(Exact.typed(plain, unified.redshiftType), unified.redshiftType))
          case _ => pairwise(values, context)
        }
      } yield result

    private def pairwise(values: Seq[Translated], context: RuleContext): Either[String, Translated] =
      values.tail.foldLeft[Either[String, Translated]](Right(values.head)) { (done, next) =>
        for {
          best <- done
          first <- Comparisons.compare(keepsFirst, best, next, context)
          both <- Unified.of(Seq(best, next), context)
        } yield {
          val Seq(a, b) = both.values
          Translated(
            sql.Case(Seq(sql.IsNull(a) -> b, sql.IsNull(b) -> a, first -> a), Some(b)),
            both.redshiftType
          )
        }
      }
  }

  private def together(values: Seq[Translated], context: RuleContext)(
      make: Seq[SqlExpr] => SqlExpr
  ): Either[String, Translated] =
    Unified.of(values, context).map { unified =>
      Translated(Exact.typed(unified.back(make(unified.values)), unified.redshiftType), unified.redshiftType)
    }

  val all: Seq[ExpressionRule[_ <: Expression]] = Seq(
    CaseRule,
    IfRule,
    CoalesceRule,
    new Extreme[Greatest]("GREATEST", BinaryOperator.GreaterOrEqual),
    new Extreme[Least]("LEAST", BinaryOperator.LessOrEqual)
  )
}
