package org.apache.spark.sql.redshift

import org.apache.spark.paths.SparkPath
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.execution.datasources.{FileFormat, PartitionedFile}

object ParquetShims {

  /** Options that make the decoder return batches; required from 3.4 on. */
  val batchOptions: Map[String, String] = Map(FileFormat.OPTION_RETURNING_BATCH -> "true")

  val rowOptions: Map[String, String] = Map(FileFormat.OPTION_RETURNING_BATCH -> "false")

  def partitionedFile(path: String, start: Long, length: Long, fileSize: Long): PartitionedFile =
    PartitionedFile(InternalRow.empty, SparkPath.fromPathString(path), start, length, fileSize = fileSize)

  def path(file: PartitionedFile): String = file.filePath.toPath.toString
}
