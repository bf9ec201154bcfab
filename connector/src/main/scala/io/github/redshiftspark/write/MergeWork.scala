package io.github.redshiftspark.write

import io.github.redshiftspark.options.{MergeInsert, MergeSettings, MergeUpdate}
import io.github.redshiftspark.{InvalidOptionException, RepeatedMergeKeysException}
import io.github.redshiftspark.sql._
import io.github.redshiftspark.warehouse.WarehouseSession

/** An upsert: the frame goes to a temporary table, then the target changes in one transaction.
  *
  * The COPY runs before the target is locked, so that readers of it wait for the merge only.
  */
private[write] final class MergeWork(
    table: TableName,
    merge: MergeSettings,
    plan: ColumnPlan,
    load: StagedLoad,
    suffix: String
) {
  private val staged = TableName(Seq(s"redshift_spark_merge_$suffix"))
  private val columns = plan.load.map(_.name)
  private val keys = merge.keys.map(named("merge_keys", _))

  private val updated: Seq[String] = merge.update match {
    case MergeUpdate.All => columns.filterNot(keys.contains)
    case MergeUpdate.Nothing => Nil
    case MergeUpdate.Columns(names) => names.map(named("merge_update", _))
  }

  def stage(session: WarehouseSession): Unit = {
    val definitions = plan.load.map(c => Statement.ColumnDefinition(c.name, c.redshiftType, Statement.Nullable))
    session.execute(Renderer.statement(TableStatement.CreateTemporary(staged, definitions)))
    load.copyInto(session, staged)
    val repeated = session.number(Renderer.statement(TableStatement.CountRepeatedKeys(staged, keys)))
    if (repeated > 0) throw new RepeatedMergeKeysException(table.quoted, repeated)
  }

  def apply(session: WarehouseSession): Unit = {
    merge.deleteWhen.foreach(when => execute(session, TableStatement.MergeDelete(table, staged, keys, when)))
    if (updated.nonEmpty)
      execute(
        session,
        TableStatement.MergeUpdate(table, staged, keys, updated, merge.updateWhen, merge.deleteWhen)
      )
    merge.insert match {
      case MergeInsert.Rows(when) =>
        execute(session, TableStatement.MergeInsert(table, staged, keys, columns, when, merge.deleteWhen))
      case MergeInsert.Nothing => ()
    }
    execute(session, TableStatement.DropTable(staged))
  }

  /** A column of the frame under the name that the table knows it by. */
  private def named(option: String, name: String): String =
    columns.find(_.equalsIgnoreCase(name)).getOrElse {
      throw new InvalidOptionException(
        option,
        s"names '$name', but the frame has the columns ${columns.mkString(", ")}."
      )
    }

  private def execute(session: WarehouseSession, statement: Statement): Unit = {
    session.execute(Renderer.statement(statement))
    ()
  }
}
