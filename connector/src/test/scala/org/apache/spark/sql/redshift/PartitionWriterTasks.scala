package org.apache.spark.sql.redshift

import org.apache.spark.{TaskContext, TaskContextImpl}

/** Task contexts for tests; Spark makes them for itself only. */
object PartitionWriterTasks {
  def running(): TaskContext = TaskContext.empty()

  def kill(task: TaskContext): Unit = task.asInstanceOf[TaskContextImpl].markInterrupted("another attempt succeeded")
}
