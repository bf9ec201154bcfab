package io.github.redshiftspark.staging

import org.json4s.JsonDSL._
import org.json4s.jackson.JsonMethods

/** The manifest that COPY loads by. Every file is mandatory, and of the length that its task reported. */
object CopyManifest {
  def json(files: Seq[StagedFile]): String = JsonMethods.compact("entries" -> files.map { file =>
    ("url" -> file.url) ~ ("mandatory" -> true) ~ ("meta" -> ("content_length" -> file.bytes))
  })
}
