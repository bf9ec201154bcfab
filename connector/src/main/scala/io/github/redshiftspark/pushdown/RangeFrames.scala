package io.github.redshiftspark.pushdown

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate.{
  AggregateExpression,
  AggregateFunction,
  Complete,
  First,
  Last
}
import org.apache.spark.sql.catalyst.plans.logical.{LogicalPlan, Project, Window}

/** RANGE frames as ROWS frames, for Redshift has no others (c_Window_functions).
  *
  * Rows that tie get numbers. Over rows in the order of the keys and the numbers, an aggregate at the last of the rows that
  * tie has seen all of them and what comes before: each of them takes that one's value. Where the frame runs the other way
  * it is the first one's.
  */
private[pushdown] object RangeFrames {

  /** The same window in three steps, or None where no frame is one of these. */
  def rewritten(node: Window): Option[LogicalPlan] = {
    val found = node.windowExpressions.map(item => item -> frameOf(item))
    if (node.orderSpec.isEmpty || found.forall(_._2.isEmpty)) None
    else Some(steps(node, found))
  }

  private def steps(node: Window, found: Seq[(NamedExpression, Option[Running])]): LogicalPlan = {
    val peers = node.partitionSpec ++ node.orderSpec.map(_.child)
    val numbered = Alias(over(RowNumber(), peers, Nil, Running.All), "peer")()
    val number = SortOrder(numbered.toAttribute, Ascending)
    val running = found.map {
      case (item, Some(frame)) =>
        Alias(over(frame.function, node.partitionSpec, node.orderSpec :+ number, frame.direction.rows), item.name)()
      case (item, None) => item
    }
    val picked = found.zip(running).collect { case ((item, Some(frame)), value) =>
      val edge = AggregateExpression(frame.direction.edge(value.toAttribute), Complete, isDistinct = false)
      Alias(over(edge, peers, Seq(number), Running.All), item.name)(item.exprId)
    }
    val first = node.copy(windowExpressions = Seq(numbered), partitionSpec = peers, orderSpec = Nil)
    val second =
      node.copy(windowExpressions = running, orderSpec = node.orderSpec :+ number, child = first)
    val third =
      node.copy(windowExpressions = picked, partitionSpec = peers, orderSpec = Seq(number), child = second)
    Project(node.output, third)
  }

  private def over(
      function: Expression,
      partition: Seq[Expression],
      order: Seq[SortOrder],
      frame: WindowFrame
  ): WindowExpression = WindowExpression(function, WindowSpecDefinition(partition, order, frame))

  private def frameOf(item: NamedExpression): Option[Running] = item match {
    case alias: Alias =>
      alias.child match {
        case window: WindowExpression =>
          for {
            function <- aggregated(window.windowFunction)
            direction <- Running.of(window.windowSpec.frameSpecification)
          } yield Running(function, direction)
        case _ => None
      }
    case _ => None
  }

  /** Which of the rows that tie is first or last is open, and FIRST_VALUE of a frame from the start needs no end. */
  private def aggregated(function: Expression): Option[AggregateExpression] = function match {
    case call: AggregateExpression =>
      call.aggregateFunction match {
        case _: First | _: Last => None
        case _ => Some(call)
      }
    case _ => None
  }

  private final case class Running(function: AggregateExpression, direction: Running.Direction)

  private object Running {
    val All: SpecifiedWindowFrame = SpecifiedWindowFrame(RowFrame, UnboundedPreceding, UnboundedFollowing)

    sealed abstract class Direction(val rows: SpecifiedWindowFrame, val edge: Expression => AggregateFunction)
    case object FromStart
        extends Direction(
          SpecifiedWindowFrame(RowFrame, UnboundedPreceding, CurrentRow),
          Last(_, ignoreNulls = false)
        )
    case object ToEnd
        extends Direction(
          SpecifiedWindowFrame(RowFrame, CurrentRow, UnboundedFollowing),
          First(_, ignoreNulls = false)
        )

    def of(frame: WindowFrame): Option[Direction] = frame match {
      case range: SpecifiedWindowFrame if range.frameType == RangeFrame =>
        (range.lower, range.upper) match {
          case (UnboundedPreceding, CurrentRow) => Some(FromStart)
          case (CurrentRow, UnboundedFollowing) => Some(ToEnd)
          case _ => None
        }
      case _ => None
    }
  }
}
