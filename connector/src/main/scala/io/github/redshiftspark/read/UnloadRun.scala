package io.github.redshiftspark.read

import io.github.redshiftspark.events.RedshiftLeaseReleased
import io.github.redshiftspark.options.{ReadSettings, S3AuthorizationChoice, Settings}
import io.github.redshiftspark.sql._
import io.github.redshiftspark.staging.{ForwardedCredentials, StagingRun, UnloadManifest}
import io.github.redshiftspark.warehouse.{ResultRows, Warehouse, WarehouseSession}
import io.github.redshiftspark.{InvalidOptionException, StagedResultException}
import java.net.URI
import java.util.concurrent.{Callable, Future}
import java.util.concurrent.TimeUnit.NANOSECONDS
import java.util.concurrent.atomic.{AtomicBoolean, AtomicReference}
import org.apache.spark.SparkContext
import org.apache.spark.sql.execution.SQLExecution
import org.apache.spark.sql.redshift.{ListenerBus, SparkSessions}

/** One UNLOAD on a thread of its own. */
private[read] final class UnloadRun private (
    settings: ReadSettings,
    scan: ScanStatement,
    authorization: S3Authorization,
    staging: StagingRun,
    nullText: String,
    report: UnloadReport
) extends StagedRun {

  private val running = new AtomicReference[WarehouseSession]()
  private val discarded = new AtomicBoolean(false)
  private val outcome: Future[Seq[ResultFile]] = StatementThreads.submit(new Callable[Seq[ResultFile]] {
    override def call(): Seq[ResultFile] = unload()
  })

  override def await(): Seq[ResultFile] = StagedRun.join(outcome)

  override def discard(): Unit = {
    if (!discarded.getAndSet(true)) ListenerBus.post(RedshiftLeaseReleased(staging.token))
    // Under the lock of `finished`: a session that went back to the pool may already serve somebody else.
    running.synchronized(Option(running.get()).foreach(_.cancel()))
    outcome.cancel(false)
    // A statement that still winds down could write after us, so its own thread removes once more.
    StatementThreads.run(staging.remove())
  }

  private def finished(): Unit = running.synchronized(running.set(null))

  private def unload(): Seq[ResultFile] = {
    val statement = Renderer.statement(
      Statement.Unload(
        scan.forUnload,
        staging.redshiftPath(""),
        authorization,
        scan.format,
        nullText,
        settings.staging.region,
        settings.staging.kmsKey,
        ParallelUnload.On,
        maxFileSizeMb = None,
        settings.extraUnloadOptions
      )
    )
    val started = System.nanoTime()
    try {
      val done = Warehouse.withSession(settings.connection) { session =>
        running.set(session)
        try {
          if (discarded.get())
            throw new StagedResultException("The UNLOAD was not sent: the Spark query that needed it has ended.")
          session.execute(statement)
          session.query(UnloadRun.lastUnload)(UnloadRun.counted)
        } finally finished()
      }
      val files =
        UnloadManifest.read(staging, done.rows).files.map(f => ResultFile(staging.hadoopPath(f.url), f.bytes))
      report.staged(done, staging.token, NANOSECONDS.toMillis(System.nanoTime() - started), files)
      files
    } finally if (discarded.get()) staging.remove()
  }
}

private[read] object UnloadRun {
  private val lastUnload =
    Renderer.statement(Statement.UserText("SELECT pg_last_unload_count(), pg_last_unload_id()"))

  private def counted(answer: ResultRows): UnloadedRows = {
    answer.next()
    UnloadedRows(answer.text(1).fold(0L)(_.toLong), answer.text(2).fold(0L)(_.toLong))
  }

  def result(
      context: SparkContext,
      session: SparkSessions.Session,
      settings: ReadSettings,
      scan: ScanStatement,
      nullText: String,
      metrics: UnloadMetrics
  ): StagedResult = {
    val hadoop = session.sessionState.newHadoopConf()
    val report =
      new UnloadReport(context, Option(context.getLocalProperty(SQLExecution.EXECUTION_ID_KEY)), metrics)
    lazy val staged: StagedResult = new StagedResult(
      session.sessionState.conf.filesMaxPartitionBytes,
      () => {
        val tempdir = settings.staging.tempdir.getOrElse(throw missingTempdir("The result travels through S3"))
        refuseAccessPoint(tempdir)
        val authorization = settings.staging.authorization match {
          case S3AuthorizationChoice.Explicit(explicit) => explicit
          case S3AuthorizationChoice.ForwardSparkCredentials => ForwardedCredentials.of(tempdir, hadoop)
          case S3AuthorizationChoice.Missing => throw Settings.missingAuthorization
        }
        new UnloadRun(
          settings,
          scan,
          authorization,
          StagingRun.create(context, tempdir, settings.staging.files, hadoop),
          nullText,
          report
        )
      },
      () => Leases.isPinned(context, staged)
    )
    staged
  }

  /** COPY takes an access point by its alias, UNLOAD does not (r_UNLOAD, copy-usage_notes-s3-access-point-alias). */
  private def refuseAccessPoint(tempdir: String): Unit =
    if (new URI(tempdir).getAuthority.endsWith("-s3alias"))
      throw new InvalidOptionException(
        "tempdir",
        "names an access point by its alias, which UNLOAD does not take. Name the bucket, or bound the result by a LIMIT."
      )

  def missingTempdir(why: String): InvalidOptionException = new InvalidOptionException(
    "tempdir",
    s"is missing. $why: give a folder on S3 (s3a://bucket/tmp), or bound the result by a LIMIT."
  )
}
