package io.github.redshiftspark.pushdown

import io.github.redshiftspark.read.{KeptNode, PushdownNotes, RedshiftQuery, ResultSize, Transport}
import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{FromItem, JoinKind, Select, SelectItem}
import io.github.redshiftspark.types.RedshiftType
import java.time.ZoneId
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression
import org.apache.spark.sql.catalyst.plans._
import org.apache.spark.sql.catalyst.plans.logical._

/** Folds one plan node into the statement below it. None of these methods destructures a node by position: Catalyst's
  * constructors change between versions.
  */
private[pushdown] final class PlanFolder(zone: ZoneId, switches: String => Option[String]) {

  def filter(node: Filter, below: RedshiftQuery): LogicalPlan = {
    val select = rows(below)
    val translator = this.translator(items(select, below))
    val outcomes = conjuncts(node.condition).map(c => c -> translator.translate(c))
    val pushed = outcomes.collect { case (_, Right(value)) => value.sql }
    val kept = outcomes.collect { case (conjunct, Left(why)) => (conjunct, why) }
    if (pushed.isEmpty) node.withNewChildren(Seq(keep(below, "Filter", kept.map(_._2))))
    else {
      val leaf = keep(
        note(
          below.copy(query = select.copy(where = Some((select.where.toSeq ++ pushed).reduce(sql.And(_, _))))),
          "Filter"
        ),
        "Filter",
        kept.map(_._2)
      )
      kept.map(_._1).reduceOption(And(_, _)).fold[LogicalPlan](leaf)(Filter(_, leaf))
    }
  }

  def project(node: Project, below: RedshiftQuery): LogicalPlan = {
    val select = asSelect(below)
    val translator = this.translator(items(select, below))
    translator.translateAll(node.projectList) match {
      case Right(values) => note(leaf(below, select, node.output, values), "Project")
      case Left(why) => node.withNewChildren(Seq(keep(prune(below, node.references), "Project", Seq(why))))
    }
  }

  def aggregate(node: Aggregate, below: RedshiftQuery): LogicalPlan = {
    val select = rows(below)
    val translator = this.translator(items(select, below))
    val folded = for {
      _ <- Either.cond(
        node.groupingExpressions.nonEmpty || node.aggregateExpressions.exists(holdsFunction),
        (),
        "an aggregate without groups and functions has one row, which SQL cannot say without either"
      )
      groups <- translator.translateAll(node.groupingExpressions)
      keys <- groupKeys(groups, translator)
      values <- translator.translateAll(node.aggregateExpressions)
    } yield note(leaf(below, select.copy(groupBy = keys), node.output, values), "Aggregate")
    folded.fold(why => node.withNewChildren(Seq(keep(below, "Aggregate", Seq(why)))), identity)
  }

  /** Top-N and plain limits. The result's order survives only where rows are fetched directly. */
  def limit(node: LogicalPlan, rows: Int, sort: Option[Sort], below: RedshiftQuery): LogicalPlan = {
    val select = this.rows(below)
    val translator = this.translator(items(select, below))
    sortKeys(sort.toSeq.flatMap(_.order), translator) match {
      case Left(why) => withLeaf(node, below, keep(below, "TopN", Seq(why)))
      case Right(keys) =>
        val limited = note(
          below.copy(query = select.copy(orderBy = keys, limit = Some(rows))),
          if (keys.isEmpty) "Limit" else "TopN"
        )
        val ordered = keys.isEmpty || (Transport.choose(limited) match {
          case _: Transport.Direct => true
          case _: Transport.Unload => false
        })
        if (ordered) limited
        else
          sort.get.withNewChildren(Seq(keep(limited, "Sort", Seq("files come in no order, so Spark sorts the result"))))
    }
  }

  private def withLeaf(node: LogicalPlan, from: RedshiftQuery, to: RedshiftQuery): LogicalPlan =
    node.transform { case query: RedshiftQuery if query eq from => to }

  def join(node: Join, left: RedshiftQuery, right: RedshiftQuery): LogicalPlan = {
    val kind = node.joinType match {
      case Inner => Right(JoinKind.Inner)
      case LeftOuter => Right(JoinKind.LeftOuter)
      case RightOuter => Right(JoinKind.RightOuter)
      case FullOuter => Right(JoinKind.FullOuter)
      case other => Left(s"${other.sql} joins have no rule")
    }
    val sides = Seq((left, "l"), (right, "r"))
    val columns = sides.flatMap { case (query, alias) =>
      query.output.zip(query.columns).zipWithIndex.map { case ((attribute, redshiftType), i) =>
        attribute.exprId -> Translated(sql.ColumnRef(alias, s"c$i"), redshiftType)
      }
    }.toMap
    val folded = for {
      joinKind <- kind
      _ <- Either.cond(sameWarehouse(left, right), (), "the sides lie in two warehouses")
      condition <- node.condition.toRight("a join without a condition stays in Spark")
      // Redshift runs a FULL JOIN only by merge or hash, so on equalities (PostgreSQL's rule; not documented otherwise).
      _ <- Either.cond(
        joinKind != JoinKind.FullOuter || conjuncts(condition).forall(_.isInstanceOf[EqualTo]),
        (),
        "a full outer join goes on equalities only"
      )
      on <- translator(columns).translate(condition)
    } yield {
      val from =
        FromItem.Join(joinKind, FromItem.Subquery(left.query, "l"), FromItem.Subquery(right.query, "r"), Some(on.sql))
      val values = (left.output ++ right.output).map(a => columns(a.exprId))
      val merged = left.copy(notes =
        PushdownNotes(left.notes.pushed ++ right.notes.pushed, (left.notes.kept ++ right.notes.kept).distinct)
      )
      note(leaf(merged, Select(Nil, Some(from)), node.output, values), "Join")
    }
    folded.fold(why => node.withNewChildren(Seq(keep(left, "Join", Seq(why)), keep(right, "Join", Seq(why)))), identity)
  }

  /** Only the columns that are asked for, in their order. */
  def prune(below: RedshiftQuery, needed: AttributeSet): RedshiftQuery = {
    val wanted = below.output.filter(needed.contains)
    if (wanted.size == below.output.size) below
    else {
      val select = asSelect(below)
      val values = items(select, below)
      leaf(below, select, wanted, wanted.map(a => values(a.exprId)))
    }
  }

  private def leaf(
      below: RedshiftQuery,
      select: Select,
      output: Seq[Attribute],
      values: Seq[Translated]
  ): RedshiftQuery = {
    val named = values.zipWithIndex.map { case (value, i) => SelectItem(value.sql, s"c$i") }
    // A statement needs a column even where only its rows are counted.
    val some = if (named.isEmpty) Seq(SelectItem(sql.Literal.Integral(1, RedshiftType.Integer), "c0")) else named
    below.copy(
      query = select.copy(items = some),
      output = output.map(a => AttributeReference(a.name, a.dataType, a.nullable, a.metadata)(a.exprId, a.qualifier)),
      columns = values.map(_.redshiftType)
    )
  }

  private def items(select: Select, below: RedshiftQuery): Map[ExprId, Translated] =
    below.output
      .zip(below.columns)
      .zip(select.items)
      .map { case ((attribute, redshiftType), item) =>
        attribute.exprId -> Translated(item.value, redshiftType)
      }
      .toMap

  private def asSelect(below: RedshiftQuery): Select = below.query match {
    // Dropping the last aggregate of a statement without groups would turn its one row into the table's rows.
    case select: Select if isGlobalAggregate(select) => wrapped(select, below.output.size)
    case select: Select => select
    case other => wrapped(other, below.output.size)
  }

  private def isGlobalAggregate(select: Select): Boolean =
    select.groupBy.isEmpty && select.limit.isEmpty && select.orderBy.isEmpty && !ResultSize.isRowByRow(select)

  /** A SELECT to whose rows clauses may be added; one with groups or a limit becomes a subquery. */
  private def rows(below: RedshiftQuery): Select = {
    val select = asSelect(below)
    if (ResultSize.isRowByRow(select)) select else wrapped(select, below.output.size)
  }

  private def wrapped(query: sql.Query, columns: Int): Select =
    // Even a query without output has its c0.
    Select(
      (0 until math.max(1, columns)).map(i => SelectItem(sql.ColumnRef("q", s"c$i"), s"c$i")),
      Some(FromItem.Subquery(query, "q"))
    )

  /** Strings are grouped by their length too, for Redshift's GROUP BY ignores trailing blanks. */
  private def groupKeys(groups: Seq[Translated], context: RuleContext): Either[String, Seq[sql.SqlExpr]] =
    groups.foldLeft[Either[String, Vector[sql.SqlExpr]]](Right(Vector.empty)) { (done, group) =>
      for (keys <- done; _ <- noOrdinal(group); kind <- Comparisons.kind(group.redshiftType, context))
        yield kind match {
          case Comparisons.Kind.Text => keys :+ group.sql :+ Exact.octets(group.sql)
          case Comparisons.Kind.Plain => keys :+ group.sql
        }
    }

  /** GROUP BY 1 and ORDER BY 1 mean the first column, not the number (r_ORDER_BY_clause). */
  private def noOrdinal(key: Translated): Either[String, Unit] = key.sql match {
    case _: sql.Literal => Left("a constant key would be read as a column's ordinal")
    case _ => Right(())
  }

  private def sortKeys(orders: Seq[SortOrder], translator: ExpressionTranslator): Either[String, Seq[sql.SortKey]] =
    orders.foldLeft[Either[String, Vector[sql.SortKey]]](Right(Vector.empty)) { (done, order) =>
      for {
        keys <- done
        value <- translator.translate(order.child)
        _ <- noOrdinal(value)
        kind <- Comparisons.kind(value.redshiftType, translator)
      } yield keys :+ sql.SortKey(
        kind match {
          case Comparisons.Kind.Text => Exact.textKey(value.sql)
          case Comparisons.Kind.Plain => value.sql
        },
        if (order.direction == Ascending) sql.Direction.Ascending else sql.Direction.Descending,
        if (order.nullOrdering == NullsFirst) sql.NullOrder.First else sql.NullOrder.Last
      )
    }

  private def holdsFunction(expression: Expression): Boolean = expression.exists(_.isInstanceOf[AggregateExpression])

  /** One statement runs with one side's rights and folder, so those must agree, too. */
  private def sameWarehouse(left: RedshiftQuery, right: RedshiftQuery): Boolean =
    left.settings.connection.warehouse == right.settings.connection.warehouse &&
      left.settings.staging == right.settings.staging

  private def conjuncts(condition: Expression): Seq[Expression] = condition match {
    case and: And => conjuncts(and.left) ++ conjuncts(and.right)
    case other => Seq(other)
  }

  private def translator(columns: Map[ExprId, Translated]) = new ExpressionTranslator(columns, zone, switches)

  private def note(leaf: RedshiftQuery, node: String): RedshiftQuery =
    leaf.copy(notes = leaf.notes.copy(pushed = leaf.notes.pushed :+ node))

  /** Remembers why a node stayed. The rule may run twice over a plan, so nothing is said twice. */
  private def keep(leaf: RedshiftQuery, node: String, reasons: Seq[String]): RedshiftQuery =
    leaf.copy(notes = leaf.notes.copy(kept = (leaf.notes.kept ++ reasons.map(KeptNode(node, _))).distinct))
}
