import sbt._
import sbt.internal.ProjectMatrix

/** A Spark line as an axis of the build matrix: one artifact for each line and Scala version.
  *
  * @param version       what the jar is compiled against and tested on
  * @param otherPatches  the oldest and newest patch releases, on which the jar is run as well
  * @param hadoopVersion the Hadoop in pip's pyspark, and so the hadoop-aws that goes with it
  */
final case class SparkLine(
    line: String,
    version: String,
    scalaVersion: String,
    hadoopVersion: String,
    otherPatches: Seq[String]
) extends VirtualAxis.WeakAxis {
  val directorySuffix = s"-spark-$line"
  val idSuffix = s"_spark${line.replace(".", "")}_"
  val Array(major, minor) = line.split('.').map(_.toInt)

  /** Java release of the class files: Spark 3 runs on Java 8, Spark 4 needs 17. */
  def javaRelease: String = if (major == 3) "8" else "17"

  /** The name of its project in this build. */
  def project: String =
    s"connector_spark${line.replace(".", "")}_${CrossVersion.binaryScalaVersion(scalaVersion).replace('.', '_')}"

  /** scalafix runs on one line: the only Scala version that it has a compiler plugin for. */
  def isLinted: Boolean = scalaVersion == "2.13.16"

  /** Whether this line compiles a shim folder: `spark-ge-3.4`, `spark-lt-4.0`, or both ends, `spark-ge-3.4-lt-4.1`. */
  def compiles(shimFolder: String): Boolean =
    shimFolder.stripPrefix("spark-").split('-').grouped(2).forall {
      case Array("ge", bound) => Ordering[(Int, Int)].gteq((major, minor), SparkLine.version(bound))
      case Array("lt", bound) => Ordering[(Int, Int)].lt((major, minor), SparkLine.version(bound))
      case _ => sys.error(s"$shimFolder names no range of Spark versions")
    }
}

object SparkLine {
  private def version(text: String): (Int, Int) = text.split('.') match {
    case Array(major, minor) => (major.toInt, minor.toInt)
  }
}

/** The list of Spark lines: the only place that names them (exported as JSON for Python and CI). */
object SparkLines {
  val all: Seq[SparkLine] = Seq(
    SparkLine("3.3", "3.3.1", "2.12.15", "3.3.2", Seq("3.3.0", "3.3.4")),
    SparkLine("3.4", "3.4.3", "2.12.17", "3.3.4", Seq("3.4.0", "3.4.4")),
    SparkLine("3.5", "3.5.8", "2.12.18", "3.3.4", Seq("3.5.0", "3.5.9")),
    SparkLine("3.5", "3.5.8", "2.13.8", "3.3.4", Seq("3.5.0", "3.5.9")), // Maven's artifacts; pip's has 2.12
    SparkLine("4.0", "4.0.2", "2.13.16", "3.4.1", Seq("4.0.0", "4.0.5")),
    SparkLine("4.1", "4.1.3", "2.13.17", "3.4.2", Seq("4.1.0", "4.1.4")),
    SparkLine("4.2", "4.2.0", "2.13.18", "3.5.0", Seq("4.2.1"))
  )

  /** The project that scalafix runs on. */
  val linted: String = all.filter(_.isLinted).map(_.project).mkString

  /** Which line brought each of Spark's functions: written by `generateFunctions`, checked on each line. */
  val functions: String = file("connector/src/test/resources/functions.tsv").getAbsolutePath

  /** For Python and CI. */
  def json: String = {
    def text(value: String) = "\"" + value + "\""
    def entry(line: SparkLine) = Seq(
      "spark_line" -> text(line.line),
      "scala" -> text(CrossVersion.binaryScalaVersion(line.scalaVersion)),
      "tested" -> text(line.version),
      "other_patches" -> line.otherPatches.map(text).mkString("[", ", ", "]"),
      "hadoop" -> text(line.hadoopVersion)
    ).map { case (key, value) => s"${text(key)}: $value" }.mkString("  {", ", ", "}")
    all.map(entry).mkString("[\n", ",\n", "\n]\n")
  }

  implicit final class MatrixOps(private val matrix: ProjectMatrix) extends AnyVal {
    def sparkRows(lines: Seq[SparkLine])(settings: SparkLine => Seq[Def.SettingsDefinition]): ProjectMatrix =
      lines.foldLeft(matrix) { (m, line) =>
        m.customRow(
          autoScalaLibrary = true,
          scalaVersions = Seq(line.scalaVersion),
          axisValues = Seq(line, VirtualAxis.jvm),
          (p: Project) => p.settings(settings(line): _*)
        )
      }
  }
}
