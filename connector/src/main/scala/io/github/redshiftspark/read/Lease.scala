package io.github.redshiftspark.read

/** What a statement left for us: files on S3, or rows in the driver's memory. Made on demand, given up when nobody needs
  * it, and made again when it is asked for again.
  *
  * SQL executions own it by their ids. A new execution of the same plan never sees what an ended one left, so that it
  * reads the table as it is now; two that run at once share.
  */
private[read] abstract class Lease {
  private var owners = Set.empty[Long]

  /** A SQL execution begins, or goes on, to use this.
    *
    * @param isRunning whether another execution has not ended yet
    */
  final def enter(execution: Long, isRunning: Long => Boolean): Unit = synchronized {
    if (!owners.contains(execution)) {
      val others = owners.filter(isRunning)
      if (others.isEmpty) giveUp()
      owners = others + execution
    }
  }

  /** A SQL execution has ended; the last owner's end gives everything up. */
  final def leave(execution: Long): Unit = synchronized {
    if (owners.contains(execution)) {
      owners -= execution
      if (owners.isEmpty) giveUp()
    }
  }

  protected final def hasOwner: Boolean = owners.nonEmpty

  /** Lets go of everything, unless something that is stored in Spark may still have to be computed from it. */
  protected def giveUp(): Unit
}
