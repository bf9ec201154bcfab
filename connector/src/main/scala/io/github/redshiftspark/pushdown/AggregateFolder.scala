package io.github.redshiftspark.pushdown

import io.github.redshiftspark.read.RedshiftQuery
import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{Select, SelectItem}
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.catalyst.expressions.aggregate.{AggregateExpression, Percentile}
import org.apache.spark.sql.catalyst.plans.logical.{Aggregate, LogicalPlan, Project}

/** GROUP BY. Result expressions that cannot go are computed in Spark over aggregates that went. */
private[pushdown] final class AggregateFolder(session: Session) {

  def fold(written: Aggregate, below: RedshiftQuery): LogicalPlan = {
    val node = UnscaledAggregates.restored(written)
    val outcome = for {
      _ <- Eithers.require(
        node.groupingExpressions.nonEmpty || node.aggregateExpressions.exists(holdsFunction),
        "an aggregate without groups and functions has one row, which SQL cannot say without either"
      )
      _ <- Eithers.require(
        node.groupingExpressions.nonEmpty || !node.aggregateExpressions.exists(_.exists(isDistinctConstant)),
        "DISTINCT of a constant: some versions of Spark count it where there are no rows (SPARK-49000)"
      )
      _ <- Eithers.require(orders(node).size <= 1, "percentiles of one SELECT must share one order in Redshift")
      grouped <- group(node, below)
    } yield {
      val results = node.aggregateExpressions.map(e => e -> grouped.translator.translate(e))
      val reasons = results.collect { case (_, Left(why)) => why }.distinct
      if (reasons.isEmpty) Right(leaf(below, grouped, node.output, results.collect { case (_, Right(v)) => v }))
      else split(node, below, grouped, reasons)
    }
    outcome.flatMap(identity) match {
      case Right(plan) => plan
      case Left(why) => written.withNewChildren(Seq(Leaves.keep(below, "Aggregate", Seq(why))))
    }
  }

  private def isDistinctConstant(e: Expression): Boolean = e match {
    case call: AggregateExpression => call.isDistinct && call.aggregateFunction.children.forall(_.foldable)
    case _ => false
  }

  /** What the percentiles sort: Redshift takes one order for all of them (r_PERCENTILE_CONT). */
  private def orders(node: Aggregate): Set[(Expression, Option[Expression])] = node.aggregateExpressions
    .flatMap(_.collect { case call: AggregateExpression => call })
    .collect {
      case call if call.aggregateFunction.isInstanceOf[Percentile] =>
        (call.aggregateFunction.asInstanceOf[Percentile].child.canonicalized, call.filter.map(_.canonicalized))
    }
    .toSet

  private def leaf(below: RedshiftQuery, grouped: Grouped, output: Seq[Attribute], values: Seq[Translated]) =
    Leaves.note(Leaves.make(below, grouped.select.copy(groupBy = grouped.keys), output, values), "Aggregate")

  /** Columns are grouped as they are; anything else is computed in a subquery first and grouped by its column. */
  private def group(node: Aggregate, below: RedshiftQuery): Either[String, Grouped] = {
    val select = Leaves.rows(below)
    val translator = ExpressionTranslator(Leaves.columns(select, below), below, session)
    translator.translateAll(node.groupingExpressions).flatMap { groups =>
      if (groups.forall(g => g.sql.isInstanceOf[sql.ColumnRef] && !isFloating(g)))
        Keys.groups(groups, translator).map(Grouped(select, _, translator))
      else computed(node, below, select, translator, groups)
    }
  }

  private def computed(
      node: Aggregate,
      below: RedshiftQuery,
      select: Select,
      translator: ExpressionTranslator,
      groups: Seq[Translated]
  ): Either[String, Grouped] =
    Eithers
      .all(groups)(group => Comparisons.kind(group.redshiftType, translator).map(group -> _))
      .map { kinds =>
        val parts = kinds.map {
          case (group, Comparisons.Kind.Floating) => Seq(Doubles.isNan(group.sql), Doubles.number(group.sql))
          case (group, _) => Seq(group.sql)
        }
        val first = math.max(1, below.output.size)
        val items = select.items ++ parts.flatten.zipWithIndex.map { case (part, i) =>
          SelectItem(part, s"c${first + i}")
        }
        val starts = parts.scanLeft(first)(_ + _.size)
        val known = node.groupingExpressions.zip(groups).zip(starts).map { case ((expression, group), start) =>
          def column(i: Int): sql.SqlExpr = sql.ColumnRef("q", s"c${start + i}")
          val value = if (isFloating(group)) Doubles.fromKeys(column(0), column(1), group.redshiftType) else column(0)
          expression.canonicalized -> Translated(value, group.redshiftType)
        }
        val keys = kinds.map(_._2).zip(starts).flatMap { case (kind, start) =>
          val first = sql.ColumnRef("q", s"c$start")
          kind match {
            case Comparisons.Kind.Floating => Seq(first, sql.ColumnRef("q", s"c${start + 1}"))
            case Comparisons.Kind.Text => Seq(first, Exact.octets(first))
            case Comparisons.Kind.Plain => Seq(first)
          }
        }
        val outer = Select(Nil, Some(sql.FromItem.Subquery(select.copy(items = items), "q")))
        Grouped(outer, keys, translator.copy(columns = Leaves.columns(below, "q"), known = known.toMap))
      }

  /** The aggregates go by themselves, and what is made of them stays in a projection. */
  private def split(
      node: Aggregate,
      below: RedshiftQuery,
      grouped: Grouped,
      reasons: Seq[String]
  ): Either[String, LogicalPlan] = {
    val functions = node.aggregateExpressions
      .flatMap(_.collect { case function: AggregateExpression => function })
      .foldLeft(Vector.empty[AggregateExpression]) { (seen, next) =>
        if (seen.exists(_.canonicalized == next.canonicalized)) seen else seen :+ next
      }
    for {
      _ <- Eithers.require(functions.forall(_.deterministic), reasons.head)
      groups <- grouped.translator.translateAll(node.groupingExpressions)
      values <- grouped.translator.translateAll(functions)
    } yield {
      val named = (node.groupingExpressions ++ functions).map {
        case attribute: Attribute => attribute -> attribute
        case other => other -> Alias(other, other.prettyName)().toAttribute
      }
      val byForm = named.map { case (expression, attribute) => expression.canonicalized -> attribute }.toMap
      val above = node.aggregateExpressions.map { result =>
        result.transformDown {
          case part if byForm.contains(part.canonicalized) => byForm(part.canonicalized)
        } match {
          case same: NamedExpression if same.exprId == result.exprId => same
          case attribute => Alias(attribute, result.name)(result.exprId)
        }
      }
      Project(above, Leaves.keep(leaf(below, grouped, named.map(_._2), groups ++ values), "Project", reasons))
    }
  }

  private def isFloating(value: Translated): Boolean = value.redshiftType match {
    case _: RedshiftType.Floating => true
    case _ => false
  }

  private def holdsFunction(expression: Expression): Boolean = expression.exists(_.isInstanceOf[AggregateExpression])
}

/** The FROM side of a grouped SELECT: its keys, and what a grouping expression is there. */
private[pushdown] final case class Grouped(select: Select, keys: Seq[sql.SqlExpr], translator: ExpressionTranslator)
