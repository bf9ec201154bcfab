package io.github.redshiftspark.pushdown

import io.github.redshiftspark.pushdown.Rules._
import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.SqlExpr
import io.github.redshiftspark.types.RedshiftType
import java.time.Instant

/** Instants as the session's clocks show them. Exact only where clocks are never put forward or back. */
private[pushdown] object WallTime {

  def of(value: Translated, context: RuleContext): Result = value.redshiftType match {
    case _ if !context.zoneIsFixed => Left(s"the session's zone ${context.zone} has daylight saving")
    case RedshiftType.Timestamp => Right(value)
    case RedshiftType.TimestampTz =>
      LiteralValues.asWallClock(value, context).map(Right(_)).getOrElse {
        ok(shifted(call("TIMEZONE", sql.Literal.Text("UTC"), value.sql), context), RedshiftType.Timestamp)
      }
    case RedshiftType.Date => ok(sql.Cast(value.sql, RedshiftType.Timestamp), RedshiftType.Timestamp)
    case other => Left(s"a point in time out of ${other.sql}")
  }

  /** Times whose date is the instant's, though in a zone with daylight saving their hours need not be. */
  def dated(value: Translated, context: RuleContext): Result = value.redshiftType match {
    case RedshiftType.Timestamp if MovingClocks.keepDates(context.zone) => Right(value)
    case _ => of(value, context)
  }

  /** Seconds by which the session's clocks are ahead of UTC. */
  def offset(context: RuleContext): Int = context.zone.getRules.getOffset(Instant.EPOCH).getTotalSeconds

  private def shifted(utc: SqlExpr, context: RuleContext): SqlExpr =
    if (offset(context) == 0) utc else add("second", integer(offset(context).toLong), utc)

  def add(part: String, amount: SqlExpr, value: SqlExpr): SqlExpr =
    call("DATEADD", sql.DatePart(part), amount, value)

  def between(part: String, start: SqlExpr, end: SqlExpr): SqlExpr =
    call("DATEDIFF", sql.DatePart(part), start, end)
}
