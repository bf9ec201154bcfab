package io.github.redshiftspark.catalog

import io.github.redshiftspark.ConnectorBuild
import io.github.redshiftspark.options.{EmptyStrings, ReadSettings, ReadSource, Settings}
import io.github.redshiftspark.sql._
import io.github.redshiftspark.SchemaMismatchException
import io.github.redshiftspark.warehouse.{ColumnDescription, Warehouse}
import io.github.redshiftspark.write.{RedshiftWriter, StreamSink}
import java.util
import org.apache.spark.sql.{DataFrame, SQLContext, SaveMode, SparkSession}
import org.apache.spark.sql.connector.catalog.TableProvider
import org.apache.spark.sql.connector.expressions.Transform
import org.apache.spark.sql.execution.streaming.Sink
import org.apache.spark.sql.redshift.{SessionHooks, WritesAnyType}
import org.apache.spark.sql.sources._
import org.apache.spark.sql.streaming.OutputMode
import org.apache.spark.sql.types._
import org.apache.spark.sql.util.CaseInsensitiveStringMap
import scala.collection.JavaConverters._

/** The door that `format("redshift")` knocks on. */
final class RedshiftDataSource
    extends TableProvider
    with RelationProvider
    with SchemaRelationProvider
    with WritesAnyType
    with StreamSinkProvider
    with DataSourceRegister {

  override def shortName(): String = "redshift"

  /** A user's schema is taken as given; a save then needs no describe either. */
  override def supportsExternalMetadata(): Boolean = true

  // Spark asks the same instance for the schema and then for the table: one describe serves both.
  private var described: Option[(ReadSettings, Seq[ColumnDescription])] = None

  override def inferSchema(options: CaseInsensitiveStringMap): StructType = {
    val settings = readSettings(options)
    val columns = describe(settings)
    described = Some((settings, columns))
    columns.groupBy(_.name).collectFirst { case (name, Seq(_, _, _*)) => name }.foreach { name =>
      throw new SchemaMismatchException(
        name,
        s"${settings.source} has more than one column '$name'. Give each its own name in the option 'query'."
      )
    }
    StructType(columns.map(field(_, settings)))
  }

  override def getTable(
      schema: StructType,
      partitioning: Array[Transform],
      properties: util.Map[String, String]
  ): RedshiftTable = {
    SessionHooks.register(SparkSession.active)
    val settings = readSettings(new CaseInsensitiveStringMap(properties))
    val known = described.collect { case (`settings`, columns) => columns }
    new RedshiftTable(settings, () => known.getOrElse(describe(settings)), schema)
  }

  /** For names in Spark's SQL, which are resolved by this interface. */
  override def createRelation(sqlContext: SQLContext, parameters: Map[String, String]): BaseRelation =
    createRelation(sqlContext, parameters, inferSchema(new CaseInsensitiveStringMap(parameters.asJava)))

  override def createRelation(
      sqlContext: SQLContext,
      parameters: Map[String, String],
      schema: StructType
  ): BaseRelation = {
    val options = withoutLocation(parameters)
    new NamedRelation(sqlContext, getTable(schema, Array.empty, options.asJava), options)
  }

  override def createRelation(
      sqlContext: SQLContext,
      mode: SaveMode,
      parameters: Map[String, String],
      data: DataFrame
  ): BaseRelation = {
    ConnectorBuild.requireSpark()
    val session = data.sparkSession
    RedshiftWriter.save(session, data, Settings.forWrite(parameters, session.conf.getAll), mode)
    new SavedRelation(sqlContext, data.schema)
  }

  override def createSink(
      sqlContext: SQLContext,
      parameters: Map[String, String],
      partitionColumns: Seq[String],
      outputMode: OutputMode
  ): Sink =
    StreamSink(Settings.forWrite(parameters, SparkSession.active.conf.getAll), outputMode)

  private def readSettings(options: CaseInsensitiveStringMap): ReadSettings = {
    ConnectorBuild.requireSpark()
    Settings.forRead(withoutLocation(options.asScala.toMap), SparkSession.active.conf.getAll)
  }

  /** Spark adds the folder of a table in its own catalog, which means nothing here. */
  private def withoutLocation(options: Map[String, String]): Map[String, String] =
    options.filterNot { case (name, value) => name.equalsIgnoreCase("path") && value.contains(":/") }

  private def describe(settings: ReadSettings): Seq[ColumnDescription] = {
    val from = settings.source match {
      case ReadSource.TableSource(name) => FromItem.Table(name, "t")
      case ReadSource.QuerySource(text) => FromItem.UserQuery(text, "t")
    }
    Warehouse.withSession(settings.connection)(_.describe(Renderer.statement(Statement.SelectAll(from))))
  }

  /** A column that cannot be read is part of the schema all the same: it fails when a query selects it, by name. */
  private def field(column: ColumnDescription, settings: ReadSettings): StructField = {
    val dataType = settings.types.sparkType(column.redshiftType).getOrElse(StringType)
    val nullable = column.nullable || settings.emptyStrings == EmptyStrings.AreNull
    DescribedType.mark(StructField(column.name, dataType, nullable), column.redshiftType)
  }
}

/** What a save returns: the written schema, nothing to scan. */
private final class SavedRelation(override val sqlContext: SQLContext, override val schema: StructType)
    extends BaseRelation
