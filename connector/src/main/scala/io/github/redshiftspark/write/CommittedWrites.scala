package io.github.redshiftspark.write

import io.github.redshiftspark.events.RedshiftWriteCommitted

/** Tells the caller of Spark's `save()`, which returns nothing, what the write has done. Spark saves in the caller's
  * thread.
  */
private[redshiftspark] object CommittedWrites {
  private val last = new ThreadLocal[Option[RedshiftWriteCommitted]]

  /** The write that `save` committed; None where it wrote nothing, as mode `ignore` may. */
  def during(save: => Unit): Option[RedshiftWriteCommitted] = {
    last.set(None)
    try {
      save
      last.get
    } finally last.remove()
  }

  private[write] def tell(committed: RedshiftWriteCommitted): Unit = if (last.get != null) last.set(Some(committed))
}
