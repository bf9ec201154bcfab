package org.apache.spark.sql.redshift

import java.net.URI
import org.apache.hadoop.fs.Path
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.execution.datasources.PartitionedFile

object ParquetShims {

  /** Options that make the decoder return batches; 3.3 decides by the schema alone. */
  val batchOptions: Map[String, String] = Map.empty

  val rowOptions: Map[String, String] = Map.empty

  def partitionedFile(path: String, start: Long, length: Long, fileSize: Long): PartitionedFile =
    PartitionedFile(InternalRow.empty, new Path(path).toUri.toString, start, length, fileSize = fileSize)

  def path(file: PartitionedFile): String = new Path(new URI(file.filePath)).toString
}
