package org.apache.spark.sql.redshift

import org.apache.spark.sql.internal.SQLConf

/** Keeps Spark's Parquet writer from moving old dates to the Julian calendar. */
object RebaseModes {
  private val keys = Seq(SQLConf.PARQUET_REBASE_MODE_IN_WRITE.key, SQLConf.PARQUET_INT96_REBASE_MODE_IN_WRITE.key)

  /** Makes a writer; it takes its modes from the thread's conf, and only while it is made. */
  def corrected[A](make: => A): A = {
    val conf = new SQLConf
    keys.foreach(conf.setConfString(_, "CORRECTED"))
    SQLConf.withExistingConf(conf)(make)
  }
}
