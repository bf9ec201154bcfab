package io.github.redshiftspark.read

import io.github.redshiftspark.catalog.{RedshiftColumn, RedshiftTable}
import io.github.redshiftspark.options.{EmptyStrings, ReadSource}
import io.github.redshiftspark.SchemaMismatchException
import io.github.redshiftspark.sql._
import io.github.redshiftspark.types.{ReadTypes, RedshiftType}
import org.apache.spark.sql.catalyst.expressions.AttributeReference

/** A table or user query as the first, unfolded leaf: all its columns and nothing else. */
object BaseRelation {
  private val Alias = "t"

  def toQuery(output: Seq[AttributeReference], table: RedshiftTable): RedshiftQuery = {
    val from = table.settings.source match {
      case ReadSource.TableSource(name) => FromItem.Table(name, Alias)
      case ReadSource.QuerySource(text) => FromItem.UserQuery(text, Alias)
    }
    val columns = output.zip(table.redshiftColumns).map { case (attribute, column) =>
      val delivered = typeGiven(attribute, column, table.settings.types)
      (
        value(ColumnRef(Alias, column.name), column.redshiftType, delivered, table.settings.emptyStrings),
        read(delivered)
      )
    }
    val items = columns.zipWithIndex.map { case ((value, _), i) => SelectItem(value, s"c$i") }
    RedshiftQuery(
      Select(items, Some(from)),
      output,
      columns.map(_._2),
      table.settings,
      PushdownNotes.empty,
      table.estimates
    )
  }

  private def typeGiven(attribute: AttributeReference, column: RedshiftColumn, types: ReadTypes): RedshiftType =
    column.redshiftType match {
      // Fails when it is selected.
      case unreadable: RedshiftType.Other => unreadable
      case actual =>
        types
          .delivered(actual, attribute.dataType)
          .getOrElse(
            throw new SchemaMismatchException(
              attribute.name,
              s"Column '${attribute.name}' is ${actual.sql} at Redshift and cannot be read as " +
                s"${attribute.dataType.simpleString}. Give it a type that holds all its values, or cast it afterwards."
            )
          )
    }

  private def value(
      column: ColumnRef,
      actual: RedshiftType,
      delivered: RedshiftType,
      emptyStrings: EmptyStrings
  ): SqlExpr = {
    val plain = actual match {
      // CHAR's padding is no part of the value: Redshift ignores it everywhere but in LIKE (r_Character_types).
      case _: RedshiftType.Char => Call("RTRIM", column)
      case _ if delivered != actual => Cast(column, delivered)
      case _ => column
    }
    (actual, emptyStrings) match {
      case (_: RedshiftType.Character, EmptyStrings.AreNull) =>
        val isEmpty =
          Binary(BinaryOperator.Equal, Call("OCTET_LENGTH", plain), Literal.Integral(0, RedshiftType.Integer))
        Case(Seq(isEmpty -> Literal.Null(read(delivered))), Some(plain))
      case _ => plain
    }
  }

  private def read(redshiftType: RedshiftType): RedshiftType = redshiftType match {
    case RedshiftType.Char(length) => RedshiftType.Varchar(length)
    case other => other
  }
}
