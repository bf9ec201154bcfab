import sbt._

/** Where Python and the tests look for jars: one version of each artifact. */
final case class JarFolder(folder: File) {

  // Lines are built side by side and all bring the driver.
  def put(jars: Seq[File]): Unit = JarFolder.synchronized {
    jars.foreach { jar =>
      val target = folder / jar.getName
      val artifact = jar.getName.replaceFirst("-\\d[^-]*(-SNAPSHOT)?\\.jar$", "-")
      IO.delete((folder * s"$artifact*.jar").get.filter(_ != target))
      if (!target.exists || target.lastModified < jar.lastModified) IO.copyFile(jar, target)
    }
  }
}
