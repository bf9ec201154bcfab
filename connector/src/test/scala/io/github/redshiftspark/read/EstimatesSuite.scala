package io.github.redshiftspark.read

import io.github.redshiftspark.options.{ConnectionSettings, Settings}
import io.github.redshiftspark.sql._
import io.github.redshiftspark.types.RedshiftType
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.mutable

class EstimatesSuite extends AnyFunSuite {
  private val table = FromItem.Table(TableName(Seq("t")), "t")
  private val rows = Select(Seq(SelectItem(ColumnRef("t", "a"), "c0")), Some(table))
  private val connection: ConnectionSettings =
    Settings.forConnection(Map("url" -> "jdbc:redshift://localhost/dev", "user" -> "u", "password" -> "p"), Map.empty)
  private val plan = Seq(
    "XN Hash Join DS_BCAST_INNER  (cost=742.08..15345146299.10 rows=170771 width=97)",
    "  Hash Cond: (\"outer\".catid = \"inner\".catid)",
    "  ->  XN Seq Scan on t  (cost=0.00..87.98 rows=8798 width=35)"
  )

  private final class Asked(answer: => Seq[String]) {
    val statements: mutable.Buffer[String] = mutable.Buffer.empty
    var now: Long = 0L
    val estimates = new Estimates(
      (_, sql) => {
        statements += sql.redacted
        answer
      },
      () => now
    )
    def of(query: Query): Option[ResultEstimate] =
      Explainable.of(query).flatMap(estimates.of(connection, _))
  }

  test("the figures of the uppermost node count") {
    assert(ResultEstimate.of(plan) === Some(ResultEstimate(170771, 97)))
    assert(ResultEstimate.of(Seq("LD Seq Scan on pg_class  (cost=0.00..1.00 rows=0 width=4)")).map(_.rows) === Some(1))
  }

  test("a plan without figures, or of tables that were never analysed, says nothing") {
    assert(ResultEstimate.of(Nil) === None)
    assert(ResultEstimate.of(Seq("Result")) === None)
    assert(ResultEstimate.of(Seq("XN Seq Scan on t  (cost=0..1 rows=99999999999999999999 width=4)")) === None)
    assert(ResultEstimate.of(plan :+ "----- Tables missing statistics: t -----") === None)
  }

  test("a statement is asked about once in ten minutes") {
    val asked = new Asked(plan)
    assert(asked.of(rows).map(_.rows) === Some(170771))
    asked.now += 599L * 1000000000L
    assert(asked.of(rows).isDefined)
    assert(asked.statements === Seq("EXPLAIN SELECT \"t\".\"a\" AS \"c0\" FROM \"t\" AS \"t\""))
    assert(asked.of(rows.copy(limit = Some(100000))).isDefined)
    assert(asked.statements.size === 2)
    asked.now += 1000000000L
    assert(asked.of(rows).isDefined)
    assert(asked.statements.size === 3)
  }

  test("a failure is no error, and is not repeated") {
    val asked = new Asked(throw new IllegalStateException("the cluster is paused"))
    assert(asked.of(rows) === None)
    assert(asked.of(rows) === None)
    assert(asked.statements.size === 1)
  }

  test("what EXPLAIN would run in part is not asked about") {
    val one = Select(
      Seq(SelectItem(Literal.Integral(1, RedshiftType.Integer), "c0")),
      Some(FromItem.Subquery(rows, "q"))
    )
    assert(Explainable.of(one).isDefined)
    assert(Explainable.of(SetOperation(SetOperator.UnionAll, one, one)) === None)
    def text(sql: String) = one.copy(from = Some(FromItem.UserQuery(sql, "t")))
    assert(Explainable.of(text("select a from t")).isDefined)
    assert(Explainable.of(text("WITH w AS (SELECT a FROM t) SELECT a FROM w")) === None)
  }

  test("leaves of two relations with one statement stay equal") {
    assert(new Estimates === new Estimates)
  }
}
