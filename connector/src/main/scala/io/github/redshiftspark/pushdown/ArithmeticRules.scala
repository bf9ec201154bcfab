package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.BinaryOperator
import io.github.redshiftspark.types.{RedshiftType, SparkTypes}
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.redshift.{EvalModes, EvaluationMode}
import org.apache.spark.sql.types._
import scala.reflect.ClassTag

/** + - * of integers. ANSI: both raise on overflow. LEGACY: Spark wraps, so the result is wrapped in a wider type. */
private[pushdown] object ArithmeticRules {

  private class Integral[E <: BinaryArithmetic: ClassTag](operator: BinaryOperator)
      extends ExpressionRule[E]
      with ModeAware {
    override def support(e: E): Support = supported(e.dataType, EvalModes.of(e))

    override def translate(e: E, context: RuleContext): Either[String, Translated] =
      for (l <- context.translate(e.left); r <- context.translate(e.right))
        yield compute(operator, l.sql, r.sql, e.dataType, EvalModes.of(e))
  }

  private object Minus extends ExpressionRule[UnaryMinus] with ModeAware {
    private def mode(e: UnaryMinus) = if (e.failOnError) EvaluationMode.Ansi else EvaluationMode.Legacy
    override def support(e: UnaryMinus): Support = supported(e.dataType, mode(e))

    override def translate(e: UnaryMinus, context: RuleContext): Either[String, Translated] =
      for {
        zero <- LiteralValues.of(Cast(Literal(0), e.dataType).eval(), e.dataType, context)
        child <- context.translate(e.child)
      } yield compute(BinaryOperator.Minus, zero.sql, child.sql, e.dataType, mode(e))
  }

  private def supported(dataType: DataType, mode: EvaluationMode): Support = (dataType, mode) match {
    case (_, EvaluationMode.Try) => Support.Unsupported("Redshift has no arithmetic that gives NULL on overflow")
    case (ShortType | IntegerType | LongType, _) => Support.Compatible
    case (_: DecimalType, _) => Support.Unsupported("the precision and scale of decimal results differ")
    case (other, _) => Support.Unsupported(s"arithmetic of ${other.simpleString}")
  }

  private def compute(
      operator: BinaryOperator,
      left: sql.SqlExpr,
      right: sql.SqlExpr,
      dataType: DataType,
      mode: EvaluationMode
  ): Translated = {
    val target = SparkTypes.resultType(dataType).toOption.get // `supported` admits integers only
    val value = mode match {
      case EvaluationMode.Legacy =>
        val (bits, wide) = dataType match {
          case ShortType => (16, RedshiftType.BigInt)
          case IntegerType => (32, RedshiftType.BigInt)
          // DECIMAL(19,0) would not hold -2^63 (r_Numeric_types201).
          case _ => (64, RedshiftType.Decimal(20, 0))
        }
        val wideResult = if (bits == 64) RedshiftType.Decimal(38, 0) else wide
        Exact.wrap(sql.Binary(operator, sql.Cast(left, wide), sql.Cast(right, wide)), bits, wideResult, target)
      case _ => sql.Binary(operator, left, right)
    }
    Translated(value, target)
  }

  val all: Seq[ExpressionRule[_ <: Expression]] = Seq(
    new Integral[Add](BinaryOperator.Plus),
    new Integral[Subtract](BinaryOperator.Minus),
    new Integral[Multiply](BinaryOperator.Times),
    Minus
  )
}
