package io.github.redshiftspark.pushdown

import io.github.redshiftspark.options.Pushdown
import io.github.redshiftspark.read.RedshiftQuery
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.catalyst.expressions.AttributeSet
import org.apache.spark.sql.catalyst.plans.logical._
import org.apache.spark.sql.catalyst.rules.Rule
import org.apache.spark.sql.catalyst.util.DateTimeUtils

/** Folds what Redshift can run into the leaves, from the bottom up. Running it again changes nothing. */
final class PushdownRule(session: SparkSession) extends Rule[LogicalPlan] {

  override def apply(plan: LogicalPlan): LogicalPlan = {
    val folder = new PlanFolder(DateTimeUtils.getZoneId(conf.sessionLocalTimeZone), session.conf.getOption(_))
    val folded = plan.transformUpWithSubqueries {
      case filter: Filter => on(filter.child)(folder.filter(filter, _)).getOrElse(filter)
      case project: Project => on(project.child)(folder.project(project, _)).getOrElse(project)
      case aggregate: Aggregate => on(aggregate.child)(folder.aggregate(aggregate, _)).getOrElse(aggregate)
      case limit: GlobalLimit => foldLimit(limit, folder).getOrElse(limit)
      case join: Join =>
        (for (left <- leaf(join.left); right <- leaf(join.right)) yield folder.join(join, left, right)).getOrElse(join)
    }
    prune(folded, folder)
  }

  /** LIMIT reaches us as a global limit over a local one, with the sort of a top-N below. */
  private def foldLimit(limit: GlobalLimit, folder: PlanFolder): Option[LogicalPlan] =
    (limit.limitExpr.eval(), limit.child) match {
      case (rows: Int, local: LocalLimit) =>
        local.child match {
          case sort: Sort if sort.global => on(sort.child)(folder.limit(limit, rows, Some(sort), _))
          case child => on(child)(folder.limit(limit, rows, None, _))
        }
      case _ => None
    }

  /** Columns that only a kept filter stands between are left out, with pushdown off too. */
  private def prune(plan: LogicalPlan, folder: PlanFolder): LogicalPlan = {
    def needed(of: LogicalPlan): AttributeSet = of.references
    plan.transformWithSubqueries { case top @ (_: Project | _: Aggregate) =>
      top.children.head match {
        case query: RedshiftQuery => top.withNewChildren(Seq(folder.prune(query, needed(top))))
        case filter: Filter =>
          filter.child match {
            case query: RedshiftQuery =>
              top.withNewChildren(Seq(filter.withNewChildren(Seq(folder.prune(query, needed(top) ++ needed(filter))))))
            case _ => top
          }
        case _ => top
      }
    }
  }

  private def on(child: LogicalPlan)(fold: RedshiftQuery => LogicalPlan): Option[LogicalPlan] = leaf(child).map(fold)

  private def leaf(plan: LogicalPlan): Option[RedshiftQuery] = plan match {
    case query: RedshiftQuery if query.settings.autopushdown == Pushdown.Enabled => Some(query)
    case _ => None
  }
}
