package io.github.redshiftspark.options

/** Which side of the work an option steers. */
sealed abstract class OptionScope(val name: String)
object OptionScope {
  case object Read extends OptionScope("read")
  case object Write extends OptionScope("write")
  case object Both extends OptionScope("both")
}

sealed trait Sensitivity
object Sensitivity {
  case object Public extends Sensitivity
  case object Hidden extends Sensitivity
}

/** The shape of an option's value, for docs and for the generated Python types. */
sealed trait OptionKind
object OptionKind {
  case object Text extends OptionKind
  case object Flag extends OptionKind

  /** A whole number from `min` on. */
  final case class Number(min: Long) extends OptionKind
  final case class OneOf(values: Seq[String]) extends OptionKind
}

sealed trait OptionStatus
object OptionStatus {
  case object Supported extends OptionStatus

  /** An error, whose text is the option's doc, unless it has the value that changes nothing. */
  final case class Refused(harmless: String) extends OptionStatus
}

/** One option, declared once.
  *
  * @param name    lower case; also a session conf as `spark.redshift.<name>`
  * @param default as a user would write it; None: absent
  * @param since   first version that has it
  */
final case class OptionSpec(
    name: String,
    kind: OptionKind,
    scope: OptionScope,
    doc: String,
    default: Option[String] = None,
    sensitivity: Sensitivity = Sensitivity.Public,
    since: String = "0.1.0",
    status: OptionStatus = OptionStatus.Supported
)
