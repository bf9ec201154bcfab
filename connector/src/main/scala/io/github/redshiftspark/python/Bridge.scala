package io.github.redshiftspark.python

import io.github.redshiftspark.ConnectorBuild
import io.github.redshiftspark.events.RedshiftWriteCommitted
import io.github.redshiftspark.options.Settings
import io.github.redshiftspark.pushdown.PushdownReport
import io.github.redshiftspark.sql.{Renderer, Statement}
import io.github.redshiftspark.warehouse.Warehouse
import io.github.redshiftspark.write.CommittedWrites
import org.apache.spark.sql.{DataFrame, DataFrameWriter, SparkSession}
import scala.collection.JavaConverters._

/** What the Python package calls by py4j. */
object Bridge {

  /** Runs one statement that commits by itself; returns the number of rows it changed. */
  def execute(session: SparkSession, sql: String, options: java.util.Map[String, String]): Long = {
    val settings = Settings.forConnection(options.asScala.toMap, session.conf.getAll)
    Warehouse.withOwnSession(settings)(_.execute(Renderer.statement(Statement.UserText(sql))))
  }

  /** Runs the writer's `save()`. Returns what was committed, null where nothing was written. */
  def save(writer: DataFrameWriter[_]): RedshiftWriteCommitted = CommittedWrites.during(writer.save()).orNull

  /** The pushdown report of a frame as JSON. Nothing is executed. */
  def explain(data: DataFrame): String = PushdownReport.of(data.queryExecution.optimizedPlan).json

  def version(): String = ConnectorBuild.version
  def sparkLine(): String = ConnectorBuild.sparkLine
}
