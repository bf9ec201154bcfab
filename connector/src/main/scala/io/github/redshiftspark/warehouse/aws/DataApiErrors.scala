package io.github.redshiftspark.warehouse.aws

import io.github.redshiftspark._
import io.github.redshiftspark.options.ConnectionSettings
import io.github.redshiftspark.sql.RenderedSql
import java.sql.SQLException
import software.amazon.awssdk.awscore.exception.AwsServiceException
import software.amazon.awssdk.core.exception.{SdkClientException, SdkException}
import software.amazon.awssdk.services.redshiftdata.model._

/** The Data API gives a statement's error as text, without its SQLSTATE: the texts are Redshift's own. */
private[aws] object DataApiErrors {
  private val states = Seq(
    "(?i)schema \"?[^\" ]+\"? does not exist".r -> "3F000",
    "(?i)database \"?[^\" ]+\"? does not exist".r -> "3D000",
    "(?i)column .* does not exist".r -> "42703",
    "(?i)function .* does not exist".r -> "42883",
    "(?i)(relation|table|view) .*does not exist|cannot find the relation".r -> "42P01",
    "(?i)already exists".r -> "42P07",
    "(?i)permission denied|must be owner of".r -> "42501",
    "(?i)syntax error".r -> "42601",
    "(?i)password authentication failed|authentication failed".r -> "28000",
    "(?i)cancelled on user's request|statement timeout".r -> StatementFailedException.Cancelled,
    "(?i)serializable isolation violation".r -> "40001",
    "(?i)divi(de|sion) by zero".r -> "22012"
  )

  // 64 KB a row, 500 MB in all (mgmt/data-api).
  private val tooLarge = "(?i)\\b(row|result)\\b.*\\b(limit|exceeds?|too large)\\b".r

  def isTooLarge(said: String): Boolean = Option(said).exists(tooLarge.findFirstIn(_).isDefined)

  def of(said: String): SQLException =
    new SQLException(
      said,
      states.collectFirst { case (text, state) if text.findFirstIn(said).isDefined => state }.orNull
    )

  def classify(refused: SdkException, settings: ConnectionSettings, sql: RenderedSql): RedshiftSparkException = {
    val said = refused match {
      case service: AwsServiceException if service.awsErrorDetails != null => service.awsErrorDetails.errorMessage
      case other => String.valueOf(other.getMessage)
    }
    def message(advice: String): String = s"The Data API of ${settings.where}: $said $advice"
    refused match {
      case _: ActiveStatementsExceededException | _: ActiveSessionsExceededException =>
        new TransientFailureException(
          "",
          message("Too many statements or sessions are active at the warehouse."),
          refused
        )
      case _: InternalServerException =>
        new TransientFailureException("", message("The service failed inside."), refused)
      case service: AwsServiceException if service.isThrottlingException =>
        new TransientFailureException("", message("Requests come faster than the account's quota allows."), refused)
      case service: AwsServiceException if service.statusCode == 403 || isDenied(service) =>
        new AuthenticationFailedException(
          message(
            "Check the credentials that Spark's driver has for AWS and their rights: redshift-data:ExecuteStatement, " +
              "DescribeStatement, GetStatementResult, CancelStatement, BatchExecuteStatement, and those of the login."
          ),
          null
        )
      case _: ResourceNotFoundException =>
        new ConnectionLostException(message("The statement's session, or its result, is no longer there."), refused)
      case client: SdkClientException =>
        new WarehouseUnreachableException(
          message("Check 'data_api_region' and 'data_api_endpoint', and that the network lets Spark's driver through."),
          client
        )
      case _ =>
        new StatementFailedException("", sql.redacted, message(s"Statement: ${sql.redacted}"), null)
    }
  }

  private val denied =
    Set("AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException")

  private def isDenied(error: AwsServiceException): Boolean = code(error).exists(denied)

  /** The service has done nothing, and would for credentials that are asked for anew. */
  def isExpired(refused: SdkException): Boolean = refused match {
    case service: AwsServiceException => code(service).contains("ExpiredTokenException")
    case _ => false
  }

  private def code(error: AwsServiceException): Option[String] =
    Option(error.awsErrorDetails).flatMap(details => Option(details.errorCode))
}
