package io.github.redshiftspark.warehouse

import org.json4s.JsonDSL._
import org.json4s.jackson.JsonMethods

/** The session's label, in the JSON form that AWS documents for its own integration (redshift-spark-connector). */
private[warehouse] object QueryGroup {
  def label(userLabel: Option[String]): String =
    JsonMethods.compact(
      "spark-redshift-connector" -> (("svc" -> "redshift-spark") ~ ("lbl" -> userLabel.getOrElse("")))
    )
}
