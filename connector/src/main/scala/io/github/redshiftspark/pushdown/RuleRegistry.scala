package io.github.redshiftspark.pushdown

import org.apache.spark.sql.catalyst.expressions.Expression

/** All rules by the class that they handle. A class that is not here stays in Spark. */
object RuleRegistry {
  type Rule = ExpressionRule[_ <: Expression]

  val families: Seq[(String, Seq[Rule])] = Seq(
    "values" -> ValueRules.all,
    "predicates" -> PredicateRules.all,
    "patterns" -> StringRules.all,
    "text" -> TextRules.all,
    "arithmetic" -> ArithmeticRules.all,
    "decimals" -> DecimalRules.all,
    "mathematics" -> MathRules.all,
    "conditional" -> ConditionalRules.all,
    "casts" -> CastRules.all,
    "datetime" -> DatetimeRules.all,
    "complex" -> ComplexRules.all,
    "aggregates" -> AggregateRules.all,
    "windows" -> WindowRules.all,
    "subqueries" -> SubqueryRules.all
  )

  /** Fields by which an expression's answer depends on the session's mode. */
  private val modeFields = Set("evalMode", "failOnError", "ansiEnabled", "nullOnOverflow", "useAnsiAdd")

  private val byClass: Map[Class[_], Rule] = index(families.flatMap(_._2))

  def ruleFor(expression: Expression): Option[Rule] = byClass.get(expression.getClass)

  def whyNot(expression: Expression): String = s"${expression.prettyName} has no rule"

  def carriesMode(expression: Class[_]): Boolean = expression.getMethods.exists(m => modeFields.contains(m.getName))

  /** Refuses two rules for one class, and a rule that would not look at the mode that its class carries. */
  private[pushdown] def index(rules: Seq[Rule]): Map[Class[_], Rule] = {
    rules.groupBy(_.handles).foreach { case (handled, found) =>
      require(found.size == 1, s"${found.size} rules for ${handled.getName}")
      require(
        !carriesMode(handled) || found.head.isInstanceOf[ModeAware],
        s"${handled.getName} carries an evaluation mode, so its rule must be ModeAware"
      )
    }
    rules.map(rule => rule.handles -> rule).toMap[Class[_], Rule]
  }
}
