package io.github.redshiftspark.read

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow
import org.apache.spark.sql.execution.datasources.PartitionedFile
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat
import org.apache.spark.sql.redshift.{ParquetShims, SparkSessions}
import org.apache.spark.sql.types.{StructField, StructType}
import org.apache.spark.sql.vectorized.ColumnarBatch
import scala.collection.JavaConverters._

/** Spark's own Parquet decoder over UNLOAD's files, whose columns are called c0, c1 ... */
private[read] final case class ParquetDecoder(
    read: PartitionedFile => Iterator[InternalRow],
    carriers: Seq[Carrier],
    clock: WallClock
) {

  def batches: PartitionedFile => Iterator[ColumnarBatch] = {
    val (readFile, columns, wallClock) = (read, carriers, clock)
    // The decoder's iterator gives batches in the clothes of rows.
    file =>
      readFile(file).asInstanceOf[Iterator[Any]].map { case batch: ColumnarBatch =>
        wallClock.convert(batch, columns)
      }
  }

  def rows: PartitionedFile => Iterator[InternalRow] = {
    val (readFile, columns, wallClock) = (read, carriers, clock)
    val untouched = wallClock.isIdentity || !columns.exists(_.meaning == Meaning.WallClockTime)
    file => {
      // Spark 3.3 gives batches wherever the types allow them.
      val rows = readFile(file).asInstanceOf[Iterator[Any]].flatMap {
        case batch: ColumnarBatch => batch.rowIterator().asScala
        case row: InternalRow => Iterator.single(row)
      }
      if (untouched) rows else rows.map(row => ParquetDecoder.convert(row, columns, wallClock))
    }
  }
}

private[read] object ParquetDecoder {

  /** Only names of files decide; dates and timestamps were never written by an old Spark, so nothing is rebased. */
  private val options = Map("datetimeRebaseMode" -> "CORRECTED", "int96RebaseMode" -> "CORRECTED")

  def apply(session: SparkSessions.Session, carriers: Seq[Carrier], clock: WallClock): ParquetDecoder = {
    val schema = fileSchema(carriers)
    val batchOptions = if (decodesBatches(session, carriers)) ParquetShims.batchOptions else ParquetShims.rowOptions
    val hadoop = session.sessionState.newHadoopConf()
    hadoop.set(StagedFileSystem.ImplementationKey, classOf[StagedFileSystem].getName)
    val read = new ParquetFileFormat().buildReaderWithPartitionValues(
      session,
      dataSchema = schema,
      partitionSchema = StructType(Nil),
      requiredSchema = schema,
      filters = Nil,
      options = options ++ batchOptions,
      hadoopConf = hadoop
    )
    ParquetDecoder(file => read(staged(file)), carriers, clock)
  }

  private def staged(file: PartitionedFile): PartitionedFile = {
    val (path, bytes) = (ParquetShims.path(file), file.fileSize)
    ParquetShims.partitionedFile(StagedFileSystem.name(path, bytes), file.start, file.length, bytes)
  }

  /** Whether the files come as columnar batches, that is, without values that are computed row by row. */
  def decodesBatches(session: SparkSessions.Session, carriers: Seq[Carrier]): Boolean =
    carriers.forall(c => c.meaning == Meaning.Same || c.meaning == Meaning.WallClockTime) &&
      new ParquetFileFormat().supportBatch(session, fileSchema(carriers))

  private def fileSchema(carriers: Seq[Carrier]): StructType =
    StructType(carriers.zipWithIndex.map { case (c, i) => StructField(s"c$i", c.raw, nullable = true) })

  private def convert(row: InternalRow, carriers: Seq[Carrier], clock: WallClock): InternalRow = {
    val values = Array.tabulate[Any](carriers.size) { i =>
      if (row.isNullAt(i)) null
      else if (carriers(i).meaning == Meaning.WallClockTime) clock.toInstant(row.getLong(i))
      else row.get(i, carriers(i).raw)
    }
    new GenericInternalRow(values)
  }
}
