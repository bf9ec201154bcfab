package io.github.redshiftspark.warehouse

import io.github.redshiftspark.options.ConnectionSettings
import io.github.redshiftspark.sql.{FromItem, Renderer, Statement, TableName, TableStatement}
import io.github.redshiftspark.{RelationNotFoundException, StatementFailedException}

/** Sessions at Redshift: borrowed from a pool, given back in the state in which they came. */
object Warehouse {

  /** Each statement commits by itself. */
  def withSession[A](settings: ConnectionSettings)(body: WarehouseSession => A): A = {
    val session = SessionPool.borrow(settings)
    try {
      val value = body(session)
      SessionPool.giveBack(settings, session)
      value
    } catch {
      case failed: Throwable =>
        SessionPool.giveBack(settings, session)
        throw failed
    }
  }

  /** Like `withSession`, in a session whose statements have a limit of time; an interrupt cancels them.
    *
    * @param timeoutSeconds it would outlive the work in its session, which therefore is closed
    */
  def limited[A](settings: ConnectionSettings, timeoutSeconds: Option[Long])(body: WarehouseSession => A): A =
    Interruptible.run { running =>
      def entered(session: WarehouseSession): A = {
        running.enter(session)
        try body(session)
        finally { running.leave(); () }
      }
      timeoutSeconds match {
        case None => withSession(settings)(entered)
        case Some(seconds) =>
          withOwnSession(settings) { session =>
            session.execute(Renderer.statement(TableStatement.StatementTimeout(seconds * 1000)))
            entered(session)
          }
      }
    }

  /** Whether a table or view exists; only the server's own word for "absent" says no. */
  def isThere(session: WarehouseSession, table: TableName): Boolean = columns(session, table).isDefined

  /** The columns of a table or view, None where it is absent. */
  def columns(session: WarehouseSession, table: TableName): Option[Seq[ColumnDescription]] =
    try Some(session.describe(Renderer.statement(Statement.SelectAll(FromItem.Table(table, "t")))))
    catch { case _: RelationNotFoundException => None }

  /** Creates a table where it is absent; of several sessions that do so at once, all go on with the one that was made. */
  def ensure(session: WarehouseSession, create: Statement.CreateTableIfAbsent): Unit =
    try {
      session.execute(Renderer.statement(create))
      ()
    } catch { case _: StatementFailedException if isThere(session, create.table) => () }

  /** A session that is closed afterwards: what the user's own statements set in it reaches nobody else. */
  def withOwnSession[A](settings: ConnectionSettings)(body: WarehouseSession => A): A = {
    val session = SessionPool.open(settings)
    try body(session)
    finally SessionPool.discard(session)
  }

  /** A session of its own whose statements form one transaction, which is rolled back: for looking under a lock. */
  def rolledBack[A](settings: ConnectionSettings)(body: WarehouseSession => A): A = {
    val session = SessionPool.open(settings)
    try {
      session.begin()
      val value = body(session)
      session.rollback()
      value
    } finally SessionPool.discard(session)
  }
}
