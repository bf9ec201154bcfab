package io.github.redshiftspark.catalog

import io.github.redshiftspark.options.{ReadSettings, ReadSource, Settings}
import io.github.redshiftspark.sql._
import io.github.redshiftspark.types.SparkTypes
import io.github.redshiftspark.UnsupportedTypeException
import io.github.redshiftspark.warehouse.{ColumnDescription, Warehouse}
import io.github.redshiftspark.write.RedshiftWriter
import java.util
import org.apache.spark.sql.{DataFrame, SQLContext, SaveMode, SparkSession}
import org.apache.spark.sql.connector.catalog.{Table, TableProvider}
import org.apache.spark.sql.connector.expressions.Transform
import org.apache.spark.sql.redshift.SessionHooks
import org.apache.spark.sql.sources.{BaseRelation, CreatableRelationProvider, DataSourceRegister}
import org.apache.spark.sql.types._
import org.apache.spark.sql.util.CaseInsensitiveStringMap
import scala.collection.JavaConverters._

/** The door that `format("redshift")` knocks on. */
final class RedshiftDataSource extends TableProvider with CreatableRelationProvider with DataSourceRegister {

  override def shortName(): String = "redshift"

  /** A user's schema is taken as given; a save then needs no describe either. */
  override def supportsExternalMetadata(): Boolean = true

  override def inferSchema(options: CaseInsensitiveStringMap): StructType = {
    val columns = describe(readSettings(options))
    StructType(columns.map(field))
  }

  override def getTable(
      schema: StructType,
      partitioning: Array[Transform],
      properties: util.Map[String, String]
  ): Table = {
    SessionHooks.register(SparkSession.active)
    // Spark hands over what inferSchema gave; only a read's schema carries our types.
    val columns = schema.fields.toSeq.map(f => RedshiftColumn(f.name, DescribedType.of(f)))
    new RedshiftTable(readSettings(new CaseInsensitiveStringMap(properties)), columns, schema)
  }

  override def createRelation(
      sqlContext: SQLContext,
      mode: SaveMode,
      parameters: Map[String, String],
      data: DataFrame
  ): BaseRelation = {
    val session = data.sparkSession
    RedshiftWriter.save(session, data, Settings.forWrite(parameters, session.conf.getAll), mode)
    new SavedRelation(sqlContext, data.schema)
  }

  private def readSettings(options: CaseInsensitiveStringMap): ReadSettings =
    Settings.forRead(options.asScala.toMap, SparkSession.active.conf.getAll)

  private def describe(settings: ReadSettings): Seq[ColumnDescription] = {
    val from = settings.source match {
      case ReadSource.TableSource(name) => FromItem.Table(name, "t")
      case ReadSource.QuerySource(text) => FromItem.UserQuery(text, "t")
    }
    Warehouse.withSession(settings.connection)(_.describe(Renderer.statement(Statement.SelectAll(from))))
  }

  private def field(column: ColumnDescription): StructField =
    SparkTypes.toSpark(column.redshiftType) match {
      case Right(dataType) =>
        DescribedType.mark(StructField(column.name, dataType, column.nullable), column.redshiftType)
      case Left(reason) =>
        throw new UnsupportedTypeException(
          column.name,
          s"Column '${column.name}': $reason. Leave it out or cast it with the option 'query'."
        )
    }
}

/** What a save returns: the written schema, nothing to scan. */
private final class SavedRelation(override val sqlContext: SQLContext, override val schema: StructType)
    extends BaseRelation
