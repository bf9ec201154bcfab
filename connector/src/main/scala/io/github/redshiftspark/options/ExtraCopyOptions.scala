package io.github.redshiftspark.options

import scala.util.matching.Regex

/** What the user's own options of COPY say about rows that do not fit (copy-parameters-data-conversion,
  * copy-parameters-data-load). Words within literals say nothing.
  */
private[options] object ExtraCopyOptions {

  /** The text without MAXERROR, and its number: COPY takes the option once, and the count of loaded rows allows for it. */
  def withoutMaxError(text: String): (String, Option[Long]) = {
    val numbers = MaxError.findAllMatchIn(text).flatMap(found => Option(found.group("rows"))).toSeq
    val rest = MaxError.replaceAllIn(
      text,
      found => if (found.group("rows") == null) Regex.quoteReplacement(found.matched) else ""
    )
    (rest.trim, numbers.headOption.map(_.toLong))
  }

  def cutsTexts(text: String): Boolean = says(text, "TRUNCATECOLUMNS")

  def ignoresErrors(text: String): Boolean = says(text, "IGNOREALLERRORS")

  private val Literal = "'(?:[^']|'')*'"
  private val MaxError = new Regex(s"(?i)$Literal|\\bMAXERROR\\s+(?:AS\\s+)?(\\d{1,6})\\b", "rows")

  private def says(text: String, word: String): Boolean =
    text.replaceAll(Literal, "''").split("[^A-Za-z]+").exists(_.equalsIgnoreCase(word))
}
