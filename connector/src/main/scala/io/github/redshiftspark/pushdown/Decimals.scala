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

  /** Digits by which each step of a long division moves the point: what is left of a division, moved on, has 37 at most.
    * None where that needs more than four steps.
    *
    * @param shift digits by which the point moves in all; none where it is negative
    */
  def steps(divisorDigits: Int, shift: Int): Option[Seq[Int]] = {
    val longest = 37 - divisorDigits
    if (shift <= 0) Some(Nil)
    else if (longest < 1 || shift > 4 * longest) None
    else Some((0 until shift by longest).map(done => math.min(longest, shift - done)))
  }

  /** `dividend / divisor`, half-up at `scale`, as DECIMAL(38,scale), by long division of whole numbers.
    *
    * @param dividend at most [[LongestQuotient]] digits, behind the point or before
    * @param moves    of [[steps]] for `scale + divisorScale - dividendScale`
    */
  def divide(
      dividend: SqlExpr,
      dividendScale: Int,
      divisor: SqlExpr,
      divisorScale: Int,
      scale: Int,
      moves: Seq[Int]
  ): SqlExpr = {
    val back = dividendScale - divisorScale - scale
    val n = unscaled(dividend, dividendScale)
    val d =
      if (back > 0) times(unscaled(divisor, divisorScale), power(back)) else unscaled(divisor, divisorScale)
    val (down, rest) = moves.foldLeft((truncated(n, d), Call("MOD", n, d): SqlExpr)) {
      case ((quotient, left), digits) =>
        val moved = times(left, power(digits))
        (plus(times(quotient, power(digits)), truncated(moved, d)), Call("MOD", moved, d))
    }
    val up = Binary(
      BinaryOperator.GreaterOrEqual,
      Cast(Binary(BinaryOperator.Times, Call("ABS", rest), power2), whole),
      Call("ABS", d)
    )
    val sign = Cast(Binary(BinaryOperator.Times, Call("SIGN", n), Call("SIGN", d)), whole)
    scaledDown(plus(down, Case(Seq(up -> sign), Some(Literal.Decimal(BigDecimal.ZERO, whole)))), scale)
  }

  /** Half-up at `places`, for values of so many digits that ROUND, which keeps their type, has no room to carry. */
  def rounded(value: SqlExpr, precision: Int, scale: Int, places: Int): SqlExpr = {
    val wholeDigits = precision - scale
    def constant(digit: Int, at: Int): SqlExpr =
      Literal.Decimal(new BigDecimal(BigInteger.valueOf(digit.toLong), at), RedshiftType.Decimal(at + 1, at))
    val rest = Call("MOD", value, constant(1, places))
    val kept = Cast(Binary(BinaryOperator.Minus, value, rest), RedshiftType.Decimal(wholeDigits + places, places))
    val carried = Case(
      Seq(
        Binary(BinaryOperator.GreaterOrEqual, rest, constant(5, places + 1)) -> constant(1, places),
        Binary(BinaryOperator.LessOrEqual, rest, constant(-5, places + 1)) -> constant(-1, places)
      ),
      Some(constant(0, places))
    )
    Binary(BinaryOperator.Plus, kept, carried)
  }

  /** Whole-number division towards zero: what is left after MOD divides without a rest. */
  def truncated(n: SqlExpr, d: SqlExpr): SqlExpr =
    Cast(Binary(BinaryOperator.Divide, Binary(BinaryOperator.Minus, n, Call("MOD", n, d)), d), whole)

  /** The digits as a whole number. Divided, not multiplied: a product would keep the scale, and have no room for it. */
  def unscaled(value: SqlExpr, scale: Int): SqlExpr =
    if (scale == 0) Cast(value, whole) else Cast(Binary(BinaryOperator.Divide, value, smallest(scale)), whole)

  private def scaledDown(value: SqlExpr, scale: Int): SqlExpr =
    if (scale == 0) value
    else Binary(BinaryOperator.Times, value, smallest(scale))

  /** 10^-scale. */
  private def smallest(scale: Int): SqlExpr =
    Literal.Decimal(new BigDecimal(BigInteger.ONE, scale), RedshiftType.Decimal(scale, scale))

  private val power2: SqlExpr = Literal.Decimal(new BigDecimal(2), RedshiftType.Decimal(1, 0))
  private def times(a: SqlExpr, b: SqlExpr): SqlExpr = Cast(Binary(BinaryOperator.Times, a, b), whole)
  private def plus(a: SqlExpr, b: SqlExpr): SqlExpr = Cast(Binary(BinaryOperator.Plus, a, b), whole)
}
