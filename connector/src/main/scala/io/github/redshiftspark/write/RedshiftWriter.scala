package io.github.redshiftspark.write

import io.github.redshiftspark.options.WriteSettings
import org.apache.spark.sql.{DataFrame, SaveMode, SparkSession}

object RedshiftWriter {
  def save(session: SparkSession, data: DataFrame, settings: WriteSettings, mode: SaveMode): Unit = ()
}
