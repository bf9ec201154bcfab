package io.github.redshiftspark.pushdown

import io.github.redshiftspark.pushdown.Rules._
import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{Binary, BinaryOperator, SqlExpr}
import io.github.redshiftspark.types.{RedshiftType, SparkTypes}
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.redshift.{EvalModes, EvaluationMode}
import org.apache.spark.sql.types._

/** Casts by both types and by mode: Redshift raises where a value does not fit, and rounds where Spark cuts. */
private[pushdown] object CastRules {

  private object CastRule extends ExpressionRule[Cast] with ModeAware {
    override def translate(e: Cast, context: RuleContext): Result = EvalModes.of(e) match {
      case EvaluationMode.Try => Left("TRY_CAST gives NULL for more values than Redshift's")
      case _ if Whole.unapply(e.child.dataType) && WholeRange.of(e).isDefined =>
        for (value <- context.translate(e.child); t <- SparkTypes.resultType(e.dataType))
          yield Translated(sql.Cast(value.sql, t), t)
      case EvaluationMode.Ansi if e.dataType == ByteType && !Set[DataType](ByteType, BooleanType)(e.child.dataType) =>
        Left("Redshift has no one-byte integer, at whose ends Spark raises")
      case mode =>
        context.translate(e.child).flatMap { value =>
          convert(value, e.child.dataType, e.dataType, mode, context).getOrElse(
            Left(s"Cast: from ${e.child.dataType.simpleString} to ${e.dataType.simpleString} is not exact everywhere")
          )
        }
    }
  }

  private def convert(
      value: Translated,
      from: DataType,
      to: DataType,
      mode: EvaluationMode,
      context: RuleContext
  ): Option[Result] = {
    val v = value.sql
    def as(redshiftType: RedshiftType): Option[Result] = Some(ok(sql.Cast(v, redshiftType), redshiftType))
    (from, to) match {
      case (a, b) if a == b => Some(Right(value))
      case (a @ Whole(), b @ Whole()) => Some(integer(v, bits(a), bits(b), mode))
      case (Whole(), d: DecimalType) => Some(toDecimal(v, from, d, mode))
      case (Whole(), DoubleType) => as(RedshiftType.DoublePrecision)
      case (Whole(), FloatType) => as(RedshiftType.Real)
      case (FloatType, DoubleType) | (_: DecimalType, DoubleType) => as(RedshiftType.DoublePrecision)
      case (FloatType | DoubleType, b @ Whole()) => Some(truncated(v, b, mode))
      case (a: DecimalType, b: DecimalType) =>
        Some(ok(DecimalRules.resized(v, a, b, mode), RedshiftType.Decimal(b.precision, b.scale)))
      case (a: DecimalType, b @ Whole()) => Some(cut(v, a, b, mode))
      case (BooleanType, b @ Whole()) =>
        Some(SparkTypes.resultType(b).map { t =>
          val (one, zero) = (sql.Literal.Integral(1, integral(t)), sql.Literal.Integral(0, integral(t)))
          Translated(sql.Case(Seq(v -> one, sql.Not(v) -> zero), None), t)
        })
      case (Whole(), BooleanType) => Some(bool(Binary(BinaryOperator.NotEqual, v, Rules.integer(0))))
      case (BooleanType, StringType) =>
        val (yes, no) = (sql.Literal.Text("true"), sql.Literal.Text("false"))
        Some(ok(sql.Case(Seq(v -> yes, sql.Not(v) -> no), None), RedshiftType.Varchar(5)))
      case (Whole(), StringType) => as(RedshiftType.Varchar(20))
      // BigDecimal's text has an exponent from the seventh digit behind the point on.
      case (d: DecimalType, StringType) if d.scale <= 6 || mode == EvaluationMode.Ansi => as(RedshiftType.Varchar(41))
      case (DateType, StringType) => Some(dateText(v))
      case (TimestampType, StringType) => Some(WallTime.of(value, context).flatMap(t => timestampText(t.sql)))
      case (DateType, TimestampType) => as(RedshiftType.Timestamp)
      case (TimestampType, DateType) =>
        Some(WallTime.dated(value, context).flatMap(t => date(t.sql)))
      case (_, TimestampType) if EpochRules.isShort(from) => Some(EpochRules.wallTime("second", v, context))
      case _ => None
    }
  }

  private object Whole {
    def unapply(dataType: DataType): Boolean = dataType match {
      case ByteType | ShortType | IntegerType | LongType => true
      case _ => false
    }
  }

  private def bits(dataType: DataType): Int = dataType match {
    case ByteType => 8
    case ShortType => 16
    case IntegerType => 32
    case _ => 64
  }

  private def integral(redshiftType: RedshiftType): RedshiftType.Integral = redshiftType match {
    case i: RedshiftType.Integral => i
    case _ => RedshiftType.BigInt
  }

  /** One byte travels as two. */
  private def integerType(bits: Int): RedshiftType.Integral = bits match {
    case 8 | 16 => RedshiftType.SmallInt
    case 32 => RedshiftType.Integer
    case _ => RedshiftType.BigInt
  }

  private def integer(value: SqlExpr, from: Int, to: Int, mode: EvaluationMode): Result = {
    val target = integerType(to)
    val result =
      if (to >= from || mode == EvaluationMode.Ansi) sql.Cast(value, target)
      // The shift by half of the range must not overflow.
      else if (from == 64)
        Exact.wrap(sql.Cast(value, RedshiftType.Decimal(20, 0)), to, RedshiftType.Decimal(38, 0), target)
      else Exact.wrap(sql.Cast(value, RedshiftType.BigInt), to, RedshiftType.BigInt, target)
    ok(result, target)
  }

  private def toDecimal(value: SqlExpr, from: DataType, to: DecimalType, mode: EvaluationMode): Result = {
    val target = RedshiftType.Decimal(to.precision, to.scale)
    val digits = from match {
      case ShortType => 5
      case IntegerType => 10
      case _ => 19
    }
    // DECIMAL(19,x) holds no more than BIGINT does (r_Numeric_types201), which no BIGINT exceeds.
    if (to.precision - to.scale >= digits || mode == EvaluationMode.Ansi) ok(sql.Cast(value, target), target)
    else
      ok(
        DecimalRules.nullUnlessBelow(sql.Cast(value, RedshiftType.Decimal(20, 0)), to, sql.Cast(value, target)),
        target
      )
  }

  /** Doubles lose their fraction. LEGACY stops at the ends of INT or BIGINT and wraps from there; NaN gives 0. */
  private def truncated(value: SqlExpr, to: DataType, mode: EvaluationMode): Result = {
    val target = integerType(bits(to))
    def cast(t: RedshiftType.Integral) = sql.Cast(call("TRUNC", value), t)
    mode match {
      case EvaluationMode.Ansi => ok(cast(target), target)
      case _ =>
        val (min, max, wide) =
          if (target == RedshiftType.BigInt) (Long.MinValue, Long.MaxValue, RedshiftType.BigInt)
          else (Int.MinValue.toLong, Int.MaxValue.toLong, RedshiftType.Integer)
        saturated(value, min, max, wide, cast(wide)).flatMap { stopped =>
          if (target == wide) Right(stopped) else integer(stopped.sql, 32, bits(to), mode)
        }
    }
  }

  /** The integer at either end where a double lies beyond it. */
  def saturated(value: SqlExpr, min: Long, max: Long, wide: RedshiftType.Integral, within: SqlExpr): Result = {
    def constant(v: Double) = sql.Literal.Floating(v, RedshiftType.DoublePrecision)
    def whole(v: Long) = sql.Literal.Integral(v, wide)
    ok(
      sql.Case(
        Seq(
          Doubles.isNan(value) -> whole(0),
          Binary(BinaryOperator.GreaterOrEqual, value, constant(max.toDouble)) -> whole(max),
          Binary(BinaryOperator.LessOrEqual, value, constant(min.toDouble)) -> whole(min)
        ),
        Some(within)
      ),
      wide
    )
  }

  /** Decimals lose their fraction; LEGACY wraps. */
  private def cut(value: SqlExpr, from: DecimalType, to: DataType, mode: EvaluationMode): Result = {
    val target = integerType(bits(to))
    val whole = if (from.scale == 0) value else call("TRUNC", value)
    if (mode == EvaluationMode.Ansi) ok(sql.Cast(whole, target), target)
    else if (from.precision - from.scale > 36) Left("so many digits cannot be wrapped")
    else
      ok(
        Exact.wrap(sql.Cast(whole, RedshiftType.Decimal(38, 0)), bits(to), RedshiftType.Decimal(38, 0), target),
        target
      )
  }

  /** Spark signs years of more than four digits. */
  private def dateText(value: SqlExpr): Result = {
    val plain = call("TO_CHAR", value, sql.Literal.Text("YYYY-MM-DD"))
    val late = Binary(BinaryOperator.Greater, value, sql.Literal.Date(lastShortDay))
    ok(
      sql.Case(Seq(late -> Binary(BinaryOperator.Concat, sql.Literal.Text("+"), plain)), Some(plain)),
      RedshiftType.Varchar(16)
    )
  }

  /** Without the zeros at the end of the fraction, and without its point where nothing is left. */
  private def timestampText(value: SqlExpr): Result = {
    val full = call("TO_CHAR", value, sql.Literal.Text("YYYY-MM-DD HH24:MI:SS.US"))
    val short = call("RTRIM", call("RTRIM", full, sql.Literal.Text("0")), sql.Literal.Text("."))
    val late = Binary(BinaryOperator.Greater, sql.Cast(value, RedshiftType.Date), sql.Literal.Date(lastShortDay))
    ok(
      sql.Case(Seq(late -> Binary(BinaryOperator.Concat, sql.Literal.Text("+"), short)), Some(short)),
      RedshiftType.Varchar(40)
    )
  }

  private val lastShortDay = java.time.LocalDate.of(9999, 12, 31).toEpochDay.toInt

  val all: Seq[Rule] = Seq(CastRule)
}
