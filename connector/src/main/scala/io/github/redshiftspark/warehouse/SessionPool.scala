package io.github.redshiftspark.warehouse

import io.github.redshiftspark._
import io.github.redshiftspark.options.{Channel, ConnectionSettings, Endpoint, Login, WarehouseId}
import io.github.redshiftspark.sql._
import io.github.redshiftspark.warehouse.aws.{Credential, DataApiSession, Logins}
import java.net.{ConnectException, NoRouteToHostException, SocketTimeoutException, UnknownHostException}
import java.sql.{Connection, SQLException}
import java.util.Properties
import java.util.concurrent.{ConcurrentHashMap, ConcurrentLinkedDeque}
import java.util.concurrent.TimeUnit.MINUTES
import org.apache.spark.internal.Logging

/** Idle connections by settings. Serverless ends idle sessions after an hour, so each is checked before use. */
private[warehouse] object SessionPool extends Logging {
  private val MaxIdle = 4
  private val MaxIdleNanos = MINUTES.toNanos(10)

  private final case class Idle(session: PooledSession, since: Long)
  private val warned = ConcurrentHashMap.newKeySet[WarehouseId]()
  private val idle = new ConcurrentHashMap[ConnectionSettings, ConcurrentLinkedDeque[Idle]]

  /** @throws SessionsExhaustedException where all sessions stay busy for the time that the settings allow */
  def borrow(settings: ConnectionSettings): PooledSession = permitted(settings)(pooled(settings))

  /** A session that never was in the pool. */
  def open(settings: ConnectionSettings): PooledSession = permitted(settings)(fresh(settings))

  def giveBack(settings: ConnectionSettings, session: PooledSession): Unit =
    if (session.isTainted || !session.isOpen || queue(settings).size >= MaxIdle) discard(session)
    else {
      val permit = session.permit
      queue(settings).addFirst(Idle(session, System.nanoTime()))
      permit.end()
    }

  def discard(session: PooledSession): Unit = {
    session.close()
    session.permit.end()
  }

  private def permitted(settings: ConnectionSettings)(session: => PooledSession): PooledSession = {
    val permit = SessionPermit.take(settings)
    try {
      val permittedSession = session
      permittedSession.permit = permit
      permittedSession
    } catch {
      case failed: Throwable =>
        permit.end()
        throw failed
    }
  }

  private def pooled(settings: ConnectionSettings): PooledSession =
    Option(queue(settings).pollFirst()) match {
      case Some(found) if System.nanoTime() - found.since < MaxIdleNanos && found.session.isAlive => found.session
      case Some(stale) =>
        stale.session.permit = SessionPermit.none
        discard(stale.session)
        pooled(settings)
      case None => fresh(settings)
    }

  private def queue(settings: ConnectionSettings): ConcurrentLinkedDeque[Idle] =
    idle.computeIfAbsent(settings, _ => new ConcurrentLinkedDeque[Idle])

  /** Once for a warehouse: a job opens many sessions. */
  private def warnOfTls(settings: ConnectionSettings): Unit =
    settings.tlsWeakness.filter(_ => warned.add(settings.warehouse)).foreach { weakness =>
      logWarning(
        s"The connection to Redshift at ${settings.where} ${weakness.says}: the driver's property " +
          s"'${weakness.property}' asks for that. Remove it; the CA of a server of your own is given by " +
          "'jdbc.sslrootcert'. 'reject_unsecure_jdbc_connection' refuses such connections."
      )
    }

  private def fresh(settings: ConnectionSettings): PooledSession = {
    warnOfTls(settings)
    val session = settings.channel match {
      case Channel.DataApi(api) => new DataApiSession(settings, api)
      case Channel.Jdbc(endpoint, properties) => new JdbcSession(connect(settings, endpoint, properties))
    }
    try {
      session.execute(Renderer.statement(Statement.SetQueryGroup(QueryGroup.label(settings))))
      new ObservedSession(session, settings.where)
    } catch {
      case failed: Throwable =>
        discard(session)
        throw failed
    }
  }

  private def connect(
      settings: ConnectionSettings,
      endpoint: Endpoint,
      driverProperties: Map[String, Secret]
  ): Connection = {
    val address = Logins.address(settings, endpoint)
    val credential = Logins.credential(settings)
    try connect(settings, address, driverProperties, credential)
    catch {
      case refused: AuthenticationFailedException =>
        // A login that was kept may have ended early: a secret was changed, or a temporary password withdrawn.
        Logins.forget(settings)
        val renewed = Logins.credential(settings)
        if (renewed == credential) throw refused
        connect(settings, address, driverProperties, renewed)
    }
  }

  private def connect(
      settings: ConnectionSettings,
      address: Endpoint.Address,
      driverProperties: Map[String, Secret],
      credential: Credential
  ): Connection = {
    val properties = new Properties
    // LOCAL, the driver's default, would make the JVM's zone the session's.
    properties.setProperty("connectionTimezone", "UTC")
    // With the ring buffer a commit is skipped silently while a result is still being read.
    properties.setProperty("enableFetchRingBuffer", "false")
    properties.setProperty("ApplicationName", "redshift-spark")
    driverProperties.foreach { case (k, v) => properties.setProperty(k, v.reveal) }
    properties.setProperty("user", credential.user)
    credential.password.foreach(secret => properties.setProperty("password", secret.reveal))
    val hidden = settings.secrets ++ credential.password
    try {
      // The driver's own class, so that no other driver on the class path answers for the URL.
      val driver = new com.amazon.redshift.Driver()
      driver.connect(s"jdbc:redshift://${address.host}:${address.port}/${settings.database}", properties)
    } catch {
      case error: SQLException => throw failure(error, settings, credential.user, hidden)
    }
  }

  private def failure(
      error: SQLException,
      settings: ConnectionSettings,
      user: String,
      hidden: Seq[Secret]
  ): RedshiftSparkException = {
    val state = Option(error.getSQLState).getOrElse("")
    val where = settings.where
    val said = hidden
      .map(_.reveal)
      .filter(_.length > 3)
      .foldLeft(String.valueOf(error.getMessage))((shown, secret) => shown.replace(secret, Secret.Mask))
    if (state.startsWith("28") || said.contains("authentication failed"))
      new AuthenticationFailedException(
        s"Redshift at $where refused user '$user': $said ${advice(settings.login)}",
        null
      )
    else if (state == "3D000")
      new RelationNotFoundException(settings.database, s"Database of $where does not exist: $said")
    else if (causes(error).exists(_.getClass.getName.startsWith("javax.net.ssl")) || said.contains("SSL"))
      new WarehouseUnreachableException(
        s"TLS with $where failed: $said Give the CA by 'jdbc.sslrootcert', or check host and certificate.",
        null
      )
    else {
      val network = causes(error).exists {
        case _: UnknownHostException | _: ConnectException | _: NoRouteToHostException | _: SocketTimeoutException =>
          true
        case _ => false
      }
      val hint =
        if (network) " Check host and port in the option 'url', and that the network lets Spark through." else ""
      new WarehouseUnreachableException(s"Cannot connect to $where: $said$hint", null)
    }
  }

  private def advice(login: Login): String = login match {
    case _: Login.Password => "Check the options 'user' and 'password'."
    case Login.StoredSecret(id, _, _) => s"Check user name and password in the secret '$id' (option 'secret.id')."
    case _ => "Check that the database user exists, and the URL's DbUser, AutoCreate and DbGroups."
  }

  private def causes(error: Throwable): Seq[Throwable] =
    Iterator.iterate(error)(_.getCause).takeWhile(_ != null).take(10).toSeq
}
