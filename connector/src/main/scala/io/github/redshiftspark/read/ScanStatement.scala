package io.github.redshiftspark.read

import io.github.redshiftspark.UnsupportedTypeException
import io.github.redshiftspark.sql._
import io.github.redshiftspark.types.RedshiftType

/** A leaf's query in the form that is sent: every column in a type that travels.
  *
  * @param format what UNLOAD writes: text where a selected column cannot be in Parquet
  */
private[read] final case class ScanStatement(query: Query, carriers: Seq[Carrier], format: UnloadFormat) {

  /** UNLOAD takes no LIMIT at the outermost level (r_UNLOAD). */
  def forUnload: Query = query match {
    case select: Select if select.limit.isDefined || select.offset.isDefined =>
      ScanStatement.around(select, (0 until select.items.size).map(i => ColumnRef(ScanStatement.Alias, s"c$i")))
    case other => other
  }

  /** Rows come in the order of the statement's own ORDER BY, so only the connection keeps it. */
  def isOrdered: Boolean = ScanStatement.isOrdered(query)
}

private[read] object ScanStatement {
  private val Alias = "r"

  def isOrdered(query: Query): Boolean = query match {
    case select: Select => select.orderBy.nonEmpty
    case With(_, body: Select) => body.orderBy.nonEmpty
    case _ => false
  }

  /** @throws UnsupportedTypeException for a selected column whose type cannot be read */
  def of(leaf: RedshiftQuery, transport: Transport, zone: String): ScanStatement = {
    leaf.output.zip(leaf.columns).foreach {
      case (attribute, RedshiftType.Other(name)) =>
        throw new UnsupportedTypeException(
          attribute.name,
          s"Column '${attribute.name}' cannot be read: its Redshift type $name has no counterpart in Spark. " +
            "Leave it out of the query, or cast it with the option 'query'."
        )
      case _ => ()
    }
    val format = if (leaf.columns.exists(Carrier.needsText)) UnloadFormat.Text else leaf.settings.format
    val carriers = leaf.output.zip(leaf.columns).map { case (a, t) => Carrier.of(t, a.dataType, zone) }
    val way = Way(
      format,
      isDirect = transport match {
        case _: Transport.Direct => true
        case _: Transport.Unload => false
      }
    )
    ScanStatement(encoded(leaf.query, leaf.columns, way), carriers, format)
  }

  private def encoded(query: Query, columns: Seq[RedshiftType], way: Way): Query = {
    def travelsAsIs(redshiftType: RedshiftType): Boolean =
      Carrier.encode(CountRows, redshiftType, way) == CountRows
    query match {
      case unchanged if columns.forall(t => travelsAsIs(t)) => unchanged
      case With(tables, body) => With(tables, encoded(body, columns, way))
      case select: Select if select.quantifier == Quantifier.All =>
        select.copy(items = select.items.zipAll(columns, null, null).map {
          case (item, null) => item // the column of a query without output
          case (item, redshiftType) => item.copy(value = Carrier.encode(item.value, redshiftType, way))
        })
      case other =>
        around(
          other,
          columns.zipWithIndex.map { case (t, i) => Carrier.encode(ColumnRef(Alias, s"c$i"), t, way) }
        )
    }
  }

  private def around(query: Query, values: Seq[SqlExpr]): Select =
    Select(
      values.zipWithIndex.map { case (value, i) => SelectItem(value, s"c$i") },
      Some(FromItem.Subquery(query, Alias))
    )
}
