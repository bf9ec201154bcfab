package io.github.redshiftspark.sql

import org.scalatest.funsuite.AnyFunSuite

class SqlSplitterSuite extends AnyFunSuite {
  test("statements end at semicolons outside of literals, names and comments") {
    assert(SqlSplitter.split("a; b ;; c;") === Seq("a", "b", "c"))
    assert(
      SqlSplitter.split("insert into t values ('x;y'';z'); select 1") === Seq(
        "insert into t values ('x;y'';z')",
        "select 1"
      )
    )
    assert(SqlSplitter.split("select \";\"\";\" from t; select 2") === Seq("select \";\"\";\" from t", "select 2"))
    assert(SqlSplitter.split("select 1 -- a; b\n; select 2") === Seq("select 1 -- a; b", "select 2"))
    assert(SqlSplitter.split("select /* ; */ 1; select 2") === Seq("select /* ; */ 1", "select 2"))
    assert(SqlSplitter.split("select $x$ ; $$ ; $x$; select $$;$$") === Seq("select $x$ ; $$ ; $x$", "select $$;$$"))
    assert(
      SqlSplitter.split("select '%d %s 100%'; grant select on %s to u") === Seq(
        "select '%d %s 100%'",
        "grant select on %s to u"
      )
    )
    assert(SqlSplitter.split("") === Nil)
    assert(SqlSplitter.split("select 'open; end") === Seq("select 'open; end"))
  }
}
