package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql
import io.github.redshiftspark.types.SparkTypes
import org.apache.spark.sql.catalyst.expressions.{Cast, Expression}
import org.apache.spark.sql.types._

/** Only casts that cannot fail, round or overflow: there every mode gives the same. */
private[pushdown] object CastRules {

  private object CastRule extends ExpressionRule[Cast] with ModeAware {
    override def support(e: Cast): Support =
      if (isSafe(e.child.dataType, e.dataType)) Support.Compatible
      else
        Support.Unsupported(
          s"from ${e.child.dataType.simpleString} to ${e.dataType.simpleString} is not exact everywhere"
        )

    override def translate(e: Cast, context: RuleContext): Either[String, Translated] =
      for {
        child <- context.translate(e.child)
        target <- SparkTypes.resultType(e.dataType)
      } yield if (child.redshiftType == target) child else Translated(sql.Cast(child.sql, target), target)
  }

  private def isSafe(from: DataType, to: DataType): Boolean = (from, to) match {
    case (ShortType, IntegerType | LongType) | (IntegerType, LongType) => true
    case (ShortType | IntegerType | LongType, d: DecimalType) => d.precision - d.scale >= digits(from)
    case (ShortType | IntegerType, DoubleType) | (FloatType, DoubleType) => true
    case (a: DecimalType, b: DecimalType) => b.scale >= a.scale && b.precision - b.scale >= a.precision - a.scale
    case (a, b) => a == b && SparkTypes.resultType(b).isRight
  }

  private def digits(dataType: DataType): Int = dataType match {
    case ShortType => 5
    case IntegerType => 10
    case _ => 19
  }

  val all: Seq[ExpressionRule[_ <: Expression]] = Seq(CastRule)
}
