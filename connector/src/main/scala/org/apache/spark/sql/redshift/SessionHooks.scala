package org.apache.spark.sql.redshift

import io.github.redshiftspark.pushdown.PushdownRule
import io.github.redshiftspark.read.{BaseRelationRule, RedshiftStrategy}
import java.util.{Collections, WeakHashMap}
import org.apache.spark.sql.{SparkSession, SparkSessionExtensions}

/** Adds our rules to a session on first use, so that the jar alone is enough.
  *
  * Lives below org.apache.spark.sql because a session's extensions are private to it.
  */
object SessionHooks {
  // Sessions that share extensions (newSession, cloneSession) share the rules, too: so this is the key.
  private val done = Collections.synchronizedMap(new WeakHashMap[SparkSessionExtensions, java.lang.Boolean])

  def register(session: SparkSession): Unit = {
    val extensions = SessionAccess.extensions(session)
    if (done.putIfAbsent(extensions, true) == null) {
      extensions.injectPreCBORule(_ => BaseRelationRule)
      extensions.injectPreCBORule(s => new PushdownRule(s))
      extensions.injectPlannerStrategy(_ => RedshiftStrategy)
    }
  }
}
