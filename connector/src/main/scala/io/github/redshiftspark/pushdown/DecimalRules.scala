package io.github.redshiftspark.pushdown

import io.github.redshiftspark.pushdown.Rules._
import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{BinaryOperator, SqlExpr}
import io.github.redshiftspark.types.RedshiftType
import java.math.{BigDecimal, BigInteger}
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.redshift.{EvalModes, EvaluationMode}
import org.apache.spark.sql.types.{Decimal, DecimalType}

/** + - * / and % of decimals, with Spark's precision and scale. */
private[pushdown] object DecimalRules {

  /** Before 3.4 the result type of decimal arithmetic stands around it. */
  private object CheckOverflowRule extends ExpressionRule[CheckOverflow] with ModeAware {
    override def translate(e: CheckOverflow, context: RuleContext): Result = (e.child, e.dataType) match {
      case (arithmetic: BinaryArithmetic, result: DecimalType) =>
        compute(arithmetic, result, EvalModes.of(e), context)
      case _ => Left("a check of something that is no arithmetic")
    }
  }

  def compute(e: BinaryArithmetic, result: DecimalType, mode: EvaluationMode, context: RuleContext): Result = {
    val (left, right) = (shortest(EvalModes.decimalOperand(e.left)), shortest(EvalModes.decimalOperand(e.right)))
    (left.dataType, right.dataType, mode) match {
      case (_, _, EvaluationMode.Try) => Left("Redshift has no arithmetic that gives NULL on overflow")
      case (l: DecimalType, r: DecimalType, _) =>
        for {
          a <- context.translate(left)
          b <- context.translate(right)
          value <- apply(e, Operands(a.sql, l, b.sql, r), result, mode)
        } yield {
          val target = RedshiftType.Decimal(result.precision, result.scale)
          Translated(sql.Cast(value, target), target)
        }
      case _ => Left("decimals meet another type")
    }
  }

  /** Constants in as few digits as they have. */
  private def shortest(e: Expression): Expression = e match {
    case literal: Literal =>
      literal.value match {
        case value: Decimal =>
          val stripped = value.toJavaBigDecimal.stripTrailingZeros
          val few = if (stripped.scale < 0) stripped.setScale(0) else stripped
          val precision = math.max(few.precision, few.scale + 1)
          if (precision > DecimalType.MAX_PRECISION) literal
          else Literal(Decimal(few, precision, few.scale), DecimalType(precision, few.scale))
        case _ => literal
      }
    case other => other
  }

  private final case class Operands(a: SqlExpr, l: DecimalType, b: SqlExpr, r: DecimalType) {
    val scale: Int = math.max(l.scale, r.scale)
    val wholeDigits: Int = math.max(l.precision - l.scale, r.precision - r.scale)
  }

  private def apply(
      e: BinaryArithmetic,
      o: Operands,
      result: DecimalType,
      mode: EvaluationMode
  ): Either[String, SqlExpr] = e match {
    case _: Add =>
      bounded(sql.Binary(BinaryOperator.Plus, o.a, o.b), o.scale, o.wholeDigits + 1, result, mode)(
        plus(magnitude(o.a), magnitude(o.b))
      )
    case _: Subtract =>
      bounded(sql.Binary(BinaryOperator.Minus, o.a, o.b), o.scale, o.wholeDigits + 1, result, mode)(
        plus(magnitude(o.a), magnitude(o.b))
      )
    case _: Multiply =>
      bounded(
        sql.Binary(BinaryOperator.Times, o.a, o.b),
        o.l.scale + o.r.scale,
        o.l.precision - o.l.scale + o.r.precision - o.r.scale + 1,
        result,
        mode
      )(times(magnitude(o.a), magnitude(o.b)))
    case _: Divide => quotient(o, result, mode)
    case _: Remainder =>
      for {
        _ <- Eithers.require(o.scale <= result.scale && o.wholeDigits + o.scale <= 38, tooLong)
        divisor = if (mode == EvaluationMode.Legacy) nullIfZero(o.b) else o.b
      } yield call("MOD", o.a, divisor)
    case other => Left(s"${other.prettyName} of decimals")
  }

  /** @param digits whole digits that the exact result may have
    * @param about  the result's magnitude as a double: where it does not fit, LEGACY gives NULL
    */
  private def bounded(exact: SqlExpr, scale: Int, digits: Int, result: DecimalType, mode: EvaluationMode)(
      about: SqlExpr
  ): Either[String, SqlExpr] = {
    val room = result.precision - result.scale
    if (scale > result.scale)
      // Spark cuts digits behind the point where there are too many.
      if (scale + digits <= 38 && digits < room) Right(call("ROUND", exact, integer(result.scale.toLong)))
      else Left(tooLong)
    else if (scale + math.min(digits, room) > 38) Left(tooLong)
    else if (digits <= room || mode != EvaluationMode.Legacy) Right(exact)
    else {
      // A little more than fits: what is between raises an error rather than give NULL for a value that Spark has.
      val limit = sql.Literal.Floating(1.000000001 * math.pow(10, room), RedshiftType.DoublePrecision)
      Right(sql.Case(Seq(less(about, limit) -> exact), None))
    }
  }

  private def quotient(o: Operands, result: DecimalType, mode: EvaluationMode): Either[String, SqlExpr] = {
    val shift = result.scale + o.r.scale - o.l.scale
    val wholeDigits = o.l.precision - o.l.scale + o.r.scale
    val divisorDigits = o.r.precision + math.max(0, -shift)
    val short = o.l.precision <= Decimals.LongestQuotient && divisorDigits <= Decimals.LongestQuotient
    Decimals.steps(divisorDigits, shift).filter(_ => short).toRight(tooLong).flatMap { moves =>
      val divisor = if (mode == EvaluationMode.Legacy) nullIfZero(o.b) else o.b
      bounded(
        Decimals.divide(o.a, o.l.scale, divisor, o.r.scale, result.scale, moves),
        result.scale,
        wholeDigits,
        result,
        mode
      )(sql.Binary(BinaryOperator.Divide, magnitude(o.a), nullIfZero(magnitude(o.b))))
    }
  }

  /** A decimal of another precision and scale, rounded half-up. */
  def resized(value: SqlExpr, from: DecimalType, to: DecimalType, mode: EvaluationMode): SqlExpr = {
    val target = RedshiftType.Decimal(to.precision, to.scale)
    val cuts = to.scale < from.scale
    val sized = if (cuts) rounded(value, from, to.scale) else value
    // Rounding may carry into one more digit.
    val fits = to.precision - to.scale >= from.precision - from.scale + (if (cuts) 1 else 0)
    if (fits || mode != EvaluationMode.Legacy) sql.Cast(sized, target)
    else nullUnlessBelow(sized, to, sql.Cast(sized, target))
  }

  /** Half-up at `places`, which are fewer than the value has. */
  def rounded(value: SqlExpr, from: DecimalType, places: Int): SqlExpr =
    roomy(value, from) match {
      case Right(wider) => call("ROUND", wider, integer(places.toLong))
      case Left(_) => Decimals.rounded(value, from.precision, from.scale, places)
    }

  /** Room for the digit that ROUND, FLOOR and CEILING may carry into: they keep their argument's type (r_ROUND). */
  def roomy(value: SqlExpr, from: DecimalType): Either[String, SqlExpr] =
    if (from.precision < DecimalType.MAX_PRECISION)
      Right(sql.Cast(value, RedshiftType.Decimal(from.precision + 1, from.scale)))
    else Left("rounding a decimal of 38 digits has no room for another digit")

  def nullUnlessBelow(value: SqlExpr, to: DecimalType, result: SqlExpr): SqlExpr = {
    val digits = to.precision - to.scale
    if (digits >= 38) result
    else {
      val limit = new BigDecimal(BigInteger.TEN.pow(digits))
      sql.Case(
        Seq(less(call("ABS", value), sql.Literal.Decimal(limit, RedshiftType.Decimal(digits + 1, 0))) -> result),
        None
      )
    }
  }

  private def magnitude(value: SqlExpr): SqlExpr = call("ABS", sql.Cast(value, RedshiftType.DoublePrecision))
  private val tooLong = "exact digits of the result do not fit 38"

  val all: Seq[Rule] = Seq(CheckOverflowRule)
}
