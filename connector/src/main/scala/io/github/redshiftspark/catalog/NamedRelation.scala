package io.github.redshiftspark.catalog

import io.github.redshiftspark.options.Settings
import io.github.redshiftspark.write.RedshiftWriter
import org.apache.spark.sql.{DataFrame, SQLContext, SaveMode}
import org.apache.spark.sql.sources.{BaseRelation, InsertableRelation}
import org.apache.spark.sql.types.StructType

/** A table of ours behind a name in Spark's own catalog, `CREATE TABLE ... USING redshift`. Before Spark 4 such names are
  * resolved by the older interface only.
  *
  * Never executed: the optimizer rule replaces it.
  *
  * @param options as they stand in the statement
  */
final class NamedRelation(
    override val sqlContext: SQLContext,
    val table: RedshiftTable,
    options: Map[String, String]
) extends BaseRelation
    with InsertableRelation {

  override def schema: StructType = table.schema

  override def insert(data: DataFrame, overwrite: Boolean): Unit = {
    val session = data.sparkSession
    val mode = if (overwrite) SaveMode.Overwrite else SaveMode.Append
    RedshiftWriter.save(session, data, Settings.forWrite(options, session.conf.getAll), mode)
  }

  override def toString: String = table.name()
}
