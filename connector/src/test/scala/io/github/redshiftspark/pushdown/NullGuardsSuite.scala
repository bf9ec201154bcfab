package io.github.redshiftspark.pushdown

import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.redshift.OfflineTables
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite

/** Plans only: nothing is sent anywhere. */
class NullGuardsSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val spark = SparkSession
    .builder()
    .master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.ansi.enabled", "true")
    .withExtensions(_.injectPreCBORule(s => new PushdownRule(s)))
    .getOrCreate()

  override def afterAll(): Unit = spark.stop()

  private def report(value: String, ansi: Boolean = true): PushdownReport = {
    spark.conf.set("spark.sql.ansi.enabled", ansi.toString)
    val table = OfflineTables.table(spark, "t", "i INT, j INT, k INT, s STRING", Map.empty)
    PushdownReport.of(table.selectExpr(value).queryExecution.optimizedPlan)
  }

  private def sent(value: String): String = {
    val found = report(value)
    assert(found.fullyPushed, found)
    found.statements.head
  }

  private val guard = "CASE WHEN "

  test("an operand that may raise is computed only where the one before it is there") {
    val sql = sent("i + (j + k)")
    assert(
      sql.contains(guard) && Seq("i", "j", "k").forall(name => sql.contains(s"""("t"."$name" IS NOT NULL)""")),
      sql
    )
  }

  test("one guard stands around the whole, not one around each part") {
    assert(sent("i + (j + (k + i))").split(guard, -1).length === 2)
  }

  test("what stands first, or cannot raise, needs none") {
    assert(!sent("(i + j) + k").contains(guard))
    assert(!sent("i + j").contains(guard))
  }

  test("a long operand would be written twice: it stays in Spark, with the reason") {
    val long = (1 to 30).map(n => s"when i = $n then j").mkString("case ", " ", " else k end")
    val found = report(s"($long) + (j + k)")
    assert(
      !found.fullyPushed && found.kept.exists(_.reason.contains("beside a long expression that may be NULL")),
      found
    )
  }
}
