package io.github.redshiftspark.catalog

import io.github.redshiftspark.options.ReadSettings
import io.github.redshiftspark.read.Estimates
import io.github.redshiftspark.SchemaMismatchException
import io.github.redshiftspark.types.RedshiftType
import io.github.redshiftspark.warehouse.ColumnDescription
import java.util
import java.util.Collections
import org.apache.spark.sql.connector.catalog.{SupportsRead, TableCapability}
import org.apache.spark.sql.connector.read.{Scan, ScanBuilder}
import org.apache.spark.sql.types.StructType
import org.apache.spark.sql.util.CaseInsensitiveStringMap

/** @param name as Redshift has it */
final case class RedshiftColumn(name: String, redshiftType: RedshiftType)

/** A table, view or query at Redshift.
  *
  * It reports no BATCH_WRITE, so that saves reach [[RedshiftDataSource.createRelation]] with every save mode.
  *
  * @param describe asks Redshift for the columns; not called by a save, whose target may not be there yet
  * @param schema   what Redshift has, or what the user gave for it
  */
final class RedshiftTable(
    val settings: ReadSettings,
    describe: () => Seq[ColumnDescription],
    override val schema: StructType
) extends SupportsRead {

  /** What Redshift has for each field of the schema, in its order.
    *
    * @throws io.github.redshiftspark.SchemaMismatchException for a field that Redshift does not have
    */
  lazy val redshiftColumns: Seq[RedshiftColumn] = {
    val there = describe()
    schema.fields.toSeq.map { field =>
      there
        .find(_.name == field.name)
        .orElse(there.find(_.name.equalsIgnoreCase(field.name)))
        .map(column => RedshiftColumn(column.name, column.redshiftType))
        .getOrElse(
          throw new SchemaMismatchException(
            field.name,
            s"The schema that was given names a column '${field.name}', which ${name()} does not have. It has: " +
              s"${there.map(_.name).mkString(", ")}."
          )
        )
    }
  }

  /** Asked for the results that are read of this table. */
  val estimates: Estimates = new Estimates

  override def name(): String = settings.source.toString

  override def capabilities(): util.Set[TableCapability] = Collections.singleton(TableCapability.BATCH_READ)

  /** Never executed: the optimizer rule replaces the relation. It serves callers that only ask for a schema. */
  override def newScanBuilder(options: CaseInsensitiveStringMap): ScanBuilder = new ScanBuilder {
    override def build(): Scan = new Scan {
      override def readSchema(): StructType = schema
    }
  }
}
