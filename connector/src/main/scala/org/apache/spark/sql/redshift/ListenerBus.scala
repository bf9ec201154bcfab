package org.apache.spark.sql.redshift

import org.apache.spark.SparkContext
import org.apache.spark.scheduler.SparkListenerEvent

/** The running application's bus of events, which is private to Spark. */
object ListenerBus {

  /** Without a running application, as in tests, nobody listens. */
  def post(event: SparkListenerEvent): Unit =
    SparkContext.getActive.filterNot(_.isStopped).foreach(_.listenerBus.post(event))
}
