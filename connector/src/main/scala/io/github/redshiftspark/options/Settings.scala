package io.github.redshiftspark.options

import io.github.redshiftspark.InvalidOptionException
import io.github.redshiftspark.sql._
import io.github.redshiftspark.types.ReadTypes
import org.apache.spark.sql.redshift.TimestampNtz
import org.apache.spark.sql.types.{DoubleType, FloatType, IntegerType, ShortType, TimestampType}

/** By which right Redshift reaches the staging folder. */
sealed trait S3AuthorizationChoice extends Product with Serializable
object S3AuthorizationChoice {
  final case class Explicit(authorization: S3Authorization) extends S3AuthorizationChoice
  case object ForwardSparkCredentials extends S3AuthorizationChoice

  /** Nothing given: an error as soon as UNLOAD or COPY is needed. */
  case object Missing extends S3AuthorizationChoice
}

final case class StagingSettings(
    tempdir: Option[String],
    region: Option[String],
    authorization: S3AuthorizationChoice,
    kmsKey: Option[String],
    files: StagedFiles
)

/** @param sweepAfterHours age at which leftovers of other applications are removed; None: never */
final case class StagedFiles(
    removal: StagedFiles.Removal,
    sweepAfterHours: Option[Long],
    bucketCheck: StagedFiles.BucketCheck
)
object StagedFiles {
  sealed trait Removal
  case object AfterUse extends Removal

  /** For debugging; the sweep removes them later. */
  case object Kept extends Removal

  /** Whether a warning says that others could read what is staged. */
  sealed trait BucketCheck
  case object Checked extends BucketCheck
  case object Unchecked extends BucketCheck
}

sealed trait ReadSource extends Product with Serializable
object ReadSource {
  final case class TableSource(name: TableName) extends ReadSource
  final case class QuerySource(text: String) extends ReadSource
}

sealed trait TransportChoice
object TransportChoice {
  case object Auto extends TransportChoice
  case object Unload extends TransportChoice
  case object Direct extends TransportChoice
}

sealed trait EmptyStrings
object EmptyStrings {
  case object AreValues extends EmptyStrings
  case object AreNull extends EmptyStrings
}

/** In whose zone a TIMESTAMP is wall-clock time. */
sealed trait WallClockZone
object WallClockZone {
  case object Session extends WallClockZone

  /** The driver JVM's own, as the community connector has it. */
  case object Jvm extends WallClockZone
}

sealed trait Pushdown
object Pushdown {
  case object Enabled extends Pushdown

  /** Only the needed columns are selected. */
  case object Disabled extends Pushdown
}

/** Whether strings that differ in the blanks at their ends alone are equal in pushed queries. */
sealed trait TrailingBlanks
object TrailingBlanks {

  /** No: Spark's answer. */
  case object Exact extends TrailingBlanks

  /** Yes: Redshift's own (r_Character_types). */
  case object Ignored extends TrailingBlanks
}

/** What tells Spark how large a result is, beyond the statement's own shape. */
sealed trait ResultEstimates
object ResultEstimates {

  /** Redshift's EXPLAIN, asked when Spark has to know. */
  case object Explained extends ResultEstimates
  case object Off extends ResultEstimates
}

final case class ReadSettings(
    connection: ConnectionSettings,
    staging: StagingSettings,
    source: ReadSource,
    format: UnloadFormat,
    transport: TransportChoice,
    extraUnloadOptions: String,
    autopushdown: Pushdown,
    trailingBlanks: TrailingBlanks,
    types: ReadTypes,
    emptyStrings: EmptyStrings,
    wallClockZone: WallClockZone,
    directMaxBytes: Long,
    estimates: ResultEstimates
)

/** Options to typed settings, once. Every method throws [[InvalidOptionException]] before anything is sent anywhere. */
object Settings {

  /** @param options the source's options
    * @param conf    all confs of the session; `spark.redshift.<option>` gives defaults
    */
  def forRead(options: Map[String, String], conf: Map[String, String]): ReadSettings = {
    val raw = RawOptions.of(options, conf)
    ReadSettings(
      ConnectionParser.parse(raw, SessionOperation.Read),
      staging(raw),
      readSource(raw),
      raw.choice("unload_s3_format") match {
        case "TEXT" => UnloadFormat.Text
        case _ => UnloadFormat.Parquet
      },
      raw.choice("read_transport") match {
        case "UNLOAD" => TransportChoice.Unload
        case "DIRECT" => TransportChoice.Direct
        case _ => TransportChoice.Auto
      },
      raw.get("extraunloadoptions").getOrElse(""),
      // Rules compare wall-clock times in the session's zone only.
      if (raw.flag("autopushdown") && !raw.flag("legacy_timestamp_handling")) Pushdown.Enabled else Pushdown.Disabled,
      raw.choice("trailing_blanks") match {
        case "IGNORED" => TrailingBlanks.Ignored
        case _ => TrailingBlanks.Exact
      },
      types(raw),
      if (raw.flag("overridenullable")) EmptyStrings.AreNull else EmptyStrings.AreValues,
      if (raw.flag("legacy_timestamp_handling")) WallClockZone.Jvm else WallClockZone.Session,
      raw.number("direct_max_bytes"),
      if (raw.flag("result_estimates")) ResultEstimates.Explained else ResultEstimates.Off
    )
  }

  def forWrite(options: Map[String, String], conf: Map[String, String]): WriteSettings = {
    val raw = RawOptions.of(options, conf)
    WriteOptionParser.parse(raw, ConnectionParser.parse(raw, SessionOperation.Write), staging(raw), table(raw))
  }

  /** For statements of the user's own, which may change anything. */
  def forConnection(options: Map[String, String], conf: Map[String, String]): ConnectionSettings =
    ConnectionParser.parse(RawOptions.of(options, conf), SessionOperation.Write)

  /** The error of a statement that needs S3 while no right was given. */
  def missingAuthorization: InvalidOptionException = new InvalidOptionException(
    "aws_iam_role",
    "is missing. Redshift needs a right on the staging folder: give 'aws_iam_role', or " +
      "'forward_spark_s3_credentials=true', or the three 'temporary_aws_*' options."
  )

  private def types(raw: RawOptions): ReadTypes = ReadTypes(
    timestamp =
      if (!raw.flag("prefer_timestamp_ntz")) TimestampType
      else
        TimestampNtz.dataType.getOrElse(
          throw new InvalidOptionException("prefer_timestamp_ntz", "needs Spark 3.4 or later.")
        ),
    real = if (raw.flag("legacy_jdbc_real_type_mapping")) DoubleType else FloatType,
    smallint = if (raw.flag("legacy_mapping_short_to_int")) IntegerType else ShortType
  )

  private def staging(raw: RawOptions): StagingSettings = {
    val tempdir = raw.nonEmpty("tempdir").map { dir =>
      if (!dir.matches("s3[an]?://[^/]+(/.*)?"))
        throw new InvalidOptionException("tempdir", "must be a folder on S3: s3a://bucket/path, s3:// or s3n://.")
      if (dir.contains("@"))
        throw new InvalidOptionException("tempdir", "must not hold credentials. Set them in the Hadoop configuration.")
      dir.stripSuffix("/")
    }
    val files = StagedFiles(
      if (raw.flag("keep_staged_files")) StagedFiles.Kept else StagedFiles.AfterUse,
      Some(raw.number("sweep_after_hours")).filter(_ > 0),
      if (raw.flag("check_s3_bucket_usage")) StagedFiles.Checked else StagedFiles.Unchecked
    )
    StagingSettings(tempdir, raw.nonEmpty("tempdir_region"), authorization(raw), raw.nonEmpty("sse_kms_key"), files)
  }

  private def authorization(raw: RawOptions): S3AuthorizationChoice = {
    val role = raw.nonEmpty("aws_iam_role")
    val forward = raw.flag("forward_spark_s3_credentials")
    val keyNames = Seq("access_key_id", "secret_access_key", "session_token").map("temporary_aws_" + _)
    val keys = keyNames.map(raw.nonEmpty)
    if (Seq(role.isDefined, forward, keys.exists(_.isDefined)).count(identity) > 1)
      throw new InvalidOptionException(
        "aws_iam_role",
        "exactly one of 'aws_iam_role', 'forward_spark_s3_credentials' and 'temporary_aws_*' may be given."
      )
    keyNames.zip(keys).collectFirst { case (name, None) if keys.exists(_.isDefined) => name }.foreach { name =>
      throw new InvalidOptionException(name, "is missing: the three 'temporary_aws_*' options go together.")
    }
    if (role.isEmpty && (forward || keys.exists(_.isDefined)) && raw.flag("redshift_s3_connection_iam_role_only"))
      throw new InvalidOptionException(
        "aws_iam_role",
        "is missing, and 'redshift_s3_connection_iam_role_only' refuses every other right on the staging folder."
      )
    (role, keys) match {
      case (Some("default"), _) => S3AuthorizationChoice.Explicit(S3Authorization.DefaultRole)
      case (Some(arns), _) =>
        S3AuthorizationChoice.Explicit(S3Authorization.Role(arns.split(",").map(_.trim).toSeq))
      case (_, Seq(Some(access), Some(secret), Some(token))) =>
        S3AuthorizationChoice.Explicit(S3Authorization.Keys(Secret(access), Secret(secret), Some(Secret(token))))
      case _ if forward => S3AuthorizationChoice.ForwardSparkCredentials
      case _ => S3AuthorizationChoice.Missing
    }
  }

  private def readSource(raw: RawOptions): ReadSource = (raw.nonEmpty("dbtable"), raw.nonEmpty("query")) match {
    case (Some(_), Some(_)) =>
      throw new InvalidOptionException("query", "contradicts 'dbtable': give one of them.")
    case (Some(text), None) if text.startsWith("(") && text.endsWith(")") =>
      ReadSource.QuerySource(text.drop(1).dropRight(1))
    case (Some(_), None) => ReadSource.TableSource(table(raw))
    case (None, Some(text)) => ReadSource.QuerySource(text)
    case (None, None) => throw new InvalidOptionException("dbtable", "is missing. Give 'dbtable' or 'query'.")
  }

  private def table(raw: RawOptions): TableName =
    TableName
      .parse(raw.required("dbtable", "Name the table to write to."))
      .fold(problem => throw new InvalidOptionException("dbtable", problem), identity)
}
