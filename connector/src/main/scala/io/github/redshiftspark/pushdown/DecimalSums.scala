package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql._
import io.github.redshiftspark.types.RedshiftType

/** Sums of long decimals that are NULL where more than 38 digits would be needed: Redshift's SUM raises there.
  *
  * Each value is split at a power of ten, high and low parts are added apart, so that 10^18 values fill neither sum, and
  * the total is put together only where it fits. A total within one low part of the limit, reached past the limit, may be
  * NULL: so it may in Spark, whose answer there depends on the order of addition.
  */
private[pushdown] object DecimalSums {

  /** Digits of the largest sum of high parts that makes a total which fits. */
  private val HighDigits = 18
  private val MaxDigits = RedshiftType.MaxDecimalPrecision
  private val whole = RedshiftType.Decimal(MaxDigits, 0)

  /** Scales above leave the low parts no room to be added. */
  val LargestScale: Int = MaxDigits - HighDigits

  /** The sum as DECIMAL(38,scale), NULL on overflow and for no values.
    *
    * @param value of any precision, with this scale, at most [[LargestScale]]
    * @param sum   how a value is added up, its filter included
    */
  def nullOnOverflow(value: SqlExpr, scale: Int, sum: SqlExpr => SqlExpr): SqlExpr = {
    val target = RedshiftType.Decimal(MaxDigits, scale)
    val unit = Decimals.power(LargestScale - scale)
    def low(of: SqlExpr): SqlExpr = Call("MOD", of, unit)
    // Nothing is left after MOD, so the quotient is exact at whatever scale `/` gives.
    def high(of: SqlExpr): SqlExpr =
      Cast(Binary(BinaryOperator.Divide, Binary(BinaryOperator.Minus, of, low(of)), unit), whole)
    val lows = Cast(sum(low(value)), target)
    val highs = Binary(BinaryOperator.Plus, Cast(sum(high(value)), whole), high(lows))
    val fits = Binary(BinaryOperator.Less, Call("ABS", highs), Decimals.power(HighDigits))
    val total = Binary(
      BinaryOperator.Plus,
      Binary(BinaryOperator.Times, Cast(highs, RedshiftType.Decimal(HighDigits, 0)), unit),
      low(lows)
    )
    Case(Seq(fits -> Cast(total, target)), None)
  }
}
