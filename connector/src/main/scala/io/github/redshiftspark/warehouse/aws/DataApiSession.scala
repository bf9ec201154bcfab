package io.github.redshiftspark.warehouse.aws

import io.github.redshiftspark._
import io.github.redshiftspark.options._
import io.github.redshiftspark.sql.{RenderedSql, Renderer, Secret, Statement}
import io.github.redshiftspark.warehouse._
import java.nio.charset.StandardCharsets.UTF_8
import java.sql.SQLException
import scala.collection.JavaConverters._
import software.amazon.awssdk.core.exception.SdkException
import software.amazon.awssdk.services.redshiftdata.{RedshiftDataClient, RedshiftDataClientBuilder}
import software.amazon.awssdk.services.redshiftdata.model._

/** A session of the Redshift Data API (mgmt/data-api): statements are sent over HTTPS, and asked after until they end.
  *
  * A transaction is one batch, sent by `commit`: it can be told, and not asked.
  */
private[warehouse] final class DataApiSession(settings: ConnectionSettings, api: DataApiSettings)
    extends PooledSession {
  @volatile private var client: RedshiftDataClient = newClient()
  private var session: Option[String] = None
  private var lastUsed = System.nanoTime()
  private var serverProcess = 0L
  private var required = Vector.empty[(RenderedSql, () => RedshiftSparkException)]
  private var recorded: Option[Vector[RenderedSql]] = None
  @volatile private var running: Option[String] = None
  @volatile private var cancelled = false

  override def isTainted: Boolean = cancelled
  override def isOpen: Boolean = true

  /** The service ends a session that was not used for the time that its first statement named. */
  override def isAlive: Boolean =
    System.nanoTime() - lastUsed < (DataApiSession.KeepAliveSeconds - 60) * 1000000000L

  override def execute(sql: RenderedSql): Long = recorded match {
    case Some(batch) =>
      recorded = Some(batch :+ sql)
      0L
    case None => math.max(0L, run(sql).resultRows.longValue)
  }

  override def describe(sql: RenderedSql): Seq[ColumnDescription] = {
    // The API describes tables only, so a query that gives no row is run for its columns.
    val empty = RenderedSql(
      Secret(s"SELECT * FROM (${sql.text.reveal}\n) AS d WHERE 1 = 0"),
      s"SELECT * FROM (${sql.redacted}) AS d WHERE 1 = 0"
    )
    val ended = run(empty)
    page(ended.id, None, empty).columnMetadata.asScala.toSeq.map { column =>
      ColumnDescription(
        Option(column.label).getOrElse(column.name),
        JdbcTypes.of(column.typeName, number(column.precision), number(column.scale)),
        Option(column.nullable).forall(_.intValue != 0)
      )
    }
  }

  override def query[A](sql: RenderedSql)(read: ResultRows => A): A = {
    if (recorded.isDefined)
      throw new UnsupportedOnDataApiException(
        "The Data API runs a transaction as one batch, in which nothing can be asked. This kind of write needs a " +
          s"connection: give 'url' instead of the 'data_api_' options. Statement: ${sql.redacted}"
      )
    val ended = run(sql)
    read(new DataApiRows(token => page(ended.id, token, sql)))
  }

  override def stream[A](sql: RenderedSql)(read: ResultRows => A): A = query(sql)(read)

  override def lastCopy(due: DueRows): Option[LoadedRows] = {
    check(Renderer.statement(Statement.RequireLastCopy(due.least, due.staged))) {
      new LoadFailedException(
        s"COPY loaded another number of rows than the ${due.staged} that Spark staged" +
          (if (due.mayBeRejected > 0) s", of which ${due.mayBeRejected} may be rejected" else "") +
          ". The transaction was rolled back; the table is as before."
      )
    }
    None
  }

  override def requireCount(count: RenderedSql, least: Long)(failure: Option[Long] => RedshiftSparkException): Unit = {
    check(Renderer.statement(Statement.RequireCount(count, least)))(failure(None))
  }

  /** Part of the batch; `failure` is what its error means. */
  private def check(statement: RenderedSql)(failure: => RedshiftSparkException): Unit = {
    execute(statement)
    required = required :+ (statement -> (() => failure))
  }

  override def processId: Long = serverProcess

  override def cancel(): Unit = {
    cancelled = true
    running.foreach(cancelStatement)
  }

  private def cancelStatement(id: String): Unit =
    try {
      renewing(_.cancelStatement(CancelStatementRequest.builder().id(id).build()))
      ()
    } catch { case _: SdkException => () } // it may have ended meanwhile

  override def worksAtCommit: Boolean = true
  override def begin(): Unit = {
    required = Vector.empty
    recorded = Some(Vector.empty)
  }
  override def rollback(): Unit = recorded = recorded.map(_ => Vector.empty)
  override def endTransaction(): Unit = recorded = None
  override def commit(): Unit = {
    val batch = recorded.getOrElse(Vector.empty)
    recorded = Some(Vector.empty)
    if (batch.nonEmpty) runBatch(batch)
  }
  override def close(): Unit = client.close()

  private def run(sql: RenderedSql): DescribeStatementResponse = {
    if (cancelled) throw SqlErrors.cancelled(sql)
    checkSize(Seq(sql))
    val request = ExecuteStatementRequest.builder().sql(sql.text.reveal)
    session match {
      case Some(id) => request.sessionId(id)
      case None =>
        request.database(settings.database)
        target(request.clusterIdentifier(_), request.workgroupName(_), request.dbUser(_), request.secretArn(_))
    }
    request.sessionKeepAliveSeconds(DataApiSession.KeepAliveSeconds)
    val sent = asking(sql)(_.executeStatement(request.build()))
    session = Option(sent.sessionId).orElse(session)
    val ended = await(sent.id, sql)
    if (ended.status != StatusString.FINISHED) throw failure(ended.status, ended.error, sql)
    ended
  }

  private def runBatch(batch: Seq[RenderedSql]): Unit = {
    if (cancelled) throw SqlErrors.cancelled(batch.head)
    checkSize(batch)
    if (batch.size > DataApiSession.MaxBatch)
      throw new UnsupportedOnDataApiException(
        s"The transaction has ${batch.size} statements; a batch of the Data API takes ${DataApiSession.MaxBatch}. " +
          "Use fewer pre- and postactions, or a connection ('url')."
      )
    val request = BatchExecuteStatementRequest.builder().sqls(batch.map(_.text.reveal).asJava)
    session match {
      case Some(id) => request.sessionId(id)
      case None =>
        request.database(settings.database)
        target(request.clusterIdentifier(_), request.workgroupName(_), request.dbUser(_), request.secretArn(_))
    }
    request.sessionKeepAliveSeconds(DataApiSession.KeepAliveSeconds)
    val sent =
      try asking(batch.head)(_.batchExecuteStatement(request.build()))
      catch {
        case lost: WarehouseUnreachableException => throw unknownOutcome(lost)
        case failed: TransientFailureException if failed.getCause.isInstanceOf[InternalServerException] =>
          throw unknownOutcome(failed)
      }
    val ended =
      try await(sent.id, batch.head)
      catch { case lost: RedshiftSparkException => throw unknownOutcome(lost) }
    if (ended.status != StatusString.FINISHED) {
      val parts = ended.subStatements.asScala.toSeq
      val failed = parts.indexWhere(part => part.error != null && part.statusAsString == "FAILED")
      val (statement, said) =
        if (failed >= 0 && failed < batch.size) (batch(failed), parts(failed).error) else (batch.last, ended.error)
      required.collectFirst { case (`statement`, outside) => outside() }.foreach(throw _)
      throw failure(ended.status, said, statement)
    }
  }

  /** The batch was sent, and how it ended is not known: it must be looked for, and not be sent again. */
  private def unknownOutcome(lost: RedshiftSparkException): SQLException =
    new SQLException(lost.getMessage, DataApiSession.ConnectionFailure, lost)

  private def target(
      cluster: String => Unit,
      workgroup: String => Unit,
      user: String => Unit,
      secret: String => Unit
  ): Unit = {
    api.warehouse match {
      case WarehouseName.Cluster(identifier) => cluster(identifier)
      case WarehouseName.Workgroup(name) => workgroup(name)
    }
    settings.login match {
      case Login.ClusterUser(_, name, _, _, _) => user(name)
      case Login.StoredSecret(id, _, _) => secret(id)
      case _ => ()
    }
  }

  /** Asks until the statement is over, at growing intervals. It runs on while the service does not answer. */
  private def await(id: String, sql: RenderedSql): DescribeStatementResponse = {
    running = Some(id)
    // A cancel that came while the statement was being sent did not know its name.
    if (cancelled) cancelStatement(id)
    var unanswered = 0
    try {
      val over = Iterator
        .iterate(api.firstPollMillis.toDouble)(wait => math.min(wait * api.pollFactor, api.lastPollMillis.toDouble))
        .map { wait =>
          Thread.sleep(wait.toLong)
          try {
            val answer = asking(sql)(_.describeStatement(DescribeStatementRequest.builder().id(id).build()))
            unanswered = 0
            Some(answer)
          } catch {
            case _: TransientFailureException | _: WarehouseUnreachableException
                if unanswered < DataApiSession.MaxUnanswered =>
              unanswered += 1
              None
          }
        }
        .collectFirst { case Some(answer) if DataApiSession.over(answer.status) => answer }
        .get // the iterator has no end
      Option(over.redshiftPid).foreach(pid => serverProcess = pid)
      over
    } finally {
      running = None
      lastUsed = System.nanoTime()
    }
  }

  private def page(id: String, token: Option[String], sql: RenderedSql): GetStatementResultResponse = {
    val request = GetStatementResultRequest.builder().id(id)
    token.foreach(request.nextToken(_))
    asking(sql)(_.getStatementResult(request.build()))
  }

  private def checkSize(sqls: Seq[RenderedSql]): Unit = {
    val bytes = sqls.map(_.text.reveal.getBytes(UTF_8).length).sum
    if (bytes > DataApiSession.MaxSqlBytes)
      throw new UnsupportedOnDataApiException(
        s"The SQL text has $bytes bytes; the Data API takes ${DataApiSession.MaxSqlBytes}. Use a connection ('url'), or a " +
          "view for the long part."
      )
  }

  private def failure(status: StatusString, said: String, sql: RenderedSql): RedshiftSparkException =
    if (DataApiErrors.isTooLarge(said))
      new ResultTooLargeException(
        s"The Data API of ${settings.where} does not give this result: $said Let it travel through S3 " +
          s"(read_transport=UNLOAD), or use a connection ('url'). Statement: ${sql.redacted}"
      )
    else if (status == StatusString.ABORTED)
      SqlErrors.classify(
        new SQLException(Option(said).getOrElse("The statement was cancelled"), StatementFailedException.Cancelled),
        sql
      )
    else SqlErrors.classify(DataApiErrors.of(Option(said).getOrElse("the statement failed")), sql)

  private def newClient(): RedshiftDataClient = AwsClients.build[RedshiftDataClientBuilder, RedshiftDataClient](
    RedshiftDataClient.builder(),
    settings.aws,
    None,
    api.endpoint
  )

  private def asking[A](sql: RenderedSql)(call: RedshiftDataClient => A): A =
    try renewing(call)
    catch { case refused: SdkException => throw DataApiErrors.classify(refused, settings, sql) }

  /** Credentials may end before the time that they named: a new client asks for new ones, once. */
  private def renewing[A](call: RedshiftDataClient => A): A = {
    val used = client
    try call(used)
    catch { case refused: SdkException if DataApiErrors.isExpired(refused) => call(inPlaceOf(used)) }
  }

  /** A cancel comes from another thread, which may have renewed the client already. */
  private def inPlaceOf(used: RedshiftDataClient): RedshiftDataClient = synchronized {
    if (client eq used) {
      client = newClient()
      used.close()
    }
    client
  }

  private def number(value: Integer): Int = Option(value).fold(0)(_.intValue)
}

private object DataApiSession {
  val KeepAliveSeconds: Int = 900
  val MaxSqlBytes: Int = 200 * 1024
  val MaxBatch = 40

  /** Questions in a row that the service may leave without an answer; the SDK itself asks each several times. */
  private val MaxUnanswered = 10
  private val ConnectionFailure = "08006"

  private val over: Set[StatusString] = Set(StatusString.FINISHED, StatusString.FAILED, StatusString.ABORTED)
}

/** Pages of a result, asked one after the other. */
private final class DataApiRows(page: Option[String] => GetStatementResultResponse) extends ResultRows {
  private var current = page(None)
  private var rows = current.records.iterator()
  private var row: java.util.List[Field] = _

  override def next(): Boolean = {
    while (!rows.hasNext && current.nextToken != null && current.nextToken.nonEmpty) {
      current = page(Some(current.nextToken))
      rows = current.records.iterator()
    }
    if (rows.hasNext) row = rows.next()
    else row = null
    row != null
  }

  override def text(column: Int): Option[String] = {
    val field = row.get(column - 1)
    if (field.isNull != null && field.isNull) None
    else
      Option(field.stringValue)
        .orElse(Option(field.longValue).map(_.toString))
        .orElse(Option(field.doubleValue).map(_.toString))
        .orElse(Option(field.booleanValue).map(_.toString))
        .orElse(Option(field.blobValue).map(blob => blob.asByteArray.map("%02x".format(_)).mkString))
  }
}
