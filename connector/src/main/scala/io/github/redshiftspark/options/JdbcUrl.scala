package io.github.redshiftspark.options

import io.github.redshiftspark.InvalidOptionException
import io.github.redshiftspark.sql.Secret
import java.net.URLDecoder

/** What the URL asks for: a login by name and password, or one by IAM. */
sealed trait UrlScheme
object UrlScheme {
  case object Plain extends UrlScheme
  case object Iam extends UrlScheme
}

/** A Redshift JDBC URL taken apart (jdbc20-build-connection-url, generating-iam-credentials-configure-jdbc-odbc).
  *
  * @param host       a host name, or a cluster's identifier where `region` is there
  * @param region     of `jdbc:redshift:iam://cluster:region/database`
  * @param properties what follows the database, names as given
  */
final case class JdbcUrl(
    scheme: UrlScheme,
    host: String,
    port: Option[Int],
    region: Option[String],
    database: String,
    properties: Map[String, Secret]
) {

  /** By name; the driver does not tell upper from lower case. */
  def property(name: String): Option[Secret] =
    properties.collectFirst { case (key, value) if key.equalsIgnoreCase(name) => value }

  def text(name: String): Option[String] = property(name).map(_.reveal).filter(_.nonEmpty)

  def flag(name: String): Boolean = text(name).exists(_.equalsIgnoreCase("true"))
}

object JdbcUrl {
  private val Shape =
    "(?s)jdbc:(redshift|redshift:iam|postgresql)://([^:/;?]+)(?::(?:(\\d{1,5})|([a-z]{2}[a-z0-9-]+)))?/([^;?&]+)(?:[;?&](.*))?".r
  val DefaultPort = 5439

  def parse(url: String): JdbcUrl = url.trim match {
    case Shape(scheme, host, port, region, database, tail) if region == null || scheme == "redshift:iam" =>
      JdbcUrl(
        if (scheme == "redshift:iam") UrlScheme.Iam else UrlScheme.Plain,
        host,
        Option(port).map(_.toInt),
        Option(region),
        database,
        properties(Option(tail).getOrElse(""))
      )
    case _ =>
      // The text may hold a password, so it is not repeated.
      throw new InvalidOptionException(
        "url",
        "must look like jdbc:redshift://host:port/database[;property=value], jdbc:redshift:iam://host:port/database or " +
          "jdbc:redshift:iam://cluster:region/database."
      )
  }

  private def properties(tail: String): Map[String, Secret] =
    tail
      .split("[;&]")
      .map(_.trim)
      .filter(_.nonEmpty)
      .map { pair =>
        pair.split("=", 2) match {
          case Array(key, value) => key.trim -> Secret(URLDecoder.decode(value, "UTF-8"))
          case _ => throw new InvalidOptionException("url", "a property after the database has no value.")
        }
      }
      .toMap
}
