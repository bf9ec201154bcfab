package io.github.redshiftspark.write

import io.github.redshiftspark.InvalidOptionException
import io.github.redshiftspark.options.{MergeSettings, OverwriteMode, ReplaceWhere, WriteSettings}
import org.apache.spark.sql.SaveMode

/** What becomes of the rows that are there. */
private[write] sealed abstract class WriteAction(val name: String) extends Product with Serializable
private[write] object WriteAction {
  case object Append extends WriteAction("append")

  /** The table must not be there. */
  case object Create extends WriteAction("create")
  final case class Overwrite(mode: OverwriteMode) extends WriteAction(s"overwrite by ${mode.name}")
  final case class Replace(where: ReplaceWhere) extends WriteAction("replace where")
  final case class Merge(settings: MergeSettings) extends WriteAction("merge")

  def of(mode: SaveMode, settings: WriteSettings): WriteAction = (mode, settings.merge, settings.replaceWhere) match {
    case (SaveMode.Append, Some(merge), _) => Merge(merge)
    case (_, Some(_), _) =>
      throw new InvalidOptionException("write_mode", "'merge' goes with the save mode 'append' only.")
    case (SaveMode.Overwrite, _, Some(where)) => Replace(where)
    case (_, _, Some(_)) =>
      throw new InvalidOptionException("replace_where", "goes with the save mode 'overwrite' only.")
    case (SaveMode.Append, _, _) => Append
    case (SaveMode.Overwrite, _, _) => Overwrite(settings.overwrite)
    case (SaveMode.ErrorIfExists | SaveMode.Ignore, _, _) => Create
  }
}
