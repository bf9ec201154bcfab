package io.github.redshiftspark.write

import io.github.redshiftspark._
import io.github.redshiftspark.options.{S3AuthorizationChoice, Settings, WriteSettings}
import io.github.redshiftspark.sql._
import io.github.redshiftspark.staging.{CopyManifest, StagedFile, StagingRun}
import io.github.redshiftspark.types.SparkTypes
import io.github.redshiftspark.warehouse.{Warehouse, WarehouseSession}
import org.apache.spark.internal.Logging
import org.apache.spark.sql.{DataFrame, SaveMode, SparkSession}
import org.apache.spark.sql.redshift.SparkSessions
import org.apache.spark.sql.types.{StructField, StructType}

/** Saves a frame: files on S3, then one transaction that prepares the target, loads them and counts the rows.
  *
  * Until that transaction commits, the table is as before. The files go in every case.
  */
object RedshiftWriter extends Logging {

  def save(session: SparkSession, data: DataFrame, settings: WriteSettings, mode: SaveMode): Unit = {
    val schema = data.schema
    val columns = definitions(schema)
    if (proceeds(settings, mode)) {
      val spark = session.asInstanceOf[SparkSessions.Session]
      val hadoop = spark.sessionState.newHadoopConf()
      val tempdir = settings.staging.tempdir.get // Settings.forWrite requires it
      val authorization = settings.staging.authorization match {
        case S3AuthorizationChoice.Explicit(explicit) => explicit
        case S3AuthorizationChoice.ForwardSparkCredentials => StagingRun.forwardedCredentials(tempdir, hadoop)
        case S3AuthorizationChoice.Missing => throw Settings.missingAuthorization
      }
      val staging = StagingRun.create(session.sparkContext, tempdir, hadoop)
      try {
        val format = StagedFormat(settings.format, schema)
        val files = StagedWrite.run(spark, data, staging, format, hadoop)
        load(settings, mode, columns, files, staging, format, authorization)
        logInfo(s"Wrote ${files.flatMap(_.rows).sum} rows in ${files.size} files to ${settings.table}")
      } finally staging.remove()
    }
  }

  /** Whether there is anything to do. Bad targets are refused here, before any Spark job starts. */
  private def proceeds(settings: WriteSettings, mode: SaveMode): Boolean = mode match {
    case SaveMode.Append | SaveMode.Overwrite =>
      Warehouse.withSession(settings.connection)(_ => true)
    case SaveMode.ErrorIfExists =>
      if (exists(settings)) throw new RelationExistsException(settings.table.quoted)
      true
    case SaveMode.Ignore => !exists(settings)
  }

  /** "Absent" is only what the server calls so; a missing right or connection is an error of its own. */
  private def exists(settings: WriteSettings): Boolean =
    Warehouse.withSession(settings.connection) { session => exists(session, settings.table) }

  private def exists(session: WarehouseSession, table: TableName): Boolean =
    try {
      session.describe(Renderer.statement(Statement.SelectAll(FromItem.Table(table, "t"))))
      true
    } catch { case _: RelationNotFoundException => false }

  private def load(
      settings: WriteSettings,
      mode: SaveMode,
      columns: Seq[Statement.ColumnDefinition],
      files: Seq[StagedFile],
      staging: StagingRun,
      format: StagedFormat,
      authorization: S3Authorization
  ): Unit = {
    val table = settings.table
    val copy =
      if (files.isEmpty) None
      else {
        staging.writeText("manifest", CopyManifest.json(files))
        format.jsonPaths.foreach(staging.writeText("jsonpaths", _))
        Some(
          Renderer.statement(
            Statement.Copy(
              table,
              columns.map(_.name),
              staging.redshiftPath("manifest"),
              authorization,
              settings.format,
              format.nullText,
              format.jsonPaths.map(_ => staging.redshiftPath("jsonpaths")),
              settings.staging.region,
              settings.extraCopyOptions
            )
          )
        )
      }
    // Looked up outside: a failed statement would end the transaction. The table may appear in between, so what follows
    // is right either way.
    val there = exists(settings)
    if (!(there && mode == SaveMode.Ignore)) Warehouse.inTransaction(settings.connection) { session =>
      if (mode == SaveMode.ErrorIfExists) create(session, table, columns)
      else if (!there) session.execute(Renderer.statement(Statement.CreateTableIfAbsent(table, columns)))
      if (mode == SaveMode.Overwrite) session.execute(Renderer.statement(Statement.DeleteAll(table)))
      copy.foreach { statement =>
        session.execute(statement)
        val loaded = session.number(loadedRows)
        val staged = files.flatMap(_.rows).sum
        if (loaded != staged) throw new RowCountMismatchException(staged, loaded, table.quoted)
      }
    }
  }

  private def create(session: WarehouseSession, table: TableName, columns: Seq[Statement.ColumnDefinition]): Unit =
    try session.execute(Renderer.statement(Statement.CreateTable(table, columns)))
    catch {
      case failed: StatementFailedException if failed.sqlState == DuplicateTable =>
        throw new RelationExistsException(table.quoted)
    }

  private val DuplicateTable = "42P07"
  private val loadedRows = Renderer.statement(Statement.UserText("SELECT pg_last_copy_count()"))

  private def definitions(schema: StructType): Seq[Statement.ColumnDefinition] = {
    if (schema.isEmpty)
      throw new InvalidOptionException("dbtable", "cannot be written: the frame has no columns.")
    schema.fields.toSeq.map { field =>
      Statement.ColumnDefinition(field.name, SparkTypes.toRedshift(field), nullability(field))
    }
  }

  private def nullability(field: StructField): Statement.Nullability =
    if (field.nullable) Statement.Nullable else Statement.NotNull
}
