package io.github.redshiftspark.pushdown

import io.github.redshiftspark.pushdown.Rules._
import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{BinaryOperator, SqlExpr}
import io.github.redshiftspark.types.{RedshiftType, SparkTypes}
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.redshift.{EvalModes, EvaluationMode}
import org.apache.spark.sql.types._
import scala.reflect.ClassTag

/** Arithmetic. ANSI: both raise on overflow and on division by zero. LEGACY: Spark wraps integers, so the result is
  * wrapped in a wider type, and division by zero gives NULL.
  */
private[pushdown] object ArithmeticRules {

  private class Operation[E <: BinaryArithmetic: ClassTag](operator: BinaryOperator)
      extends ExpressionRule[E]
      with ModeAware {
    override def support(e: E): Support = supported(e, EvalModes.of(e))

    override def translate(e: E, context: RuleContext): Result = e.dataType match {
      case result: DecimalType => DecimalRules.compute(e, result, EvalModes.of(e), context)
      case DoubleType => operands(e, context).flatMap { case (l, r) => double(sql.Binary(operator, l, r)) }
      case _ =>
        operands(e, context).map {
          case (l, r) if WholeRange.of(e).isDefined => fitting(operator, l, r, e.dataType)
          case (l, r) => integral(operator, l, r, e.dataType, EvalModes.of(e))
        }
    }
  }

  private object DivideRule extends ExpressionRule[Divide] with ModeAware {
    override def support(e: Divide): Support = supported(e, EvalModes.of(e))

    override def translate(e: Divide, context: RuleContext): Result = e.dataType match {
      case result: DecimalType => DecimalRules.compute(e, result, EvalModes.of(e), context)
      case _ =>
        operands(e, context).flatMap { case (l, r) =>
          val divisor = if (EvalModes.of(e) == EvaluationMode.Legacy) nullIfZero(r) else r
          double(sql.Binary(BinaryOperator.Divide, l, divisor))
        }
    }
  }

  private object IntegralDivideRule extends ExpressionRule[IntegralDivide] with ModeAware {
    override def support(e: IntegralDivide): Support = (e.left.dataType, EvalModes.of(e)) match {
      case (_, EvaluationMode.Try) => Support.Unsupported(noTry)
      case (LongType, _) => Support.Compatible
      case (other, _) => Support.Unsupported(s"div of ${other.simpleString}")
    }

    override def translate(e: IntegralDivide, context: RuleContext): Result =
      operands(e, context).flatMap { case (l, r) =>
        val zero = sql.Literal.Integral(0, RedshiftType.BigInt)
        val minusOne = sql.Literal.Integral(-1, RedshiftType.BigInt)
        def over(divisor: SqlExpr) = sql.Binary(BinaryOperator.Divide, l, divisor)
        ok(
          EvalModes.of(e) match {
            // The smallest number over -1 wraps to itself.
            case EvaluationMode.Legacy =>
              val negated = integral(BinaryOperator.Minus, zero, l, LongType, EvaluationMode.Legacy).sql
              sql.Case(Seq(equal(r, minusOne) -> negated), Some(over(nullIfZero(r))))
            case _ => over(r)
          },
          RedshiftType.BigInt
        )
      }
  }

  private object RemainderRule extends ExpressionRule[Remainder] with ModeAware {
    override def support(e: Remainder): Support = remainderSupport(e)

    override def translate(e: Remainder, context: RuleContext): Result = e.dataType match {
      case result: DecimalType => DecimalRules.compute(e, result, EvalModes.of(e), context)
      case _ =>
        operands(e, context).flatMap { case (l, r) =>
          typed(call("MOD", l, if (EvalModes.of(e) == EvaluationMode.Legacy) nullIfZero(r) else r), e.dataType)
        }
    }
  }

  private object PmodRule extends ExpressionRule[Pmod] with ModeAware {
    override def support(e: Pmod): Support = e.dataType match {
      case ShortType | IntegerType | LongType => remainderSupport(e)
      case other => Support.Unsupported(s"pmod of ${other.simpleString}")
    }

    override def translate(e: Pmod, context: RuleContext): Result = e.right match {
      case divisor: Literal if divisor.value != null && divisor.value.toString.toLong > 0 =>
        operands(e, context).flatMap { case (l, r) =>
          val rest = call("MOD", l, r)
          typed(sql.Case(Seq(less(rest, integer(0)) -> plus(rest, r)), Some(rest)), e.dataType)
        }
      case _ => Left("pmod by a number that is no positive constant")
    }
  }

  private object Minus extends ExpressionRule[UnaryMinus] with ModeAware {
    private def mode(e: UnaryMinus) = if (e.failOnError) EvaluationMode.Ansi else EvaluationMode.Legacy

    override def translate(e: UnaryMinus, context: RuleContext): Result = context.translate(e.child).flatMap { child =>
      e.dataType match {
        case ShortType | IntegerType | LongType =>
          LiteralValues
            .of(Cast(Literal(0), e.dataType).eval(), e.dataType, context)
            .map(zero => integral(BinaryOperator.Minus, zero.sql, child.sql, e.dataType, mode(e)))
        case _: DecimalType | FloatType | DoubleType => Right(child.copy(sql = sql.Negate(child.sql)))
        case other => Left(s"the negative of ${other.simpleString}")
      }
    }
  }

  private object AbsRule extends ExpressionRule[Abs] with ModeAware {
    override def translate(e: Abs, context: RuleContext): Result = context.translate(e.child).flatMap { child =>
      val plain = call("ABS", child.sql)
      e.dataType match {
        case ShortType | IntegerType | LongType if !e.failOnError =>
          // The smallest number has no positive counterpart, and stays.
          smallest(e.dataType, context).flatMap(min => typed(when(equal(child.sql, min), child.sql, plain), e.dataType))
        case ShortType | IntegerType | LongType | _: DecimalType | FloatType | DoubleType => typed(plain, e.dataType)
        case other => Left(s"the magnitude of ${other.simpleString}")
      }
    }

    private def smallest(dataType: DataType, context: RuleContext): Either[String, SqlExpr] = {
      val value: Any = dataType match {
        case ShortType => Short.MinValue
        case IntegerType => Int.MinValue
        case _ => Long.MinValue
      }
      LiteralValues.of(value, dataType, context).map(_.sql)
    }
  }

  /** Only `&` of the binary bit operators is documented; numbers without a common bit may be added instead of joined. */
  private class Bits[E <: BinaryArithmetic: ClassTag](f: (SqlExpr, SqlExpr) => SqlExpr)
      extends ExpressionRule[E]
      with ModeAware {
    override def translate(e: E, context: RuleContext): Result =
      integers(e).flatMap(_ => operands(e, context)).flatMap { case (l, r) => typed(f(l, r), e.dataType) }
  }

  private def and(a: SqlExpr, b: SqlExpr): SqlExpr = sql.Binary(BinaryOperator.BitAnd, a, b)
  private def not(a: SqlExpr): SqlExpr = minus(integer(-1), a)

  private class Shift[E <: BinaryExpression: ClassTag](operator: BinaryOperator) extends ExpressionRule[E] {
    override def translate(e: E, context: RuleContext): Result = {
      val bits = if (e.dataType == LongType) 64 else 32
      constantInt(e.right) match {
        case Some(n) if n >= 0 && n < bits =>
          context.translate(e.left).flatMap(l => typed(sql.Binary(operator, l.sql, integer(n.toLong)), e.dataType))
        case _ => Left("a shift by a number that is no constant within the width")
      }
    }
  }

  private val noTry = "Redshift has no arithmetic that gives NULL on overflow"

  private def supported(e: BinaryArithmetic, mode: EvaluationMode): Support = (e.dataType, mode) match {
    case (_, EvaluationMode.Try) => Support.Unsupported(noTry)
    case (ShortType | IntegerType | LongType | _: DecimalType, _) => Support.Compatible
    case (ByteType, _) if mode == EvaluationMode.Legacy || WholeRange.of(e).isDefined => Support.Compatible
    case (DoubleType, _) if Magnitude.of(e).exists(_.isSafe) => Support.Compatible
    case (DoubleType, _) =>
      Support.Incompatible("Redshift raises where a double leaves its range, Spark goes on with infinity or zero")
    case (other, _) => Support.Unsupported(s"arithmetic of ${other.simpleString}")
  }

  private def remainderSupport(e: BinaryArithmetic): Support = (e.dataType, EvalModes.of(e)) match {
    case (_, EvaluationMode.Try) => Support.Unsupported(noTry)
    case (ShortType | IntegerType | LongType | _: DecimalType, _) => Support.Compatible
    case (other, _) => Support.Unsupported(s"the remainder of ${other.simpleString}")
  }

  private def operands(e: BinaryExpression, context: RuleContext): Either[String, (SqlExpr, SqlExpr)] =
    for (l <- context.translate(e.left); r <- context.translate(e.right)) yield (l.sql, r.sql)

  private def integers(e: Expression): Either[String, Unit] = e.dataType match {
    case ShortType | IntegerType | LongType => Right(())
    case other => Left(s"bits of ${other.simpleString}")
  }

  private def typed(value: SqlExpr, dataType: DataType): Result =
    SparkTypes.resultType(dataType).map(t => Translated(sql.Cast(value, t), t))

  /** Of operands whose result surely fits. */
  private def fitting(operator: BinaryOperator, left: SqlExpr, right: SqlExpr, dataType: DataType): Translated = {
    val target = SparkTypes.resultType(dataType).toOption.get // integers only
    Translated(sql.Cast(sql.Binary(operator, left, right), target), target)
  }

  private def integral(
      operator: BinaryOperator,
      left: SqlExpr,
      right: SqlExpr,
      dataType: DataType,
      mode: EvaluationMode
  ): Translated = {
    val target = SparkTypes.resultType(dataType).toOption.get // integers only
    val value = mode match {
      case EvaluationMode.Legacy =>
        val (bits, wide) = dataType match {
          case ByteType => (8, RedshiftType.BigInt)
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

  private val bitwiseNot = rule[BitwiseNot] { (e, values) =>
    integers(e).flatMap(_ => typed(minus(sql.Cast(integer(-1), values.head.redshiftType), values.head.sql), e.dataType))
  }

  val all: Seq[Rule] = Seq(
    new Operation[Add](BinaryOperator.Plus),
    new Operation[Subtract](BinaryOperator.Minus),
    new Operation[Multiply](BinaryOperator.Times),
    DivideRule,
    IntegralDivideRule,
    RemainderRule,
    PmodRule,
    Minus,
    AbsRule,
    rule[UnaryPositive]((_, values) => Right(values.head)),
    new Bits[BitwiseAnd](and),
    new Bits[BitwiseOr]((a, b) => plus(and(a, not(b)), b)),
    new Bits[BitwiseXor]((a, b) => plus(and(a, not(b)), and(not(a), b))),
    bitwiseNot,
    new Shift[ShiftLeft](BinaryOperator.ShiftLeft),
    new Shift[ShiftRight](BinaryOperator.ShiftRight)
  )
}
