package io.github.redshiftspark.write

import io.github.redshiftspark.options.WriteSettings
import io.github.redshiftspark.RowCountMismatchException
import io.github.redshiftspark.sql._
import io.github.redshiftspark.staging.{CopyManifest, StagedFile, StagingRun}
import io.github.redshiftspark.warehouse.{DueRows, LoadErrors, WarehouseSession}
import java.util.concurrent.TimeUnit.NANOSECONDS
import java.util.concurrent.atomic.AtomicReference
import org.apache.spark.internal.Logging

/** The staged files, ready to be loaded by one COPY. */
private[write] final class StagedLoad(
    settings: WriteSettings,
    files: Seq[StagedFile],
    staging: StagingRun,
    format: StagedFormat,
    authorization: S3Authorization,
    progress: WriteProgress
) extends Logging {
  private val last = new AtomicReference[Option[Copied]](None)

  val rows: Long = files.flatMap(_.rows).sum
  private val due = DueRows(rows, settings.mayBeRejected)
  val bytes: Long = files.map(_.bytes).sum
  def fileCount: Int = files.size

  /** What the last COPY did; None before it, without files, and where the Data API runs it as part of a batch. */
  def copied: Option[Copied] = last.get

  /** The least number of rows that COPY has loaded, or will. */
  def leastRows: Long = copied.fold(due.least)(_.rows)

  /** Manifest and jsonpaths go to S3 once, before the first try. */
  def publish(): Unit = if (files.nonEmpty) {
    staging.writeText("manifest", CopyManifest.json(files))
    format.jsonPaths.foreach(staging.writeText("jsonpaths", _))
  }

  /** Loads all files; what Redshift loaded is what Spark staged, or an error says so. */
  def copyInto(session: WarehouseSession, table: TableName): Unit = if (files.nonEmpty) {
    val started = System.nanoTime()
    session.execute(
      Renderer.statement(
        Statement.Copy(
          table,
          format.columns.map(_.name),
          staging.redshiftPath("manifest"),
          authorization,
          format.copyFormat,
          format.nullText.text,
          format.jsonPaths.map(_ => staging.redshiftPath("jsonpaths")),
          settings.staging.region,
          settings.extraCopyOptions,
          Some(settings.maxLoadErrors).filter(_ > 0)
        )
      )
    )
    val millis = NANOSECONDS.toMillis(System.nanoTime() - started)
    session.lastCopy(due).foreach { loaded =>
      if (!due.met(loaded.rows))
        throw new RowCountMismatchException(rows, loaded.rows, table.quoted)
      val done = Copied(loaded.query, loaded.rows, rows - loaded.rows, millis)
      last.set(Some(done))
      progress.copied(done)
      if (loaded.rows < rows)
        logWarning(
          s"COPY into $table rejected ${rows - loaded.rows} rows. " +
            LoadErrors.find(settings.connection, staging.token, settings.rejectedRows).map(_.text).mkString("; ")
        )
    }
  }
}

/** @param queryId Redshift's number of the COPY */
private[write] final case class Copied(queryId: Long, rows: Long, rejected: Long, millis: Long)
