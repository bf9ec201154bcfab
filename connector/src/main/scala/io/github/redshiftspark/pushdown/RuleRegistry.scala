package io.github.redshiftspark.pushdown

import org.apache.spark.sql.catalyst.expressions.Expression

/** All rules by the class that they handle. A class that is not here stays in Spark. */
object RuleRegistry {
  val families: Seq[(String, Seq[ExpressionRule[_ <: Expression]])] = Seq(
    "values" -> ValueRules.all,
    "predicates" -> PredicateRules.all,
    "strings" -> StringRules.all,
    "arithmetic" -> ArithmeticRules.all,
    "conditional" -> ConditionalRules.all,
    "casts" -> CastRules.all,
    "datetime" -> DatetimeRules.all,
    "aggregates" -> AggregateRules.all
  )

  private val byClass: Map[Class[_], ExpressionRule[_ <: Expression]] =
    families.flatMap(_._2).map(rule => rule.handles -> rule).toMap

  def ruleFor(expression: Expression): Option[ExpressionRule[_ <: Expression]] = byClass.get(expression.getClass)
}
