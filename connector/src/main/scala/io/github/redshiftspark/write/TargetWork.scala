package io.github.redshiftspark.write

import io.github.redshiftspark.{
  RelationExistsException,
  RowsOutsideReplaceWhereException,
  StatementFailedException,
  TransientFailureException
}
import io.github.redshiftspark.options.{OutsideRows, OverwriteMode, ReplaceWhere, WriteSettings}
import io.github.redshiftspark.sql._
import io.github.redshiftspark.warehouse.WarehouseSession
import java.util.UUID
import org.apache.spark.sql.types.StructType

/** The statements of one write, in their documented order: prepare the target, preactions, load, postactions. */
private[write] final class TargetWork(
    settings: WriteSettings,
    schema: StructType,
    action: WriteAction,
    target: TargetWork.Target,
    plan: ColumnPlan,
    load: StagedLoad,
    lengths: ColumnLengths
) {
  private val table = settings.table
  private val suffix = UUID.randomUUID().toString.take(8)
  private lazy val merge = action match {
    case WriteAction.Merge(merge) => Some(new MergeWork(table, merge, plan, load, suffix))
    case _ => None
  }

  /** Before the transaction, in the same session. */
  def prepare(session: WarehouseSession): Unit = {
    settings.statementTimeoutSeconds.foreach(limit(session, _))
    merge.foreach(_.stage(session))
  }

  def run(session: WarehouseSession): Unit = {
    if (target == TargetWork.There) lock(session)
    define(session)
    clear(session)
    settings.preActions.foreach(user(session, _))
    action match {
      case WriteAction.Overwrite(OverwriteMode.Swap) if target == TargetWork.There => swap(session)
      case _: WriteAction.Merge => merge.foreach(_.apply(session))
      case WriteAction.Replace(ReplaceWhere(predicate, OutsideRows.Refused)) => copyInside(session, predicate)
      case _ => load.copyInto(session, table)
    }
    settings.postActions.foreach(user(session, _))
  }

  /** Of two merges that do not see each other's new rows, both would insert the same key. */
  private def lock(session: WarehouseSession): Unit = settings.lockTimeoutSeconds match {
    case None => if (merge.isDefined) execute(session, TableStatement.Lock(table))
    case Some(seconds) =>
      limit(session, seconds)
      LockTimeout.named(settings)(execute(session, TableStatement.Lock(table)))
      settings.statementTimeoutSeconds match {
        case Some(seconds) => limit(session, seconds)
        case None => execute(session, TableStatement.ResetStatementTimeout)
      }
  }

  private def limit(session: WarehouseSession, seconds: Long): Unit =
    execute(session, TableStatement.StatementTimeout(seconds * 1000))

  private def define(session: WarehouseSession): Unit = {
    val dropped = action == WriteAction.Overwrite(OverwriteMode.Drop)
    if (dropped) execute(session, TableStatement.DropTableIfThere(table))
    if (dropped || action == WriteAction.Create) createNew(session)
    else if (target == TargetWork.Absent) createIfAbsent(session)
    if (dropped || target == TargetWork.Absent) comment(session)
    plan.additions(lengths).foreach(column => execute(session, TableStatement.AddColumn(table, column)))
  }

  /** Another writer may be making it, too; whoever comes second finds it at the next try. */
  private def createIfAbsent(session: WarehouseSession): Unit =
    try execute(session, Statement.CreateTableIfAbsent(table, definitions, settings.layout.attributes))
    catch {
      case failed: StatementFailedException if TargetWork.MadeMeanwhile(failed.sqlState) =>
        throw new TransientFailureException(failed.sqlState, failed.getMessage, failed)
    }

  private def createNew(session: WarehouseSession): Unit =
    try execute(session, Statement.CreateTable(table, definitions, settings.layout.attributes))
    catch {
      case failed: StatementFailedException if TargetWork.MadeMeanwhile(failed.sqlState) =>
        throw new RelationExistsException(table.quoted)
    }

  private def definitions: Seq[Statement.ColumnDefinition] = TargetWork.definitions(schema, settings, lengths)

  private def comment(session: WarehouseSession): Unit = {
    settings.layout.description.foreach(text => execute(session, TableStatement.CommentTable(table, text)))
    for (field <- schema; text <- NewColumns.comment(field))
      execute(session, TableStatement.CommentColumn(table, field.name, text))
  }

  private def clear(session: WarehouseSession): Unit = action match {
    case WriteAction.Overwrite(OverwriteMode.Delete) => execute(session, Statement.DeleteAll(table))
    case WriteAction.Overwrite(OverwriteMode.Truncate) => execute(session, TableStatement.Truncate(table))
    case WriteAction.Replace(where) => execute(session, TableStatement.DeleteMatching(table, where.predicate))
    case _ => ()
  }

  /** All rows inside of the predicate were deleted, so those that are there after COPY are the frame's; or a preaction's. */
  private def copyInside(session: WarehouseSession, predicate: String): Unit = {
    val count = Renderer.statement(TableStatement.CountMatching(table, predicate))
    val before = if (settings.preActions.isEmpty) 0L else session.number(count)
    load.copyInto(session, table)
    if (load.fileCount > 0) {
      val due = before + load.leastRows
      session.requireCount(count, due) { found =>
        new RowsOutsideReplaceWhereException(table.quoted, found.map(due - _))
      }
    }
  }

  /** Readers see the old table until COMMIT, then the new one. */
  private def swap(session: WarehouseSession): Unit = {
    val fresh = TableName(table.parts.init :+ s"redshift_spark_swap_$suffix")
    execute(session, TableStatement.CreateLike(fresh, table))
    load.copyInto(session, fresh)
    execute(session, TableStatement.DropTable(table))
    execute(session, TableStatement.Rename(fresh, table.table))
  }

  private def user(session: WarehouseSession, text: String): Unit = execute(session, Statement.UserText(text))

  private def execute(session: WarehouseSession, statement: Statement): Unit = {
    session.execute(Renderer.statement(statement))
    ()
  }
}

private[write] object TargetWork {
  sealed trait Target
  case object There extends Target
  case object Absent extends Target

  private val DuplicateTable = "42P07"

  /** A table of that name, or its entry in the catalogue, is there. */
  private val MadeMeanwhile = Set(DuplicateTable, "23505")

  /** Of a table that the write creates. */
  private def definitions(
      schema: StructType,
      settings: WriteSettings,
      lengths: ColumnLengths
  ): Seq[Statement.ColumnDefinition] =
    settings.layout.identityColumn.toSeq.map { name =>
      Statement.ColumnDefinition(
        name,
        io.github.redshiftspark.types.RedshiftType.BigInt,
        Statement.Nullable,
        identity = Some(Statement.Identity(1, 1))
      )
    } ++ NewColumns.of(schema, settings.table, lengths)
}
