package io.github.redshiftspark.sql

/** Names each query that stands in FROM more than once, in one WITH at the top: Redshift has none deeper down
  * (r_WITH_clause), and a repeated subtree runs once.
  */
private[sql] object CommonTables {
  private val MostTables = 64

  def name(query: Query): Query = query match {
    case done: With => done
    case other => loop(other, Nil)
  }

  /** Largest first; a later, smaller table may stand inside an earlier one, so the last found comes first. */
  private def loop(body: Query, tables: List[CommonTable]): Query = {
    val repeated = (body +: tables.map(_.query))
      .flatMap(SqlTree.tables)
      .groupBy(identity)
      .collect { case (query, uses) if uses.size > 1 => query -> Renderer.plain(query) }
    if (repeated.isEmpty || tables.size >= MostTables)
      if (tables.isEmpty) body else With(tables, body)
    else {
      val (largest, _) = repeated.maxBy { case (_, text) => (text.length, text) }
      val name = s"w${tables.size}"
      loop(
        SqlTree.replace(body, largest, name),
        CommonTable(name, largest) :: tables.map(t => t.copy(query = SqlTree.replace(t.query, largest, name)))
      )
    }
  }
}
