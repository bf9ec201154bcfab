package io.github.redshiftspark.pushdown

/** Whether Redshift gives Spark's answer for an expression with these types in this mode. */
sealed trait Support extends Product with Serializable

object Support {
  case object Compatible extends Support

  /** Answers may differ: pushed only where the session allows it by name. */
  final case class Incompatible(why: String) extends Support
  final case class Unsupported(why: String) extends Support
}
