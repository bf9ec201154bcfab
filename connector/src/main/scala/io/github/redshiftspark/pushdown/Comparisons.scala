package io.github.redshiftspark.pushdown

import io.github.redshiftspark.options.TrailingBlanks
import io.github.redshiftspark.sql._
import io.github.redshiftspark.types.RedshiftType

/** Comparisons by type: which are Spark's as they are, which need another form, which are kept back. */
private[pushdown] object Comparisons {

  def compare(
      operator: BinaryOperator,
      left: Translated,
      right: Translated,
      context: RuleContext
  ): Either[String, SqlExpr] = MovingClocks.besideConstant(left, right, context) match {
    case Some((l, r)) => Right(Binary(operator, l, r))
    case None => compareAligned(operator, left, right, context)
  }

  private def compareAligned(
      operator: BinaryOperator,
      left: Translated,
      right: Translated,
      context: RuleContext
  ): Either[String, SqlExpr] =
    aligned(left, right, context).flatMap {
      case (l, r)
          if operator == BinaryOperator.Equal && Exact.isBytes(l.redshiftType) && Exact.isBytes(r.redshiftType) =>
        Right(Exact.bytesEqual(l.sql, r.sql))
      case (l, r) =>
        kind(l.redshiftType, context).map {
          case Kind.Text if operator == BinaryOperator.Equal => Exact.textEquals(l.sql, r.sql)
          case Kind.Text => Binary(operator, Exact.textKey(l.sql), Exact.textKey(r.sql))
          case Kind.Floating => Doubles.compare(operator, l.sql, r.sql)
          case Kind.Plain => Binary(operator, l.sql, r.sql)
        }
    }

  def in(value: Translated, list: Seq[Translated], context: RuleContext): Either[String, SqlExpr] =
    if (list.nonEmpty && Exact.isBytes(value.redshiftType))
      Eithers.all(list)(compare(BinaryOperator.Equal, value, _, context)).map(_.reduce(Or(_, _)))
    else inAligned(value, list, context)

  private def inAligned(value: Translated, list: Seq[Translated], context: RuleContext): Either[String, SqlExpr] = for {
    _ <- Eithers.require(list.nonEmpty, "an empty IN list")
    pairs <- Eithers.all(list)(aligned(value, _, context))
    (subject, items) = (pairs.head._1, pairs.map(_._2))
    kind <- kind(subject.redshiftType, context)
  } yield kind match {
    case Kind.Text => InList(Exact.textKey(subject.sql), items.map(i => Exact.textKey(i.sql)))
    case Kind.Plain => InList(subject.sql, items.map(_.sql))
    case Kind.Floating if items.forall(i => Doubles.isNumberSurely(i.sql)) =>
      And(InList(subject.sql, items.map(_.sql)), Doubles.isNumber(subject.sql))
    case Kind.Floating => items.map(i => Doubles.compare(BinaryOperator.Equal, subject.sql, i.sql)).reduce(Or(_, _))
  }

  /** True for two NULLs, false for one. */
  def nullSafe(left: Translated, right: Translated, context: RuleContext): Either[String, SqlExpr] =
    compare(BinaryOperator.Equal, left, right, context).map { equal =>
      val (l, r) = (IsNull(left.sql), IsNull(right.sql))
      Case(Seq(Or(l, r) -> And(l, r)), Some(equal))
    }

  sealed trait Kind
  object Kind {
    case object Plain extends Kind
    case object Text extends Kind
    case object Floating extends Kind
  }

  /** How values of a type are compared, grouped and ordered. */
  def kind(redshiftType: RedshiftType, context: RuleContext): Either[String, Kind] = redshiftType match {
    case _: RedshiftType.Integral | _: RedshiftType.Decimal => Right(Kind.Plain)
    case RedshiftType.Boolean | RedshiftType.Date | RedshiftType.TimestampTz => Right(Kind.Plain)
    case _: RedshiftType.Character =>
      context.trailingBlanks match {
        case TrailingBlanks.Exact => Right(Kind.Text)
        case TrailingBlanks.Ignored => Right(Kind.Plain)
      }
    case RedshiftType.Timestamp if context.zoneIsFixed => Right(Kind.Plain)
    case RedshiftType.Timestamp =>
      Left(
        s"wall-clock times do not order as instants do in ${context.zone}, which has daylight saving; " +
          "with a spark.sql.session.timeZone without it they would go"
      )
    case _: RedshiftType.Floating => Right(Kind.Floating)
    case other => Left(s"comparison of ${other.sql}")
  }

  /** Both sides in one type. */
  def aligned(
      left: Translated,
      right: Translated,
      context: RuleContext
  ): Either[String, (Translated, Translated)] =
    (left.redshiftType, right.redshiftType) match {
      case (RedshiftType.Timestamp, RedshiftType.TimestampTz) => WallTime.of(right, context).map(left -> _)
      case (RedshiftType.TimestampTz, RedshiftType.Timestamp) => WallTime.of(left, context).map(_ -> right)
      case _ => Right((left, right))
    }
}
