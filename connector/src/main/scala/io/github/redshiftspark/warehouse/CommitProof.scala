package io.github.redshiftspark.warehouse

import io.github.redshiftspark.options.ConnectionSettings

sealed trait CommitOutcome
object CommitOutcome {
  case object Committed extends CommitOutcome
  case object RolledBack extends CommitOutcome
  case object Unknown extends CommitOutcome
}

/** Tells, when the answer to a COMMIT is lost, whether it took effect. */
trait CommitProof {

  /** The transaction's last work before COMMIT. */
  def mark(session: WarehouseSession): Unit

  /** Looks over a connection of its own. */
  def outcome(settings: ConnectionSettings): CommitOutcome
}
