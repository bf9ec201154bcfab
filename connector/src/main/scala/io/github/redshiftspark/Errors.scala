package io.github.redshiftspark

/** Every error that this library raises by itself. The message says what happened, where, and what to do. */
abstract class RedshiftSparkException(message: String, cause: Throwable = null) extends RuntimeException(message, cause)

/** An option is unknown, missing, malformed or contradicts another. Raised before anything is sent anywhere. */
final class InvalidOptionException(val option: String, message: String, cause: Throwable = null)
    extends RedshiftSparkException(s"Option '$option': $message", cause)

/** The warehouse cannot be reached at all: host, port, network or TLS. */
final class WarehouseUnreachableException(message: String, cause: Throwable)
    extends RedshiftSparkException(message, cause)

/** The warehouse answered, and refused the user. */
final class AuthenticationFailedException(message: String, cause: Throwable)
    extends RedshiftSparkException(message, cause)

/** A table, view or schema that was named does not exist. */
final class RelationNotFoundException(val relation: String, message: String, cause: Throwable = null)
    extends RedshiftSparkException(message, cause)

/** `errorifexists` found its target there. */
final class RelationExistsException(val relation: String)
    extends RedshiftSparkException(
      s"Table $relation exists and the save mode is 'errorifexists'. Use mode 'append', 'overwrite' or 'ignore'."
    )

/** The user may connect, but has no right on the object. */
final class PermissionDeniedException(message: String, cause: Throwable) extends RedshiftSparkException(message, cause)

/** Spark or Redshift may not reach the staging folder (rights, region, missing bucket). */
final class StagingAccessException(message: String, cause: Throwable = null)
    extends RedshiftSparkException(message, cause)

/** A type has no counterpart on the other side. */
final class UnsupportedTypeException(val column: String, message: String) extends RedshiftSparkException(message)

/** A column and the schema that a read asks for do not go together. */
final class SchemaMismatchException(val column: String, message: String) extends RedshiftSparkException(message)

/** The Data API cannot do what the statement or write needs; a connection can. */
final class UnsupportedOnDataApiException(message: String) extends RedshiftSparkException(message)

/** The Data API gives no result of this size; UNLOAD does. */
final class ResultTooLargeException(message: String) extends RedshiftSparkException(message)

/** All sessions that one application may have at a warehouse are busy. */
final class SessionsExhaustedException(message: String) extends RedshiftSparkException(message)

/** Any other failure of a statement.
  *
  * @param sqlState  five characters, empty where the server gave none
  * @param statement the statement's redacted text
  */
final class StatementFailedException(val sqlState: String, val statement: String, message: String, cause: Throwable)
    extends RedshiftSparkException(message, cause) {

  /** By this library, by somebody else, or because it ran into its timeout: Redshift does not tell them apart. */
  def isCancelled: Boolean = sqlState == StatementFailedException.Cancelled
}

private[redshiftspark] object StatementFailedException {
  val Cancelled = "57014"
}

/** Trying the whole transaction again may help: nothing of it took effect. */
trait Transient

/** The connection was lost before COMMIT was sent: the transaction did not take effect. */
final class ConnectionLostException(message: String, cause: Throwable)
    extends RedshiftSparkException(message, cause)
    with Transient

/** Redshift ended the transaction in favour of another one, was throttled or restarting, or S3 was busy.
  *
  * @param sqlState five characters, empty where the server gave none
  */
final class TransientFailureException(val sqlState: String, message: String, cause: Throwable)
    extends RedshiftSparkException(message, cause)
    with Transient

/** COPY refused a file or a row. */
final class LoadFailedException(message: String, cause: Throwable = null) extends RedshiftSparkException(message, cause)

/** The frame does not fit the table. Raised before anything is staged. */
final class TableMismatchException(val table: String, message: String) extends RedshiftSparkException(message)

/** Others used the table for longer than `lock_timeout_seconds`. Not retried. */
final class LockTimeoutException(val table: String, val seconds: Long, cause: Throwable)
    extends RedshiftSparkException(
      s"The wait for $table was given up after $seconds seconds, because other transactions still use the table " +
        "(STV_LOCKS, SVV_TRANSACTIONS name them). The transaction was rolled back; the table is as before. Write later, " +
        "or raise 'lock_timeout_seconds'.",
      cause
    )

/** A merge's frame holds rows with the same keys, so which of them is to win is undefined. */
final class RepeatedMergeKeysException(val table: String, val keys: Long)
    extends RedshiftSparkException(
      s"Merge into $table: $keys keys stand more than once in the frame. Make its rows unique by the columns in " +
        "'merge_keys'. The transaction was rolled back; the table is as before."
    )

/** `replace_where` names rows that are to be replaced, and the frame holds others, too.
  *
  * @param rows how many; None over the Data API, which does not tell
  */
final class RowsOutsideReplaceWhereException(val table: String, val rows: Option[Long])
    extends RedshiftSparkException(
      s"Replacing rows of $table: for ${rows.fold("some")(_.toString)} rows of the frame the predicate in 'replace_where' " +
        "does not hold. The transaction was rolled back; the table is as before. Filter the frame by the predicate, or set " +
        "replace_where_check=false to add such rows all the same."
    )

/** Redshift loaded another number of rows than Spark staged; the transaction was rolled back. */
final class RowCountMismatchException(val staged: Long, val loaded: Long, table: String)
    extends RedshiftSparkException(
      s"COPY into $table loaded $loaded rows, but $staged were staged. The transaction was rolled back; " +
        "the table is as before." + (if (loaded < staged) " To let COPY leave out rows, set 'max_load_errors'." else "")
    )

/** A string of the frame is longer, in bytes, than its column; nothing was loaded. */
final class StringTooLongException(val column: String, val columnType: String, val bytes: Long)
    extends RedshiftSparkException(
      s"Column '$column' holds a string of $bytes bytes, but it is $columnType in the table, which counts bytes of UTF-8. " +
        "Nothing was loaded. Shorten the strings, widen the column (ALTER TABLE ... ALTER COLUMN ... TYPE VARCHAR), or let " +
        "COPY cut them: extracopyoptions=TRUNCATECOLUMNS."
    )

/** The connection was lost during COMMIT and neither the marker row nor the history tells how it ended.
  * Not retried: look at the table before writing again.
  */
final class CommitOutcomeUnknownException(message: String, cause: Throwable)
    extends RedshiftSparkException(message, cause)

/** What UNLOAD left on S3 is not what it reported. */
final class StagedResultException(message: String, cause: Throwable = null)
    extends RedshiftSparkException(message, cause)

/** The jar on the class path was built for another line of Spark. */
final class IncompatibleSparkException(val sparkLine: String, running: String)
    extends RedshiftSparkException(
      s"This redshift-spark jar is for Spark $sparkLine, and Spark $running is running. Use the artifact " +
        s"redshift-spark-${running.split('.').take(2).mkString(".")}, and remove this one from the class path."
    )

/** The Python package that asks is of another version than the jar on the class path. */
final class VersionMismatchException(val jarVersion: String, val packageVersion: String)
    extends RedshiftSparkException(
      s"The redshift-spark jar is of version $jarVersion, and the Python package redshift_spark that asks goes with " +
        s"$packageVersion. Install the package of the jar's version, or start Spark with the jar of the package's " +
        "version, which 'python -m redshift_spark submit-args' prints."
    )
