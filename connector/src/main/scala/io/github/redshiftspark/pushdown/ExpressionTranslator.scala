package io.github.redshiftspark.pushdown

import io.github.redshiftspark.options.OptionRegistry
import java.time.ZoneId
import org.apache.spark.sql.catalyst.expressions.{Attribute, ExprId, Expression}

/** Translates expressions over the columns in scope; Left says why not. */
private[pushdown] final class ExpressionTranslator(
    columns: Map[ExprId, Translated],
    override val zone: ZoneId,
    switches: String => Option[String]
) extends RuleContext {

  override def translate(expression: Expression): Either[String, Translated] = expression match {
    case attribute: Attribute =>
      columns.get(attribute.exprId).toRight(s"column ${attribute.name} comes from elsewhere")
    case other =>
      RuleRegistry.ruleFor(other) match {
        case None => Left(s"${other.prettyName} has no rule")
        case Some(rule) => apply(rule, other)
      }
  }

  private def apply[E <: Expression](rule: ExpressionRule[E], expression: Expression): Either[String, Translated] = {
    val typed = rule.cast(expression)
    val key = s"${OptionRegistry.ConfPrefix}pushdown.${rule.name}"
    if (switches(s"$key.enabled").contains("false")) Left(s"${rule.name} is switched off by $key.enabled")
    else
      rule.support(typed) match {
        case Support.Unsupported(why) => Left(s"${rule.name}: $why")
        case Support.Incompatible(why) if !switches(s"$key.allowIncompatible").contains("true") =>
          Left(s"${rule.name}: $why; $key.allowIncompatible=true pushes it all the same")
        case _ => rule.translate(typed, this)
      }
  }
}
