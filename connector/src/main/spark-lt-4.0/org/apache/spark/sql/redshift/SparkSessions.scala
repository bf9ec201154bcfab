package org.apache.spark.sql.redshift

/** The session class that plans and file formats work with. */
object SparkSessions {
  type Session = org.apache.spark.sql.SparkSession
}
