package io.github.redshiftspark.sql

/** What a SELECT does to the rows below it. */
object SelectShape {

  /** One row out for each row in: clauses may be added without a subquery. */
  def isRowByRow(select: Select): Boolean = isUnordered(select) && !select.items.exists(i => holdsSetFunction(i.value))

  /** Rows of FROM that pass WHERE, each with values that may come from windows over all of them. */
  def isUnordered(select: Select): Boolean =
    select.groupBy.isEmpty && select.having.isEmpty && select.orderBy.isEmpty && select.limit.isEmpty &&
      select.offset.isEmpty && select.quantifier == Quantifier.All &&
      !select.items.exists(i => holdsAggregate(i.value))

  /** One row whatever FROM holds. */
  def isGlobalAggregate(select: Select): Boolean =
    select.groupBy.isEmpty && select.having.isEmpty && select.items.exists(i => holdsAggregate(i.value))

  def holdsAggregate(expr: SqlExpr): Boolean = expr match {
    case CountRows | _: Aggregate | _: WithinGroup => true
    // The function of a window is none of the query block.
    case WindowCall(function, partitionBy, orderBy, _) =>
      (SqlTree.children(function) ++ partitionBy ++ orderBy.map(_.child)).exists(holdsAggregate)
    case other => SqlTree.children(other).exists(holdsAggregate)
  }

  private def holdsSetFunction(expr: SqlExpr): Boolean = SqlTree.exists(expr) {
    case CountRows | _: Aggregate | _: WithinGroup | _: WindowCall => true
    case _ => false
  }
}
