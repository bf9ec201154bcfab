package io.github.redshiftspark.staging

import io.github.redshiftspark.sql.{S3Authorization, Secret}
import io.github.redshiftspark.StagingAccessException
import java.io.{FileNotFoundException, IOException}
import java.net.URI
import java.nio.charset.StandardCharsets.UTF_8
import java.util.UUID
import org.apache.commons.io.IOUtils
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{FileSystem, Path}
import org.apache.spark.SparkContext

/** A folder of its own below `tempdir` for one statement, in the ledger from before its first object until it is gone.
  *
  * @param root the folder as Hadoop names it, e.g. `s3a://bucket/tmp/redshift-spark-app-1/uuid`
  */
final class StagingRun private (val root: String, hadoop: Configuration) {
  private val scheme = new URI(root).getScheme

  /** `s3://` name of an object, as Redshift takes it. The empty name gives the prefix for UNLOAD. */
  def redshiftPath(name: String): String = s"s3:${root.stripPrefix(scheme + ":")}/$name"

  /** The name by which Hadoop opens what Redshift calls `s3://...`. */
  def hadoopPath(url: String): String = scheme + ":" + url.stripPrefix("s3:")

  def path(name: String): String = s"$root/$name"

  /** @throws java.io.FileNotFoundException where the object is not there */
  def readText(name: String): String = accessing {
    val stream = fileSystem.open(new Path(path(name)))
    try IOUtils.toString(stream, UTF_8)
    finally stream.close()
  }

  def writeText(name: String, text: String): Unit = accessing {
    val stream = fileSystem.create(new Path(path(name)))
    try stream.write(text.getBytes(UTF_8))
    finally stream.close()
  }

  /** Removes all objects of the run. Never fails: what stays is tried again when the application ends. */
  def remove(): Unit = Ledger.remove(this)

  private[staging] def delete(): Unit = fileSystem.delete(new Path(root), true)

  private def fileSystem: FileSystem = new Path(root).getFileSystem(hadoop)

  private def accessing[A](body: => A): A =
    try body
    catch {
      case absent: FileNotFoundException => throw absent
      case denied: IOException =>
        throw new StagingAccessException(
          s"Spark cannot use the staging folder $root: ${denied.getMessage} Check 'tempdir' and Spark's S3 settings.",
          denied
        )
    }
}

object StagingRun {

  def create(context: SparkContext, tempdir: String, hadoop: Configuration): StagingRun = {
    val run = new StagingRun(s"$tempdir/redshift-spark-${context.applicationId}/${UUID.randomUUID()}", hadoop)
    Ledger.add(context, run)
    run
  }

  /** Spark's own keys for the bucket of `tempdir`, out of the Hadoop configuration. */
  def forwardedCredentials(tempdir: String, hadoop: Configuration): S3Authorization = {
    val bucket = new URI(tempdir).getHost
    def get(name: String): Option[String] =
      Seq(s"fs.s3a.bucket.$bucket.$name", s"fs.s3a.$name")
        .flatMap(key => Option(hadoop.getPassword(key)))
        .headOption
        .map(new String(_))
        .filter(_.nonEmpty)
    (get("access.key"), get("secret.key")) match {
      case (Some(access), Some(secret)) =>
        S3Authorization.Keys(Secret(access), Secret(secret), get("session.token").map(Secret(_)))
      case _ =>
        throw new StagingAccessException(
          "Option 'forward_spark_s3_credentials' is set, but the Hadoop configuration holds no fs.s3a.access.key and " +
            "fs.s3a.secret.key. Give 'aws_iam_role' instead."
        )
    }
  }
}
