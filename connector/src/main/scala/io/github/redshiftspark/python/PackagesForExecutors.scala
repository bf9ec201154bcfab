package io.github.redshiftspark.python

import java.util
import java.util.Collections
import org.apache.spark.SparkContext
import org.apache.spark.api.plugin.{DriverPlugin, ExecutorPlugin, PluginContext, SparkPlugin}

/** Gives executors the jars of `spark.jars.packages` that PySpark keeps from them.
  *
  * spark-submit adds the packages to `spark.jars`; a `spark.jars` of the session builder then replaces that list, and only
  * the driver has them. They are still known by `spark.submit.pyFiles`, which spark-submit fills for Python's sake.
  */
final class PackagesForExecutors extends SparkPlugin {

  override def driverPlugin(): DriverPlugin = new DriverPlugin {
    override def init(context: SparkContext, plugin: PluginContext): util.Map[String, String] = {
      if (!context.isLocal) PackagesForExecutors.missing(context).foreach(context.addJar)
      Collections.emptyMap()
    }
  }

  override def executorPlugin(): ExecutorPlugin = null
}

private[python] object PackagesForExecutors {

  def missing(context: SparkContext): Seq[String] = {
    val present = context.listJars().map(fileName).toSet
    val resolved = context.getConf.get("spark.submit.pyFiles", "").split(',').toSeq.filter(_.endsWith(".jar"))
    resolved.filterNot(path => present.contains(fileName(path)))
  }

  private def fileName(path: String): String = path.split('/').last
}
