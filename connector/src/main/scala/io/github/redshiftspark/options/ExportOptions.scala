package io.github.redshiftspark.options

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Paths}
import org.json4s.JsonDSL._
import org.json4s.jackson.JsonMethods

/** Prints the option registry as JSON: the input of the generated docs and Python types. */
object ExportOptions {

  def json: String = JsonMethods.pretty(OptionRegistry.all.map { spec =>
    ("name" -> spec.name) ~
      ("kind" -> (spec.kind match {
        case OptionKind.Text => "text"
        case OptionKind.Flag => "flag"
        case OptionKind.Number(_) => "number"
        case OptionKind.OneOf(_) => "one_of"
      })) ~
      ("values" -> (spec.kind match {
        case OptionKind.OneOf(values) => values
        case _ => Nil
      })) ~
      ("scope" -> spec.scope.name) ~
      ("doc" -> spec.doc) ~
      ("default" -> spec.default) ~
      ("secret" -> (spec.sensitivity == Sensitivity.Hidden)) ~
      ("since" -> spec.since)
  })

  /** Writes to the file that is named, or prints. */
  def main(args: Array[String]): Unit = args.headOption match {
    case Some(file) => Files.write(Paths.get(file), (json + "\n").getBytes(UTF_8))
    case None => println(json)
  }
}
