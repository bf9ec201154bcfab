package io.github.redshiftspark.staging

import io.github.redshiftspark.StagedResultException
import java.io.FileNotFoundException
import org.json4s._
import org.json4s.jackson.JsonMethods

/** @param url `s3://bucket/key` */
final case class StagedFile(url: String, bytes: Long, rows: Option[Long])

/** What an UNLOAD says that it wrote (MANIFEST VERBOSE). */
final case class UnloadManifest(files: Seq[StagedFile])

object UnloadManifest {

  /** Reads the manifest of a run.
    *
    * @param rows rows that the statement reported. Whether UNLOAD of no rows writes a manifest is not documented, so none
    *             is needed then; in every other case a missing one is an error.
    */
  def read(staging: StagingRun, rows: Long): UnloadManifest = {
    val manifest =
      try parse(staging.readText("manifest"))
      catch {
        case _: FileNotFoundException if rows == 0 => UnloadManifest(Nil)
        case lost: FileNotFoundException =>
          throw new StagedResultException(
            s"UNLOAD reported $rows rows, but its manifest ${staging.redshiftPath("manifest")} is not there. Something " +
              "removed it: check lifecycle rules and other jobs on 'tempdir'.",
            lost
          )
      }
    val counted = manifest.files.map(_.rows)
    if (counted.forall(_.isDefined) && counted.flatten.sum != rows)
      throw new StagedResultException(
        s"UNLOAD reported $rows rows, but its manifest counts ${counted.flatten.sum}. The result cannot be trusted."
      )
    manifest
  }

  private[staging] def parse(text: String): UnloadManifest = JsonMethods.parse(text) \ "entries" match {
    case JArray(entries) =>
      UnloadManifest(entries.map { entry =>
        (entry \ "url", entry \ "meta" \ "content_length") match {
          case (JString(url), JInt(bytes)) =>
            StagedFile(url, bytes.toLong, Option(entry \ "meta" \ "record_count").collect { case JInt(n) => n.toLong })
          case _ => throw new StagedResultException("An entry of UNLOAD's manifest has no url or no content_length.")
        }
      })
    case _ => throw new StagedResultException("UNLOAD's manifest has no entries.")
  }
}
