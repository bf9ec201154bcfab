package io.github.redshiftspark.sql

import io.github.redshiftspark.sql.LiteralPrinter.plain
import io.github.redshiftspark.sql.Statement.{Copy, Unload}

/** Options of UNLOAD, in the order of r_UNLOAD. */
private[sql] object UnloadRenderer {

  def render(unload: Unload): RenderedSql = {
    val text = Renderer.query(withoutOuterLimit(unload.query))
    // Only doubled quotes are used: `\'` is an escape, too, but our own text never holds a backslash.
    val quoted = "'" + text.replace("'", "''") + "'"
    val options = Seq(
      unload.format match {
        case UnloadFormat.Parquet => Some("FORMAT AS PARQUET")
        case UnloadFormat.Text => Some(s"DELIMITER AS '|' NULL AS ${plain(unload.nullText, "the NULL marker")} ESCAPE")
      },
      Some("MANIFEST VERBOSE"),
      unload.parallel match {
        case ParallelUnload.On => None
        case ParallelUnload.Off => Some("PARALLEL OFF")
      },
      unload.maxFileSizeMb.map(mb => s"MAXFILESIZE AS $mb MB"),
      unload.region.map(r => s"REGION AS ${plain(r, "a region")}"),
      unload.kmsKey.map(k => s"KMS_KEY_ID ${plain(k, "a KMS key")} ENCRYPTED"),
      Some(unload.extraOptions.trim).filter(_.nonEmpty)
    ).flatten.mkString(" ")
    Authorization.around(
      s"UNLOAD ($quoted) TO ${plain(unload.target, "an S3 path")} ",
      unload.authorization,
      s" $options"
    )
  }

  /** UNLOAD takes no LIMIT in its outermost SELECT (r_UNLOAD). */
  private def withoutOuterLimit(query: Query): Query = query match {
    case select: Select if select.limit.isDefined || select.offset.isDefined =>
      Select(
        select.items.map(i => SelectItem(ColumnRef("u", i.alias), i.alias)),
        Some(FromItem.Subquery(select, "u"))
      )
    case other => other
  }
}

/** Options of COPY, in the order of r_COPY. Parquet takes neither NULL AS nor REGION (copy-usage_notes-copy-from-columnar). */
private[sql] object CopyRenderer {

  def render(copy: Copy): RenderedSql = {
    val columns = if (copy.columns.isEmpty) "" else copy.columns.map(Identifiers.quote).mkString(" (", ", ", ")")
    val nullText = s"NULL AS ${plain(copy.nullText, "the NULL marker")}"
    val options = Seq(
      Some(copy.format match {
        case CopyFormat.Parquet => "FORMAT AS PARQUET"
        case CopyFormat.Csv => s"FORMAT AS CSV $nullText"
        case CopyFormat.CsvGzip => s"FORMAT AS CSV $nullText GZIP"
        case CopyFormat.Avro => s"FORMAT AS AVRO ${plain(copy.jsonPaths.getOrElse("auto"), "a jsonpaths file")}"
      }),
      Some("MANIFEST"),
      copy.region.map(r => s"REGION AS ${plain(r, "a region")}"),
      copy.maxErrors.map(n => s"MAXERROR AS $n"),
      Some(copy.extraOptions.trim).filter(_.nonEmpty)
    ).flatten.mkString(" ")
    Authorization.around(
      s"COPY ${copy.table.quoted}$columns FROM ${plain(copy.manifest, "an S3 path")} ",
      copy.authorization,
      s" $options"
    )
  }
}

private[sql] object Authorization {

  def around(before: String, authorization: S3Authorization, after: String): RenderedSql = {
    val (shown, masked) = authorization match {
      case S3Authorization.DefaultRole => same("IAM_ROLE default")
      case S3Authorization.Role(arns) => same(s"IAM_ROLE ${plain(arns.mkString(","), "a role")}")
      case S3Authorization.Keys(accessKey, secretKey, token) =>
        val text = s"ACCESS_KEY_ID ${plain(accessKey.reveal, "an access key")} " +
          s"SECRET_ACCESS_KEY ${plain(secretKey.reveal, "a secret key")}" +
          token.map(t => s" SESSION_TOKEN ${plain(t.reveal, "a session token")}").getOrElse("")
        val hidden = s"ACCESS_KEY_ID '${Secret.Mask}' SECRET_ACCESS_KEY '${Secret.Mask}'" +
          token.map(_ => s" SESSION_TOKEN '${Secret.Mask}'").getOrElse("")
        (text, hidden)
    }
    RenderedSql(Secret(before + shown + after), before + masked + after)
  }

  private def same(text: String): (String, String) = (text, text)
}
