package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.SqlExpr
import io.github.redshiftspark.types.RedshiftType
import java.time.{Instant, LocalDateTime, ZoneId, ZoneOffset}
import java.time.temporal.ChronoUnit.MICROS
import java.time.zone.{ZoneOffsetTransition, ZoneRules}
import scala.collection.JavaConverters._

/** Zones with daylight saving: what wall-clock times say about instants all the same. A time that clocks skip is the instant
  * that the clock shows as much later as was skipped, and a time that they show twice is the first of both.
  */
private[pushdown] object MovingClocks {
  private val LastYear = 2400

  /** Both sides as wall-clock times, where one is a constant apart from every change of the clocks: what is before it on the
    * clock is then before it in time, and what is after it after.
    */
  def besideConstant(left: Translated, right: Translated, context: RuleContext): Option[(SqlExpr, SqlExpr)] =
    (left.redshiftType, left.sql, right.redshiftType, right.sql) match {
      case _ if context.zoneIsFixed => None
      case (RedshiftType.Timestamp, value, _, constant: sql.Literal.TimestampTz) =>
        apart(constant.utcMicros, context.zone).map(value -> sql.Literal.Timestamp(_))
      case (_, constant: sql.Literal.TimestampTz, RedshiftType.Timestamp, value) =>
        apart(constant.utcMicros, context.zone).map(sql.Literal.Timestamp(_) -> value)
      case _ => None
    }

  /** Whether a wall-clock time has the date of its instant: clocks are never put forward over midnight. */
  def keepDates(zone: ZoneId): Boolean = {
    val rules = zone.getRules
    val coming = for {
      rule <- rules.getTransitionRules.asScala
      year <- 1970 to LastYear
    } yield rule.createTransition(year)
    (rules.getTransitions.asScala ++ coming).filter(_.isGap).forall { gap =>
      gap.getDateTimeBefore.toLocalDate == gap.getDateTimeAfter.plus(gap.getDuration).minusNanos(1).toLocalDate
    }
  }

  private def apart(utcMicros: Long, zone: ZoneId): Option[Long] = {
    val instant = Instant.EPOCH.plus(utcMicros, MICROS)
    val wall = LocalDateTime.ofInstant(instant, zone)
    if (near(instant, zone.getRules).exists(touches(_, wall))) None
    else Some(MICROS.between(Instant.EPOCH, wall.toInstant(ZoneOffset.UTC)))
  }

  /** The changes before and after an instant. */
  private def near(instant: Instant, rules: ZoneRules): Seq[ZoneOffsetTransition] = {
    val before = Option(rules.previousTransition(instant.plusNanos(1)))
    val after = Option(rules.nextTransition(instant))
    val earlier = before.flatMap(t => Option(rules.previousTransition(t.getInstant)))
    val later = after.flatMap(t => Option(rules.nextTransition(t.getInstant)))
    Seq(earlier, before, after, later).flatten
  }

  /** Whether a time on the clock is one that a change skips or repeats, or that a skipped one becomes. */
  private def touches(change: ZoneOffsetTransition, wall: LocalDateTime): Boolean = {
    val (first, last) =
      if (change.isGap) (change.getDateTimeBefore, change.getDateTimeAfter.plus(change.getDuration))
      else (change.getDateTimeAfter, change.getDateTimeBefore)
    !wall.isBefore(first) && !wall.isAfter(last)
  }
}
