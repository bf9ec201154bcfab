package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{Direction, NullOrder, SortKey, SqlExpr}
import org.apache.spark.sql.catalyst.expressions.{Ascending, NullsFirst, SortOrder}

/** What stands in GROUP BY, PARTITION BY and ORDER BY for a value. */
private[pushdown] object Keys {

  /** Equal exactly where Spark's values are: strings with their length, for trailing blanks do not count. */
  def group(value: Translated, context: RuleContext): Either[String, Seq[SqlExpr]] =
    for (_ <- noOrdinal(value); kind <- Comparisons.kind(value.redshiftType, context))
      yield kind match {
        case Comparisons.Kind.Text => Seq(value.sql, Exact.octets(value.sql))
        case Comparisons.Kind.Floating => Seq(Doubles.isNan(value.sql), Doubles.number(value.sql))
        case Comparisons.Kind.Plain => Seq(value.sql)
      }

  def order(order: SortOrder, context: RuleContext): Either[String, Seq[SortKey]] = {
    val direction = if (order.direction == Ascending) Direction.Ascending else Direction.Descending
    val nulls = if (order.nullOrdering == NullsFirst) NullOrder.First else NullOrder.Last
    for {
      value <- context.translate(order.child)
      _ <- noOrdinal(value)
      kind <- Comparisons.kind(value.redshiftType, context)
    } yield kind match {
      case Comparisons.Kind.Text => Seq(SortKey(Exact.textKey(value.sql), direction, nulls))
      case Comparisons.Kind.Floating =>
        Seq(SortKey(Doubles.nanRank(value.sql), direction, nulls), SortKey(value.sql, direction, nulls))
      case Comparisons.Kind.Plain => Seq(SortKey(value.sql, direction, nulls))
    }
  }

  def orders(orders: Seq[SortOrder], context: RuleContext): Either[String, Seq[SortKey]] =
    Eithers.all(orders)(order(_, context)).map(_.flatten)

  def groups(values: Seq[Translated], context: RuleContext): Either[String, Seq[SqlExpr]] =
    Eithers.all(values)(group(_, context)).map(_.flatten)

  /** GROUP BY 1 and ORDER BY 1 mean the first column, not the number (r_ORDER_BY_clause). */
  private def noOrdinal(key: Translated): Either[String, Unit] = key.sql match {
    case _: sql.Literal => Left("a constant key would be read as a column's ordinal")
    case _ => Right(())
  }
}
