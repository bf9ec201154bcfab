package io.github.redshiftspark.sql

/** Queries whose plan costs no more than planning.
  *
  * For common subexpressions EXPLAIN makes temporary tables and analyses them (r_EXPLAIN), so what stands twice in a
  * statement, or may do so in the user's own text, is not asked about.
  */
object Explainable {
  private val Block = """(?i)\bselect\b""".r

  def of(query: Query): Option[Statement.Explain] = CommonTables.name(query) match {
    case _: With => None
    case single if SqlTree.userQueries(single).exists(text => Block.findAllIn(text).size > 1) => None
    case single => Some(Statement.Explain(single))
  }
}
