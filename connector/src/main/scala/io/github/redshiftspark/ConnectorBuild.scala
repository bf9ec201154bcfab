package io.github.redshiftspark

import java.util.Properties
import org.apache.spark.SPARK_VERSION

/** What this jar was built as; the build writes it into the jar. */
object ConnectorBuild {
  def version: String = build.getProperty("version", "")

  /** First two numbers of the Spark version, e.g. 3.5. */
  def sparkLine: String = build.getProperty("spark.line", "")

  /** @throws IncompatibleSparkException when the running Spark is of another line than the jar */
  def requireSpark(running: String = SPARK_VERSION): Unit =
    if (lineOf(running) != sparkLine) throw new IncompatibleSparkException(sparkLine, running)

  /** @throws VersionMismatchException when the Python package that asks is of another version than the jar */
  def requirePythonPackage(asking: String): Unit =
    if (asking != version) throw new VersionMismatchException(version, asking)

  private def lineOf(version: String): String = version.split('.').take(2).mkString(".")

  private lazy val build: Properties = {
    val properties = new Properties
    Option(getClass.getResourceAsStream("/redshift-spark.properties")).foreach { stream =>
      try properties.load(stream)
      finally stream.close()
    }
    properties
  }
}
