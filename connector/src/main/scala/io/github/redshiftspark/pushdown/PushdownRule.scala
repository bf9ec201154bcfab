package io.github.redshiftspark.pushdown

import io.github.redshiftspark.options.Pushdown
import io.github.redshiftspark.read.RedshiftQuery
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.catalyst.expressions.AttributeSet
import org.apache.spark.sql.catalyst.optimizer.PropagateEmptyRelation
import org.apache.spark.sql.catalyst.plans.logical._
import org.apache.spark.sql.catalyst.rules.Rule
import org.apache.spark.sql.catalyst.util.DateTimeUtils
import org.apache.spark.sql.redshift.PlanShims
import scala.util.control.NonFatal

/** Folds what Redshift can run into the leaves, from the bottom up. Running it again changes nothing. */
final class PushdownRule(spark: SparkSession) extends Rule[LogicalPlan] {

  override def apply(plan: LogicalPlan): LogicalPlan = plan match {
    // Spark makes a join of a correlated scalar subquery, and looks at its aggregate to know what no rows give: COUNT's 0.
    // The plan around folds it afterwards.
    case subquery: Subquery if subquery.correlated => plan
    case _ => fold(plan)
  }

  private def fold(plan: LogicalPlan): LogicalPlan = {
    val session = Session(DateTimeUtils.getZoneId(conf.sessionLocalTimeZone), spark.conf.getOption(_))
    try prune(new Folding(session)(plan))
    catch {
      // Spark can compute the query without us: a defect here costs its speed, not its answer.
      case NonFatal(defect) =>
        logWarning("The query stays in Spark, because its translation failed. Please report this.", defect)
        plan
    }
  }

  /** Columns that only a kept filter stands between are left out, with pushdown off too. */
  private def prune(plan: LogicalPlan): LogicalPlan = {
    def needed(of: LogicalPlan): AttributeSet = of.references
    plan.transformWithSubqueries { case top @ (_: Project | _: Aggregate) =>
      top.children.head match {
        case query: RedshiftQuery => top.withNewChildren(Seq(Leaves.prune(query, needed(top))))
        case filter: Filter =>
          filter.child match {
            case query: RedshiftQuery =>
              top.withNewChildren(Seq(filter.withNewChildren(Seq(Leaves.prune(query, needed(top) ++ needed(filter))))))
            case _ => top
          }
        case _ => top
      }
    }
  }
}

private final class Folding(session: Session) {
  private val nodes = new PlanFolder(session)
  private val aggregates = new AggregateFolder(session)
  private val joins = new JoinFolder(session)
  private val sets = new SetFolder(session)

  /** Spark drops empty arms of unions later; what is left of one then may be a leaf. */
  def apply(plan: LogicalPlan): LogicalPlan = withoutCopies(PropagateEmptyRelation(plan)).transformUpWithSubqueries {
    case node if !isOff(node) => fold(node).getOrElse(node)
  }

  /** INTERSECT ALL and EXCEPT ALL by another plan where all of it goes; it must be seen before what is below folds. */
  private def withoutCopies(plan: LogicalPlan): LogicalPlan = plan.transformDownWithSubqueries {
    case copies: Generate if !isOff(copies) => RowCopies.rewritten(copies).flatMap(whole).getOrElse(copies)
  }

  private def whole(plan: LogicalPlan): Option[RedshiftQuery] = leaf(apply(plan))

  private def window(node: Window, below: RedshiftQuery): LogicalPlan = nodes.window(node, below) match {
    case folded: RedshiftQuery => folded
    case kept => RangeFrames.rewritten(node).flatMap(whole).getOrElse(kept)
  }

  private def fold(plan: LogicalPlan): Option[LogicalPlan] = plan match {
    case filter: Filter => leaf(filter.child).map(nodes.filter(filter, _))
    case project: Project => leaf(project.child).map(nodes.project(project, _))
    case aggregate: Aggregate => leafInAnyOrder(aggregate.child).map(aggregates.fold(aggregate, _))
    case node: Window => leafInAnyOrder(node.child).map(window(node, _))
    case expand: Expand => leafInAnyOrder(expand.child).map(sets.expand(expand, _))
    case sort: Sort => leafInAnyOrder(sort.child).map(nodes.sort(sort, _))
    case limit: GlobalLimit => foldLimit(limit)
    case _: LocalLimit => None
    case offset if PlanShims.offset(offset).isDefined => foldLimit(offset)
    case join: Join => sides(Seq(join.left, join.right)).map(s => joins.fold(join, s.head, s(1)))
    case union: Union => sides(union.children).map(sets.union(union, _))
    case _: Command | _: Subquery => None
    case other: UnaryNode => leaf(other.child).map(nodes.unknown(other, _))
    case _ => None
  }

  /** LIMIT reaches us as a global limit over a local one, with offsets, projections and the sort of a top-N below. */
  private def foldLimit(top: LogicalPlan): Option[LogicalPlan] = {
    def walk(plan: LogicalPlan, rows: Int, offset: Int, projects: List[Project]): Option[LogicalPlan] = plan match {
      case limit: GlobalLimit =>
        limit.limitExpr.eval() match {
          case n: Int if offset == 0 => walk(limit.child, math.min(rows, n), 0, projects)
          case _ => None
        }
      // Local limits only help the global one above.
      case local: LocalLimit => walk(local.child, rows, offset, projects)
      case project: Project if project.projectList.forall(_.deterministic) =>
        walk(project.child, rows, offset, project :: projects)
      case sort: Sort if sort.global =>
        leafInAnyOrder(sort.child).map(below =>
          finish(nodes.limit(top, rows, offset, Some(sort), below), top, projects)
        )
      case other =>
        PlanShims.offset(other) match {
          case Some((skipped, child)) => walk(child, rows, offset + skipped, projects)
          case None => leaf(other).map(below => finish(nodes.limit(top, rows, offset, None, below), top, projects))
        }
    }
    walk(top, Int.MaxValue, 0, Nil)
  }

  /** Projections between limit and sort are computed above the limited rows. */
  private def finish(limited: LogicalPlan, top: LogicalPlan, projects: List[Project]): LogicalPlan =
    if (limited.getClass == top.getClass) limited
    else
      projects.foldLeft(limited) { (plan, project) =>
        val next = project.withNewChildren(Seq(plan)).asInstanceOf[Project]
        leaf(plan).map(nodes.project(next, _)).getOrElse(next)
      }

  /** All sides as leaves, where one at least is; small local rows join in as constants. */
  private def sides(plans: Seq[LogicalPlan]): Option[Seq[RedshiftQuery]] = {
    val leaves = plans.map(leafInAnyOrder)
    leaves.flatten.headOption.flatMap { first =>
      val all = plans.zip(leaves).flatMap { case (plan, found) => found.orElse(sets.local(plan, first)) }
      if (all.size == plans.size) Some(all) else None
    }
  }

  private def leaf(plan: LogicalPlan): Option[RedshiftQuery] = plan match {
    case query: RedshiftQuery if query.settings.autopushdown == Pushdown.Enabled => Some(query)
    case _ => None
  }

  /** Below these nodes the order of rows means nothing. */
  private def leafInAnyOrder(plan: LogicalPlan): Option[RedshiftQuery] = plan match {
    case sort: Sort => leaf(sort.child)
    case other => leaf(other)
  }

  private def isOff(node: LogicalPlan): Boolean =
    session.conf(Session.key("enabled")).exists(_.equalsIgnoreCase("false")) || node.isInstanceOf[RedshiftQuery]
}
