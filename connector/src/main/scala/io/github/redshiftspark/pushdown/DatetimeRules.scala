package io.github.redshiftspark.pushdown

import io.github.redshiftspark.pushdown.Rules._
import io.github.redshiftspark.pushdown.WallTime.{add, between}
import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{Binary, BinaryOperator, SqlExpr}
import io.github.redshiftspark.types.RedshiftType
import java.util.Locale
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.redshift.Renamed
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.CalendarInterval
import scala.reflect.ClassTag

/** Dates, and timestamps in zones without daylight saving. DATE_PART gives a DOUBLE PRECISION (r_DATE_PART_function). */
private[pushdown] object DatetimeRules {
  private val epochDay = sql.Literal.Date(0)
  private val epoch = sql.Literal.Timestamp(0L)

  private def part(name: String, value: SqlExpr): SqlExpr = call("DATE_PART", sql.Literal.Text(name), value)

  def ofDate(values: Seq[Translated])(f: SqlExpr => Result): Result = values.head.redshiftType match {
    case RedshiftType.Date => f(values.head.sql)
    case other => Left(s"a date is expected, not ${other.sql}")
  }

  private def dateField[E <: Expression: ClassTag](f: SqlExpr => SqlExpr): Rule =
    rule[E]((_, values) => ofDate(values)(v => int(f(v))))

  private def timeField[E <: Expression: ClassTag](name: String): Rule =
    inContext[E] { (_, values, context) =>
      WallTime.of(values.head, context).flatMap(t => int(call("FLOOR", part(name, t.sql))))
    }

  /** Spark's names of units in trunc and date_trunc. */
  private def unit(name: String): Option[String] = name.toLowerCase(Locale.ROOT) match {
    case "year" | "yyyy" | "yy" => Some("year")
    case "quarter" => Some("quarter")
    case "month" | "mon" | "mm" => Some("month")
    case "week" => Some("week")
    case "day" | "dd" => Some("day")
    case "hour" => Some("hour")
    case "minute" => Some("minute")
    case "second" => Some("second")
    case _ => None
  }

  private val unitsOfDay = Set("hour", "minute", "second")

  private val truncDate = rule[TruncDate] { (e, values) =>
    constant(e.format).flatMap(unit).filter(Set("year", "quarter", "month", "week")) match {
      case Some(name) => ofDate(values)(v => date(call("DATE_TRUNC", sql.Literal.Text(name), v)))
      case None => Left("trunc to a unit that is no constant of year, quarter, month or week")
    }
  }

  private val truncTimestamp = inContext[TruncTimestamp] { (e, values, context) =>
    constant(e.format).flatMap(unit) match {
      case Some(name) =>
        val wall = if (unitsOfDay(name)) WallTime.of(values(1), context) else WallTime.dated(values(1), context)
        wall.flatMap(t => ok(call("DATE_TRUNC", sql.Literal.Text(name), t.sql), RedshiftType.Timestamp))
      case None => Left("date_trunc to a unit that is no constant of year to second")
    }
  }

  private val days = Map(
    "MO" -> "Monday",
    "TU" -> "Tuesday",
    "WE" -> "Wednesday",
    "TH" -> "Thursday",
    "FR" -> "Friday",
    "SA" -> "Saturday",
    "SU" -> "Sunday"
  )

  private val nextDay = byMode[NextDay] { (e, values) =>
    constant(e.dayOfWeek).map(_.toUpperCase(Locale.ROOT)).flatMap { name =>
      days
        .get(name.take(2))
        .filter(full => Set(2, 3, full.length)(name.length) && full.toUpperCase(Locale.ROOT).startsWith(name))
    } match {
      case Some(day) => ofDate(values)(v => date(call("NEXT_DAY", v, sql.Literal.Text(day))))
      case None => Left("next_day of no constant day's name")
    }
  }

  /** Letters of Spark's patterns that TO_CHAR knows by another name. */
  private val letters = Map(
    "yyyy" -> "YYYY",
    "MMM" -> "Mon",
    "EEE" -> "Dy",
    "HH" -> "HH24",
    "hh" -> "HH12",
    "dd" -> "DD",
    "mm" -> "MI",
    "ss" -> "SS",
    "a" -> "AM"
  )

  private[pushdown] def pattern(spark: String): Option[String] = {
    val token = "yyyy|MMM|MM|EEE|dd|HH|hh|mm|ss|a|[-/: .,]".r
    val found = token.findAllIn(spark).toList
    if (found.mkString == spark) Some(found.map(t => letters.getOrElse(t, t)).mkString) else None
  }

  private val dateFormat = inContext[DateFormatClass] { (e, values, context) =>
    WallTime.of(values.head, context).flatMap(t => formatted(t.sql, e.right))
  }

  /** Wall-clock time by a pattern of Spark's. */
  def formatted(time: SqlExpr, format: Expression): Result = constant(format).flatMap(pattern) match {
    case Some(format) =>
      val plain = call("TO_CHAR", time, sql.Literal.Text(format))
      format.indexOf("YYYY") match {
        case -1 => text(plain)
        case 0 => text(when(isLate(time), Binary(BinaryOperator.Concat, sql.Literal.Text("+"), plain), plain))
        case _ => Left("a pattern whose year does not come first: Spark signs years beyond 9999, TO_CHAR does not")
      }
    case None => Left("a pattern with more than yyyy, MM, MMM, dd, EEE, HH, hh, mm, ss, a and - / : . , between them")
  }

  private def isLate(value: SqlExpr): SqlExpr = Binary(
    BinaryOperator.Greater,
    sql.Cast(value, RedshiftType.Date),
    sql.Literal.Date(java.time.LocalDate.of(9999, 12, 31).toEpochDay.toInt)
  )

  private def micros(value: SqlExpr): SqlExpr = between("microsecond", epoch, value)

  /** Microseconds since the epoch in UTC. */
  private def instantMicros(value: Translated, context: RuleContext): Either[String, SqlExpr] =
    WallTime.of(value, context).map { wall =>
      minus(micros(wall.sql), sql.Literal.Integral(WallTime.offset(context) * 1000000L, RedshiftType.BigInt))
    }

  private val million = sql.Literal.Integral(1000000L, RedshiftType.BigInt)

  private def floorDivided(value: SqlExpr, by: SqlExpr): SqlExpr = {
    val rest = call("MOD", value, by)
    Binary(BinaryOperator.Divide, minus(value, sql.Case(Seq(less(rest, integer(0)) -> plus(rest, by)), Some(rest))), by)
  }

  private def unixTimestamp[E <: Expression: ClassTag](value: E => Expression): Rule = new ExpressionRule[E]
    with ModeAware {
    override def translate(e: E, context: RuleContext): Result = value(e).dataType match {
      case TimestampType | DateType =>
        for {
          v <- context.translate(value(e))
          instant <- instantMicros(v, context)
          // Spark cuts towards zero here.
          result <- ok(Binary(BinaryOperator.Divide, instant, million), RedshiftType.BigInt)
        } yield result
      case other => Left(s"unix_timestamp of ${other.simpleString}")
    }
  }

  /** Rules for a point in time and a constant interval, which has no SQL of its own. */
  private class Moved[E <: BinaryExpression: ClassTag](f: (E, Translated, RuleContext) => Result)
      extends ExpressionRule[E] {
    override def translate(e: E, context: RuleContext): Result = context.translate(e.left).flatMap(f(e, _, context))
  }

  private val timestampAddInterval =
    new Moved[Renamed.TimestampAddInterval]((e, value, context) => addMicros(e.right, value, context)) {
      override val name: String = "TimestampAddInterval" // TimeAdd before Spark 4.1
    }

  private def addMicros(interval: Expression, value: Translated, context: RuleContext): Result =
    (interval match {
      case literal: Literal =>
        literal.value match {
          case micros: Long => Some((0, micros))
          case i: CalendarInterval if i.months == 0 => Some((i.days, i.microseconds))
          case _ => None
        }
      case _ => None
    }) match {
      case None => Left("an interval that is no constant of days and less")
      case Some((wholeDays, micros)) =>
        WallTime.of(value, context).flatMap { wall =>
          val seconds = micros / 1000000L
          val (d, s, u) = (wholeDays + seconds / 86400L, seconds % 86400L, micros % 1000000L)
          val parts = Seq("day" -> d, "second" -> s, "microsecond" -> u).filter(_._2 != 0)
          ok(
            parts.foldLeft(wall.sql) { case (at, (name, amount)) => add(name, integer(amount), at) },
            RedshiftType.Timestamp
          )
        }
    }

  private def months(interval: Expression): Either[String, SqlExpr] =
    constantInt(interval).map(n => integer(n.toLong)).toRight("an interval that is not constant")

  private val monthsToDate = new Moved[DateAddYMInterval]((e, value, _) =>
    months(e.interval).flatMap(n => ofDate(Seq(value))(v => date(add("month", n, v))))
  )

  private val monthsToTimestamp = new Moved[TimestampAddYMInterval]((e, value, context) =>
    for (n <- months(e.interval); t <- WallTime.of(value, context))
      yield Translated(add("month", n, t.sql), RedshiftType.Timestamp)
  )

  val all: Seq[Rule] = Seq(
    dateField[Year](part("year", _)),
    dateField[Quarter](part("quarter", _)),
    dateField[Month](part("month", _)),
    dateField[DayOfMonth](part("day", _)),
    dateField[DayOfYear](part("dayofyear", _)),
    // Redshift counts from Sunday 0; Spark from Sunday 1, and for weekday from Monday 0.
    dateField[DayOfWeek](v => plus(part("dayofweek", v), integer(1))),
    dateField[WeekDay](v =>
      call("MOD", plus(sql.Cast(part("dayofweek", v), RedshiftType.Integer), integer(6)), integer(7))
    ),
    timeField[Hour]("hour"),
    timeField[Minute]("minute"),
    timeField[Second]("second"),
    rule[DateAdd]((_, values) => ofDate(values)(v => date(add("day", values(1).sql, v)))),
    rule[DateSub] { (_, values) =>
      ofDate(values)(v => date(add("day", minus(integer(0), sql.Cast(values(1).sql, RedshiftType.Integer)), v)))
    },
    rule[DateDiff] { (_, values) =>
      ofDate(values)(end => ofDate(values.tail)(start => int(between("day", start, end))))
    },
    // Unlike ADD_MONTHS, DATEADD does not keep the last day of the month the last.
    rule[AddMonths]((_, values) => ofDate(values)(v => date(add("month", values(1).sql, v)))),
    rule[LastDay]((_, values) => ofDate(values)(v => date(call("LAST_DAY", v)))),
    nextDay,
    truncDate,
    truncTimestamp,
    dateFormat,
    rule[UnixDate]((_, values) => ofDate(values)(v => int(between("day", epochDay, v)))),
    rule[DateFromUnixDate]((_, values) => date(add("day", values.head.sql, epochDay))),
    unixTimestamp[UnixTimestamp](_.left),
    unixTimestamp[ToUnixTimestamp](_.left),
    inContext[UnixSeconds] { (_, values, context) =>
      instantMicros(values.head, context).flatMap(m => ok(floorDivided(m, million), RedshiftType.BigInt))
    },
    inContext[UnixMillis] { (_, values, context) =>
      instantMicros(values.head, context)
        .flatMap(m => ok(floorDivided(m, sql.Literal.Integral(1000L, RedshiftType.BigInt)), RedshiftType.BigInt))
    },
    inContext[UnixMicros]((_, values, context) =>
      instantMicros(values.head, context).flatMap(ok(_, RedshiftType.BigInt))
    ),
    timestampAddInterval,
    monthsToDate,
    monthsToTimestamp,
    unsupported[MakeDate]("Redshift makes no date out of numbers that may be none")
  ) ++ CalendarRules.all ++ EpochRules.all
}
