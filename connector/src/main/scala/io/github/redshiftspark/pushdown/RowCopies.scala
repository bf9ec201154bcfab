package io.github.redshiftspark.pushdown

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression
import org.apache.spark.sql.catalyst.optimizer.NormalizeNaNAndZero
import org.apache.spark.sql.catalyst.plans.logical.{Aggregate, Filter, Generate, LogicalPlan, Project, Window}
import org.apache.spark.sql.types.{DoubleType, FloatType, LongType}

/** INTERSECT ALL and EXCEPT ALL, which Redshift has not (r_UNION).
  *
  * Spark groups the rows of both sides by all columns, and writes each group's row as often as its counts say. That is never
  * more often than the group has rows, so the counts become windows over the rows, and of each group as many rows stay.
  */
private[pushdown] object RowCopies {

  /** The same rows without copying any, or None where this is another node. */
  def rewritten(node: Generate): Option[LogicalPlan] = node.generator match {
    case copies: ReplicateRows =>
      val columns = copies.children.tail
      counted(node.child).map { case (plan, number) =>
        val wanted = Filter(LessThanOrEqual(Cast(number, LongType), copies.children.head), plan)
        val values = node.generatorOutput.zip(columns).map { case (output, column) => output.exprId -> column }.toMap
        Project(distinct(node.output).map(a => values.get(a.exprId).fold[NamedExpression](a)(named(_, a))), wanted)
      }
    case _ => None
  }

  /** The plan with its groups' rows numbered instead of grouped, and the number. */
  private def counted(plan: LogicalPlan): Option[(LogicalPlan, Attribute)] = plan match {
    case project: Project =>
      counted(project.child).map { case (below, number) => (Project(project.projectList :+ number, below), number) }
    case filter: Filter =>
      counted(filter.child).map { case (below, number) => (Filter(filter.condition, below), number) }
    case groups: Aggregate if groups.groupingExpressions.forall(_.isInstanceOf[Attribute]) => Some(numbered(groups))
    case _ => None
  }

  private def numbered(groups: Aggregate): (LogicalPlan, Attribute) = {
    val keys = groups.groupingExpressions
    val counts = groups.aggregateExpressions
      .flatMap(_.collect { case count: AggregateExpression => count })
      .map(count => count.canonicalized -> Alias(over(count, keys), "counted")())
    val byForm = counts.toMap
    val number = Alias(over(RowNumber(), keys), "copy")()
    val results = groups.aggregateExpressions.map { result =>
      result.transformDown { case count: AggregateExpression =>
        byForm(count.canonicalized).toAttribute
      } match {
        case same: NamedExpression => same
        case value => Alias(value, result.name)(result.exprId)
      }
    }
    val rows = Window(counts.map(_._2) :+ number, keys, Nil, groups.child)
    (Project(results :+ number.toAttribute, rows), number.toAttribute)
  }

  private def over(function: Expression, keys: Seq[Expression]): WindowExpression = {
    val all = SpecifiedWindowFrame(RowFrame, UnboundedPreceding, UnboundedFollowing)
    WindowExpression(function, WindowSpecDefinition(keys, Nil, all))
  }

  /** Groups give 0.0 for -0.0, which single rows do not. */
  private def named(column: Expression, output: Attribute): NamedExpression = column.dataType match {
    case DoubleType | FloatType =>
      Alias(KnownFloatingPointNormalized(NormalizeNaNAndZero(column)), output.name)(output.exprId)
    case _ =>
      column match {
        case same: Attribute if same.exprId == output.exprId => same
        case other => Alias(other, output.name)(output.exprId)
      }
  }

  private def distinct(output: Seq[Attribute]): Seq[Attribute] =
    output.foldLeft(Vector.empty[Attribute])((seen, a) => if (seen.exists(_.exprId == a.exprId)) seen else seen :+ a)
}
