package io.github.redshiftspark.staging

import io.github.redshiftspark.options.StagedFiles
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
  * `root` is the folder as Hadoop names it, e.g. `s3a://bucket/tmp/redshift-spark-app-1/uuid`.
  */
final class StagingRun private (
    private[staging] val folder: ApplicationFolder,
    private[staging] val files: StagedFiles,
    hadoop: Configuration
) {
  private val id = UUID.randomUUID().toString
  val root: String = s"${folder.path}/$id"

  /** Text that stands in the names of this run's objects and nowhere else. */
  def token: String = id

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
  def remove(): Unit = files.removal match {
    case StagedFiles.AfterUse => Ledger.remove(this)
    case StagedFiles.Kept => Ledger.keep(this)
  }

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

  def create(context: SparkContext, tempdir: String, files: StagedFiles, hadoop: Configuration): StagingRun = {
    val run = new StagingRun(ApplicationFolder(tempdir, context.applicationId), files, hadoop)
    Ledger.add(context, run, hadoop)
    run
  }
}
