package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql._
import io.github.redshiftspark.types.RedshiftType
import java.math.{BigDecimal, BigInteger}

/** Decimal arithmetic whose every step is exact, for neither the rounding nor the scale of `/` is Spark's. */
private[pushdown] object Decimals {
  private val whole = RedshiftType.Decimal(38, 0)

  def number(value: BigDecimal, precision: Int): SqlExpr =
    Literal.Decimal(value, RedshiftType.Decimal(precision, math.max(0, value.scale)))

  /** 10^digits as DECIMAL(38,0). */
  def power(digits: Int): SqlExpr = Literal.Decimal(new BigDecimal(BigInteger.TEN.pow(digits)), whole)

  /** `dividend / divisor`, half-up at `scale`, as DECIMAL(38,scale). The caller knows that
    * `2 * dividend * 10^(scale + divisorScale)` fits 38 digits, and turns a divisor of zero into NULL where that is wanted.
    */
  def divide(dividend: SqlExpr, dividendScale: Int, divisor: SqlExpr, divisorScale: Int, scale: Int): SqlExpr = {
    val shift = scale + divisorScale - dividendScale
    // Both as whole numbers with the same power of ten taken out.
    val (n, d) = (
      if (shift >= 0) times(unscaled(dividend, dividendScale), power(shift)) else unscaled(dividend, dividendScale),
      if (shift >= 0) unscaled(divisor, divisorScale) else times(unscaled(divisor, divisorScale), power(-shift))
    )
    val doubled = Cast(Call("ABS", d), whole)
    val top = Binary(BinaryOperator.Plus, times(Cast(Call("ABS", n), whole), two), doubled)
    val bottom = times(doubled, two)
    val magnitude = truncated(Cast(top, whole), bottom)
    val sign = Binary(BinaryOperator.Times, Call("SIGN", n), Call("SIGN", d))
    scaledDown(times(magnitude, Cast(sign, RedshiftType.Decimal(1, 0))), scale)
  }

  /** Whole-number division towards zero: what is left after MOD divides without a rest. */
  def truncated(n: SqlExpr, d: SqlExpr): SqlExpr =
    Cast(Binary(BinaryOperator.Divide, Binary(BinaryOperator.Minus, n, Call("MOD", n, d)), d), whole)

  def unscaled(value: SqlExpr, scale: Int): SqlExpr =
    if (scale == 0) Cast(value, whole)
    else
      Cast(
        Binary(
          BinaryOperator.Times,
          value,
          Literal.Decimal(new BigDecimal(BigInteger.TEN.pow(scale)), RedshiftType.Decimal(scale + 1, 0))
        ),
        whole
      )

  def scaledDown(value: SqlExpr, scale: Int): SqlExpr =
    if (scale == 0) value
    else
      Binary(
        BinaryOperator.Times,
        value,
        Literal.Decimal(new BigDecimal(BigInteger.ONE, scale), RedshiftType.Decimal(scale, scale))
      )

  private val two: SqlExpr = Literal.Decimal(new BigDecimal(2), RedshiftType.Decimal(1, 0))
  private def times(a: SqlExpr, b: SqlExpr): SqlExpr = Cast(Binary(BinaryOperator.Times, a, b), whole)
}
