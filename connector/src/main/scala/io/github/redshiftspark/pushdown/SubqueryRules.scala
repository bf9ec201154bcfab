package io.github.redshiftspark.pushdown

import io.github.redshiftspark.read.RedshiftQuery
import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{BinaryOperator, FromItem, Select, SelectItem}
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan

/** Subqueries whose whole plan is one leaf. */
private[pushdown] object SubqueryRules {
  private val one = Seq(SelectItem(sql.Literal.Integral(1, RedshiftType.Integer), "c0"))

  private object Scalar extends ExpressionRule[ScalarSubquery] {
    override def translate(e: ScalarSubquery, context: RuleContext): Either[String, Translated] =
      for {
        _ <- Eithers.require(e.joinCond.isEmpty && e.outerAttrs.isEmpty, "a correlated scalar subquery")
        leaf <- leafOf(e.plan, context)
      } yield Translated(sql.ScalarSubquery(leaf.query), leaf.columns.head)
  }

  private object ExistsRule extends ExpressionRule[Exists] {
    override def translate(e: Exists, context: RuleContext): Either[String, Translated] =
      leafOf(e.plan, context).flatMap { leaf =>
        exists(if (e.joinCond.isEmpty) fresh(leaf) else leaf, context)(inner =>
          JoinConditions.of(Nil, e.joinCond, leaf.outputSet, inner.translate).map(_.toSeq)
        )
      }
  }

  private object In extends ExpressionRule[InSubquery] {
    override def translate(e: InSubquery, context: RuleContext): Either[String, Translated] =
      for {
        leaf <- leafOf(e.query.plan, context)
        value <- e.values match {
          case Seq(value) if e.query.joinCond.isEmpty => plainIn(value, leaf, context)
          case _ => Left("IN over several columns or a correlated subquery, below another operator than AND")
        }
      } yield value
  }

  /** `value IN (subquery)` by its three values. */
  private def plainIn(value: Expression, leaf: RedshiftQuery, context: RuleContext): Either[String, Translated] =
    for {
      subject <- context.translate(value)
      column = Translated(sql.ColumnRef("s", "c0"), leaf.columns.head)
      _ <- Eithers.require(
        Exact.isText(subject.redshiftType) == Exact.isText(column.redshiftType) &&
          (subject.redshiftType == RedshiftType.Timestamp) == (column.redshiftType == RedshiftType.Timestamp),
        "both sides of IN must have one type"
      )
      kind <- Comparisons.kind(subject.redshiftType, context)
      key <- kind match {
        case Comparisons.Kind.Text => Right((e: sql.SqlExpr) => Exact.textKey(e))
        case Comparisons.Kind.Plain => Right((e: sql.SqlExpr) => e)
        case Comparisons.Kind.Floating => Left("IN of doubles")
      }
    } yield {
      val list = Select(Seq(SelectItem(key(column.sql), "c0")), Some(FromItem.Subquery(leaf.query, "s")))
      Translated(sql.InSubquery(key(subject.sql), list), RedshiftType.Boolean)
    }

  /** IN as a whole condition, where NULL and false are the same. */
  def inCondition(e: InSubquery, context: RuleContext): Either[String, Translated] = memberships(e, context)(identity)

  /** NOT IN as a whole condition: true only where no comparison is true or NULL. */
  def notInCondition(e: InSubquery, context: RuleContext): Either[String, Translated] =
    memberships(e, context)(equal => sql.Or(equal, sql.IsNull(equal))).map(t =>
      Translated(sql.Not(t.sql), RedshiftType.Boolean)
    )

  private def memberships(e: InSubquery, context: RuleContext)(
      test: sql.SqlExpr => sql.SqlExpr
  ): Either[String, Translated] =
    leafOf(e.query.plan, context).map(l => if (e.query.joinCond.isEmpty) fresh(l) else l).flatMap { leaf =>
      exists(leaf, context) { inner =>
        for {
          // The values belong to the query around, which may know a column of the same id.
          values <- context.translateAll(e.values)
          columns <- inner.translateAll(leaf.output)
          equal <- Eithers.all(values.zip(columns)) { case (l, r) =>
            Comparisons.compare(BinaryOperator.Equal, l, r, context)
          }
          all <- JoinConditions.of(equal.map(test), e.query.joinCond, leaf.outputSet, inner.translate)
        } yield all.toSeq
      }
    }

  /** `EXISTS (SELECT 1 FROM leaf WHERE conditions)`. */
  def exists(leaf: RedshiftQuery, context: RuleContext)(
      conditions: RuleContext => Either[String, Seq[sql.SqlExpr]]
  ): Either[String, Translated] =
    for {
      scope <- context.inside(leaf)
      (inner, alias) = scope
      found <- conditions(inner)
    } yield Translated(
      sql.Exists(Select(one, Some(FromItem.Subquery(leaf.query, alias)), found.reduceOption(sql.And(_, _)))),
      RedshiftType.Boolean
    )

  /** A subquery over the same table may come with the same column ids. */
  private def fresh(leaf: RedshiftQuery): RedshiftQuery = leaf.copy(output = leaf.output.map(_.newInstance()))

  private def leafOf(plan: LogicalPlan, context: RuleContext): Either[String, RedshiftQuery] = plan match {
    case query: RedshiftQuery if context.runsHere(query) => Right(query)
    case _: RedshiftQuery => Left("a subquery of another warehouse")
    case _ => Left("a subquery that is not wholly in Redshift")
  }

  val all: Seq[ExpressionRule[_ <: Expression]] = Seq(Scalar, ExistsRule, In)
}
