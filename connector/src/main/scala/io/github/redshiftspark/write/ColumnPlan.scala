package io.github.redshiftspark.write

import io.github.redshiftspark.options.SchemaEvolution
import io.github.redshiftspark.sql.{Statement, TableName}
import io.github.redshiftspark.warehouse.ColumnDescription
import io.github.redshiftspark.{TableMismatchException, UnsupportedTypeException}
import java.util.Locale
import org.apache.spark.sql.types.{StructField, StructType}

/** Which columns are loaded, and which the table has to get first.
  *
  * @param absent columns of the table that the frame lacks
  */
private[write] final case class ColumnPlan(
    load: Seq[LoadColumn],
    added: Seq[StructField],
    absent: Seq[ColumnDescription]
) {

  /** Columns that the table gets first. Rows that are there have no value for them. */
  def additions(lengths: ColumnLengths): Seq[Statement.ColumnDefinition] =
    added.map(NewColumns.definition(_, lengths).copy(nullability = Statement.Nullable))
}

private[write] object ColumnPlan {

  /** For a table that the write creates. */
  def forNew(schema: StructType, definitions: Seq[Statement.ColumnDefinition], table: TableName): ColumnPlan = {
    refuseTwins(schema, table)
    ColumnPlan(
      schema.fields.toSeq.zip(definitions).zipWithIndex.map { case ((field, definition), i) =>
        val rowType = TypeFit
          .rowType(field.dataType, definition.redshiftType)
          .fold(
            reason => throw new UnsupportedTypeException(field.name, s"Column '${field.name}': $reason."),
            identity
          )
        LoadColumn(definition.name, definition.redshiftType, i, field.dataType, rowType)
      },
      Nil,
      Nil
    )
  }

  /** For a table that is there: columns find each other by name, without regard to case, as Redshift folds names.
    *
    * @throws TableMismatchException with all that does not fit
    */
  def forExisting(
      schema: StructType,
      table: TableName,
      columns: Seq[ColumnDescription],
      evolution: SchemaEvolution
  ): ColumnPlan = {
    refuseTwins(schema, table)
    val byName = columns.map(c => folded(c.name) -> c).toMap
    val (known, extra) = schema.fields.toSeq.zipWithIndex.partition { case (field, _) =>
      byName.contains(folded(field.name))
    }
    if (extra.nonEmpty && evolution == SchemaEvolution.Fixed)
      throw new TableMismatchException(
        table.quoted,
        s"Table $table has no column ${extra.map { case (f, _) => s"'${f.name}'" }.mkString(", ")}. Its columns are " +
          s"${columns.map(_.name).mkString(", ")}. Drop the extra columns before writing, or set " +
          "schema_evolution=add_columns to add them to the table."
      )
    val added = extra.map { case (field, _) => field }
    val additions = added.map(NewColumns.definition(_, ColumnLengths.Greatest))
    val pairs = known.map { case (field, i) =>
      val column = byName(folded(field.name))
      (field, i, column.name, column.redshiftType)
    } ++ extra.zip(additions).map { case ((field, i), definition) =>
      (field, i, definition.name, definition.redshiftType)
    }
    val fits = pairs.map { case (field, i, name, target) =>
      TypeFit.rowType(field.dataType, target) match {
        case Right(rowType) => Right(LoadColumn(name, target, i, field.dataType, rowType))
        case Left(reason) => Left(s"column '$name': $reason")
      }
    }
    val problems = fits.collect { case Left(problem) => problem }
    if (problems.nonEmpty)
      throw new TableMismatchException(
        table.quoted,
        s"The frame does not fit table $table: ${problems.mkString("; ")}."
      )
    val names = schema.fieldNames.map(folded).toSet
    ColumnPlan(fits.collect { case Right(column) => column }, added, columns.filterNot(c => names(folded(c.name))))
  }

  private def refuseTwins(schema: StructType, table: TableName): Unit =
    schema.fieldNames.groupBy(folded).values.find(_.length > 1).foreach { twins =>
      throw new TableMismatchException(
        table.quoted,
        s"Table $table: the frame's columns ${twins.map(n => s"'$n'").mkString(" and ")} are one name in Redshift, which " +
          "does not tell upper from lower case. Rename one of them before writing."
      )
    }

  def folded(name: String): String = name.toLowerCase(Locale.ROOT)
}
