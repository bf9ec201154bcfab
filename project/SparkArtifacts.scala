import sbt._
import sbt.librarymanagement._

/** A Spark out of Maven's artifacts, for a Scala that pip's pyspark has none of.
  *
  * @param folder holds one of `<version>_<Scala>/jars` for each
  */
final case class SparkArtifacts(
    folder: File,
    resolution: DependencyResolution,
    scala: Option[ScalaModuleInfo],
    log: Logger
) {

  def put(version: String): Unit = {
    val binary = scala.map(_.scalaBinaryVersion).getOrElse(sys.error("a line has a Scala version"))
    val spark = resolution.wrapDependencyInModule("org.apache.spark" % s"spark-sql_$binary" % version, scala)
    resolution.update(spark, UpdateConfiguration(), UnresolvedWarningConfiguration(), log) match {
      case Left(unresolved) => throw unresolved.resolveException
      case Right(report) =>
        val jars = folder / s"${version}_$binary" / "jars"
        IO.delete(jars)
        IO.copy(report.allFiles.filter(_.getName.endsWith(".jar")).map(file => file -> jars / file.getName))
    }
  }
}
