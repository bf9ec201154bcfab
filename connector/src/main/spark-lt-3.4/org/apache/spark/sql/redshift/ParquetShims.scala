package org.apache.spark.sql.redshift

import java.net.URI
import org.apache.hadoop.fs.Path
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.execution.datasources.PartitionedFile

object ParquetShims {

  /** Options that make the decoder return batches: 3.3.0 and 3.3.1 decide by the schema alone, 3.3.4 wants to be told, by
    * a name that the earlier patches have no constant for.
    */
  val batchOptions: Map[String, String] = Map("returning_batch" -> "true")

  val rowOptions: Map[String, String] = Map("returning_batch" -> "false")

  def partitionedFile(path: String, start: Long, length: Long, fileSize: Long): PartitionedFile =
    PartitionedFile(InternalRow.empty, new Path(path).toUri.toString, start, length, fileSize = fileSize)

  def path(file: PartitionedFile): String = new Path(new URI(file.filePath)).toString
}
