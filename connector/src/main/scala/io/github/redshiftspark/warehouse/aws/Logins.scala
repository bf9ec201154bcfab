package io.github.redshiftspark.warehouse.aws

import io.github.redshiftspark.{AuthenticationFailedException, InvalidOptionException}
import io.github.redshiftspark.options._
import io.github.redshiftspark.sql.Secret
import java.time.Instant
import java.util.concurrent.ConcurrentHashMap
import org.json4s.{JInt, JString}
import org.json4s.jackson.JsonMethods
import scala.collection.JavaConverters._
import scala.util.Try
import software.amazon.awssdk.core.exception.SdkException
import software.amazon.awssdk.services.redshift.{RedshiftClient, RedshiftClientBuilder}
import software.amazon.awssdk.services.redshift.model.{
  DescribeClustersRequest,
  GetClusterCredentialsRequest,
  GetClusterCredentialsWithIamRequest
}
import software.amazon.awssdk.services.redshiftserverless.{RedshiftServerlessClient, RedshiftServerlessClientBuilder}
import software.amazon.awssdk.services.redshiftserverless.model.{GetCredentialsRequest, GetWorkgroupRequest}
import software.amazon.awssdk.services.secretsmanager.{SecretsManagerClient, SecretsManagerClientBuilder}
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest

/** @param expires when a new one is needed for new sessions; open sessions live on */
private[warehouse] final case class Credential(user: String, password: Option[Secret], expires: Option[Instant])

/** User names, passwords and addresses that AWS gives. Temporary ones are kept until shortly before they expire, so that a
  * long job asks again by itself.
  */
private[warehouse] object Logins {
  private val SecondsBeforeExpiry = 120L
  private val SecretSeconds = 300L
  private val kept = new ConcurrentHashMap[(Login, AwsAccess, String), Credential]

  /** @throws AuthenticationFailedException where AWS refuses */
  def credential(settings: ConnectionSettings): Credential = settings.login match {
    case Login.Password(user, password) => Credential(user, password, None)
    case login =>
      val key = (login, settings.aws, settings.database)
      kept.compute(key, (_, known) => if (known != null && isFresh(known)) known else asked(login, settings))
  }

  /** The server refused the login that is kept: the next session asks for another. */
  def forget(settings: ConnectionSettings): Unit = kept.remove((settings.login, settings.aws, settings.database))

  def address(settings: ConnectionSettings, endpoint: Endpoint): Endpoint.Address = endpoint match {
    case address: Endpoint.Address => address
    case Endpoint.Named(warehouse) => asking(settings)(addressOf(warehouse, settings.aws))
  }

  private def isFresh(credential: Credential): Boolean =
    credential.expires.exists(_.isAfter(Instant.now().plusSeconds(SecondsBeforeExpiry)))

  private def asked(login: Login, settings: ConnectionSettings): Credential = asking(settings)(login match {
    case Login.Password(user, password) => Credential(user, password, None)
    case secret: Login.StoredSecret => stored(secret, settings.aws)
    case user: Login.ClusterUser => clusterUser(user, settings)
    case Login.Identity(WarehouseName.Cluster(identifier), duration) => clusterIdentity(identifier, duration, settings)
    case Login.Identity(WarehouseName.Workgroup(name), duration) => workgroupIdentity(name, duration, settings)
  })

  private def clusterUser(login: Login.ClusterUser, settings: ConnectionSettings): Credential =
    closing(redshift(settings.aws)) { client =>
      val request = GetClusterCredentialsRequest
        .builder()
        .clusterIdentifier(login.warehouse.identifier)
        .dbUser(login.user)
        .dbName(settings.database)
        .autoCreate(login.autoCreate)
      if (login.groups.nonEmpty) request.dbGroups(login.groups.asJava)
      login.durationSeconds.foreach(seconds => request.durationSeconds(seconds))
      val answer = client.getClusterCredentials(request.build())
      Credential(answer.dbUser, Some(Secret(answer.dbPassword)), Some(answer.expiration))
    }

  private def clusterIdentity(identifier: String, duration: Option[Int], settings: ConnectionSettings): Credential =
    closing(redshift(settings.aws)) { client =>
      val request =
        GetClusterCredentialsWithIamRequest.builder().clusterIdentifier(identifier).dbName(settings.database)
      duration.foreach(seconds => request.durationSeconds(seconds))
      val answer = client.getClusterCredentialsWithIAM(request.build())
      Credential(answer.dbUser, Some(Secret(answer.dbPassword)), Some(answer.expiration))
    }

  private def workgroupIdentity(name: String, duration: Option[Int], settings: ConnectionSettings): Credential =
    closing(serverless(settings.aws)) { client =>
      val request = GetCredentialsRequest.builder().workgroupName(name).dbName(settings.database)
      duration.foreach(seconds => request.durationSeconds(seconds))
      val answer = client.getCredentials(request.build())
      Credential(answer.dbUser, Some(Secret(answer.dbPassword)), Some(answer.expiration))
    }

  private def addressOf(warehouse: WarehouseName, aws: AwsAccess): Endpoint.Address = warehouse match {
    case WarehouseName.Cluster(identifier) =>
      closing(redshift(aws)) { client =>
        val request = DescribeClustersRequest.builder().clusterIdentifier(identifier).build()
        val endpoint = client.describeClusters(request).clusters.asScala.head.endpoint
        Endpoint.Address(endpoint.address, endpoint.port)
      }
    case WarehouseName.Workgroup(name) =>
      closing(serverless(aws)) { client =>
        val request = GetWorkgroupRequest.builder().workgroupName(name).build()
        val endpoint = client.getWorkgroup(request).workgroup.endpoint
        Endpoint.Address(endpoint.address, endpoint.port)
      }
  }

  /** The form in which Redshift and Secrets Manager keep logins (data-api-secrets): JSON with username and password. */
  private def stored(login: Login.StoredSecret, aws: AwsAccess): Credential = {
    val client = AwsClients.build[SecretsManagerClientBuilder, SecretsManagerClient](
      SecretsManagerClient.builder(),
      aws,
      login.region,
      login.endpoint
    )
    closing(client) { manager =>
      val text = manager.getSecretValue(GetSecretValueRequest.builder().secretId(login.id).build()).secretString
      val fields = Try(JsonMethods.parse(text)).toOption
      def field(name: String): Option[String] = fields.map(_ \ name).collect {
        case JString(value) => value
        case JInt(value) => value.toString
      }
      (field("username"), field("password")) match {
        case (Some(user), Some(password)) =>
          Credential(user, Some(Secret(password)), Some(Instant.now().plusSeconds(SecretSeconds + SecondsBeforeExpiry)))
        case _ =>
          throw new InvalidOptionException(
            "secret.id",
            s"the secret ${login.id} holds no JSON with 'username' and 'password'."
          )
      }
    }
  }

  private def redshift(aws: AwsAccess): RedshiftClient =
    AwsClients.build[RedshiftClientBuilder, RedshiftClient](RedshiftClient.builder(), aws, None, aws.endpoint)

  private def serverless(aws: AwsAccess): RedshiftServerlessClient =
    AwsClients.build[RedshiftServerlessClientBuilder, RedshiftServerlessClient](
      RedshiftServerlessClient.builder(),
      aws,
      None,
      aws.endpoint
    )

  private def closing[C <: AutoCloseable, A](client: C)(body: C => A): A =
    try body(client)
    finally client.close()

  private def asking[A](settings: ConnectionSettings)(body: => A): A =
    try body
    catch {
      case refused: SdkException =>
        throw new AuthenticationFailedException(
          s"AWS gave no login for ${settings.where} (${settings.login.principal}): " +
            s"${redacted(String.valueOf(refused.getMessage), settings)} Check the Region, the credentials that Spark's " +
            "driver has for AWS, and their right to this call (redshift:GetClusterCredentials, " +
            "redshift:GetClusterCredentialsWithIAM, redshift-serverless:GetCredentials or secretsmanager:GetSecretValue).",
          null
        )
    }

  private def redacted(text: String, settings: ConnectionSettings): String =
    settings.secrets.map(_.reveal).filter(_.length > 3).foldLeft(text)(_.replace(_, Secret.Mask))
}
