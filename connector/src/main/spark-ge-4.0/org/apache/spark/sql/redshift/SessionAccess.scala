package org.apache.spark.sql.redshift

import org.apache.spark.sql.{classic, SparkSession, SparkSessionExtensions}

private[redshift] object SessionAccess {
  // 4.0 split the API class from the working one.
  def extensions(session: SparkSession): SparkSessionExtensions = session.asInstanceOf[classic.SparkSession].extensions
}
