package io.github.redshiftspark.warehouse

/** A session as the pool keeps it, with transactions. Not for two threads at once, but for `cancel`. */
private[warehouse] abstract class PooledSession extends WarehouseSession {

  /** The right to be in use; its holder ends it. */
  var permit: SessionPermit = SessionPermit.none

  /** Cancelled. A cancel may reach the server after its statement has ended, and then hits the next one: such a session
    * is not for others.
    */
  def isTainted: Boolean

  /** Not ended, as far as this side knows. */
  def isOpen: Boolean

  /** Whether the server still answers. */
  def isAlive: Boolean

  /** What follows takes effect with `commit`, or not at all. */
  def begin(): Unit

  /** Whether the transaction's statements are sent by `commit` only, so that a cancel may reach them there. */
  def worksAtCommit: Boolean = false

  /** @throws java.sql.SQLException where COMMIT itself failed, or nobody knows */
  def commit(): Unit
  def rollback(): Unit

  /** Each statement commits by itself again; after `commit` or `rollback`. */
  def endTransaction(): Unit

  /** Never fails; also rolls back whatever is open. */
  def close(): Unit
}
