package io.github.redshiftspark.pushdown

import io.github.redshiftspark.pushdown.Rules._
import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{Binary, BinaryOperator, SqlExpr}
import io.github.redshiftspark.types.{RedshiftType, SparkTypes}
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.catalyst.optimizer.NormalizeNaNAndZero
import org.apache.spark.sql.types._
import scala.reflect.ClassTag

/** Mathematical functions. Those of analysis differ in their last digit between libraries, so only the exact ones go. */
private[pushdown] object MathRules {
  private val lastDigit = "libraries differ in the last digit, and Redshift raises outside of the domain"
  private val zero = sql.Literal.Floating(0.0, RedshiftType.DoublePrecision)

  private def analytic[E <: Expression: ClassTag](name: String): Rule =
    incompatible[E](lastDigit)((_, values) => double(call(name, values.map(_.sql): _*)))

  /** Spark gives NULL outside of the domain. */
  private def logarithm[E <: Expression: ClassTag](name: String): Rule = incompatible[E](lastDigit) { (_, values) =>
    val value = values.head.sql
    double(call(name, sql.Case(Seq(Binary(BinaryOperator.Greater, value, zero) -> value), None)))
  }

  private def rounded[E <: UnaryExpression: ClassTag](name: String): Rule = rule[E] { (e, values) =>
    val value = values.head
    (e.child.dataType, e.dataType) match {
      case (LongType, LongType) => Right(value)
      case (from: DecimalType, to) =>
        for (roomy <- DecimalRules.roomy(value.sql, from); t <- SparkTypes.resultType(to))
          yield Translated(sql.Cast(call(name, roomy), t), t)
      case (DoubleType, LongType) =>
        CastRules.saturated(
          value.sql,
          Long.MinValue,
          Long.MaxValue,
          RedshiftType.BigInt,
          sql.Cast(call(name, value.sql), RedshiftType.BigInt)
        )
      case (from, _) => Left(s"$name of ${from.simpleString}")
    }
  }

  private val round = new ExpressionRule[Round] with ModeAware {
    override def translate(e: Round, context: RuleContext): Result = (e.child.dataType, constantInt(e.right)) match {
      case (from: DecimalType, Some(places)) if places >= 0 =>
        for {
          value <- context.translate(e.child)
          t <- SparkTypes.resultType(e.dataType)
        } yield {
          val result = if (places < from.scale) DecimalRules.rounded(value.sql, from, places) else value.sql
          Translated(sql.Cast(result, t), t)
        }
      case (ShortType | IntegerType | LongType, Some(places)) if places >= 0 && e.child.dataType == e.dataType =>
        context.translate(e.child)
      case (_: DoubleType | _: FloatType, _) =>
        Left("Spark rounds the decimal digits that a double is printed with")
      case _ => Left("round to other than a constant number of places behind the point")
    }
  }

  private val signum = rule[Signum] { (e, values) =>
    val value = values.head.sql
    def constant(v: Double) = sql.Literal.Floating(v, RedshiftType.DoublePrecision)
    // Zeros keep their sign, and NaN stays.
    double(
      sql.Case(
        Seq(
          sql.And(Doubles.isNumber(value), Binary(BinaryOperator.Greater, value, zero)) -> constant(1),
          sql.And(Doubles.isNumber(value), less(value, zero)) -> constant(-1)
        ),
        Some(value)
      )
    )
  }

  /** NaN below zero, where Redshift raises; the root itself is rounded the one right way everywhere. */
  private val sqrt = rule[Sqrt] { (_, values) =>
    val value = values.head.sql
    val inDomain = sql.And(Doubles.isNumber(value), Binary(BinaryOperator.GreaterOrEqual, value, zero))
    double(sql.Case(Seq(inDomain -> call("SQRT", value), sql.IsNotNull(value) -> Doubles.nan), None))
  }

  private val orElse = rule[NaNvl] { (e, values) =>
    val Seq(value, other) = values
    Right(value.copy(sql = when(Doubles.isNan(value.sql), other.sql, value.sql)))
  }

  private def normalized(value: SqlExpr, redshiftType: RedshiftType): Result =
    ok(Doubles.fromKeys(Doubles.isNan(value), Doubles.number(value), redshiftType), redshiftType)

  /** `na.drop` and its kin: values that are neither NULL nor NaN are counted. */
  private val atLeast = rule[AtLeastNNonNulls] { (e, values) =>
    val present = values.map { v =>
      val condition = v.redshiftType match {
        case _: RedshiftType.Floating => Doubles.isNumber(v.sql)
        case _ => sql.IsNotNull(v.sql)
      }
      when(condition, integer(1), integer(0))
    }
    bool(Binary(BinaryOperator.GreaterOrEqual, present.reduce(plus), integer(e.n.toLong)))
  }

  val all: Seq[Rule] = Seq(
    rounded[Floor]("FLOOR"),
    rounded[Ceil]("CEILING"),
    round,
    signum,
    sqrt,
    orElse,
    atLeast,
    rule[KnownFloatingPointNormalized]((_, values) => Right(values.head)),
    rule[NormalizeNaNAndZero]((_, values) => normalized(values.head.sql, values.head.redshiftType)),
    rule[KnownNotNull]((_, values) => Right(values.head)),
    analytic[Acos]("ACOS"),
    analytic[Asin]("ASIN"),
    analytic[Atan]("ATAN"),
    analytic[Atan2]("ATAN2"),
    analytic[Cos]("COS"),
    analytic[Sin]("SIN"),
    analytic[Tan]("TAN"),
    analytic[Cot]("COT"),
    analytic[Exp]("EXP"),
    analytic[Cbrt]("CBRT"),
    analytic[Pow]("POWER"),
    analytic[ToDegrees]("DEGREES"),
    analytic[ToRadians]("RADIANS"),
    logarithm[Log]("LN"),
    logarithm[Log10]("LOG")
  )
}
