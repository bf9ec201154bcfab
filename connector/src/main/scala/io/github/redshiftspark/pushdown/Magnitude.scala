package io.github.redshiftspark.pushdown

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate.{
  AggregateExpression,
  AggregateFunction,
  Average,
  StddevPop,
  StddevSamp
}
import org.apache.spark.sql.types._

/** Powers of ten between which a double surely is, or it is zero. Redshift raises where doubles leave their range, Spark
  * goes on with infinity or zero: where the range shows that neither happens, both do the same.
  */
private[pushdown] final case class Magnitude(smallest: Int, largest: Int) {
  def isSafe: Boolean = smallest > -290 && largest < 290
}

private[pushdown] object Magnitude {
  private val digitsOfDouble = 17
  private val digitsOfLong = 19

  def of(e: Expression): Option[Magnitude] = e match {
    case cast: Cast if cast.dataType == DoubleType =>
      cast.child.dataType match {
        case ByteType | ShortType | IntegerType | LongType => Some(Magnitude(0, digitsOfLong))
        case d: DecimalType => Some(Magnitude(-d.scale, d.precision - d.scale + 1))
        case _ => None
      }
    case literal: Literal =>
      literal.value match {
        case 0.0 => Some(Magnitude(0, 0))
        case value: Double if !value.isNaN && !value.isInfinite =>
          val power = math.log10(math.abs(value))
          Some(Magnitude(math.floor(power).toInt - 1, math.ceil(power).toInt + 1))
        case _ => None
      }
    case e: Add => both(e.left, e.right)(sum)
    case e: Subtract => both(e.left, e.right)(sum)
    case e: Multiply => both(e.left, e.right)((l, r) => Magnitude(l.smallest + r.smallest, l.largest + r.largest))
    case e: Divide => both(e.left, e.right)((l, r) => Magnitude(l.smallest - r.largest, l.largest - r.smallest))
    case e: UnaryMinus => of(e.child)
    case e: Abs => of(e.child)
    case call: AggregateExpression => ofAggregate(call.aggregateFunction)
    case _ => None
  }

  /** As many values as a BIGINT counts: what is left of them after cancelling is divided by their number. */
  private def ofAggregate(function: AggregateFunction): Option[Magnitude] = function match {
    case average: Average =>
      average.child.dataType match {
        case ShortType | IntegerType | LongType => Some(mean(Magnitude(0, digitsOfLong)))
        case _ => of(average.child).map(mean)
      }
    case deviation @ (_: StddevSamp | _: StddevPop) => deviation.children.headOption.flatMap(of).map(mean)
    case _ => None
  }

  private def mean(of: Magnitude): Magnitude =
    Magnitude(of.smallest - digitsOfDouble - digitsOfLong, of.largest + 1)

  private def both(left: Expression, right: Expression)(f: (Magnitude, Magnitude) => Magnitude): Option[Magnitude] =
    for (l <- of(left); r <- of(right)) yield f(l, r)

  /** What is left after cancelling is no smaller than the last digit was. */
  private def sum(l: Magnitude, r: Magnitude): Magnitude =
    Magnitude(math.min(l.smallest, r.smallest) - digitsOfDouble, math.max(l.largest, r.largest) + 1)
}
