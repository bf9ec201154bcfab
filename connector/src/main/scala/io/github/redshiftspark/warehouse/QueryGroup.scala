package io.github.redshiftspark.warehouse

import io.github.redshiftspark.ConnectorBuild
import io.github.redshiftspark.options.ConnectionSettings
import org.json4s.JsonDSL._
import org.json4s.jackson.JsonMethods

/** The session's label, in the JSON form that AWS documents for its own integration (redshift-spark-connector). */
private[warehouse] object QueryGroup {
  def label(settings: ConnectionSettings): String =
    JsonMethods.compact(
      "spark-redshift-connector" ->
        (("svc" -> "redshift-spark") ~ ("hst" -> settings.labels.hostConnector) ~
          ("ver" -> s"${ConnectorBuild.version}-spark_${ConnectorBuild.sparkLine}") ~
          ("op" -> settings.labels.operation.name) ~
          ("lbl" -> settings.labels.label.getOrElse("")) ~ ("tid" -> settings.labels.traceId))
    )
}
