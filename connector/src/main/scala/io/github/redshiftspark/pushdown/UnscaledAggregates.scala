package io.github.redshiftspark.pushdown

import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.catalyst.expressions.aggregate.{AggregateExpression, AggregateFunction, Average, Sum}
import org.apache.spark.sql.catalyst.plans.logical.Aggregate

/** Sums and averages of short decimals, which Spark's DecimalAggregates rule computes from their digits as whole numbers.
  * It has run already where a correlated subquery becomes a join; Redshift adds the decimals themselves.
  */
private[pushdown] object UnscaledAggregates {

  /** The same aggregate with the functions that the query names. */
  def restored(node: Aggregate): Aggregate = node
    .transformExpressions {
      case made: MakeDecimal => decimal(made.child).filter(_.dataType == made.dataType).getOrElse(made)
      case cast: Cast =>
        cast.child match {
          case scaled: Divide => decimal(scaled.left).filter(_.dataType == cast.dataType).getOrElse(cast)
          case _ => cast
        }
    }
    .asInstanceOf[Aggregate]

  private def decimal(e: Expression): Option[Expression] = e match {
    case call: AggregateExpression =>
      call.aggregateFunction match {
        case function @ (_: Sum | _: Average) =>
          function.children.headOption.collect { case digits: UnscaledValue =>
            call.copy(aggregateFunction = function.withNewChildren(Seq(digits.child)).asInstanceOf[AggregateFunction])
          }
        case _ => None
      }
    case _ => None
  }
}
