package io.github.redshiftspark.warehouse

import io.github.redshiftspark.options.ConnectionSettings

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
      session.connection.setAutoCommit(false)
      val value = body(session)
      session.connection.rollback()
      value
    } finally SessionPool.discard(session)
  }
}
