package io.github.redshiftspark.sql

import io.github.redshiftspark.sql.Statement._

/** The only maker of SQL text. Deterministic: the same tree gives the same text. */
object Renderer {

  def statement(statement: Statement): RenderedSql = statement match {
    case Run(query) => open(Renderer.query(query))
    case Explain(query) => open(s"EXPLAIN ${Renderer.query(query)}")
    case unload: Unload => UnloadRenderer.render(unload)
    case copy: Copy => CopyRenderer.render(copy)
    case family: StatementFamily =>
      family match {
        case statement: TableStatement => TableRenderer.render(statement)
      }
    case CreateTable(table, columns, attributes) =>
      open(s"CREATE TABLE ${table.quoted} (${TableRenderer.definitions(columns)})${attributes.sql}")
    case CreateTableIfAbsent(table, columns, attributes) =>
      open(s"CREATE TABLE IF NOT EXISTS ${table.quoted} (${TableRenderer.definitions(columns)})${attributes.sql}")
    case DeleteAll(table) => open(s"DELETE FROM ${table.quoted}")
    case DeleteWhere(table, condition) => open(s"DELETE FROM ${table.quoted} WHERE ${expression(condition)}")
    case InsertRow(table, columns, values) =>
      open(
        s"INSERT INTO ${table.quoted} (${columns.map(Identifiers.quote).mkString(", ")}) " +
          s"VALUES (${values.map(expression).mkString(", ")})"
      )
    case SetQueryGroup(label) => open(s"SET query_group TO ${LiteralPrinter.plain(label, "a query group")}")
    case RequireCount(count, least) =>
      RenderedSql(
        Secret(required(s"(${count.text.reveal})", s">= $least")),
        required(s"(${count.redacted})", s">= $least")
      )
    case RequireLastCopy(least, most) => open(required("pg_last_copy_count()", s"BETWEEN $least AND $most"))
    case SelectAll(from) => open(s"SELECT * FROM ${fromItem(from)}")
    case UserText(text) => RenderedSql(Secret(text), "(the user's own statement)")
  }

  /** A whole statement: what it holds twice is named once. */
  def query(query: Query): String = plain(CommonTables.name(query))

  private[sql] def plain(query: Query): String = query match {
    case select: Select => renderSelect(select)
    case SetOperation(SetOperator.UnionAll, left: SetOperation, right) if left.operator == SetOperator.UnionAll =>
      s"${plain(left)} ${SetOperator.UnionAll.sql} ${arm(right)}"
    case SetOperation(operator, left, right) => s"${arm(left)} ${operator.sql} ${arm(right)}"
    case With(tables, body) =>
      val named = tables.map(t => s"${Identifiers.quote(t.name)} AS (${plain(t.query)})")
      s"WITH ${named.mkString(", ")} ${plain(body)}"
  }

  def expression(expr: SqlExpr): String = expr match {
    case ColumnRef(relation, name) => s"${Identifiers.quote(relation)}.${Identifiers.quote(name)}"
    case literal: Literal => LiteralPrinter.print(literal)
    case DatePart(name) => name
    case Call(name, arguments) => s"$name(${list(arguments)})"
    case Aggregate(name, arguments, quantifier) => s"$name(${quantifier.sql}${list(arguments)})"
    case WithinGroup(name, arguments, key) => s"$name(${list(arguments)}) WITHIN GROUP (ORDER BY ${expression(key)})"
    case CountRows => "COUNT(*)"
    case Binary(operator, left, right) => s"(${expression(left)} ${operator.sql} ${expression(right)})"
    case Negate(child) => s"(- ${expression(child)})"
    case Not(child) => s"(NOT ${expression(child)})"
    case And(left, right) => s"(${expression(left)} AND ${expression(right)})"
    case Or(left, right) => s"(${expression(left)} OR ${expression(right)})"
    case IsNull(child) => s"(${expression(child)} IS NULL)"
    case IsNotNull(child) => s"(${expression(child)} IS NOT NULL)"
    case InList(child, values) => s"(${expression(child)} IN (${list(values)}))"
    case Like(child, pattern, escape) =>
      s"(${expression(child)} LIKE ${expression(pattern)} ESCAPE ${LiteralPrinter.plain(escape.toString, "escape")})"
    case Case(branches, otherwise) =>
      val whens = branches.map { case (when, value) => s"WHEN ${expression(when)} THEN ${expression(value)}" }
      s"CASE ${whens.mkString(" ")}${otherwise.map(e => s" ELSE ${expression(e)}").getOrElse("")} END"
    case Cast(child, target) => s"CAST(${expression(child)} AS ${target.sql})"
    case Extract(field, source) => s"EXTRACT($field FROM ${expression(source)})"
    case ScalarSubquery(body) => s"(${plain(body)})"
    case Exists(body) => s"(EXISTS (${plain(body)}))"
    case InSubquery(child, body) => s"(${expression(child)} IN (${plain(body)}))"
    case WindowCall(function, partitionBy, orderBy, frame) =>
      val parts = Seq(
        if (partitionBy.isEmpty) None else Some(s"PARTITION BY ${list(partitionBy)}"),
        if (orderBy.isEmpty) None else Some(s"ORDER BY ${orderBy.map(sortKey).mkString(", ")}"),
        frame.map(f => s"ROWS BETWEEN ${bound(f.start)} AND ${bound(f.end)}")
      )
      s"${expression(function)} OVER (${parts.flatten.mkString(" ")})"
  }

  private def required(count: String, bounds: String): String =
    s"SELECT 1 / (CASE WHEN $count $bounds THEN 1 ELSE 0 END)"

  private def open(text: String): RenderedSql = RenderedSql(Secret(text), text)

  private def list(values: Seq[SqlExpr]): String = values.map(expression).mkString(", ")

  private def renderSelect(select: Select): String = {
    val items = select.items.map(i => s"${expression(i.value)} AS ${Identifiers.quote(i.alias)}").mkString(", ")
    val clauses = Seq(
      select.from.map(f => s"FROM ${fromItem(f)}"),
      select.where.map(e => s"WHERE ${expression(e)}"),
      if (select.groupBy.isEmpty) None else Some(s"GROUP BY ${list(select.groupBy)}"),
      select.having.map(e => s"HAVING ${expression(e)}"),
      if (select.orderBy.isEmpty) None else Some(s"ORDER BY ${select.orderBy.map(sortKey).mkString(", ")}"),
      select.limit.map(n => s"LIMIT $n"),
      select.offset.map(n => s"OFFSET $n")
    )
    (s"SELECT ${select.quantifier.sql}$items" +: clauses.flatten).mkString(" ")
  }

  private def arm(query: Query): String = s"(${plain(query)})"

  private def fromItem(item: FromItem): String = item match {
    case FromItem.Table(name, alias) => s"${name.quoted} AS ${Identifiers.quote(alias)}"
    // A line break first: the user's text may end in a comment.
    case FromItem.UserQuery(text, alias) => s"(${text.trim.stripSuffix(";")}\n) AS ${Identifiers.quote(alias)}"
    case FromItem.Subquery(body, alias) => s"(${plain(body)}) AS ${Identifiers.quote(alias)}"
    case FromItem.Common(name, alias) => s"${Identifiers.quote(name)} AS ${Identifiers.quote(alias)}"
    case FromItem.Join(kind, left, right, condition) =>
      val rightText = right match {
        case join: FromItem.Join => s"(${fromItem(join)})"
        case other => fromItem(other)
      }
      s"${fromItem(left)} ${kind.sql} $rightText${condition.map(e => s" ON ${expression(e)}").getOrElse("")}"
  }

  private def sortKey(key: SortKey): String = s"${expression(key.child)} ${key.direction.sql} ${key.nulls.sql}"

  private def bound(bound: FrameBound): String = bound match {
    case FrameBound.UnboundedPreceding => "UNBOUNDED PRECEDING"
    case FrameBound.UnboundedFollowing => "UNBOUNDED FOLLOWING"
    case FrameBound.CurrentRow => "CURRENT ROW"
    case FrameBound.Preceding(rows) => s"$rows PRECEDING"
    case FrameBound.Following(rows) => s"$rows FOLLOWING"
  }
}
