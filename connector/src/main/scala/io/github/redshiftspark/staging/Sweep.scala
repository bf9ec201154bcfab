package io.github.redshiftspark.staging

import java.io.FileNotFoundException
import java.util.concurrent.TimeUnit
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{FileStatus, FileSystem, Path}
import org.apache.spark.internal.Logging
import scala.util.control.NonFatal

/** Removes what applications that crashed left below `tempdir`.
  *
  * Only folders `redshift-spark-<application>/<uuid>` are touched, and only when their youngest object is older than the
  * limit: an application that lives may still need a younger one.
  */
private[staging] object Sweep extends Logging {

  def start(own: ApplicationFolder, hadoop: Configuration, afterHours: Long): Unit = {
    val thread = new Thread(() => run(own, hadoop, afterHours), "redshift-sweep")
    thread.setDaemon(true)
    thread.start()
  }

  private def run(own: ApplicationFolder, hadoop: Configuration, afterHours: Long): Unit =
    try {
      val tempdir = new Path(own.tempdir)
      val fileSystem = tempdir.getFileSystem(hadoop)
      val before = System.currentTimeMillis() - TimeUnit.HOURS.toMillis(afterHours)
      val stale = leftovers(fileSystem, tempdir, before).filterNot(_.getParent.getName == new Path(own.path).getName)
      stale.foreach { run =>
        logInfo(s"Removing $run, which an earlier application left behind")
        fileSystem.delete(run, true)
      }
    } catch {
      case NonFatal(failed) => logWarning(s"Could not look for leftovers below ${own.tempdir}: ${failed.getMessage}")
    }

  /** Run folders whose youngest object was written before a time.
    *
    * @param before milliseconds since 1970
    */
  def leftovers(fileSystem: FileSystem, tempdir: Path, before: Long): Seq[Path] =
    for {
      application <- list(fileSystem, tempdir)
      if application.isDirectory && ApplicationFolder.isFolder(application.getPath.getName)
      run <- list(fileSystem, application.getPath)
      if run.isDirectory && ApplicationFolder.isRun(run.getPath.getName)
      objects = files(fileSystem, run.getPath)
      if objects.nonEmpty && objects.forall(_ < before)
    } yield run.getPath

  private def list(fileSystem: FileSystem, folder: Path): Seq[FileStatus] = unlessGone {
    fileSystem.listStatus(folder).toSeq
  }

  /** Times of the objects below a folder. */
  private def files(fileSystem: FileSystem, folder: Path): Seq[Long] = unlessGone {
    val found = fileSystem.listFiles(folder, true)
    Iterator.continually(found).takeWhile(_.hasNext).map(_.next().getModificationTime).toVector
  }

  /** Its own application, or another one's sweep, may remove a folder at any time. */
  private def unlessGone[A](listed: => Seq[A]): Seq[A] =
    try listed
    catch { case _: FileNotFoundException => Nil }
}
