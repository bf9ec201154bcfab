package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{Binary, BinaryOperator, Quantifier, SqlExpr}
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{Expression, Literal}
import org.apache.spark.sql.catalyst.expressions.aggregate._
import org.apache.spark.sql.redshift.{EvalModes, EvaluationMode}
import org.apache.spark.sql.types._
import scala.reflect.ClassTag

/** How an aggregate function is called. FILTER is spelled as CASE, for Redshift has none. */
final case class AggregateCall(quantifier: Quantifier, filter: Option[SqlExpr]) {

  /** The argument where the filter holds, NULL elsewhere: aggregates pass over NULL. */
  def where(value: SqlExpr): SqlExpr = filter.fold(value)(f => sql.Case(Seq(f -> value), None))
  def aggregate(name: String, value: SqlExpr): SqlExpr = sql.Aggregate(name, Seq(where(value)), quantifier)

  /** The same for functions that duplicates do not change. */
  def plain: AggregateCall = copy(quantifier = Quantifier.All)
  def isDistinct: Boolean = quantifier == Quantifier.Distinct
}

private[pushdown] abstract class AggregateFunctionRule[E <: AggregateFunction: ClassTag] extends ExpressionRule[E] {
  final override def translate(e: E, context: RuleContext): Either[String, Translated] =
    context.aggregateCall.toRight(s"$name outside of an aggregate").flatMap(translate(e, _, context))

  def translate(e: E, call: AggregateCall, context: RuleContext): Either[String, Translated]
}

private[pushdown] object AggregateRules {
  private type Result = Either[String, Translated]

  private object AggregateRule extends ExpressionRule[AggregateExpression] {
    override def translate(e: AggregateExpression, context: RuleContext): Result = {
      val quantifier = if (e.isDistinct) Quantifier.Distinct else Quantifier.All
      context.translateAll(e.filter.toSeq).flatMap { filter =>
        context.aggregating(AggregateCall(quantifier, filter.headOption.map(_.sql))).translate(e.aggregateFunction)
      }
    }
  }

  private object CountRule extends AggregateFunctionRule[Count] {
    override def translate(e: Count, call: AggregateCall, context: RuleContext): Result = e.children match {
      case Seq(constant: Literal) if constant.value != null && !call.isDistinct =>
        val one = sql.Literal.Integral(1, RedshiftType.Integer)
        bigint(if (call.filter.isEmpty) sql.CountRows else call.aggregate("COUNT", one))
      case children if !call.isDistinct =>
        context.translateAll(children).flatMap { values =>
          val one = sql.Literal.Integral(1, RedshiftType.Integer)
          bigint(call.aggregate("COUNT", if (values.size == 1) values.head.sql else whenAll(values, one)))
        }
      case Seq(child) => context.translate(child).flatMap(distinct(_, call, context))
      case children =>
        context
          .translateAll(children)
          .flatMap(values => rowText(values).flatMap(text => bigint(call.aggregate("COUNT", whenAll(values, text)))))
    }

    private def distinct(value: Translated, call: AggregateCall, context: RuleContext): Result =
      Comparisons.kind(value.redshiftType, context).flatMap {
        case Comparisons.Kind.Text => bigint(call.aggregate("COUNT", Exact.textKey(value.sql)))
        case Comparisons.Kind.Plain => bigint(call.aggregate("COUNT", value.sql))
        case Comparisons.Kind.Floating =>
          val nans = call.plain.aggregate("MAX", sql.Case(Seq(Doubles.isNan(value.sql) -> integer(1)), None))
          bigint(
            Binary(
              BinaryOperator.Plus,
              call.aggregate("COUNT", Doubles.number(value.sql)),
              sql.Call("COALESCE", nans, integer(0))
            )
          )
      }

    /** NULL where one value is: such rows are not counted. */
    private def whenAll(values: Seq[Translated], result: SqlExpr): SqlExpr =
      sql.Case(Seq(values.map(v => sql.IsNotNull(v.sql): SqlExpr).reduce(sql.And(_, _)) -> result), None)

    /** One text for several values; strings say their length first, so that no two rows have the same. */
    private def rowText(values: Seq[Translated]): Either[String, SqlExpr] =
      Eithers
        .all(values) { value =>
          val text = RedshiftType.Varchar(64)
          value.redshiftType match {
            case _: RedshiftType.Character =>
              Right(Seq(sql.Cast(Exact.octets(value.sql), text), sql.Literal.Text(":"), value.sql))
            case _: RedshiftType.Integral | _: RedshiftType.Decimal | RedshiftType.Date =>
              Right(Seq(sql.Cast(value.sql, text), sql.Literal.Text(";")))
            case RedshiftType.Boolean =>
              Right(Seq(sql.Case(Seq(value.sql -> sql.Literal.Text("t")), Some(sql.Literal.Text("f")))))
            case other => Left(s"COUNT(DISTINCT) of several columns, one of them ${other.sql}")
          }
        }
        .map(parts => (parts.flatten :+ sql.Literal.Text("|")).reduce(Binary(BinaryOperator.Concat, _, _)))
  }

  private object SumRule extends AggregateFunctionRule[Sum] with ModeAware {
    override def translate(e: Sum, call: AggregateCall, context: RuleContext): Result = {
      val mode = EvalModes.of(e)
      context.translate(e.child).flatMap { value =>
        (e.child.dataType, e.dataType) match {
          case _ if mode == EvaluationMode.Try => Left("Redshift has no SUM that gives NULL on overflow")
          // SUM of SMALLINT and INTEGER is BIGINT (r_SUM), which billions of rows do not fill.
          case (ShortType | IntegerType, LongType) =>
            bigint(sql.Cast(call.aggregate("SUM", value.sql), RedshiftType.BigInt))
          case (LongType, LongType) =>
            val wide = RedshiftType.Decimal(38, 0)
            val total = call.aggregate("SUM", sql.Cast(value.sql, wide))
            bigint(
              if (mode == EvaluationMode.Ansi) sql.Cast(total, RedshiftType.BigInt)
              else Exact.wrap(total, 64, wide, RedshiftType.BigInt)
            )
          // SUM of DECIMAL is DECIMAL(38, scale); Spark's has ten digits more than its argument.
          case (from: DecimalType, to: DecimalType) if from.precision + 10 <= DecimalType.MAX_PRECISION =>
            val target = RedshiftType.Decimal(to.precision, to.scale)
            Right(Translated(sql.Cast(call.aggregate("SUM", value.sql), target), target))
          // Both raise where the total does not fit.
          case (_: DecimalType, to: DecimalType) if mode == EvaluationMode.Ansi =>
            val target = RedshiftType.Decimal(to.precision, to.scale)
            Right(Translated(sql.Cast(call.aggregate("SUM", value.sql), target), target))
          case (_: DecimalType, _) if call.isDistinct => Left("a sum of distinct values that may need over 38 digits")
          case (from: DecimalType, to: DecimalType) if from.scale <= DecimalSums.LargestScale =>
            Right(
              Translated(
                DecimalSums.nullOnOverflow(value.sql, from.scale, call.aggregate("SUM", _)),
                RedshiftType.Decimal(to.precision, to.scale)
              )
            )
          case (_: DecimalType, _) => Left("a sum that may need over 38 digits, with too large a scale to add in parts")
          // The order of addition is the only difference, and a tolerated one.
          case (FloatType | DoubleType, DoubleType) if !call.isDistinct =>
            double(call.aggregate("SUM", asDouble(value)))
          case (other, _) => Left(s"SUM of ${other.simpleString}")
        }
      }
    }
  }

  /** AVG of integers is an integer in Redshift, and of decimals has too few digits (r_AVG). */
  private object AverageRule extends AggregateFunctionRule[Average] with ModeAware {
    override def translate(e: Average, call: AggregateCall, context: RuleContext): Result =
      (e.child.dataType, EvalModes.of(e)) match {
        case (_, EvaluationMode.Try) => Left("Redshift has no AVG that gives NULL on overflow")
        case (ShortType | IntegerType | LongType, _) =>
          context.translate(e.child).flatMap(value => double(call.aggregate("AVG", asDouble(value))))
        case (FloatType | DoubleType, _) if !call.isDistinct =>
          context.translate(e.child).flatMap(value => double(call.aggregate("AVG", asDouble(value))))
        case (from: DecimalType, _) =>
          e.dataType match {
            case to: DecimalType if from.precision + 10 <= DecimalType.MAX_PRECISION && to.scale == from.scale + 4 =>
              context.translate(e.child).map(value => ofDecimals(value, from, to, call))
            case _ => Left("exact digits of the average do not fit 38")
          }
        case (other, _) => Left(s"AVG of ${other.simpleString}")
      }

    /** Half-up division of the sum by the count, in whole numbers, for no rounding of `/` is documented. */
    private def ofDecimals(value: Translated, from: DecimalType, to: DecimalType, call: AggregateCall): Translated = {
      val sum = call.aggregate("SUM", value.sql)
      val count = sql.Cast(call.aggregate("COUNT", value.sql), RedshiftType.Decimal(19, 0))
      val quotient =
        Decimals.divide(sum, from.scale, sql.Call("NULLIF", count, integer(0)), 0, to.scale, Seq(to.scale - from.scale))
      val target = RedshiftType.Decimal(to.precision, to.scale)
      Translated(sql.Cast(quotient, target), target)
    }
  }

  private class Extreme[E <: DeclarativeAggregate: ClassTag](
      sqlName: String,
      booleanName: String,
      child: E => Expression
  ) extends AggregateFunctionRule[E] {
    override def translate(e: E, distinctOrNot: AggregateCall, context: RuleContext): Result =
      context.translate(child(e)).flatMap { value =>
        val call = distinctOrNot.plain
        value.redshiftType match {
          case RedshiftType.Boolean => Right(Translated(call.aggregate(booleanName, value.sql), RedshiftType.Boolean))
          case redshiftType =>
            Comparisons.kind(redshiftType, context).map {
              case Comparisons.Kind.Plain =>
                Translated(Exact.typed(call.aggregate(sqlName, value.sql), redshiftType), redshiftType)
              case Comparisons.Kind.Text =>
                val key = call.aggregate(sqlName, Exact.textKey(value.sql))
                Translated(withoutStop(key), redshiftType)
              case Comparisons.Kind.Floating =>
                Translated(floating(value, call), redshiftType)
            }
        }
      }

    private def withoutStop(key: SqlExpr): SqlExpr =
      sql.Call("SUBSTRING", key, integer(1), Binary(BinaryOperator.Minus, sql.Call("LEN", key), integer(1)))

    /** NaN is the largest: it wins MAX, and MIN only where there is nothing else. */
    private def floating(value: Translated, call: AggregateCall): SqlExpr = {
      val number = sql.Case(Seq(Doubles.isNumber(value.sql) -> value.sql), None)
      val best = call.aggregate(sqlName, number)
      val isNan = Binary(
        BinaryOperator.Equal,
        call.aggregate("MAX", sql.Case(Seq(Doubles.isNan(value.sql) -> integer(1)), None)),
        integer(1)
      )
      val nan = if (value.redshiftType == RedshiftType.Real) sql.Cast(Doubles.nan, RedshiftType.Real) else Doubles.nan
      if (sqlName == "MAX") sql.Case(Seq(isNan -> nan), Some(best))
      else sql.Case(Seq(sql.IsNotNull(best) -> best, isNan -> nan), None)
    }
  }

  /** STDDEV and VARIANCE: sums of doubles, so the order of addition shows in the last digits. */
  private class Moment[E <: CentralMomentAgg: ClassTag](sqlName: String) extends AggregateFunctionRule[E] {
    override def translate(e: E, call: AggregateCall, context: RuleContext): Result =
      if (call.isDistinct) Left(s"$sqlName of distinct values")
      else if (!e.children.head.dataType.isInstanceOf[NumericType]) Left(s"$sqlName of ${e.children.head.dataType.sql}")
      else if (!nullForOneRow(e)) Left("spark.sql.legacy.statisticalAggregate gives NaN for one row")
      else context.translate(e.children.head).flatMap(value => double(call.aggregate(sqlName, asDouble(value))))

    private def nullForOneRow(e: CentralMomentAgg): Boolean = e match {
      case s: StddevSamp => s.nullOnDivideByZero
      case v: VarianceSamp => v.nullOnDivideByZero
      case _ => true
    }
  }

  private class Bits[E <: AggregateFunction: ClassTag](sqlName: String) extends AggregateFunctionRule[E] {
    override def translate(e: E, call: AggregateCall, context: RuleContext): Result =
      context.translate(e.children.head).flatMap { value =>
        value.redshiftType match {
          case integral: RedshiftType.Integral =>
            Right(Translated(sql.Cast(call.plain.aggregate(sqlName, value.sql), integral), integral))
          case other => Left(s"$sqlName of ${other.sql}")
        }
      }
  }

  private object ApproximateCount extends AggregateFunctionRule[HyperLogLogPlusPlus] {
    override def declared: Support =
      Support.Incompatible("Redshift estimates by another sketch, with another error")
    override def translate(e: HyperLogLogPlusPlus, call: AggregateCall, context: RuleContext): Result =
      context.translate(e.child).flatMap { value =>
        bigint(sql.Aggregate("APPROXIMATE COUNT", Seq(call.where(value.sql)), Quantifier.Distinct))
      }
  }

  private object FirstRule extends AggregateFunctionRule[First] {
    override def declared: Support = Support.Incompatible("each engine picks a row of its own")
    override def translate(e: First, call: AggregateCall, context: RuleContext): Result =
      if (e.ignoreNulls) Left("ANY_VALUE may give NULL")
      else context.translate(e.child).map(v => v.copy(sql = call.plain.aggregate("ANY_VALUE", v.sql)))
  }

  private object PercentileRule extends AggregateFunctionRule[Percentile] {
    override def declared: Support =
      Support.Incompatible("the last digits of interpolated values differ")
    override def translate(e: Percentile, call: AggregateCall, context: RuleContext): Result =
      (e.percentageExpression, e.frequencyExpression) match {
        case (p: Literal, f: Literal) if p.value.isInstanceOf[Double] && f.value == 1L && !call.isDistinct =>
          context.translate(e.child).flatMap { value =>
            val order = call.where(asDouble(value))
            val at = sql.Literal.Decimal(
              new java.math.BigDecimal(p.value.toString),
              RedshiftType.Decimal(18, math.min(17, new java.math.BigDecimal(p.value.toString).scale.max(1)))
            )
            double(sql.WithinGroup("PERCENTILE_CONT", Seq(at), order))
          }
        case _ => Left("one constant percentage, each value once")
      }
  }

  private def asDouble(value: Translated): SqlExpr =
    if (value.redshiftType == RedshiftType.DoublePrecision) value.sql
    else sql.Cast(value.sql, RedshiftType.DoublePrecision)

  private def integer(value: Long): SqlExpr = sql.Literal.Integral(value, RedshiftType.Integer)
  private def bigint(value: SqlExpr): Result = Right(Translated(value, RedshiftType.BigInt))
  private def double(value: SqlExpr): Result = Right(Translated(value, RedshiftType.DoublePrecision))

  val all: Seq[ExpressionRule[_ <: Expression]] = Seq(
    AggregateRule,
    CountRule,
    SumRule,
    AverageRule,
    new Extreme[Min]("MIN", "BOOL_AND", _.child),
    new Extreme[Max]("MAX", "BOOL_OR", _.child),
    new Moment[StddevSamp]("STDDEV_SAMP"),
    new Moment[StddevPop]("STDDEV_POP"),
    new Moment[VarianceSamp]("VAR_SAMP"),
    new Moment[VariancePop]("VAR_POP"),
    new Bits[BitAndAgg]("BIT_AND"),
    new Bits[BitOrAgg]("BIT_OR"),
    ApproximateCount,
    FirstRule,
    PercentileRule
  )
}
