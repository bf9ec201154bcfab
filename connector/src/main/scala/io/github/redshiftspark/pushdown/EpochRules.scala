package io.github.redshiftspark.pushdown

import io.github.redshiftspark.pushdown.Rules._
import io.github.redshiftspark.pushdown.WallTime.add
import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.SqlExpr
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.types.{DataType, IntegerType, LongType, ShortType}
import scala.reflect.ClassTag

/** Points in time out of numbers counted from the epoch. Those of an INTEGER or SMALLINT lie within Redshift's years, and
  * DATEADD takes no longer ones (r_DATEADD_function).
  */
private[pushdown] object EpochRules {

  private class Counted[E <: UnaryExpression: ClassTag](unit: String) extends ExpressionRule[E] {
    override def translate(e: E, context: RuleContext): Result =
      for {
        count <- short(e.child)
        value <- context.translate(count)
        wall <- wallTime(unit, value.sql, context)
      } yield wall
  }

  /** The wall-clock time in the session's zone, so many units after the epoch. */
  def wallTime(unit: String, count: SqlExpr, context: RuleContext): Result =
    if (context.zoneIsFixed) {
      val epoch = sql.Literal.Timestamp(WallTime.offset(context) * 1000000L)
      ok(add(unit, count, epoch), RedshiftType.Timestamp)
    } else Left(s"the session's zone ${context.zone} has daylight saving")

  def isShort(dataType: DataType): Boolean = dataType == IntegerType || dataType == ShortType

  private def short(count: Expression): Either[String, Expression] = count match {
    case cast: Cast if cast.dataType == LongType && isShort(cast.child.dataType) => Right(cast.child)
    case other if isShort(other.dataType) => Right(other)
    case _ => Left("a count of more than an INTEGER may lie beyond Redshift's years, and DATEADD takes none")
  }

  private object FromUnixTimeRule extends ExpressionRule[FromUnixTime] {
    override def translate(e: FromUnixTime, context: RuleContext): Result =
      for {
        count <- short(e.left)
        value <- context.translate(count)
        wall <- wallTime("second", value.sql, context)
        formatted <- DatetimeRules.formatted(wall.sql, e.right)
      } yield formatted
  }

  val all: Seq[Rule] = Seq(
    new Counted[SecondsToTimestamp]("second"),
    new Counted[MillisToTimestamp]("millisecond"),
    new Counted[MicrosToTimestamp]("microsecond"),
    FromUnixTimeRule
  )
}
