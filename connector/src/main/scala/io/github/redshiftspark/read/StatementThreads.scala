package io.github.redshiftspark.read

import java.util.concurrent.{Callable, Executors, Future, ThreadFactory}

/** Threads that wait for statements, and that clean up after them. How many run at once is the pool of sessions' matter. */
private[read] object StatementThreads {
  private val threads = Executors.newCachedThreadPool(new ThreadFactory {
    override def newThread(work: Runnable): Thread = {
      val thread = new Thread(work, "redshift-statement")
      thread.setDaemon(true)
      thread
    }
  })

  def submit[A](work: Callable[A]): Future[A] = threads.submit(work)

  def run(work: => Unit): Unit = threads.execute(() => work)
}
