package io.github.redshiftspark.options

import io.github.redshiftspark.sql._

/** How an overwrite makes room. */
sealed abstract class OverwriteMode(val name: String) extends Product with Serializable
object OverwriteMode {
  case object Delete extends OverwriteMode("delete")
  case object Truncate extends OverwriteMode("truncate")
  case object Swap extends OverwriteMode("swap")
  case object Drop extends OverwriteMode("drop")
}

/** Which rows an overwrite replaces, by a predicate in the user's own SQL. */
final case class ReplaceWhere(predicate: String, others: OutsideRows)

/** What becomes of rows of the frame for which the predicate does not hold. */
sealed trait OutsideRows
object OutsideRows {
  case object Refused extends OutsideRows
  case object Loaded extends OutsideRows
}

/** Which columns of a matched row a merge updates. */
sealed trait MergeUpdate
object MergeUpdate {
  case object All extends MergeUpdate
  case object Nothing extends MergeUpdate
  final case class Columns(names: Seq[String]) extends MergeUpdate
}

/** Predicates are the user's own SQL. */
final case class MergeSettings(
    keys: Seq[String],
    update: MergeUpdate,
    updateWhen: Option[String],
    insert: MergeInsert,
    deleteWhen: Option[String]
)

sealed trait MergeInsert
object MergeInsert {
  case object Nothing extends MergeInsert
  final case class Rows(when: Option[String]) extends MergeInsert
}

sealed trait SchemaEvolution
object SchemaEvolution {
  case object Fixed extends SchemaEvolution
  case object AddColumns extends SchemaEvolution
}

/** What a table is created with, beyond its columns. */
final case class TableLayout(
    attributes: TableAttributes,
    identityColumn: Option[String],
    description: Option[String]
)

/** @param retries     after the first try
  * @param delayMillis mean wait before the first retry
  */
final case class RetrySettings(retries: Int, delayMillis: Long)

sealed trait CommitProofChoice
object CommitProofChoice {
  case object Ledger extends CommitProofChoice
  case object HistoryOnly extends CommitProofChoice
}

/** Width of the VARCHAR columns of a new table that neither metadata nor Spark's types give a width. */
sealed trait StringLength
object StringLength {
  case object Greatest extends StringLength
  case object Measured extends StringLength
}

/** What becomes of strings that are longer than their column. */
sealed trait LongTexts
object LongTexts {

  /** A typed error before COPY. */
  case object Refused extends LongTexts

  /** The user lets COPY cut or reject them. */
  case object LeftToCopy extends LongTexts
}

sealed trait RejectedRows
object RejectedRows {
  case object Hidden extends RejectedRows
  case object Shown extends RejectedRows
}

/** Format of the staged files. */
sealed trait FormatChoice
object FormatChoice {
  final case class Chosen(format: CopyFormat) extends FormatChoice

  /** Parquet where it can carry the columns, else compressed CSV. */
  case object Fitting extends FormatChoice
}

final case class WriteSettings(
    connection: ConnectionSettings,
    staging: StagingSettings,
    table: TableName,
    format: FormatChoice,
    extraCopyOptions: String,
    csvNullText: Option[String],
    stagedFileBytes: Long,
    overwrite: OverwriteMode,
    replaceWhere: Option[ReplaceWhere],
    merge: Option[MergeSettings],
    evolution: SchemaEvolution,
    layout: TableLayout,
    preActions: Seq[String],
    postActions: Seq[String],
    retry: RetrySettings,
    proof: CommitProofChoice,
    rejectedRows: RejectedRows,
    maxLoadErrors: Long,
    statementTimeoutSeconds: Option[Long],
    lockTimeoutSeconds: Option[Long],
    stringLength: StringLength
) {
  def longTexts: LongTexts =
    if (mayBeRejected > 0 || ExtraCopyOptions.cutsTexts(extraCopyOptions)) LongTexts.LeftToCopy else LongTexts.Refused

  /** Rows that COPY may leave out. */
  def mayBeRejected: Long =
    if (ExtraCopyOptions.ignoresErrors(extraCopyOptions)) Long.MaxValue else maxLoadErrors

  /** Whether nothing of the write outlives it in its session. */
  def leavesSessionsAsTheyWere: Boolean =
    preActions.isEmpty && postActions.isEmpty && statementTimeoutSeconds.isEmpty
}
