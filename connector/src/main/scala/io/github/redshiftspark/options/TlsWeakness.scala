package io.github.redshiftspark.options

import io.github.redshiftspark.sql.Secret
import java.util.Locale

/** How a connection is less than verified TLS, because a property of the driver says so (jdbc20-configuration-options).
  *
  * @param property by which the user asked for it
  */
sealed abstract class TlsWeakness(val says: String) extends Product with Serializable {
  def property: String
}

object TlsWeakness {
  final case class Plain(property: String) extends TlsWeakness("is not sure to be encrypted")
  final case class Unchecked(property: String) extends TlsWeakness("does not check the server's certificate")

  private val plainModes = Set("disable", "allow", "prefer")

  /** @param properties of the driver, names as given */
  def of(properties: Map[String, Secret]): Option[TlsWeakness] = {
    val named = properties.map { case (name, value) => (name.toLowerCase(Locale.ROOT), text(value)) }
    def where(name: String)(bad: String => Boolean): Option[String] = named.get(name).filter(bad).map(_ => name)
    where("ssl")(_ == "false")
      .orElse(where("sslmode")(plainModes))
      .map(Plain(_))
      .orElse(
        where("sslfactory")(_.contains("nonvalidating")).orElse(where("sslmode")(_ == "require")).map(Unchecked(_))
      )
  }

  private def text(value: Secret): String = value.reveal.trim.toLowerCase(Locale.ROOT)
}
