package io.github.redshiftspark.staging

import io.github.redshiftspark.sql.S3Authorization
import java.net.URI
import java.nio.charset.StandardCharsets.UTF_8
import java.time.Duration
import org.apache.commons.io.IOUtils
import software.amazon.awssdk.http.{HttpExecuteRequest, SdkHttpMethod, SdkHttpRequest}
import software.amazon.awssdk.http.auth.aws.signer.{AwsV4FamilyHttpSigner, AwsV4HttpSigner}
import software.amazon.awssdk.http.auth.spi.signer.SignRequest
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient
import software.amazon.awssdk.identity.spi.{AwsCredentialsIdentity, AwsSessionCredentialsIdentity}

/** Questions about a bucket itself, which Hadoop's file systems cannot ask. */
private[staging] final case class S3Bucket(name: String, settings: S3aSettings, keys: S3Authorization.Keys) {
  import S3Bucket._

  /** The answer about one of the bucket's settings; None where it may not be asked, or the server has no such thing.
    *
    * @param setting the request's parameter, e.g. `encryption`
    */
  def ask(setting: String): Option[Answer] = {
    val first = settings("endpoint.region").getOrElse(OtherRegion)
    val answer = send(setting, first) match {
      case elsewhere @ Answer(_, _, Some(region)) if region != first && !elsewhere.isThere => send(setting, region)
      case other => other
    }
    Some(answer).filter(a => a.isThere || a.status == NotFound)
  }

  private def send(setting: String, region: String): Answer = {
    val request = SdkHttpRequest
      .builder()
      .method(SdkHttpMethod.GET)
      .uri(settings("endpoint").filter(_ != Global).fold(URI.create(s"https://s3.$region.amazonaws.com"))(address))
      .encodedPath(s"/$name")
      .putRawQueryParameter(setting, "")
      .build()
    val signed = AwsV4HttpSigner
      .create()
      .sign(
        SignRequest
          .builder(identity)
          .request(request)
          .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
          .putProperty(AwsV4HttpSigner.REGION_NAME, region)
          .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, java.lang.Boolean.FALSE)
          .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, java.lang.Boolean.FALSE)
          .build()
      )
    val client = UrlConnectionHttpClient.builder().connectionTimeout(Patience).socketTimeout(Patience).build()
    try {
      val answered = client.prepareRequest(HttpExecuteRequest.builder().request(signed.request).build()).call()
      val body =
        if (!answered.responseBody.isPresent) ""
        else {
          val stream = answered.responseBody.get
          try IOUtils.toString(stream, UTF_8)
          finally stream.close()
        }
      val region = answered.httpResponse.firstMatchingHeader("x-amz-bucket-region")
      Answer(answered.httpResponse.statusCode, body, if (region.isPresent) Some(region.get) else None)
    } finally client.close()
  }

  private def identity: AwsCredentialsIdentity = keys.sessionToken match {
    case Some(token) =>
      AwsSessionCredentialsIdentity.create(keys.accessKey.reveal, keys.secretKey.reveal, token.reveal)
    case None => AwsCredentialsIdentity.create(keys.accessKey.reveal, keys.secretKey.reveal)
  }

  /** S3A takes endpoints without a scheme, too. */
  private def address(endpoint: String): URI = URI.create(
    if (endpoint.contains("://")) endpoint
    else if (settings("connection.ssl.enabled").contains("false")) s"http://$endpoint"
    else s"https://$endpoint"
  )
}

private[staging] object S3Bucket {
  private val Patience = Duration.ofSeconds(10)
  private val NotFound = 404

  /** Refuses buckets of other Regions. */
  private val Global = "s3.amazonaws.com"

  /** It answers for buckets of all Regions, with the Region's name. */
  private val OtherRegion = "us-east-1"

  final case class Answer(status: Int, body: String, region: Option[String]) {
    def isThere: Boolean = status / 100 == 2
    def has(pattern: String): Boolean = s"(?i)$pattern".r.findFirstIn(body).isDefined
  }
}
