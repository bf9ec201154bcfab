package io.github.redshiftspark.staging

import io.github.redshiftspark.sql.{S3Authorization, Secret}
import io.github.redshiftspark.StagingAccessException
import java.net.URI
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{FileSystem, Path}
import org.apache.spark.internal.Logging
import scala.util.control.NonFatal

/** Spark's own S3 credentials, for Redshift to use.
  *
  * S3A's provider chain is asked, so that instance profiles, STS sessions and the like work; a session token goes along.
  */
object ForwardedCredentials extends Logging {

  def of(tempdir: String, hadoop: Configuration): S3Authorization =
    fromFileSystem(tempdir, hadoop).orElse(fromConfiguration(tempdir, hadoop)).getOrElse {
      throw new StagingAccessException(
        "Option 'forward_spark_s3_credentials' is set, but neither S3A's credential provider nor fs.s3a.access.key and " +
          "fs.s3a.secret.key in the Hadoop configuration give credentials. Give 'aws_iam_role' instead."
      )
    }

  /** `hadoop-aws` is not compiled against: its credential classes changed from SDK 1 to SDK 2 with Hadoop 3.4. */
  private def fromFileSystem(tempdir: String, hadoop: Configuration): Option[S3Authorization] =
    try {
      val fileSystem: FileSystem = new Path(tempdir).getFileSystem(hadoop)
      val providers = call(fileSystem, "shareCredentials", "redshift-spark")
      try {
        val credentials = firstOf(providers, "resolveCredentials", "getCredentials")
        val access = firstOf(credentials, "accessKeyId", "getAWSAccessKeyId").toString
        val secret = firstOf(credentials, "secretAccessKey", "getAWSSecretKey").toString
        val token = Seq("sessionToken", "getSessionToken").find(has(credentials, _)).map(call(credentials, _).toString)
        Some(S3Authorization.Keys(Secret(access), Secret(secret), token.map(Secret(_))))
      } finally
        providers match {
          case shared: AutoCloseable => shared.close()
          case _ => ()
        }
    } catch {
      case NonFatal(failed) =>
        logDebug(s"S3A's provider gives no credentials (${failed.getClass.getSimpleName}); looking for keys")
        None
    }

  private def fromConfiguration(tempdir: String, hadoop: Configuration): Option[S3Authorization] = {
    val bucket = new URI(tempdir).getHost
    def get(name: String): Option[String] =
      Seq(s"fs.s3a.bucket.$bucket.$name", s"fs.s3a.$name")
        .flatMap(key => Option(hadoop.getPassword(key)))
        .headOption
        .map(new String(_))
        .filter(_.nonEmpty)
    for (access <- get("access.key"); secret <- get("secret.key"))
      yield S3Authorization.Keys(Secret(access), Secret(secret), get("session.token").map(Secret(_)))
  }

  private def firstOf(target: AnyRef, names: String*): AnyRef =
    call(target, names.find(has(target, _)).getOrElse(throw new NoSuchMethodException(names.mkString(", "))))

  private def has(target: AnyRef, name: String): Boolean =
    target.getClass.getMethods.exists(m => m.getName == name && m.getParameterCount == 0)

  private def call(target: AnyRef, name: String, arguments: String*): AnyRef = {
    val method = target.getClass.getMethod(name, arguments.map(_ => classOf[String]): _*)
    // Public methods of classes that are not.
    method.setAccessible(true)
    method.invoke(target, arguments: _*)
  }
}
