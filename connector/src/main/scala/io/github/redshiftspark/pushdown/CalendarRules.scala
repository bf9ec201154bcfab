package io.github.redshiftspark.pushdown

import io.github.redshiftspark.pushdown.Rules._
import io.github.redshiftspark.pushdown.WallTime.{add, between}
import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{Binary, BinaryOperator, SqlExpr}
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}

/** Numbers of the calendar that Redshift's own functions count in another way. */
private[pushdown] object CalendarRules {

  /** The Thursday of a date's week lies in the year that the week is counted in (ISO 8601); DATE_TRUNC gives its Monday
    * (r_DATE_TRUNC).
    */
  private def thursday(date: SqlExpr): SqlExpr =
    add("day", integer(3), call("DATE_TRUNC", sql.Literal.Text("week"), date))

  private def part(name: String, value: SqlExpr): SqlExpr = call("DATE_PART", sql.Literal.Text(name), value)
  private def divided(a: SqlExpr, b: SqlExpr): SqlExpr = Binary(BinaryOperator.Divide, a, b)
  private def double(value: Double): SqlExpr = sql.Literal.Floating(value, RedshiftType.DoublePrecision)
  private def asDouble(value: SqlExpr): SqlExpr = sql.Cast(value, RedshiftType.DoublePrecision)

  private val weekOfYear = rule[WeekOfYear] { (_, values) =>
    DatetimeRules.ofDate(values) { date =>
      int(call("FLOOR", divided(plus(part("dayofyear", thursday(date)), integer(6)), integer(7))))
    }
  }

  private val yearOfWeek = rule[YearOfWeek] { (_, values) =>
    DatetimeRules.ofDate(values)(date => int(part("year", thursday(date))))
  }

  /** Redshift's MONTHS_BETWEEN does not round. Days of the month that are equal, or both the last, count as whole months. */
  private val monthsBetween = inContext[MonthsBetween] { (e, values, context) =>
    for {
      rounds <- e.roundOff match {
        case literal: Literal => Right(literal.value == true)
        case _ => Left("months_between that rounds by a column")
      }
      end <- WallTime.of(values.head, context)
      start <- WallTime.of(values(1), context)
    } yield Translated(months(end.sql, start.sql, rounded(_, rounds)), RedshiftType.DoublePrecision)
  }

  private def rounded(value: SqlExpr, rounds: Boolean): SqlExpr =
    if (rounds) divided(call("FLOOR", plus(times(value, double(1e8)), double(0.5))), double(1e8)) else value

  private def months(end: SqlExpr, start: SqlExpr, round: SqlExpr => SqlExpr): SqlExpr = {
    val whole = asDouble(between("month", start, end))
    val seconds = minus(sinceFirst(end), sinceFirst(start))
    when(
      sql.Or(equal(part("day", end), part("day", start)), sql.And(isLast(end), isLast(start))),
      whole,
      round(plus(whole, divided(asDouble(seconds), double(31.0 * 86400))))
    )
  }

  private def isLast(value: SqlExpr): SqlExpr = equal(sql.Cast(value, RedshiftType.Date), call("LAST_DAY", value))
  private def sinceFirst(value: SqlExpr): SqlExpr =
    between("second", call("DATE_TRUNC", sql.Literal.Text("month"), value), value)

  val all: Seq[Rule] = Seq(weekOfYear, yearOfWeek, monthsBetween)
}
