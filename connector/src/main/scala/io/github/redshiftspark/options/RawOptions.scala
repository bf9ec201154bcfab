package io.github.redshiftspark.options

import io.github.redshiftspark.{ConnectorBuild, InvalidOptionException}
import java.util.Locale
import org.apache.commons.text.similarity.LevenshteinDistance

/** Options as supplied, checked against the registry: names known, flags and choices well-formed. */
private[options] final class RawOptions private (values: Map[String, String], val driver: Map[String, String]) {

  def get(name: String): Option[String] =
    values.get(name).orElse(OptionRegistry.byName(name).default)

  /** What was given, without the default. */
  def supplied(name: String): Option[String] = values.get(name).map(_.trim).filter(_.nonEmpty)

  def nonEmpty(name: String): Option[String] = get(name).map(_.trim).filter(_.nonEmpty)

  def required(name: String, advice: String): String =
    nonEmpty(name).getOrElse(
      throw new InvalidOptionException(
        name,
        s"is missing. $advice It can also be set for the session as ${OptionRegistry.ConfPrefix}$name."
      )
    )

  def flag(name: String): Boolean = get(name).map(_.trim.toLowerCase(Locale.ROOT)) match {
    case Some("true") => true
    case Some("false") | None => false
    case Some(other) => throw new InvalidOptionException(name, s"must be true or false, not '$other'.")
  }

  def number(name: String): Long = {
    val OptionKind.Number(min) = OptionRegistry.byName(name).kind: @unchecked
    val supplied = get(name).getOrElse("").trim
    if (supplied.matches("\\d{1,18}") && supplied.toLong >= min) supplied.toLong
    else throw new InvalidOptionException(name, s"must be a whole number from $min on, not '$supplied'.")
  }

  def decimal(name: String, least: Double): Double = {
    val text = get(name).getOrElse("").trim
    scala.util.Try(text.toDouble).toOption.filter(n => n >= least && !n.isInfinite).getOrElse {
      throw new InvalidOptionException(name, s"must be a number from $least on, not '$text'.")
    }
  }

  def choice(name: String): String = {
    val OptionKind.OneOf(allowed) = OptionRegistry.byName(name).kind: @unchecked
    val supplied = get(name).getOrElse("").trim.toUpperCase(Locale.ROOT)
    if (allowed.contains(supplied)) supplied
    else throw new InvalidOptionException(name, s"must be one of ${allowed.mkString(", ")}, not '$supplied'.")
  }
}

private[options] object RawOptions {

  /** Options win over session confs.
    *
    * @throws InvalidOptionException   for a name that the registry does not know
    * @throws io.github.redshiftspark.VersionMismatchException when a Python package of another version asks
    */
  def of(options: Map[String, String], conf: Map[String, String]): RawOptions = {
    val community = conf.collect {
      case (key, value) if OptionRegistry.byName.contains(key.stripPrefix(OptionRegistry.CommunityConfPrefix)) =>
        key.stripPrefix(OptionRegistry.CommunityConfPrefix) -> value
    }
    val defaults = community ++ conf.collect {
      case (key, value) if isOptionConf(key) => optionName(key.stripPrefix(OptionRegistry.ConfPrefix)) -> value
    }
    val supplied = options.map { case (key, value) => optionName(key) -> value }
    val merged = Alternatives.remaining(defaults, supplied) ++ supplied
    val (driver, plain) = merged.partition { case (key, _) => key.startsWith(OptionRegistry.DriverPrefix) }
    // Before all else: a package of another version may know other options.
    plain.get(OptionRegistry.PythonPackage).foreach(ConnectorBuild.requirePythonPackage)
    plain.keys.toSeq.sorted.find(!OptionRegistry.byName.contains(_)).foreach(reject)
    plain.foreach { case (name, value) => checkRefused(OptionRegistry.byName(name), value) }
    new RawOptions(plain, driver.map { case (k, v) => k.stripPrefix(OptionRegistry.DriverPrefix) -> v })
  }

  /** Options are known whatever the case; of driver properties only the prefix is ours. */
  private def optionName(key: String): String = {
    val lower = key.toLowerCase(Locale.ROOT)
    if (lower.startsWith(OptionRegistry.DriverPrefix))
      OptionRegistry.DriverPrefix + key.drop(OptionRegistry.DriverPrefix.length)
    else lower
  }

  /** Confs of other purposes share the prefix: `spark.redshift.pushdown.<rule>`. */
  private def isOptionConf(key: String): Boolean =
    key.startsWith(OptionRegistry.ConfPrefix) && {
      val name = key.stripPrefix(OptionRegistry.ConfPrefix)
      name.startsWith(OptionRegistry.DriverPrefix) || !name.contains('.') ||
      OptionRegistry.byName.contains(name.toLowerCase(Locale.ROOT))
    }

  private def checkRefused(spec: OptionSpec, value: String): Unit = spec.status match {
    case OptionStatus.Refused(harmless) if !value.trim.equalsIgnoreCase(harmless) =>
      throw new InvalidOptionException(spec.name, spec.doc)
    case _ => ()
  }

  private def reject(name: String): Unit = {
    val distance = LevenshteinDistance.getDefaultInstance
    val usable = OptionRegistry.all.filter(_.status == OptionStatus.Supported)
    val nearest = usable.map(_.name).minBy(known => distance.apply(known, name).intValue)
    throw new InvalidOptionException(name, s"is unknown. Did you mean '$nearest'?")
  }
}
