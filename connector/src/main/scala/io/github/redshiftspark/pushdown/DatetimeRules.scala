package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import scala.reflect.ClassTag

/** Fields of a DATE. DATE_PART gives a DOUBLE PRECISION (r_DATE_PART_function), hence the cast. */
private[pushdown] object DatetimeRules {

  private class Field[E <: UnaryExpression: ClassTag](part: String) extends ExpressionRule[E] {
    override def translate(e: E, context: RuleContext): Either[String, Translated] =
      context.translate(e.child).flatMap { child =>
        if (child.redshiftType != RedshiftType.Date) Left(s"$name of ${child.redshiftType.sql}")
        else
          Right(
            Translated(
              sql.Cast(sql.Call("DATE_PART", sql.Literal.Text(part), child.sql), RedshiftType.Integer),
              RedshiftType.Integer
            )
          )
      }
  }

  val all: Seq[ExpressionRule[_ <: Expression]] =
    Seq(new Field[Year]("year"), new Field[Month]("month"), new Field[DayOfMonth]("day"))
}
