package io.github.redshiftspark.warehouse

import io.github.redshiftspark._
import io.github.redshiftspark.sql.RenderedSql
import java.sql.SQLException

/** The driver's errors as ours. SQLSTATE decides; where Redshift reports S3 and COPY by XX000, the text does. */
private[warehouse] object SqlErrors {

  /** The failure of a statement that was not sent. */
  def cancelled(sql: RenderedSql): StatementFailedException = new StatementFailedException(
    StatementFailedException.Cancelled,
    sql.redacted,
    s"The statement was not sent, because what needs it was cancelled. Statement: ${sql.redacted}",
    null
  )

  def classify(error: SQLException, sql: RenderedSql): RedshiftSparkException = {
    val state = Option(error.getSQLState).getOrElse("")
    val said = safe(error, sql)
    def message(advice: String): String = s"$said$advice Statement: ${sql.redacted}"
    state match {
      case "42P01" | "3F000" | "3D000" =>
        new RelationNotFoundException(
          said,
          message(" Check the name, its schema and the search path."),
          stripped(error, sql)
        )
      case "42501" =>
        new PermissionDeniedException(
          message(
            " Ask the owner: GRANT SELECT (to read) or INSERT (to write) ON the table, and USAGE ON its schema, TO this user."
          ),
          stripped(error, sql)
        )
      case "28000" | "28P01" => new AuthenticationFailedException(said, stripped(error, sql))
      case _ if isConnectionLoss(state) => new ConnectionLostException(message(""), stripped(error, sql))
      case _ if isTransient(state, said) => new TransientFailureException(state, message(""), stripped(error, sql))
      case _ if isWrongRegion(said) =>
        new StagingAccessException(
          message(" The bucket of 'tempdir' lies in another Region: set 'tempdir_region' to the bucket's Region."),
          stripped(error, sql)
        )
      case _ if isStagingDenied(said) =>
        new StagingAccessException(
          message(
            " Redshift may not use the bucket of 'tempdir': check the role in 'aws_iam_role' and its rights " +
              "(s3:GetBucketLocation, ListBucket, GetObject, PutObject)."
          ),
          stripped(error, sql)
        )
      case _ if sql.redacted.startsWith("COPY ") && state != StatementFailedException.Cancelled =>
        new LoadFailedException(message(""), stripped(error, sql))
      case _ if isExternalSchema(said) =>
        new StatementFailedException(
          state,
          sql.redacted,
          message(
            " Tables of an external schema are read only: Redshift's COPY does not load them (r_COPY). Write to a local table."
          ),
          stripped(error, sql)
        )
      case _ => new StatementFailedException(state, sql.redacted, message(""), stripped(error, sql))
    }
  }

  /** Class 08, and the server's own "shutting down". */
  private def isConnectionLoss(state: String): Boolean =
    state.startsWith("08") || Set("57P01", "57P02")(state)

  /** Serializable conflicts (c_serial_isolation: 1023, and 1018 of a table younger than the snapshot), deadlocks, starting
    * up, too many connections, and what S3 and the Data API call busy.
    */
  def isTransient(state: String, said: String): Boolean =
    state.startsWith("40") || state.startsWith("53") || state == "57P03" ||
      TransientText.findFirstIn(said).isDefined

  private val TransientText =
    ("Serializable isolation violation|\\b1023\\b|\\b1018\\b.*Relation does not exist|ThrottlingException|Rate exceeded|" +
      "SlowDown|Slow Down|ServiceUnavailable|Status 50[0-9]|InternalError").r

  private def isWrongRegion(text: String): Boolean =
    text.contains("must be addressed using the specified endpoint") || text.contains("PermanentRedirect")

  /** Of a local table, as a write's ledger is one, beside external ones; no page of the guide has Redshift's words. */
  private def isExternalSchema(text: String): Boolean =
    text.contains("local objects in external schema")

  private def isStagingDenied(text: String): Boolean =
    Seq("S3ServiceException", "AccessDenied", "Access Denied", "not authorized to assume", "NoSuchBucket")
      .exists(text.contains(_))

  /** The driver repeats the statement in some messages: it is replaced by its redacted form. */
  private def safe(error: SQLException, sql: RenderedSql): String = {
    val text = Option(error.getMessage).getOrElse(error.getClass.getSimpleName)
    val shown = text.replace(sql.text.reveal, sql.redacted)
    if (shown.endsWith(".")) shown else shown + "."
  }

  /** The cause, unless its own text holds what must not be shown. */
  private def stripped(error: SQLException, sql: RenderedSql): Throwable =
    if (sql.text.reveal == sql.redacted) error else null
}
