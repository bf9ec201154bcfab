package io.github.redshiftspark.options

import io.github.redshiftspark.InvalidOptionException
import io.github.redshiftspark.sql._
import java.util.Locale

/** Options of a write to settings; contradictions are refused here. */
private[options] object WriteOptionParser {

  def parse(
      raw: RawOptions,
      connection: ConnectionSettings,
      staging: StagingSettings,
      table: TableName
  ): WriteSettings = {
    if (raw.nonEmpty("query").isDefined)
      throw new InvalidOptionException("query", "cannot be written to. Name the target by 'dbtable'.")
    if (!raw.flag("usestagingtable"))
      throw new InvalidOptionException(
        "usestagingtable",
        "'false' would commit before the load. To save space at the cost of atomicity, set overwrite_mode=truncate or drop."
      )
    val (extraCopyOptions, maxLoadErrors) = tolerance(raw)
    val format = copyFormat(raw, staging, extraCopyOptions, maxLoadErrors)
    if (staging.tempdir.isEmpty) raw.required("tempdir", "Writing needs a folder on S3, e.g. s3a://bucket/tmp.")
    if (staging.authorization == S3AuthorizationChoice.Missing) throw Settings.missingAuthorization
    if (format == FormatChoice.Chosen(CopyFormat.Parquet) && staging.region.isDefined)
      throw new InvalidOptionException(
        "tempdir_region",
        "COPY from Parquet takes no REGION: the bucket must be in Redshift's own Region. Use tempformat CSV, " +
          "'CSV GZIP' or AVRO, or a bucket in Redshift's Region without this option."
      )
    WriteSettings(
      connection,
      staging,
      table,
      format,
      extraCopyOptions,
      raw.get("csvnullstring"),
      raw.number("staged_file_mb") * 1024 * 1024,
      overwrite(raw),
      raw
        .nonEmpty("replace_where")
        .map(ReplaceWhere(_, if (raw.flag("replace_where_check")) OutsideRows.Refused else OutsideRows.Loaded)),
      merge(raw),
      if (raw.choice("schema_evolution") == "ADD_COLUMNS") SchemaEvolution.AddColumns else SchemaEvolution.Fixed,
      TableLayout(attributes(raw), raw.nonEmpty("identity_column"), raw.nonEmpty("description")),
      actions(raw, "preactions", table),
      actions(raw, "postactions", table),
      RetrySettings(math.min(raw.number("copyretrycount"), 1000L).toInt, raw.number("copydelay")),
      if (raw.choice("commit_ledger") == "NONE") CommitProofChoice.HistoryOnly else CommitProofChoice.Ledger,
      if (raw.flag("load_error_rows")) RejectedRows.Shown else RejectedRows.Hidden,
      maxLoadErrors,
      Some(raw.number("statement_timeout_seconds")).filter(_ > 0),
      Some(raw.number("lock_timeout_seconds")).filter(_ > 0),
      if (raw.choice("string_length") == "MEASURED") StringLength.Measured else StringLength.Greatest
    )
  }

  /** The user's own options of COPY, and how many rows it may reject: other connectors' users say so by MAXERROR. */
  private def tolerance(raw: RawOptions): (String, Long) = {
    val (rest, maxError) = ExtraCopyOptions.withoutMaxError(raw.get("extracopyoptions").getOrElse(""))
    val own = raw.number("max_load_errors")
    if (own > 0 && maxError.exists(_ != own))
      throw new InvalidOptionException(
        "max_load_errors",
        s"contradicts MAXERROR ${maxError.get} in 'extracopyoptions'."
      )
    (rest, maxError.getOrElse(own))
  }

  private def copyFormat(
      raw: RawOptions,
      staging: StagingSettings,
      extraCopyOptions: String,
      maxLoadErrors: Long
  ): FormatChoice = {
    val tolerant = maxLoadErrors > 0 || ExtraCopyOptions.ignoresErrors(extraCopyOptions)
    raw.choice("tempformat") match {
      case "CSV" => FormatChoice.Chosen(CopyFormat.Csv)
      case "CSV GZIP" => FormatChoice.Chosen(CopyFormat.CsvGzip)
      case "AVRO" => FormatChoice.Chosen(CopyFormat.Avro)
      case "PARQUET" if tolerant =>
        throw new InvalidOptionException("max_load_errors", "is not for Parquet: COPY then loads all rows or none.")
      case "PARQUET" => FormatChoice.Chosen(CopyFormat.Parquet)
      case _ if staging.region.isDefined || tolerant => FormatChoice.Chosen(CopyFormat.CsvGzip)
      case _ => FormatChoice.Fitting
    }
  }

  private def overwrite(raw: RawOptions): OverwriteMode = {
    val mode = raw.choice("overwrite_mode") match {
      case "TRUNCATE" => OverwriteMode.Truncate
      case "SWAP" => OverwriteMode.Swap
      case "DROP" => OverwriteMode.Drop
      case _ => OverwriteMode.Delete
    }
    if (raw.nonEmpty("replace_where").isDefined && mode != OverwriteMode.Delete)
      throw new InvalidOptionException("replace_where", "goes with overwrite_mode 'delete' only.")
    mode
  }

  private def merge(raw: RawOptions): Option[MergeSettings] = {
    val keys = names(raw, "merge_keys")
    if (raw.choice("write_mode") == "SAVE") {
      if (keys.nonEmpty) throw new InvalidOptionException("merge_keys", "needs write_mode=merge.")
      None
    } else {
      if (keys.isEmpty)
        throw new InvalidOptionException(
          "merge_keys",
          "is missing: write_mode=merge needs the columns that identify a row."
        )
      if (raw.nonEmpty("replace_where").isDefined)
        throw new InvalidOptionException("replace_where", "contradicts write_mode=merge.")
      val update = raw.nonEmpty("merge_update").map(_.toLowerCase(Locale.ROOT)) match {
        case Some("all") | None => MergeUpdate.All
        case Some("none") => MergeUpdate.Nothing
        case Some(_) => MergeUpdate.Columns(names(raw, "merge_update"))
      }
      val insert =
        if (raw.flag("merge_insert")) MergeInsert.Rows(raw.nonEmpty("merge_insert_when")) else MergeInsert.Nothing
      Some(MergeSettings(keys, update, raw.nonEmpty("merge_update_when"), insert, raw.nonEmpty("merge_delete_when")))
    }
  }

  private def attributes(raw: RawOptions): TableAttributes = {
    val distKey = raw.nonEmpty("distkey").map(unquoted("distkey", _))
    val distStyle = raw.choice("diststyle") match {
      case "EVEN" => DistStyle.Even
      case "ALL" => DistStyle.All
      case "KEY" => DistStyle.Key
      case _ => DistStyle.Auto
    }
    val distribution = (distStyle, distKey) match {
      case (DistStyle.Key | DistStyle.Auto, Some(key)) => Distribution(DistStyle.Key, Some(key))
      case (DistStyle.Key, None) => throw new InvalidOptionException("distkey", "is missing: diststyle KEY needs it.")
      case (style, Some(_)) => throw new InvalidOptionException("distkey", s"contradicts diststyle ${style.sql}.")
      case (style, None) => Distribution(style, None)
    }
    val sortKeys = names(raw, "sortkeys")
    val sort = (raw.nonEmpty("sortkeyspec"), sortKeys) match {
      case (Some(_), Seq(_, _*)) =>
        throw new InvalidOptionException("sortkeyspec", "contradicts 'sortkeys': give one of them.")
      case (Some(spec), _) => Some(TableSort.Raw(spec))
      case (None, Nil) => None
      case (None, keys) if raw.choice("sortkey_style") == "INTERLEAVED" => Some(TableSort.Interleaved(keys))
      case (None, keys) => Some(TableSort.Compound(keys))
    }
    TableAttributes(distribution, sort)
  }

  private def actions(raw: RawOptions, name: String, table: TableName): Seq[String] =
    raw.nonEmpty(name).toSeq.flatMap(SqlSplitter.split).map(_.replace("%s", table.quoted))

  private def names(raw: RawOptions, option: String): Seq[String] =
    raw.nonEmpty(option).toSeq.flatMap(SqlSplitter.split(_, ',')).map(unquoted(option, _))

  /** A column name, bare or in double quotes. */
  private def unquoted(option: String, name: String): String =
    TableName.parse(if (name.startsWith("\"")) name else "\"" + name.replace("\"", "\"\"") + "\"") match {
      case Right(TableName(Seq(one))) => one
      case _ => throw new InvalidOptionException(option, s"holds no column name: $name")
    }
}
