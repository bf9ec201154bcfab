package io.github.redshiftspark.staging

import java.io.FileNotFoundException
import java.nio.file.Files
import java.util.UUID
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{FileSystem, LocalFileSystem, LocatedFileStatus, Path, RemoteIterator}
import org.scalatest.funsuite.AnyFunSuite

class SweepSuite extends AnyFunSuite {
  private val fileSystem = FileSystem.getLocal(new Configuration())
  private val old = 1000000000000L
  private val before = old + 1

  private def tree(files: (String, Long)*): Path = {
    val root = new Path(Files.createTempDirectory("sweep").toUri)
    files.foreach { case (name, time) =>
      val path = new Path(root, name)
      fileSystem.create(path).close()
      fileSystem.setTimes(path, time, -1)
    }
    root
  }

  private val run = UUID.randomUUID().toString

  test("run folders of dead applications are found by their youngest object") {
    val root = tree(
      s"redshift-spark-app-1/$run/part-0.parquet" -> old,
      s"redshift-spark-app-1/$run/manifest" -> old,
      s"redshift-spark-app-2/$run/part-0.parquet" -> old,
      s"redshift-spark-app-2/$run/manifest" -> (before + 1)
    )
    val found = Sweep.leftovers(fileSystem, root, before)
    assert(found.map(_.getParent.getName) === Seq("redshift-spark-app-1"))
  }

  test("nothing that only looks like a run is touched") {
    val root = tree(
      s"redshift-spark-app-1/notes.txt" -> old,
      s"redshift-spark-app-1/${run.dropRight(1)}/part-0.parquet" -> old,
      s"redshift-spark-app-1/${run.toUpperCase}/part-0.parquet" -> old,
      s"redshift-spark-app-1/x$run/part-0.parquet" -> old,
      s"redshift-spark/$run/part-0.parquet" -> old,
      s"redshift-spark-/$run/part-0.parquet" -> old,
      s"my-redshift-spark-app-1/$run/part-0.parquet" -> old,
      s"other/redshift-spark-app-1/$run/part-0.parquet" -> old,
      s"$run/part-0.parquet" -> old,
      s"redshift-spark-app-9" -> old
    )
    assert(Sweep.leftovers(fileSystem, root, before) === Nil)
  }

  test("a tempdir that is not there holds nothing") {
    assert(Sweep.leftovers(fileSystem, new Path("/no/such/folder"), before) === Nil)
  }

  test("a folder that goes while the sweep looks is passed over, and the others are found") {
    val gone = UUID.randomUUID().toString
    val root = tree(
      s"redshift-spark-app-1/$gone/manifest" -> old,
      s"redshift-spark-app-1/$run/manifest" -> old
    )
    val forgetful = new LocalFileSystem {
      override def listFiles(folder: Path, recursive: Boolean): RemoteIterator[LocatedFileStatus] =
        if (folder.getName == gone) throw new FileNotFoundException(folder.toString)
        else super.listFiles(folder, recursive)
    }
    forgetful.initialize(root.toUri, new Configuration(false))
    assert(Sweep.leftovers(forgetful, root, before).map(_.getName) === Seq(run))
  }
}
