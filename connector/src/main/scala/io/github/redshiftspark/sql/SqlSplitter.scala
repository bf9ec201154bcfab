package io.github.redshiftspark.sql

/** Takes a list of statements apart at separators that stand outside of literals, quoted names and comments. */
object SqlSplitter {

  // Literals with doubled quotes, quoted names, $tag$ bodies, comments; what is left open reaches to the end.
  private val Opaque =
    "(?s)'(?:[^'\\\\]|''|\\\\.)*(?:'|$)|\"(?:[^\"]|\"\")*(?:\"|$)|\\$([A-Za-z_]\\w*)?\\$.*?(?:\\$\\1\\$|$)|--[^\\n]*|/\\*.*?(?:\\*/|$)".r

  /** The statements without their separators; empty ones are left out. */
  def split(text: String): Seq[String] = split(text, ';')

  def split(text: String, separator: Char): Seq[String] = {
    val hidden = Opaque.findAllMatchIn(text).map(found => (found.start, found.end)).toVector
    val cuts =
      text.indices.filter(i => text(i) == separator && !hidden.exists { case (from, to) => i >= from && i < to })
    val bounds = (-1 +: cuts) :+ text.length
    bounds.zip(bounds.tail).map { case (from, to) => text.substring(from + 1, to).trim }.filter(_.nonEmpty)
  }
}
