package io.github.redshiftspark.pushdown

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.types._

/** Ends between which a whole number surely is, from the form of its expression: `grouping()` is 0 or 1, for example.
  * Where they lie within a type, nothing wraps, and nothing raises.
  */
private[pushdown] final case class WholeRange(least: Long, most: Long) {
  def fits(dataType: DataType): Boolean = dataType match {
    case ByteType => within(Byte.MinValue.toLong, Byte.MaxValue.toLong)
    case ShortType => within(Short.MinValue.toLong, Short.MaxValue.toLong)
    case IntegerType => within(Int.MinValue.toLong, Int.MaxValue.toLong)
    case other => other == LongType
  }

  private def within(min: Long, max: Long): Boolean = min <= least && most <= max
}

private[pushdown] object WholeRange {

  def of(e: Expression): Option[WholeRange] = (e match {
    case literal: Literal =>
      literal.value match {
        case value @ (_: Byte | _: Short | _: Int | _: Long) =>
          val point = value.asInstanceOf[Number].longValue
          Some(WholeRange(point, point))
        case _ => None
      }
    case and: BitwiseAnd =>
      Seq(and.left, and.right).flatMap(of).filter(_.least >= 0).map(r => WholeRange(0, r.most)).headOption
    case cast: Cast => of(cast.child)
    case sum: Add => both(sum)((l, r) => WholeRange(l.least + r.least, l.most + r.most))
    case difference: Subtract => both(difference)((l, r) => WholeRange(l.least - r.most, l.most - r.least))
    case _ => None
  }).filter(_.fits(e.dataType))

  /** Of short operands, whose own sums cannot overflow here. */
  private def both(e: BinaryArithmetic)(f: (WholeRange, WholeRange) => WholeRange): Option[WholeRange] =
    for (l <- of(e.left) if l.fits(IntegerType); r <- of(e.right) if r.fits(IntegerType)) yield f(l, r)
}
