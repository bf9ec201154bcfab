package io.github.redshiftspark.pushdown

import io.github.redshiftspark.read.RedshiftQuery
import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{BinaryOperator, FromItem, JoinKind, Select, SqlTree}
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.catalyst.plans._
import org.apache.spark.sql.catalyst.plans.logical.{Join, LogicalPlan}

/** Joins inside one warehouse. Semi, anti and existence joins become EXISTS, for Redshift has no such joins. */
private[pushdown] final class JoinFolder(session: Session) {

  def fold(node: Join, left: RedshiftQuery, right: RedshiftQuery): LogicalPlan = {
    val folded = Leaves.together(left, right).flatMap { _ =>
      node.joinType match {
        case _: InnerLike => joined(node, if (node.condition.isEmpty) JoinKind.Cross else JoinKind.Inner, left, right)
        case LeftOuter => joined(node, JoinKind.LeftOuter, left, right)
        case RightOuter => joined(node, JoinKind.RightOuter, left, right)
        case FullOuter => joined(node, JoinKind.FullOuter, left, right)
        case LeftSemi => filtered(node, left, right)(identity)
        case LeftAnti => filtered(node, left, right)(sql.Not(_))
        case _: ExistenceJoin => marked(node, left, right)
        case other => Left(s"${other.sql} joins have no rule")
      }
    }
    folded match {
      case Right(leaf) => Leaves.note(leaf, "Join")
      case Left(why) =>
        node.withNewChildren(Seq(Leaves.keep(left, "Join", Seq(why)), Leaves.keep(right, "Join", Seq(why))))
    }
  }

  private def joined(
      node: Join,
      kind: JoinKind,
      left: RedshiftQuery,
      right: RedshiftQuery
  ): Either[String, RedshiftQuery] = {
    val columns = Leaves.columns(left, "l") ++ Leaves.columns(right, "r")
    val isInner = kind == JoinKind.Inner || kind == JoinKind.Cross
    for {
      _ <- Eithers.require(
        isInner || !node.condition.exists(_.exists(_.isInstanceOf[SubqueryExpression])),
        "a subquery in the condition of an outer join"
      )
      on <- JoinConditions.of(
        Nil,
        node.condition.toSeq,
        left.outputSet,
        ExpressionTranslator(columns, left, session).translate
      )
      // Redshift runs a FULL JOIN only by merge or hash, so on equalities (PostgreSQL's rule; not documented otherwise).
      _ <- Eithers.require(
        kind != JoinKind.FullOuter || on.exists(isOfKeys),
        "a full outer join goes on equalities of both sides' columns only"
      )
    } yield {
      val where = if (kind == JoinKind.Cross) None else Some(on.getOrElse(sql.Literal.Bool(true)))
      val from =
        FromItem.Join(kind, FromItem.Subquery(left.query, "l"), FromItem.Subquery(right.query, "r"), where)
      Leaves.make(
        Leaves.merged(Seq(left, right)),
        Select(Nil, Some(from)),
        node.output,
        (left.output ++ right.output).map(a => columns(a.exprId))
      )
    }
  }

  private def filtered(node: Join, left: RedshiftQuery, right: RedshiftQuery)(
      test: sql.SqlExpr => sql.SqlExpr
  ): Either[String, RedshiftQuery] = {
    val select = Leaves.rows(left)
    matches(node, left, right, select).map { exists =>
      val where = (select.where.toSeq :+ test(exists.sql)).reduce(sql.And(_, _))
      Leaves.merged(Seq(left, right)).copy(query = select.copy(where = Some(where)))
    }
  }

  private def marked(node: Join, left: RedshiftQuery, right: RedshiftQuery): Either[String, RedshiftQuery] = {
    val select = Leaves.rows(left)
    val columns = Leaves.columns(select, left)
    matches(node, left, right, select).map { exists =>
      Leaves.make(
        Leaves.merged(Seq(left, right)),
        select,
        node.output,
        left.output.map(a => columns(a.exprId)) :+ Translated(exists.sql, RedshiftType.Boolean)
      )
    }
  }

  private def matches(
      node: Join,
      left: RedshiftQuery,
      right: RedshiftQuery,
      select: Select
  ): Either[String, Translated] = {
    val context = ExpressionTranslator(Leaves.columns(select, left), left, session)
    SubqueryRules.exists(right, context)(inner =>
      JoinConditions.of(Nil, node.condition.toSeq, left.outputSet, inner.translate).map(_.toSeq)
    )
  }

  /** Each side of an equality over one side of the join: `l.a = 1` is no key. */
  private def isOfKeys(on: sql.SqlExpr): Boolean = on match {
    case sql.And(left, right) => isOfKeys(left) && isOfKeys(right)
    case sql.Binary(BinaryOperator.Equal, left, right) =>
      Set(SqlTree.relations(left), SqlTree.relations(right)) == Set(Set("l"), Set("r"))
    case _ => false
  }
}
