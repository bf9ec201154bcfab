package io.github.redshiftspark.read

import io.github.redshiftspark.catalog.RedshiftTable
import io.github.redshiftspark.options.ReadSource
import io.github.redshiftspark.sql._
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation

/** A table or user query as the first, unfolded leaf: all its columns and nothing else. */
object BaseRelation {
  private val Alias = "t"

  def toQuery(relation: DataSourceV2Relation, table: RedshiftTable): RedshiftQuery = {
    val from = table.settings.source match {
      case ReadSource.TableSource(name) => FromItem.Table(name, Alias)
      case ReadSource.QuerySource(text) => FromItem.UserQuery(text, Alias)
    }
    val typeOf = table.redshiftColumns.map(column => column.name -> column.redshiftType).toMap
    val types = relation.output.map(attribute => typeOf(attribute.name))
    val items = relation.output.zip(types).zipWithIndex.map { case ((attribute, redshiftType), i) =>
      SelectItem(value(ColumnRef(Alias, attribute.name), redshiftType), s"c$i")
    }
    RedshiftQuery(Select(items, Some(from)), relation.output, types.map(read), table.settings, PushdownNotes.empty)
  }

  /** CHAR's padding is no part of the value: Redshift ignores it everywhere but in LIKE (r_Character_types). */
  private def value(column: ColumnRef, redshiftType: RedshiftType): SqlExpr = redshiftType match {
    case _: RedshiftType.Char => Call("RTRIM", column)
    case _ => column
  }

  private def read(redshiftType: RedshiftType): RedshiftType = redshiftType match {
    case RedshiftType.Char(length) => RedshiftType.Varchar(length)
    case other => other
  }
}
