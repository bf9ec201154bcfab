package io.github.redshiftspark.warehouse.aws

import io.github.redshiftspark.options.AwsAccess
import java.net.URI
import java.util.UUID
import software.amazon.awssdk.auth.credentials._
import software.amazon.awssdk.awscore.client.builder.{AwsClientBuilder, AwsSyncClientBuilder}
import software.amazon.awssdk.http.SdkHttpClient
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient
import software.amazon.awssdk.regions.Region
import software.amazon.awssdk.services.sts.StsClient
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest

/** Clients of AWS services with the rights that the settings name. */
private[warehouse] object AwsClients {
  private lazy val http: SdkHttpClient = UrlConnectionHttpClient.create()

  /** @param region   where it is not that of `access`
    * @param endpoint where it is not the Region's own
    */
  def build[B <: AwsClientBuilder[B, C] with AwsSyncClientBuilder[B, C], C](
      builder: B,
      access: AwsAccess,
      region: Option[String],
      endpoint: Option[String]
  ): C = {
    builder.httpClient(http)
    builder.credentialsProvider(credentials(access))
    region.orElse(access.region).foreach(name => builder.region(Region.of(name)))
    endpoint.foreach(url => builder.endpointOverride(URI.create(url)))
    builder.build()
  }

  private def credentials(access: AwsAccess): AwsCredentialsProvider = {
    val own = (access.keys, access.profile) match {
      case (Some(keys), _) =>
        val (id, secret) = (keys.accessKey.reveal, keys.secretKey.reveal)
        StaticCredentialsProvider.create(
          keys.sessionToken.fold[AwsCredentials](AwsBasicCredentials.create(id, secret))(token =>
            AwsSessionCredentials.create(id, secret, token.reveal)
          )
        )
      case (_, Some(name)) => ProfileCredentialsProvider.create(name)
      case _ => DefaultCredentialsProvider.builder().build()
    }
    access.assumedRole.fold[AwsCredentialsProvider](own) { role =>
      val sts = StsClient.builder().httpClient(http).credentialsProvider(own)
      access.region.foreach(name => sts.region(Region.of(name)))
      access.stsEndpoint.foreach(url => sts.endpointOverride(URI.create(url)))
      val request =
        AssumeRoleRequest.builder().roleArn(role).roleSessionName(s"redshift-spark-${UUID.randomUUID()}").build()
      StsAssumeRoleCredentialsProvider.builder().stsClient(sts.build()).refreshRequest(request).build()
    }
  }
}
