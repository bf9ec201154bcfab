package org.apache.spark.sql.redshift

import org.apache.spark.sql.internal.SQLConf

/** Confs by which Spark's Parquet writer would move old dates to the Julian calendar. */
object RebaseModes {
  val writeKeys: Seq[String] =
    Seq(SQLConf.PARQUET_REBASE_MODE_IN_WRITE.key, SQLConf.PARQUET_INT96_REBASE_MODE_IN_WRITE.key)
}
