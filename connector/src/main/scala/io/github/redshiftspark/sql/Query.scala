package io.github.redshiftspark.sql

/** A query block or a combination of them. */
sealed trait Query extends Product with Serializable

final case class SelectItem(value: SqlExpr, alias: String)

final case class Select(
    items: Seq[SelectItem],
    from: Option[FromItem],
    where: Option[SqlExpr] = None,
    groupBy: Seq[SqlExpr] = Nil,
    having: Option[SqlExpr] = None,
    orderBy: Seq[SortKey] = Nil,
    limit: Option[Int] = None,
    offset: Option[Int] = None,
    quantifier: Quantifier = Quantifier.All
) extends Query

sealed abstract class SetOperator(val sql: String) extends Serializable
object SetOperator {
  case object UnionAll extends SetOperator("UNION ALL")
  case object Union extends SetOperator("UNION")
  case object Intersect extends SetOperator("INTERSECT")
  case object Except extends SetOperator("EXCEPT")
}

final case class SetOperation(operator: SetOperator, left: Query, right: Query) extends Query

/** Only at the top: Redshift has no WITH inside WITH (r_WITH_clause). */
final case class With(tables: Seq[CommonTable], body: Query) extends Query
final case class CommonTable(name: String, query: Query)

sealed trait FromItem extends Product with Serializable
object FromItem {
  final case class Table(name: TableName, alias: String) extends FromItem

  /** A query that the user wrote (option `query`), kept as it is. */
  final case class UserQuery(text: String, alias: String) extends FromItem
  final case class Subquery(query: Query, alias: String) extends FromItem
  final case class Common(name: String, alias: String) extends FromItem
  final case class Join(kind: JoinKind, left: FromItem, right: FromItem, condition: Option[SqlExpr]) extends FromItem
}

sealed abstract class JoinKind(val sql: String) extends Serializable
object JoinKind {
  case object Inner extends JoinKind("INNER JOIN")
  case object LeftOuter extends JoinKind("LEFT OUTER JOIN")
  case object RightOuter extends JoinKind("RIGHT OUTER JOIN")
  case object FullOuter extends JoinKind("FULL OUTER JOIN")
  case object Cross extends JoinKind("CROSS JOIN")
}
