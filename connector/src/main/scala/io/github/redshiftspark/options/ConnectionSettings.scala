package io.github.redshiftspark.options

import io.github.redshiftspark.sql.Secret
import java.util.Locale

/** Where a session lives. Relations of one warehouse may meet in one statement. */
final case class WarehouseId(
    host: String,
    port: Int,
    database: String,
    principal: String,
    properties: Map[String, Secret]
)

/** @param maxSessions sessions in use at the same time
  * @param waitSeconds how long to wait for one
  */
final case class PoolSettings(maxSessions: Int, waitSeconds: Long)

/** The warehouse as AWS knows it: the target of calls for its address, its logins, and of the Data API. */
sealed trait WarehouseName extends Product with Serializable
object WarehouseName {
  final case class Cluster(identifier: String) extends WarehouseName
  final case class Workgroup(name: String) extends WarehouseName
}

/** How the server is found. */
sealed trait Endpoint extends Product with Serializable
object Endpoint {
  final case class Address(host: String, port: Int) extends Endpoint

  /** The address is asked from AWS when the first session is opened. */
  final case class Named(warehouse: WarehouseName) extends Endpoint
}

/** As whom a session logs in. */
sealed trait Login extends Product with Serializable {

  /** For messages and for telling sessions apart. */
  def principal: String
}

object Login {
  final case class Password(user: String, password: Option[Secret]) extends Login {
    override def principal: String = user
  }

  /** User name and password out of AWS Secrets Manager.
    *
    * @param endpoint of the service, where it is not the Region's own
    */
  final case class StoredSecret(id: String, region: Option[String], endpoint: Option[String]) extends Login {
    override def principal: String = s"secret:$id"
  }

  /** A database user of a cluster, by temporary credentials (GetClusterCredentials). */
  final case class ClusterUser(
      warehouse: WarehouseName.Cluster,
      user: String,
      autoCreate: Boolean,
      groups: Seq[String],
      durationSeconds: Option[Int]
  ) extends Login {
    override def principal: String = s"IAM:$user"
  }

  /** The IAM identity itself (GetClusterCredentialsWithIAM, or GetCredentials of Redshift Serverless). */
  final case class Identity(warehouse: WarehouseName, durationSeconds: Option[Int]) extends Login {
    override def principal: String = "IAM identity"
  }
}

/** By which right AWS itself is asked: given keys, a profile, or else the SDK's default chain (environment, web identity,
  * profile, container, instance), and then maybe as another role.
  */
final case class AwsAccess(
    region: Option[String],
    keys: Option[AwsKeys],
    profile: Option[String],
    assumedRole: Option[String],
    endpoint: Option[String],
    stsEndpoint: Option[String]
)
final case class AwsKeys(accessKey: Secret, secretKey: Secret, sessionToken: Option[Secret])

/** @param endpoint       of the service, where it is not the Region's own
  * @param firstPollMillis wait between questions whether a statement has ended, growing by `pollFactor` to `lastPollMillis`
  */
final case class DataApiSettings(
    warehouse: WarehouseName,
    endpoint: Option[String],
    firstPollMillis: Long,
    lastPollMillis: Long,
    pollFactor: Double
)

/** What statements travel over. */
sealed trait Channel extends Product with Serializable
object Channel {

  /** @param driverProperties of the Redshift JDBC driver, names as given */
  final case class Jdbc(endpoint: Endpoint, driverProperties: Map[String, Secret]) extends Channel
  final case class DataApi(settings: DataApiSettings) extends Channel
}

/** What the statements of a session are for. */
sealed abstract class SessionOperation(val name: String) extends Product with Serializable
object SessionOperation {
  case object Read extends SessionOperation("Read")
  case object Write extends SessionOperation("Write")
}

/** What the query group of a session says.
  *
  * @param label         the user's own
  * @param hostConnector a program that embeds this connector
  */
final case class SessionLabels(
    label: Option[String],
    hostConnector: Option[String],
    traceId: Option[String],
    operation: SessionOperation
)

final case class ConnectionSettings(
    channel: Channel,
    database: String,
    login: Login,
    aws: AwsAccess,
    labels: SessionLabels,
    pool: PoolSettings
) {

  /** The warehouse in messages: no property, no password. */
  def where: String = channel match {
    case Channel.Jdbc(Endpoint.Address(host, port), _) => s"jdbc:redshift://$host:$port/$database"
    case Channel.Jdbc(Endpoint.Named(warehouse), _) => s"${ConnectionSettings.text(warehouse)}, database $database"
    case Channel.DataApi(api) => s"${ConnectionSettings.text(api.warehouse)}, database $database (Data API)"
  }

  def warehouse: WarehouseId = channel match {
    case Channel.Jdbc(Endpoint.Address(host, port), properties) =>
      WarehouseId(host.toLowerCase(Locale.ROOT), port, database, login.principal, properties)
    case Channel.Jdbc(Endpoint.Named(name), properties) =>
      WarehouseId(ConnectionSettings.text(name), 0, database, login.principal, properties)
    case Channel.DataApi(api) =>
      WarehouseId(s"data-api ${ConnectionSettings.text(api.warehouse)}", 0, database, login.principal, Map.empty)
  }

  def tlsWeakness: Option[TlsWeakness] = channel match {
    case Channel.Jdbc(_, properties) => TlsWeakness.of(properties)
    case _ => None
  }

  /** Everything in here that no text may show. */
  def secrets: Seq[Secret] = {
    val ofLogin = login match {
      case Login.Password(_, password) => password.toSeq
      case _ => Nil
    }
    val ofChannel = channel match {
      case Channel.Jdbc(_, properties) => properties.values.toSeq
      case _ => Nil
    }
    ofLogin ++ ofChannel ++ aws.keys.toSeq.flatMap(k => Seq(k.accessKey, k.secretKey) ++ k.sessionToken)
  }
}

object ConnectionSettings {
  def text(warehouse: WarehouseName): String = warehouse match {
    case WarehouseName.Cluster(identifier) => s"cluster $identifier"
    case WarehouseName.Workgroup(name) => s"work group $name"
  }
}
