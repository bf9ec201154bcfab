package io.github.redshiftspark.pushdown

import io.github.redshiftspark.read.{PushdownNotes, RedshiftQuery}
import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{FromItem, Query, Select, SelectItem, SetOperation, SetOperator}
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{Attribute, Expression, Literal}
import org.apache.spark.sql.catalyst.plans.logical._

/** Rows put after each other: UNION ALL, grouping sets (by way of Expand), and small local rows. */
private[pushdown] final class SetFolder(session: Session) {

  def union(node: Union, children: Seq[RedshiftQuery]): LogicalPlan = {
    val folded = for {
      _ <- Eithers.all(children.tail)(Leaves.together(children.head, _))
      arms = children.map { child =>
        val select = Leaves.rows(child)
        val columns = Leaves.columns(select, child)
        (select, child.output.map(a => columns(a.exprId)))
      }
      leaf <- appended(Leaves.merged(children), node.output, arms)
    } yield Leaves.note(leaf, "Union")
    folded match {
      case Right(leaf) => leaf
      case Left(why) => node.withNewChildren(children.map(Leaves.keep(_, "Union", Seq(why))))
    }
  }

  /** Each row once for each projection: a union of projections of one query, which a WITH then names. */
  def expand(node: Expand, below: RedshiftQuery): LogicalPlan = {
    val select = Leaves.wrapped(below)
    val translator = ExpressionTranslator(Leaves.columns(select, below), below, session)
    val folded = for {
      arms <- Eithers.all(node.projections)(translator.translateAll(_))
      leaf <- appended(below, node.output, arms.map(select -> _))
    } yield Leaves.note(leaf, "Expand")
    folded.fold(why => node.withNewChildren(Seq(Leaves.keep(below, "Expand", Seq(why)))), identity)
  }

  private def appended(
      below: RedshiftQuery,
      output: Seq[Attribute],
      arms: Seq[(Select, Seq[Translated])]
  ): Either[String, RedshiftQuery] =
    Eithers.all(output.indices)(i => Unified.of(arms.map(_._2(i)), constants(below))).map { columns =>
      val selects: Seq[Query] = arms.zipWithIndex.map { case ((select, _), arm) =>
        select.copy(items = columns.zipWithIndex.map { case (column, i) => SelectItem(column.values(arm), s"c$i") })
      }
      val some = if (columns.isEmpty) arms.map { case (select, _) => ones(select) } else selects
      val all = some.reduceLeft((l, r) => SetOperation(SetOperator.UnionAll, l, r))
      val types = columns.map(_.redshiftType)
      if (columns.forall(_.carrier.isEmpty)) Leaves.of(below, all, output, types)
      else {
        val values = columns.zipWithIndex.map { case (column, i) =>
          Translated(column.back(sql.ColumnRef("q", s"c$i")), column.redshiftType)
        }
        Leaves.make(below, Select(Nil, Some(FromItem.Subquery(all, "q"))), output, values)
      }
    }

  private def ones(select: Select): Query =
    select.copy(items = Seq(SelectItem(sql.Literal.Integral(1, RedshiftType.Integer), "c0")))

  /** Rows that a plan holds itself, as constants beside a leaf of the same query. */
  def local(plan: LogicalPlan, beside: RedshiftQuery): Option[RedshiftQuery] = plan match {
    case rows: LocalRelation
        if !rows.isStreaming && rows.data.nonEmpty &&
          rows.data.size * math.max(1, rows.output.size) <= SetFolder.MostLocalValues =>
      val arms = Eithers.all(rows.data) { row =>
        constants(beside).translateAll(rows.output.zipWithIndex.map { case (attribute, i) =>
          Literal(row.get(i, attribute.dataType), attribute.dataType): Expression
        })
      }
      localLeaf(beside, rows.output, arms)
    case one: Project if one.child.isInstanceOf[OneRowRelation] =>
      localLeaf(beside, one.output, constants(beside).translateAll(one.projectList).map(Seq(_)))
    case _ => None
  }

  private def constants(beside: RedshiftQuery) = ExpressionTranslator(Map.empty, beside, session)

  private def localLeaf(
      beside: RedshiftQuery,
      output: Seq[Attribute],
      rows: Either[String, Seq[Seq[Translated]]]
  ): Option[RedshiftQuery] =
    rows
      .flatMap(all => appended(beside.copy(notes = PushdownNotes.empty), output, all.map(Select(Nil, None) -> _)))
      .toOption
      .map(Leaves.note(_, "LocalRelation"))
}

private[pushdown] object SetFolder {

  /** Values (rows times columns) of a local relation that are written into a statement. */
  val MostLocalValues = 1000
}
