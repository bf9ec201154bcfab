package io.github.redshiftspark.sql

/** Walks and rewrites trees without knowing every node. */
object SqlTree {

  /** Expressions directly below, subqueries left out. */
  def children(expr: SqlExpr): Seq[SqlExpr] = expr.productIterator.flatMap(expressions).toSeq

  /** Nodes of an expression, subqueries left out. */
  def weight(expr: SqlExpr): Int = 1 + children(expr).map(weight).sum

  def exists(expr: SqlExpr)(test: SqlExpr => Boolean): Boolean = test(expr) || children(expr).exists(exists(_)(test))

  /** The FROM items whose columns an expression takes, subqueries left out. */
  def relations(expr: SqlExpr): Set[String] = expr match {
    case ColumnRef(relation, _) => Set(relation)
    case other => children(other).flatMap(relations).toSet
  }

  /** The queries that stand in FROM below this one, at any depth, subqueries of expressions included. */
  def tables(query: Query): Seq[Query] = subqueries(query)

  /** Texts of the user's own that stand in FROM, at any depth. */
  def userQueries(query: Query): Seq[String] = texts(query)

  private def texts(node: Any): Seq[String] = node match {
    case FromItem.UserQuery(text, _) => Seq(text)
    case product: Product => product.productIterator.flatMap(texts).toSeq
    case many: Iterable[_] => many.flatMap(texts).toSeq
    case _ => Nil
  }

  private def subqueries(node: Any): Seq[Query] = node match {
    case FromItem.Subquery(query, _) => query +: subqueries(query)
    case product: Product => product.productIterator.flatMap(subqueries).toSeq
    case many: Iterable[_] => many.flatMap(subqueries).toSeq
    case _ => Nil
  }

  /** Every FROM item that holds exactly this query is named instead. */
  def replace(in: Query, query: Query, name: String): Query = new Replacement(query, name)(in)

  private def expressions(node: Any): Seq[SqlExpr] = node match {
    case expr: SqlExpr => Seq(expr)
    case key: SortKey => Seq(key.child)
    case (a, b) => expressions(a) ++ expressions(b)
    case Some(value) => expressions(value)
    case many: Seq[_] => many.flatMap(expressions)
    case _ => Nil
  }

  /** Rewrites from the top down; below a rewritten node nothing more is done. */
  def rewrite(expr: SqlExpr)(rule: PartialFunction[SqlExpr, SqlExpr]): SqlExpr =
    rule.applyOrElse(expr, (e: SqlExpr) => mapChildren(e)(rewrite(_)(rule)))

  private def mapChildren(expr: SqlExpr)(f: SqlExpr => SqlExpr): SqlExpr = expr match {
    case leaf @ (_: ColumnRef | _: Literal | CountRows | _: ScalarSubquery | _: Exists) => leaf
    case e: Call => e.copy(arguments = e.arguments.map(f))
    case e: Aggregate => e.copy(arguments = e.arguments.map(f))
    case e: WithinGroup => e.copy(arguments = e.arguments.map(f), orderBy = f(e.orderBy))
    case e: Binary => e.copy(left = f(e.left), right = f(e.right))
    case e: Negate => e.copy(child = f(e.child))
    case e: Not => e.copy(child = f(e.child))
    case e: And => e.copy(left = f(e.left), right = f(e.right))
    case e: Or => e.copy(left = f(e.left), right = f(e.right))
    case e: IsNull => e.copy(child = f(e.child))
    case e: IsNotNull => e.copy(child = f(e.child))
    case e: InList => e.copy(child = f(e.child), values = e.values.map(f))
    case e: Like => e.copy(child = f(e.child), pattern = f(e.pattern))
    case e: Case => Case(e.branches.map { case (when, value) => f(when) -> f(value) }, e.otherwise.map(f))
    case e: Cast => e.copy(child = f(e.child))
    case e: Extract => e.copy(source = f(e.source))
    case e: InSubquery => e.copy(child = f(e.child))
    case e: WindowCall =>
      e.copy(f(e.function), e.partitionBy.map(f), e.orderBy.map(mapKey(_)(f)))
    case other => other
  }

  private def mapKey(key: SortKey)(f: SqlExpr => SqlExpr): SortKey = key.copy(child = f(key.child))

  private final class Replacement(query: Query, name: String) {
    def apply(in: Query): Query = in match {
      case select: Select =>
        select.copy(
          items = select.items.map(i => i.copy(value = expr(i.value))),
          from = select.from.map(from),
          where = select.where.map(expr),
          groupBy = select.groupBy.map(expr),
          having = select.having.map(expr),
          orderBy = select.orderBy.map(key)
        )
      case set: SetOperation => set.copy(left = apply(set.left), right = apply(set.right))
      case With(tables, body) => With(tables.map(t => t.copy(query = apply(t.query))), apply(body))
    }

    private def from(item: FromItem): FromItem = item match {
      case FromItem.Subquery(found, alias) if found == query => FromItem.Common(name, alias)
      case FromItem.Subquery(other, alias) => FromItem.Subquery(apply(other), alias)
      case join: FromItem.Join =>
        join.copy(left = from(join.left), right = from(join.right), condition = join.condition.map(expr))
      case other => other
    }

    private def key(key: SortKey): SortKey = key.copy(child = expr(key.child))

    private def expr(e: SqlExpr): SqlExpr = e match {
      case e: ScalarSubquery => ScalarSubquery(apply(e.query))
      case e: Exists => Exists(apply(e.query))
      case e: InSubquery => InSubquery(expr(e.child), apply(e.query))
      case other => mapChildren(other)(expr)
    }
  }
}
