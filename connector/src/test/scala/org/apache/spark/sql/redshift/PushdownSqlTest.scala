package org.apache.spark.sql.redshift

import io.github.redshiftspark.pushdown.{PushdownReport, PushdownRule}
import org.apache.spark.sql.SparkSession
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite

/** SQL texts through Spark's optimizer over leaves that are never executed. */
class PushdownSqlTest extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val spark = SparkSession
    .builder()
    .master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .withExtensions(_.injectPreCBORule(s => new PushdownRule(s)))
    .getOrCreate()

  private def register(name: String): Unit =
    OfflineTables.table(spark, name, "i INT, s STRING, x DOUBLE").createOrReplaceTempView(name)

  override def beforeAll(): Unit = Seq("a", "b").foreach(register)
  override def afterAll(): Unit = spark.stop()

  private def report(text: String): PushdownReport = PushdownReport.of(spark.sql(text).queryExecution.optimizedPlan)

  private def only(text: String): String = {
    val found = report(text)
    assert(found.fullyPushed, found.toString)
    found.statements.head
  }

  test("a filter and a projection become one statement") {
    val text = only("select i from a where i > 3")
    assert(
      text.contains("""("t"."i" > 3)""") && text.startsWith("""SELECT "t"."i" AS "c0" FROM "a" AS "t" WHERE"""),
      text
    )
  }

  test("string equality sees trailing blanks") {
    val text = only("select i from a where s = 'q'")
    assert(text.contains("""(("t"."s" = 'q') AND (OCTET_LENGTH("t"."s") = OCTET_LENGTH('q')))"""), text)
  }

  test("a conjunct that cannot go stays with its reason, the other goes") {
    val found = report("select i from a where i > 3 and hash(s) > 1")
    assert(!found.fullyPushed && found.statements.head.contains("> 3"), found.toString)
    assert(found.kept.exists(k => k.node == "Filter" && k.reason.contains("hash")), found.toString)
  }

  test("strings are grouped by their length too") {
    val text = only("select s, count(*), sum(i) from a group by s")
    assert(text.endsWith("""GROUP BY "t"."s", OCTET_LENGTH("t"."s")"""), text)
  }

  test("an equi-join of one warehouse is one statement") {
    assert(only("select a.i, b.s from a left join b on a.i = b.i").contains("LEFT OUTER JOIN"))
  }

  test("a column beside a global aggregate does not lose the aggregate's one row") {
    Seq("select 1 from (select count(*) c from a)", "select 2 + 3 as k from (select sum(i) c from a where i > 0)")
      .foreach { q =>
        val found = report(q)
        val flat = found.statements.filterNot(t => t.contains("COUNT(") || t.contains("SUM("))
        assert(!found.fullyPushed || flat.isEmpty, found.toString)
      }
  }

  test("a constant group is never an ordinal") {
    val found = report("select count(*) from a group by 'k'")
    assert(found.statements.forall(t => !t.matches("(?s).*GROUP BY \\d.*")), found.toString)
  }

  test("a switched-off rule keeps its node and says so") {
    spark.conf.set("spark.redshift.pushdown.GreaterThan.enabled", "false")
    try assert(report("select i from a where i > 3").kept.exists(_.reason.contains("switched off")))
    finally spark.conf.unset("spark.redshift.pushdown.GreaterThan.enabled")
  }
}
