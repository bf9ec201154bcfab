package io.github.redshiftspark.warehouse

import io.github.redshiftspark.StatementFailedException
import io.github.redshiftspark.sql.{Renderer, Statement}
import java.sql.SQLException
import org.scalatest.funsuite.AnyFunSuite

class SqlErrorsSuite extends AnyFunSuite {
  private val create = Renderer.statement(Statement.UserText("CREATE TABLE lake.redshift_spark_ledger_t (a INT)"))

  test("a write beside external tables says that they are read only") {
    val said = new SQLException("ERROR: Operations on local objects in external schema are not enabled.", "0A000")
    val failed = SqlErrors.classify(said, create)
    assert(failed.isInstanceOf[StatementFailedException])
    assert(failed.getMessage.contains("Tables of an external schema are read only"))
  }

  test("other statements that Redshift does not support are told without that advice") {
    val failed = SqlErrors.classify(new SQLException("ERROR: not supported.", "0A000"), create)
    assert(failed.isInstanceOf[StatementFailedException] && !failed.getMessage.contains("read only"))
  }
}
