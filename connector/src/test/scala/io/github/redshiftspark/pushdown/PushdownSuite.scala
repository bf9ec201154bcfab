package io.github.redshiftspark.pushdown

import io.github.redshiftspark.read.RedshiftQuery
import org.apache.spark.sql.{DataFrame, SparkSession}
import org.apache.spark.sql.catalyst.expressions.Attribute
import org.apache.spark.sql.catalyst.plans.logical.{LogicalPlan, UnaryNode}
import org.apache.spark.sql.functions.{col, expr, lit, sum, udf}
import org.apache.spark.sql.redshift.OfflineTables
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite

/** Plans only: nothing is sent anywhere. */
class PushdownSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val spark = SparkSession
    .builder()
    .master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.ansi.enabled", "false")
    .withExtensions(_.injectPreCBORule(s => new PushdownRule(s)))
    .getOrCreate()

  override def afterAll(): Unit = spark.stop()

  private def table(name: String, schema: String, options: Map[String, String] = Map.empty): DataFrame =
    OfflineTables.table(spark, name, schema, options)

  private lazy val t =
    table("t", "i INT, l BIGINT, s STRING, d DECIMAL(10,2), x DOUBLE, b BOOLEAN, day DATE, ts TIMESTAMP")
  private lazy val u = table("u", "i INT, name STRING")

  private def report(data: DataFrame): PushdownReport = PushdownReport.of(data.queryExecution.optimizedPlan)

  private def pushed(data: DataFrame): String = {
    val found = report(data)
    assert(found.fullyPushed, s"not pushed: ${found.kept}\n${data.queryExecution.optimizedPlan}")
    found.statements.head
  }

  private def where(condition: String): String = pushed(t.where(condition).select("i")).split(" WHERE ", 2)(1)

  test("filters and projections become one statement with the needed columns only") {
    assert(
      pushed(t.where("i > 3").select("l")) ===
        """SELECT "t"."l" AS "c0" FROM "t" AS "t" WHERE (("t"."i" IS NOT NULL) AND ("t"."i" > 3))"""
    )
  }

  test("string equality sees trailing blanks") {
    assert(
      where("s = 'a '").endsWith(
        """(("t"."s" = 'a ') AND (OCTET_LENGTH("t"."s") = OCTET_LENGTH('a ')))))""".dropRight(1)
      )
    )
    assert(where("s < 'a'").contains("""(("t"."s" || CHR(1)) < ('a' || CHR(1)))"""))
  }

  test("bytes are compared with their length, constants written in hexadecimal digits") {
    val bytes = table("bytes", "i INT, v BINARY, w BINARY")
    def sent(condition: String) = pushed(bytes.where(condition).select("i")).split(" WHERE ", 2)(1)
    assert(
      sent("v = X'00FF27'").endsWith(
        """(("t"."v" = FROM_HEX('00ff27')) AND (LEN("t"."v") = LEN(FROM_HEX('00ff27')))))"""
      )
    )
    assert(sent("v in (X'00', w)").contains("OR"))
    assert(report(bytes.where("v = w").select("i")).remarks.isEmpty, "nothing is said of strings")
    assert(pushed(bytes.selectExpr("v || w v")).startsWith("""SELECT ("t"."v" || "t"."w") AS "c0""""))
    assert(
      pushed(bytes.selectExpr("hex(substring(v, 1, 20))"))
        .contains("""UPPER(FROM_VARBYTE(SUBSTRING("t"."v", 1, 20), 'hex'))""")
    )
    assert(pushed(bytes.selectExpr("octet_length(v)")).contains("""OCTET_LENGTH("t"."v")"""))
    Seq("v < w", "v = X''", "hex(w) = 'A'").foreach { condition =>
      val found = report(bytes.where(condition).select("i"))
      assert(!found.fullyPushed && found.kept.exists(_.node == "Filter"), condition)
    }
    assert(report(bytes.groupBy("v").count()).kept.exists(_.reason.contains("comparison of VARBYTE")))
  }

  test("LIKE states an escape and never holds a backslash") {
    assert(where("s like '50\\\\%_x%'").contains("""LIKE '50~%_x%' ESCAPE '~'"""))
    assert(where("startswith(s, '50%_')").contains("""LIKE '50~%~_%' ESCAPE '~'"""))
  }

  test("conjuncts that cannot go stay, the others go") {
    val data = t.where("i > 3 and s rlike 'a+'").select("i")
    val found = report(data)
    assert(!found.fullyPushed)
    assert(found.statements.head.contains("\"i\" > 3"))
    assert(found.kept.exists(k => k.node == "Filter" && k.reason.contains("POSIX")))
    assert(!found.statements.head.contains("\"d\""), "columns nobody needs")
  }

  test("comparison of doubles holds for NaN, whichever way Redshift compares it") {
    assert(where("x > 1").contains("""OR (NOT (("t"."x" >= CAST('-Infinity' AS DOUBLE PRECISION))"""))
    assert(where("x < 1").contains("""AND ("t"."x" <= CAST('Infinity' AS DOUBLE PRECISION))"""))
  }

  test("LEGACY integer arithmetic wraps, ANSI raises in Redshift as in Spark") {
    assert(pushed(t.selectExpr("i + 1")).contains("MOD((MOD(("))
    spark.conf.set("spark.sql.ansi.enabled", "true")
    try assert(pushed(t.selectExpr("i + 1")).startsWith("""SELECT ("t"."i" + 1) AS "c0""""))
    finally spark.conf.set("spark.sql.ansi.enabled", "false")
  }

  test("what may raise sees only the rows that the conditions before it let through") {
    spark.conf.set("spark.sql.ansi.enabled", "true")
    try {
      val both = where("i <> 0 and cast(l as decimal(20,0)) / i > 2")
      assert(both.contains("""(NOT ("t"."i" = 0))) AND CASE WHEN """), both)
      assert(both.contains("""CASE WHEN (NOT ("t"."i" = 0)) THEN """) && both.contains(" ELSE FALSE END"), both)
      assert(where("b or l + 1 > 2").contains("""CASE WHEN "t"."b" THEN TRUE ELSE ("t"."b" OR """))
      def long(operator: String) = (1 to 40).map(n => s"l + $n > 2").mkString("b or (", operator, ")")
      assert(Seq(" or ", " and ").forall(operator => where(long(operator)).length < 20000), "the text grows too fast")
      assert(where((1 to 40).map(n => s"l + $n > 2").mkString(" and ")).length < 20000)
      val split = report(t.where("s rlike 'a+' and l + 1 > 2").select("i"))
      assert(split.kept.exists(_.reason.contains("may raise an error for rows that a condition before it")))
      assert(!split.statements.head.contains("+ 1"))
    } finally spark.conf.set("spark.sql.ansi.enabled", "false")
    assert(!where("i <> 0 and l + 1 > 2").contains("CASE WHEN ((\"t\".\"i\""))
  }

  test("aggregates: grouped strings carry their length, sums and averages keep Spark's types") {
    val sql = pushed(
      t.groupBy("s")
        .agg(
          org.apache.spark.sql.functions.expr("count(*)"),
          org.apache.spark.sql.functions.expr("sum(d)"),
          org.apache.spark.sql.functions.expr("avg(i)"),
          org.apache.spark.sql.functions.expr("count(distinct s)")
        )
    )
    assert(sql.endsWith("""GROUP BY "t"."s", OCTET_LENGTH("t"."s")"""))
    assert(sql.contains("""CAST(SUM("t"."d") AS DECIMAL(20,2))"""))
    assert(sql.contains("""AVG(CAST("t"."i" AS DOUBLE PRECISION))"""))
    assert(sql.contains("""COUNT(DISTINCT ("t"."s" || CHR(1)))"""))
  }

  test("FILTER of an aggregate becomes a CASE") {
    assert(pushed(t.selectExpr("sum(i) filter (where b)")).contains("""SUM(CASE WHEN "t"."b" THEN "t"."i" END)"""))
  }

  test("a filter on a group becomes a filter on a subquery") {
    val sql = pushed(t.groupBy("i").count().where("count > 2"))
    assert(sql.contains("""AS "q" WHERE ("q"."c1" > CAST('2' AS BIGINT))"""))
  }

  test("a join of one warehouse is one statement, with the aggregate above it") {
    val sql = pushed(t.join(u, "i").groupBy("name").count())
    assert(sql.contains(" INNER JOIN ") && sql.contains("GROUP BY"))
    val other = table("u", "i INT, name STRING", Map("url" -> "jdbc:redshift://elsewhere/dev"))
    assert(!report(t.join(other, "i")).fullyPushed)
  }

  test("top-N is ordered by Redshift where rows come directly, and sorted again where files come") {
    assert(pushed(t.select("i").orderBy("i").limit(5)).endsWith("""ORDER BY "t"."i" ASC NULLS FIRST LIMIT 5"""))
    val large = t.select("i").orderBy("i").limit(1000000).queryExecution.optimizedPlan
    assert(large.isInstanceOf[org.apache.spark.sql.catalyst.plans.logical.Sort])
  }

  test("a sort counts as pushed where files alone lose its order, not where its key has no translation") {
    def sorted(transport: String, key: String) = report(
      table("t", "i INT, s STRING", Map("read_transport" -> transport)).select("i", "s").orderBy(expr(key)).select("i")
    )
    assert(sorted("UNLOAD", "s").fullyPushed && sorted("DIRECT", "s").fullyPushed)
    val stayed = sorted("DIRECT", "s rlike 'a+'")
    assert(!stayed.fullyPushed && stayed.kept.exists(k => k.node == "Sort" && k.reason.contains("POSIX")), stayed)
  }

  test("autopushdown=false keeps all but the columns in Spark") {
    val off = table("t", "i INT, l BIGINT, s STRING", Map("autopushdown" -> "false"))
    val found = report(off.where("i > 3").select("l"))
    assert(found.statements === Seq("""SELECT "t"."i" AS "c0", "t"."l" AS "c1" FROM "t" AS "t""""))
  }

  test("a rule can be switched off, and says by which conf") {
    spark.conf.set("spark.redshift.pushdown.GreaterThan.enabled", "false")
    try assert(report(t.where("i > 3").select("i")).kept.exists(_.reason.contains("pushdown.GreaterThan.enabled")))
    finally spark.conf.unset("spark.redshift.pushdown.GreaterThan.enabled")
  }

  test("a switch is per rule: the others stay on") {
    spark.conf.set("spark.redshift.pushdown.GreaterThan.enabled", "false")
    try {
      val found = report(t.where("i > 3 and l < 5").select("i"))
      assert(found.statements.head.contains("\"l\" < ") && !found.statements.head.contains("\"i\" > "))
      assert(report(t.where("i < 3").select("i")).fullyPushed)
    } finally spark.conf.unset("spark.redshift.pushdown.GreaterThan.enabled")
    assert(report(t.where("i > 3").select("i")).fullyPushed)
  }

  test("a function of the user's own on top keeps the rest pushed") {
    val length = udf((text: String) => Option(text).map(_.length).getOrElse(-1))
    val grouped = report(t.where("i > 3").groupBy("s").agg(sum("l").as("k")).select(length(col("s")), col("k")))
    assert(!grouped.fullyPushed && grouped.statements.size === 1)
    assert(grouped.kept.exists(_.node == "Project"))
    val sent = grouped.statements.head
    assert(sent.contains("GROUP BY") && sent.contains("SUM(") && sent.contains("\"i\" > 3"))
    val filtered = report(t.where(length(col("s")) > 1 && col("i") > 3).select("i"))
    assert(filtered.kept.exists(_.node == "Filter") && filtered.statements.head.contains("\"i\" > 3"))
    assert(!filtered.statements.head.contains("\"day\""), "columns nobody needs")
  }

  test("constants that have no literal at Redshift stay in Spark") {
    val constants =
      Seq(lit("a\u0000b"), lit(Array.emptyByteArray), expr("interval '1 2' day to hour"), expr("interval '3' month"))
    constants.foreach { constant =>
      val found = report(t.where("i > 3").select(col("i"), constant.as("k")))
      assert(!found.fullyPushed && found.kept.exists(_.node == "Project"), s"$constant: $found")
      assert(found.statements.head.contains("\"i\" > 3") && !found.statements.head.contains("\u0000"))
    }
  }

  test("rows of a plan's own are written into the statement up to a number of values") {
    def joined(rows: Int): PushdownReport =
      report(
        t.join(
          spark.sql((1 to rows).map(n => s"($n, 'n$n')").mkString("select * from values ", ", ", " as v(i, name)")),
          "i"
        )
      )
    val most = SetFolder.MostLocalValues / 2
    assert(joined(most).fullyPushed)
    assert(joined(most).statements.head.contains(s"'n$most'"))
    val above = joined(most + 1)
    assert(!above.fullyPushed && !above.statements.head.contains("'n1'"))
  }

  test("wall-clock times are compared only in zones without daylight saving") {
    assert(where("ts > timestamp'2024-01-01 00:00:00'").contains("CAST('2024-01-01 00:00:00.000000' AS TIMESTAMP)"))
    spark.conf.set("spark.sql.session.timeZone", "Europe/Berlin")
    try {
      assert(where("ts > timestamp'2024-01-01 00:00:00'").contains("CAST('2024-01-01 00:00:00.000000' AS TIMESTAMP)"))
      assert(
        report(t.where("ts > timestamp'2024-03-31 02:30:00'").select("i")).kept.exists(_.reason.contains("daylight"))
      )
    } finally spark.conf.set("spark.sql.session.timeZone", "UTC")
  }

  test("values never become SQL") {
    val nasty = """x\' OR 1=1 --"""
    val sql = pushed(t.where(org.apache.spark.sql.functions.col("s") === nasty).select("i"))
    assert(sql.contains("('x' || CHR(92) || ''' OR 1=1 --')"))
  }

  test("the fold is idempotent") {
    val plan = t.where("i > 3 and s rlike 'a'").groupBy("s").count().queryExecution.optimizedPlan
    assert(new PushdownRule(spark).apply(plan) === plan)
    assert(plan.collect { case q: RedshiftQuery => q }.size === 1)
  }

  test("a defect of the fold leaves the plan as it is") {
    val plan = PushdownSuite.Broken(t.queryExecution.optimizedPlan)
    assert(new PushdownRule(spark).apply(plan) eq plan)
  }
}

object PushdownSuite {

  /** A node that the fold fails on. */
  final case class Broken(child: LogicalPlan) extends UnaryNode {
    override def output: Seq[Attribute] = child.output
    override def nodeName: String = throw new IllegalStateException("broken")
    override protected def withNewChildInternal(newChild: LogicalPlan): Broken = copy(child = newChild)
  }
}
