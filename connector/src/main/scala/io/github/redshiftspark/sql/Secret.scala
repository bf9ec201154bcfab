package io.github.redshiftspark.sql

/** Text that must not be shown. Only `reveal` gives it, and only the code that sends it calls that. */
final class Secret(val reveal: String) extends Serializable {
  override def toString: String = Secret.Mask
  override def equals(other: Any): Boolean = other match {
    case that: Secret => that.reveal == reveal
    case _ => false
  }
  override def hashCode: Int = reveal.hashCode
}

object Secret {
  val Mask = "***"
  def apply(text: String): Secret = new Secret(text)
}

/** A statement as it is sent, and as it may be shown. Only the latter may reach a log, plan or exception. */
final case class RenderedSql(text: Secret, redacted: String) {
  override def toString: String = redacted
}
