package io.github.redshiftspark.write

import io.github.redshiftspark.options.{CommitProofChoice, WriteSettings}
import io.github.redshiftspark.warehouse.{CommitLedger, CommitProof, TransactionHistory, WarehouseSession}

/** Who may write, and how it is known later that the write took effect. */
private[write] trait CommitGuard {
  def proof: CommitProof

  /** The transaction's first statements; false where this write has taken effect before. */
  def admits(session: WarehouseSession): Boolean
}

private[write] object CommitGuard {

  /** For a write that is done once. Its ledger is made, or found, in `session`. */
  def once(session: WarehouseSession, settings: WriteSettings): String => CommitGuard = {
    val ledger = settings.proof match {
      case CommitProofChoice.Ledger => CommitLedger.open(session, settings.table)
      case CommitProofChoice.HistoryOnly => None
    }
    token =>
      new CommitGuard {
        override val proof: CommitProof = ledger.getOrElse(new TransactionHistory(token))
        override def admits(session: WarehouseSession): Boolean = true
      }
  }
}
