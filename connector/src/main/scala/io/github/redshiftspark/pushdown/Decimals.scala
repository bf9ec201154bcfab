package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql._
import io.github.redshiftspark.types.RedshiftType
import java.math.{BigDecimal, BigInteger}

/** Decimal arithmetic whose every step is exact, for neither the rounding nor the scale of `/` is Spark's. */
private[pushdown] object Decimals {
  private val whole = RedshiftType.Decimal(38, 0)

  /** Digits that a quotient of whole numbers may have: `/` keeps four behind the point (r_numeric_computations201). */
  val LongestQuotient = 34

  /** 10^digits as a constant just long enough. */
  def power(digits: Int): SqlExpr =
    Literal.Decimal(new BigDecimal(BigInteger.TEN.pow(digits)), RedshiftType.Decimal(digits + 1, 0))

  /** `dividend / divisor`, half-up at `scale`, as DECIMAL(38,scale), in whole numbers and by the rest. The divisor's
    * digits and `scale + divisorScale - dividendScale` together must not be more than 37.
    */
  def divide(dividend: SqlExpr, dividendScale: Int, divisor: SqlExpr, divisorScale: Int, scale: Int): SqlExpr = {
    val shift = scale + divisorScale - dividendScale
    val n = unscaled(dividend, dividendScale)
    val d =
      if (shift >= 0) unscaled(divisor, divisorScale)
      else times(unscaled(divisor, divisorScale), power(-shift))
    val rest = times(Call("MOD", n, d), power(math.max(0, shift)))
    val down = plus(times(truncated(n, d), power(math.max(0, shift))), truncated(rest, d))
    val lastRest = Call("ABS", Call("MOD", rest, d))
    val up = Binary(
      BinaryOperator.GreaterOrEqual,
      Cast(Binary(BinaryOperator.Times, lastRest, power2), whole),
      Call("ABS", d)
    )
    val sign = Cast(Binary(BinaryOperator.Times, Call("SIGN", n), Call("SIGN", d)), whole)
    scaledDown(plus(down, Case(Seq(up -> sign), Some(Literal.Decimal(BigDecimal.ZERO, whole)))), scale)
  }

  /** Whole-number division towards zero: what is left after MOD divides without a rest. */
  def truncated(n: SqlExpr, d: SqlExpr): SqlExpr =
    Cast(Binary(BinaryOperator.Divide, Binary(BinaryOperator.Minus, n, Call("MOD", n, d)), d), whole)

  def unscaled(value: SqlExpr, scale: Int): SqlExpr =
    if (scale == 0) Cast(value, whole) else Cast(Binary(BinaryOperator.Times, value, power(scale)), whole)

  private def scaledDown(value: SqlExpr, scale: Int): SqlExpr =
    if (scale == 0) value
    else
      Binary(
        BinaryOperator.Times,
        value,
        Literal.Decimal(new BigDecimal(BigInteger.ONE, scale), RedshiftType.Decimal(scale, scale))
      )

  private val power2: SqlExpr = Literal.Decimal(new BigDecimal(2), RedshiftType.Decimal(1, 0))
  private def times(a: SqlExpr, b: SqlExpr): SqlExpr = Cast(Binary(BinaryOperator.Times, a, b), whole)
  private def plus(a: SqlExpr, b: SqlExpr): SqlExpr = Cast(Binary(BinaryOperator.Plus, a, b), whole)
}
