package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.Quantifier
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{Expression, Literal}
import org.apache.spark.sql.catalyst.expressions.aggregate._
import org.apache.spark.sql.redshift.{EvalModes, EvaluationMode}
import org.apache.spark.sql.types._

/** Aggregate functions. FILTER is spelled as CASE, for Redshift has none. */
private[pushdown] object AggregateRules {

  private object AggregateRule extends ExpressionRule[AggregateExpression] {
    override def translate(e: AggregateExpression, context: RuleContext): Either[String, Translated] = {
      val quantifier = if (e.isDistinct) Quantifier.Distinct else Quantifier.All
      context.translateAll(e.filter.toSeq).flatMap { filter =>
        call(e.aggregateFunction, Arguments(quantifier, filter.headOption.map(_.sql), context))
      }
    }
  }

  private final case class Arguments(quantifier: Quantifier, filter: Option[sql.SqlExpr], context: RuleContext) {
    def translate(child: Expression): Either[String, Translated] = context.translate(child)

    /** The argument where the filter holds, NULL elsewhere: aggregates pass over NULL. */
    def where(value: sql.SqlExpr): sql.SqlExpr = filter.fold(value)(f => sql.Case(Seq(f -> value), None))
    def aggregate(name: String, value: sql.SqlExpr): sql.SqlExpr = sql.Aggregate(name, Seq(where(value)), quantifier)
  }

  private def call(function: AggregateFunction, arguments: Arguments): Either[String, Translated] = function match {
    case count: Count => countOf(count, arguments)
    case sum: Sum => sumOf(sum, arguments)
    case average: Average => averageOf(average, arguments)
    case min: Min => extreme(min.child, "MIN", "BOOL_AND", arguments)
    case max: Max => extreme(max.child, "MAX", "BOOL_OR", arguments)
    case other => Left(s"${other.prettyName} has no rule")
  }

  private def countOf(count: Count, arguments: Arguments): Either[String, Translated] = count.children match {
    case Seq(constant: Literal) if constant.value != null && arguments.quantifier == Quantifier.All =>
      val one = sql.Literal.Integral(1, RedshiftType.Integer)
      Right(
        Translated(
          if (arguments.filter.isEmpty) sql.CountRows else arguments.aggregate("COUNT", one),
          RedshiftType.BigInt
        )
      )
    case Seq(child) =>
      arguments.translate(child).flatMap { value =>
        if (arguments.quantifier == Quantifier.All)
          Right(Translated(arguments.aggregate("COUNT", value.sql), RedshiftType.BigInt))
        else
          Comparisons.kind(value.redshiftType, arguments.context).map {
            case Comparisons.Kind.Text =>
              Translated(arguments.aggregate("COUNT", Exact.textKey(value.sql)), RedshiftType.BigInt)
            case Comparisons.Kind.Plain => Translated(arguments.aggregate("COUNT", value.sql), RedshiftType.BigInt)
          }
      }
    case _ => Left("COUNT takes one argument")
  }

  private def sumOf(sum: Sum, arguments: Arguments): Either[String, Translated] = {
    val mode = EvalModes.of(sum)
    arguments.translate(sum.child).flatMap { value =>
      (sum.child.dataType, sum.dataType) match {
        case _ if mode == EvaluationMode.Try => Left("Redshift has no SUM that gives NULL on overflow")
        // SUM of SMALLINT and INTEGER is BIGINT (r_SUM), which billions of rows do not fill.
        case (ShortType | IntegerType, LongType) =>
          Right(Translated(arguments.aggregate("SUM", value.sql), RedshiftType.BigInt))
        case (LongType, LongType) =>
          val wide = RedshiftType.Decimal(38, 0)
          val total = arguments.aggregate("SUM", sql.Cast(value.sql, wide))
          Right(
            Translated(
              if (mode == EvaluationMode.Ansi) sql.Cast(total, RedshiftType.BigInt)
              else Exact.wrap(total, 64, wide, RedshiftType.BigInt),
              RedshiftType.BigInt
            )
          )
        // SUM of DECIMAL is DECIMAL(38, scale); Spark's has ten digits more than its argument.
        case (from: DecimalType, to: DecimalType) if from.precision + 10 <= DecimalType.MAX_PRECISION =>
          val target = RedshiftType.Decimal(to.precision, to.scale)
          Right(Translated(sql.Cast(arguments.aggregate("SUM", value.sql), target), target))
        case (_: DecimalType, _) => Left("a sum of over 38 digits ends differently")
        // The order of addition is the only difference, and a tolerated one.
        case (FloatType | DoubleType, DoubleType) if arguments.quantifier == Quantifier.All =>
          Right(Translated(arguments.aggregate("SUM", asDouble(value)), RedshiftType.DoublePrecision))
        case (other, _) => Left(s"SUM of ${other.simpleString}")
      }
    }
  }

  /** AVG of integers is an integer in Redshift, and of decimals has too few digits (r_AVG). */
  private def averageOf(average: Average, arguments: Arguments): Either[String, Translated] =
    (average.child.dataType, EvalModes.of(average)) match {
      case (_, EvaluationMode.Try) => Left("Redshift has no AVG that gives NULL on overflow")
      case (ShortType | IntegerType | LongType, _) =>
        arguments.translate(average.child).map { value =>
          Translated(arguments.aggregate("AVG", asDouble(value)), RedshiftType.DoublePrecision)
        }
      case (FloatType | DoubleType, _) if arguments.quantifier == Quantifier.All =>
        arguments.translate(average.child).map { value =>
          Translated(arguments.aggregate("AVG", asDouble(value)), RedshiftType.DoublePrecision)
        }
      case (_: DecimalType, _) => Left("how Redshift rounds a decimal AVG is not documented")
      case (other, _) => Left(s"AVG of ${other.simpleString}")
    }

  private def extreme(
      child: Expression,
      name: String,
      booleanName: String,
      arguments: Arguments
  ): Either[String, Translated] =
    arguments.translate(child).flatMap { value =>
      val plain = arguments.copy(quantifier = Quantifier.All)
      value.redshiftType match {
        case RedshiftType.Boolean => Right(Translated(plain.aggregate(booleanName, value.sql), RedshiftType.Boolean))
        case redshiftType =>
          Comparisons.kind(redshiftType, arguments.context).flatMap {
            case Comparisons.Kind.Plain =>
              Right(Translated(Exact.typed(plain.aggregate(name, value.sql), redshiftType), redshiftType))
            case Comparisons.Kind.Text => Left(s"$name of strings that differ in trailing blanks")
          }
      }
    }

  private def asDouble(value: Translated): sql.SqlExpr =
    if (value.redshiftType == RedshiftType.DoublePrecision) value.sql
    else sql.Cast(value.sql, RedshiftType.DoublePrecision)

  val all: Seq[ExpressionRule[_ <: Expression]] = Seq(AggregateRule)
}
