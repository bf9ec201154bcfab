package io.github.redshiftspark.warehouse

import io.github.redshiftspark.options.ConnectionSettings
import io.github.redshiftspark.sql.{Literal, Renderer, Statement}
import java.util.Locale

/** Redshift's own history, where no ledger may be kept (SYS_QUERY_HISTORY, SYS_TRANSACTION_HISTORY).
  *
  * @param token text that stands in a statement of this transaction and nowhere else: the manifest's key
  */
final class TransactionHistory(token: String) extends CommitProof {
  @volatile private var backend = Option.empty[Long]

  override def mark(session: WarehouseSession): Unit = backend = Some(session.processId)

  override def outcome(settings: ConnectionSettings): CommitOutcome =
    backend.fold[CommitOutcome](CommitOutcome.Unknown) { pid =>
      LostCommit.looking("the transaction history") {
        val query =
          "SELECT t.status FROM sys_transaction_history AS t WHERE t.transaction_id IN (SELECT q.transaction_id " +
            s"FROM sys_query_history AS q WHERE q.session_id = $pid AND STRPOS(q.query_text, " +
            s"${Renderer.expression(Literal.Text(token))}) > 0)"
        val found = Warehouse.withOwnSession(settings) { session =>
          Answers.texts(session, Renderer.statement(Statement.UserText(query)), 1)
        }
        found.flatten.flatten.map(_.trim.toLowerCase(Locale.ROOT)) match {
          case Seq("committed") => CommitOutcome.Committed
          case Seq("aborted" | "rolled back" | "rolledback") => CommitOutcome.RolledBack
          case _ => CommitOutcome.Unknown
        }
      }
    }
}
