package io.github.redshiftspark.options

import java.util.Locale

/** Options that say one thing in several ways. One that is given for a read or write replaces the session's default for
  * that thing, however the default says it.
  */
private[options] object Alternatives {
  private type Way = String => Boolean
  private val families: Seq[Seq[Way]] = Seq(
    Seq(Set("dbtable"), Set("query")),
    Seq(
      name => Set("url", "user", "password")(name) || name.startsWith(OptionRegistry.DriverPrefix),
      _.startsWith("data_api_")
    ),
    Seq(Set("user", "password"), _.startsWith("secret.")),
    Seq(Set("aws_iam_role"), Set("forward_spark_s3_credentials"), _.startsWith("temporary_aws_"))
  )
  private val logins: Way = name => Set("user", "password")(name) || name.startsWith("secret.")

  /** The defaults that go together with what was given. */
  def remaining(defaults: Map[String, String], supplied: Map[String, String]): Map[String, String] = {
    val replaced: Seq[Way] = families.flatMap { ways =>
      val chosen = ways.filter(way => supplied.keys.exists(way))
      if (chosen.isEmpty) Nil else ways.diff(chosen)
    } ++ (if (supplied.get("url").exists(namesLogin)) Seq(logins) else Nil)
    defaults.filterNot { case (name, _) => !supplied.contains(name) && replaced.exists(way => way(name)) }
  }

  private def namesLogin(url: String): Boolean = {
    val text = url.trim.toLowerCase(Locale.ROOT)
    text.startsWith("jdbc:redshift:iam:") || LoginProperty.findFirstIn(text).isDefined
  }
  private val LoginProperty = "[?&;](user|uid)=".r
}
