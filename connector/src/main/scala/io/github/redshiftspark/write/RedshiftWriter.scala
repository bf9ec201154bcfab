package io.github.redshiftspark.write

import io.github.redshiftspark._
import io.github.redshiftspark.options._
import io.github.redshiftspark.sql.S3Authorization
import io.github.redshiftspark.staging.{ForwardedCredentials, StagingRun}
import io.github.redshiftspark.warehouse._
import java.util.concurrent.TimeUnit.NANOSECONDS
import org.apache.hadoop.conf.Configuration
import org.apache.spark.internal.Logging
import org.apache.spark.sql.{DataFrame, SaveMode, SparkSession}
import org.apache.spark.sql.redshift.SparkSessions
import org.apache.spark.sql.types.StructType

/** Saves a frame: files on S3, then one transaction that prepares the target, loads them and counts the rows.
  *
  * Until that transaction commits, the table is as before. The files go in every case.
  */
object RedshiftWriter extends Logging {

  def save(session: SparkSession, data: DataFrame, settings: WriteSettings, mode: SaveMode): Unit = {
    val action = WriteAction.of(mode, settings)
    // Bad targets are refused here, before any Spark job starts.
    val found = looking(settings) { warehouse =>
      val columns = Warehouse.columns(warehouse, settings.table)
      if (columns.isDefined && mode == SaveMode.Ignore) None
      else if (columns.isDefined && mode == SaveMode.ErrorIfExists)
        throw new RelationExistsException(settings.table.quoted)
      else {
        val plan = planned(warehouse, data.schema, settings, action, columns)
        Some((plan, target(columns), CommitGuard.once(warehouse, settings)))
      }
    }
    found.foreach { case (plan, target, guard) =>
      try write(session, data, settings, action, target, plan, guard)
      catch {
        // Somebody else made the table while the rows were staged.
        case exists: RelationExistsException if mode == SaveMode.Ignore => logInfo(exists.getMessage)
      }
    }
  }

  /** Looks at the target before anything is staged; a lost connection makes it look again, which changes nothing. */
  private[write] def looking[A](settings: WriteSettings)(look: WarehouseSession => A): A =
    retries(settings).run(s"The look at ${settings.table}")(
      LockTimeout.named(settings)(Warehouse.limited(settings.connection, LockTimeout.ofLook(settings))(look))
    )

  private def retries(settings: WriteSettings): RetryPolicy =
    RetryPolicy(settings.retry.retries, settings.retry.delayMillis)

  private[write] def target(columns: Option[Seq[ColumnDescription]]): TargetWork.Target =
    if (columns.isDefined) TargetWork.There else TargetWork.Absent

  private[write] def planned(
      warehouse: WarehouseSession,
      schema: StructType,
      settings: WriteSettings,
      action: WriteAction,
      columns: Option[Seq[ColumnDescription]]
  ): ColumnPlan = columns match {
    case Some(there) if action != WriteAction.Overwrite(OverwriteMode.Drop) =>
      val plan = ColumnPlan.forExisting(schema, settings.table, there, settings.evolution)
      TargetTable.refuseMissing(warehouse, settings.table, plan.absent)
      plan
    case _ => ColumnPlan.forNew(schema, NewColumns.of(schema, settings.table, ColumnLengths.Greatest), settings.table)
  }

  /** Stages and loads.
    *
    * @param guard for a text that stands in this write's statements only
    */
  private[write] def write(
      session: SparkSession,
      data: DataFrame,
      settings: WriteSettings,
      action: WriteAction,
      target: TargetWork.Target,
      plan: ColumnPlan,
      guard: String => CommitGuard
  ): Unit = {
    val spark = session.asInstanceOf[SparkSessions.Session]
    val hadoop = spark.sessionState.newHadoopConf()
    val tempdir = settings.staging.tempdir.get // Settings.forWrite requires it
    val authorization = authorized(settings.staging, tempdir, hadoop)
    val copyFormat = FormatFit.choose(settings.format, plan.load)
    val staging = StagingRun.create(session.sparkContext, tempdir, settings.staging.files, hadoop)
    val progress =
      new WriteProgress(spark, data, settings.table, staging.token, s"${action.name}, by ${copyFormat.name} files")
    try {
      progress.begun()
      val format = StagedFormat(copyFormat, plan.load, NullText.of(settings.csvNullText))
      val limits = TextLimits(plan.load, settings.longTexts)
      val started = System.nanoTime()
      val staged = StagedWrite.run(spark, data, staging, format, limits, settings.stagedFileBytes, hadoop)
      val load = new StagedLoad(settings, staged.files, staging, format, authorization, progress)
      progress.staged(load, NANOSECONDS.toMillis(System.nanoTime() - started))
      load.publish()
      val lengths = settings.stringLength match {
        case StringLength.Greatest => ColumnLengths.Greatest
        case StringLength.Measured => ColumnLengths.Measured(staged.longest)
      }
      val work = new TargetWork(settings, data.schema, action, target, plan, load, lengths)
      commit(settings, guard(staging.token), work, staging)
      progress.committed(load)
    } catch {
      case failed: Throwable =>
        progress.failed(failed)
        throw failed
    } finally staging.remove()
  }

  private def commit(settings: WriteSettings, guard: CommitGuard, work: TargetWork, staging: StagingRun): Unit = {
    val afterwards =
      if (settings.leavesSessionsAsTheyWere) Transactions.Reused else Transactions.Closed
    val what = s"The write to ${settings.table}"
    try
      Transactions.run(settings.connection, retries(settings), guard.proof, afterwards, what)(work.prepare) {
        warehouse =>
          if (guard.admits(warehouse)) work.run(warehouse)
      }
    catch {
      case failed: LoadFailedException =>
        LoadErrors.find(settings.connection, staging.token, settings.rejectedRows) match {
          case Nil => throw failed
          case errors =>
            throw new LoadFailedException(errors.map(_.text).mkString(failed.getMessage + " ", "; ", ""), failed)
        }
    }
  }

  private def authorized(staging: StagingSettings, tempdir: String, hadoop: Configuration): S3Authorization =
    staging.authorization match {
      case S3AuthorizationChoice.Explicit(explicit) => explicit
      case S3AuthorizationChoice.ForwardSparkCredentials => ForwardedCredentials.of(tempdir, hadoop)
      case S3AuthorizationChoice.Missing => throw Settings.missingAuthorization
    }
}
