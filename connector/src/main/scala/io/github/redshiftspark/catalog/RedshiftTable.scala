package io.github.redshiftspark.catalog

import io.github.redshiftspark.options.ReadSettings
import io.github.redshiftspark.types.RedshiftType
import java.util
import java.util.Collections
import org.apache.spark.sql.connector.catalog.{SupportsRead, TableCapability}
import org.apache.spark.sql.connector.read.{Scan, ScanBuilder}
import org.apache.spark.sql.types.StructType
import org.apache.spark.sql.util.CaseInsensitiveStringMap

final case class RedshiftColumn(name: String, redshiftType: RedshiftType)

/** A table, view or query at Redshift.
  *
  * It reports no BATCH_WRITE, so that saves reach [[RedshiftDataSource.createRelation]] with every save mode.
  */
final class RedshiftTable(
    val settings: ReadSettings,
    val redshiftColumns: Seq[RedshiftColumn],
    override val schema: StructType
) extends SupportsRead {

  override def name(): String = settings.source.toString

  override def capabilities(): util.Set[TableCapability] = Collections.singleton(TableCapability.BATCH_READ)

  /** Never executed: the optimizer rule replaces the relation. It serves callers that only ask for a schema. */
  override def newScanBuilder(options: CaseInsensitiveStringMap): ScanBuilder = new ScanBuilder {
    override def build(): Scan = new Scan {
      override def readSchema(): StructType = schema
    }
  }
}
