package io.github.redshiftspark.read

import io.github.redshiftspark.options.TransportChoice
import io.github.redshiftspark.InvalidOptionException
import io.github.redshiftspark.types.RedshiftType

/** How a statement's rows travel, and why that way. Decided while planning, shown by EXPLAIN. */
sealed abstract class Transport(val name: String) extends Product with Serializable {
  def reason: String
}

object Transport {
  final case class Unload(reason: String) extends Transport("UNLOAD")

  /** Over the connection, never through S3. */
  final case class Direct(reason: String) extends Transport("direct")

  /** Results bounded by this many rows are fetched directly. */
  val DirectRowLimit = 10000L

  def choose(query: RedshiftQuery): Transport = {
    val bound = ResultSize.maxRows(query.query)
    query.settings.transport match {
      case TransportChoice.Direct => Direct("option read_transport")
      case TransportChoice.Unload => Unload("option read_transport")
      case TransportChoice.Auto if bound.isDefined && isBetterInFiles(query) =>
        Unload("a GEOMETRY may be too long for the connection")
      case TransportChoice.Auto if bound.exists(_ <= DirectRowLimit) => Direct(s"at most ${bound.get} rows")
      case TransportChoice.Auto if query.settings.staging.tempdir.isEmpty =>
        throw new InvalidOptionException(
          "tempdir",
          "is missing. This result may be large and travels through S3: give a folder (s3a://bucket/tmp), " +
            "bound the result by a LIMIT, or set read_transport=DIRECT."
        )
      case TransportChoice.Auto => Unload("the result's size is not bounded")
    }
  }

  /** A statement gives a GEOMETRY's text as VARCHAR only (ST_AsHexEWKB-function); files have no such limit, but no order. */
  private def isBetterInFiles(query: RedshiftQuery): Boolean =
    query.settings.staging.tempdir.isDefined && query.columns.contains(RedshiftType.Geometry) &&
      !ScanStatement.isOrdered(query.query)
}
