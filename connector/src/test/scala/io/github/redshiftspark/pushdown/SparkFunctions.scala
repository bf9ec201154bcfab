package io.github.redshiftspark.pushdown

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, Paths}
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry
import scala.collection.JavaConverters._

/** Spark's built-in functions over all lines: `functions.tsv` beside this package's tests, which each line is checked against.
  *
  * @param className the expression class of the function in the first line that has it
  * @param since     that line
  */
final case class SparkFunction(name: String, className: String, since: String)

object SparkFunctions {
  private val Resource = "/functions.tsv"

  def listed: Seq[SparkFunction] =
    scala.io.Source.fromInputStream(getClass.getResourceAsStream(Resource), "UTF-8").getLines().toList.map(parse)

  /** What this line of Spark registers, by name; operators such as `%`, too. */
  def registered: Map[String, String] =
    FunctionRegistry.expressions.map { case (name, (info, _)) => name -> info.getClassName }.toMap

  private def parse(line: String): SparkFunction = line.split('\t') match {
    case Array(name, className, since) => SparkFunction(name, className, since)
  }

  /** Adds what this line has, and no line before it. To be run line by line, from the oldest.
    *
    * @param arguments the file, and this line, such as "4.1"
    */
  def main(arguments: Array[String]): Unit = {
    val Array(file, line) = arguments
    val path: Path = Paths.get(file)
    val known = if (Files.exists(path)) Files.readAllLines(path, UTF_8).asScala.toList.map(parse) else Nil
    val added = registered.toSeq.collect {
      case (name, className) if !known.exists(_.name == name) => SparkFunction(name, className, line)
    }
    val text = (known ++ added).sortBy(_.name).map(f => s"${f.name}\t${f.className}\t${f.since}\n").mkString
    Files.write(path, text.getBytes(UTF_8))
  }
}
