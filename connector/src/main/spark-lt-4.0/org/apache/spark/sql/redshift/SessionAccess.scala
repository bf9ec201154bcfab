package org.apache.spark.sql.redshift

import org.apache.spark.sql.{SparkSession, SparkSessionExtensions}

private[redshift] object SessionAccess {
  def extensions(session: SparkSession): SparkSessionExtensions = session.extensions
}
