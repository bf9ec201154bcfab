package io.github.redshiftspark.read

import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow
import org.apache.spark.sql.execution.datasources.PartitionedFile
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat
import org.apache.spark.sql.redshift.{ParquetShims, SparkSessions}
import org.apache.spark.sql.types.{DataType, StructField, StructType}
import org.apache.spark.sql.vectorized.ColumnarBatch

/** Spark's own Parquet decoder over UNLOAD's files, whose columns are called c0, c1 ... */
private[read] final case class ParquetDecoder(
    read: PartitionedFile => Iterator[InternalRow],
    columns: Seq[RedshiftType],
    types: Seq[DataType],
    clock: WallClock
) {

  def batches: PartitionedFile => Iterator[ColumnarBatch] = {
    val (readFile, columnTypes, wallClock) = (read, columns, clock)
    // The decoder's iterator gives batches in the clothes of rows.
    file =>
      readFile(file).asInstanceOf[Iterator[Any]].map { case batch: ColumnarBatch =>
        wallClock.convert(batch, columnTypes)
      }
  }

  def rows: PartitionedFile => Iterator[InternalRow] = {
    val (readFile, columnTypes, dataTypes, wallClock) = (read, columns, types, clock)
    val untouched = wallClock.isIdentity || !columnTypes.contains(RedshiftType.Timestamp)
    file =>
      if (untouched) readFile(file)
      else readFile(file).map(row => ParquetDecoder.convert(row, columnTypes, dataTypes, wallClock))
  }
}

private[read] object ParquetDecoder {

  /** Only names of files decide; dates and timestamps were never written by an old Spark, so nothing is rebased. */
  private val options = Map("datetimeRebaseMode" -> "CORRECTED", "int96RebaseMode" -> "CORRECTED")

  def apply(session: SparkSessions.Session, query: RedshiftQuery, clock: WallClock): ParquetDecoder = {
    val schema = fileSchema(query)
    val batchOptions = if (decodesBatches(session, query)) ParquetShims.batchOptions else ParquetShims.rowOptions
    val read = new ParquetFileFormat().buildReaderWithPartitionValues(
      session,
      dataSchema = schema,
      partitionSchema = StructType(Nil),
      requiredSchema = schema,
      filters = Nil,
      options = options ++ batchOptions,
      hadoopConf = session.sessionState.newHadoopConf()
    )
    ParquetDecoder(read, query.columns, query.output.map(_.dataType), clock)
  }

  def decodesBatches(session: SparkSessions.Session, query: RedshiftQuery): Boolean =
    new ParquetFileFormat().supportBatch(session, fileSchema(query))

  private def fileSchema(query: RedshiftQuery): StructType =
    StructType(query.output.zipWithIndex.map { case (a, i) => StructField(s"c$i", a.dataType, nullable = true) })

  private def convert(
      row: InternalRow,
      columns: Seq[RedshiftType],
      types: Seq[DataType],
      clock: WallClock
  ): InternalRow = {
    val values = Array.tabulate[Any](columns.size) { i =>
      if (row.isNullAt(i)) null
      else if (columns(i) == RedshiftType.Timestamp) clock.toInstant(row.getLong(i))
      else row.get(i, types(i))
    }
    new GenericInternalRow(values)
  }
}
