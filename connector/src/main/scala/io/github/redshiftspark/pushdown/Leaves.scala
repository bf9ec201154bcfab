package io.github.redshiftspark.pushdown

import io.github.redshiftspark.read.{KeptNode, PushdownNotes, RedshiftQuery}
import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{FromItem, Select, SelectItem, SelectShape, SqlTree}
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{Attribute, AttributeReference, AttributeSet, ExprId}

/** Making a leaf out of another one. */
private[pushdown] object Leaves {

  /** A larger expression is computed in a subquery, so that using it twice does not write it twice. */
  private val LargestInlined = 24

  def make(below: RedshiftQuery, query: Select, output: Seq[Attribute], values: Seq[Translated]): RedshiftQuery = {
    val named = values.zipWithIndex.map { case (value, i) => SelectItem(value.sql, s"c$i") }
    // A statement needs a column even where only its rows are counted.
    val some = if (named.isEmpty) Seq(SelectItem(sql.Literal.Integral(1, RedshiftType.Integer), "c0")) else named
    of(below, query.copy(items = some), output, values.map(_.redshiftType))
  }

  /** @param query its items are c0, c1 ... in the order of `output` */
  def of(below: RedshiftQuery, query: sql.Query, output: Seq[Attribute], columns: Seq[RedshiftType]): RedshiftQuery =
    below.copy(
      query = query,
      output = output.map(a => AttributeReference(a.name, a.dataType, a.nullable, a.metadata)(a.exprId, a.qualifier)),
      columns = columns
    )

  /** The leaf's columns as expressions over the FROM of this SELECT. */
  def columns(select: Select, below: RedshiftQuery): Map[ExprId, Translated] =
    below.output
      .zip(below.columns)
      .zip(select.items)
      .map { case ((attribute, redshiftType), item) => attribute.exprId -> Translated(item.value, redshiftType) }
      .toMap

  /** The leaf's columns seen from outside, as a FROM item of this alias. */
  def columns(leaf: RedshiftQuery, alias: String): Map[ExprId, Translated] =
    leaf.output
      .zip(leaf.columns)
      .zipWithIndex
      .map { case ((attribute, redshiftType), i) =>
        attribute.exprId -> Translated(sql.ColumnRef(alias, s"c$i"), redshiftType)
      }
      .toMap

  /** A SELECT whose items may be replaced. */
  def asSelect(below: RedshiftQuery): Select = below.query match {
    // Dropping the last aggregate of a statement without groups would turn its one row into the table's rows.
    case select: Select if SelectShape.isGlobalAggregate(select) => wrapped(select, below.output.size)
    case select: Select if select.quantifier != sql.Quantifier.All => wrapped(select, below.output.size)
    case select: Select if select.items.exists(i => SqlTree.weight(i.value) > LargestInlined) =>
      wrapped(select, below.output.size)
    case select: Select => select
    case other => wrapped(other, below.output.size)
  }

  /** A SELECT to whose rows clauses may be added; one with groups, windows or a limit becomes a subquery. */
  def rows(below: RedshiftQuery): Select = {
    val select = asSelect(below)
    if (SelectShape.isRowByRow(select)) select else wrapped(select, below.output.size)
  }

  /** The rows that a LIMIT keeps, in their order, with nothing else computed: what raises must not see the others. */
  def chosen(below: RedshiftQuery, limited: Select): Select = {
    val keys = limited.orderBy.zipWithIndex.map { case (key, i) => key.copy(child = sql.ColumnRef("q", s"k$i")) }
    val hidden = limited.orderBy.zipWithIndex.map { case (key, i) => SelectItem(key.child, s"k$i") }
    wrapped(limited.copy(items = limited.items ++ hidden), below.output.size)
      .copy(orderBy = keys, limit = limited.limit)
  }

  def wrapped(below: RedshiftQuery): Select = wrapped(below.query, below.output.size)

  private def wrapped(query: sql.Query, columns: Int): Select =
    // Even a query without output has its c0.
    Select(
      (0 until math.max(1, columns)).map(i => SelectItem(sql.ColumnRef("q", s"c$i"), s"c$i")),
      Some(FromItem.Subquery(query, "q"))
    )

  /** Only the columns that are asked for, in their order. */
  def prune(below: RedshiftQuery, needed: AttributeSet): RedshiftQuery = {
    val wanted = below.output.filter(needed.contains)
    if (wanted.size == below.output.size) below
    else
      below.query match {
        // Inlining is no concern here: nothing is written twice.
        case select: Select if !SelectShape.isGlobalAggregate(select) && select.quantifier == sql.Quantifier.All =>
          val values = columns(select, below)
          make(below, select, wanted, wanted.map(a => values(a.exprId)))
        case _ =>
          val select = wrapped(below)
          val values = columns(select, below)
          make(below, select, wanted, wanted.map(a => values(a.exprId)))
      }
  }

  /** One statement runs with one side's rights and folder, and compares strings in one way, so those must agree, too. */
  def together(left: RedshiftQuery, right: RedshiftQuery): Either[String, Unit] = {
    val (l, r) = (left.settings, right.settings)
    for {
      _ <- Eithers.require(l.connection.warehouse == r.connection.warehouse, "the sides lie in two warehouses")
      _ <- Eithers.require(
        l.staging == r.staging,
        "the sides are read with different 'tempdir' options or rights on it"
      )
      _ <- Eithers.require(l.trailingBlanks == r.trailingBlanks, "the sides are read with different 'trailing_blanks'")
    } yield ()
  }

  def note(leaf: RedshiftQuery, node: String): RedshiftQuery =
    leaf.copy(notes = leaf.notes.copy(pushed = leaf.notes.pushed :+ node))

  /** Remembers why a node stayed. The rule may run twice over a plan, so nothing is said twice. */
  def keep(leaf: RedshiftQuery, node: String, reasons: Seq[String]): RedshiftQuery =
    leaf.copy(notes = leaf.notes.copy(kept = (leaf.notes.kept ++ reasons.map(KeptNode(node, _))).distinct))

  /** The first leaf with what was said of all. */
  def merged(leaves: Seq[RedshiftQuery]): RedshiftQuery =
    leaves.head.copy(notes = PushdownNotes(leaves.flatMap(_.notes.pushed), leaves.flatMap(_.notes.kept).distinct))
}
