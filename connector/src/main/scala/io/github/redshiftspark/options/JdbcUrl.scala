package io.github.redshiftspark.options

import io.github.redshiftspark.InvalidOptionException
import io.github.redshiftspark.sql.Secret
import java.net.URLDecoder
import java.util.Locale

/** A Redshift JDBC URL taken apart. `properties` holds what follows the database, names as given. */
final case class JdbcUrl(host: String, port: Int, database: String, properties: Map[String, Secret]) {

  /** The URL without its properties: safe to show. */
  def text: String = s"jdbc:redshift://$host:$port/$database"

  def property(name: String): Option[Secret] =
    properties.collectFirst { case (key, value) if key.equalsIgnoreCase(name) => value }
}

object JdbcUrl {
  private val Shape = "(?s)jdbc:(redshift|postgresql)://([^:/;?]+)(?::(\\d{1,5}))?/([^;?&]+)(?:[;?&](.*))?".r
  private val DefaultPort = 5439

  def parse(url: String): JdbcUrl = url.trim match {
    case Shape(_, host, port, database, tail) =>
      JdbcUrl(host, Option(port).map(_.toInt).getOrElse(DefaultPort), database, properties(Option(tail).getOrElse("")))
    case other if other.toLowerCase(Locale.ROOT).startsWith("jdbc:redshift:iam:") =>
      throw new InvalidOptionException("url", "jdbc:redshift:iam: URLs are not supported yet; use user and password.")
    case _ =>
      // The text may hold a password, so it is not repeated.
      throw new InvalidOptionException("url", "must look like jdbc:redshift://host:port/database[;property=value].")
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
