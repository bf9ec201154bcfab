package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql.{Cast, Literal, SqlExpr}
import io.github.redshiftspark.types.RedshiftType

/** Values of one type out of several expressions: branches of a CASE, arms of a UNION.
  *
  * Redshift cuts decimals to 19 digits there (r_numeric_computations201; r_UNION says 38), so that longer ones are carried
  * as text.
  *
  * @param carrier the type that the values travel in where it is another
  */
private[pushdown] final case class Unified(
    values: Seq[SqlExpr],
    redshiftType: RedshiftType,
    carrier: Option[RedshiftType]
) {
  def back(value: SqlExpr): SqlExpr = if (carrier.isEmpty) value else Cast(value, redshiftType)
}

private[pushdown] object Unified {
  private val LongestShortDecimal = 18

  def of(values: Seq[Translated], context: RuleContext): Either[String, Unified] = {
    val times = values.filterNot(v => isNull(v.sql)).map(_.redshiftType).toSet
    if (times == Set[RedshiftType](RedshiftType.Timestamp, RedshiftType.TimestampTz))
      Eithers.all(values)(v => if (isNull(v.sql)) Right(v) else WallTime.of(v, context)).flatMap(ofOneKind)
    else ofOneKind(values)
  }

  private def ofOneKind(values: Seq[Translated]): Either[String, Unified] = {
    val typed = values.filterNot(v => isNull(v.sql)).map(_.redshiftType).distinct
    val common: Either[String, RedshiftType] = typed match {
      case Seq() => Right(values.head.redshiftType)
      case Seq(one) => Right(one)
      case many if many.forall(Exact.isText) =>
        Right(RedshiftType.Varchar(many.collect { case c: RedshiftType.Character => c.length }.max))
      case many if many.forall(Exact.isBytes) =>
        Right(RedshiftType.Varbyte(many.collect { case b: RedshiftType.Varbyte => b.length }.max))
      case many => Left(s"values of several types: ${many.map(_.sql).mkString(", ")}")
    }
    common.map { redshiftType =>
      val same = values.map(v => if (isNull(v.sql)) Literal.Null(redshiftType) else v.sql)
      redshiftType match {
        case d: RedshiftType.Decimal if d.precision > LongestShortDecimal =>
          // Sign, point and a leading zero come on top.
          val text = RedshiftType.Varchar(RedshiftType.MaxDecimalPrecision + 3)
          Unified(
            values.map(v => if (isNull(v.sql)) Literal.Null(text) else Cast(v.sql, text)),
            redshiftType,
            Some(text)
          )
        case d: RedshiftType.Decimal => Unified(same, d, None)
        case other => Unified(same, other, None)
      }
    }
  }

  private def isNull(value: SqlExpr): Boolean = value match {
    case _: Literal.Null => true
    case _ => false
  }
}
