package io.github.redshiftspark.staging

import java.io.FileNotFoundException
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path

/** The folder of one Spark application below `tempdir`; each run has a folder in it, named by a UUID. */
private[staging] final case class ApplicationFolder(tempdir: String, application: String) {
  val path: String = s"$tempdir/${ApplicationFolder.Prefix}$application"

  def bucket: String = new Path(tempdir).toUri.getHost

  /** Removes all runs; the folder, too, unless somebody else has put something there. */
  def delete(hadoop: Configuration): Unit = {
    val root = new Path(path)
    val fileSystem = root.getFileSystem(hadoop)
    val found =
      try fileSystem.listStatus(root).toSeq
      catch { case _: FileNotFoundException => Nil }
    val (runs, others) = found.partition(f => f.isDirectory && ApplicationFolder.isRun(f.getPath.getName))
    if (others.isEmpty) fileSystem.delete(root, true)
    else runs.foreach(run => fileSystem.delete(run.getPath, true))
    ()
  }
}

private[staging] object ApplicationFolder {
  val Prefix = "redshift-spark-"

  private val Run = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}".r

  /** Ids as cluster managers give them: letters, digits, `-`, `_`, `.`. */
  private val Application = s"$Prefix[A-Za-z0-9][A-Za-z0-9_.-]*".r

  def isFolder(name: String): Boolean = Application.pattern.matcher(name).matches()
  def isRun(name: String): Boolean = Run.pattern.matcher(name).matches()
}
