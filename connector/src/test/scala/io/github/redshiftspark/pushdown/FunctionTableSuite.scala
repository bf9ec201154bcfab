package io.github.redshiftspark.pushdown

import io.github.redshiftspark.ConnectorBuild
import java.io.File
import java.nio.file.Files
import org.apache.spark.sql.catalyst.expressions.{Add, Expression}
import org.scalatest.funsuite.AnyFunSuite

class FunctionTableSuite extends AnyFunSuite {

  test("every function of this Spark line is pushed, or refused with a reason") {
    val unknown = SparkFunctions.registered.toSeq.collect {
      case (name, className) if FunctionTable.verdict(name, className).isEmpty => s"$name ($className)"
    }
    assert(unknown.sorted === Nil)
  }

  test("functions.tsv says which line brought each function") {
    def at(line: String): (Int, Int) = line.split('.') match { case Array(major, minor) => (major.toInt, minor.toInt) }
    val line = at(ConnectorBuild.sparkLine)
    val expected = SparkFunctions.listed.filter(f => Ordering[(Int, Int)].lteq(at(f.since), line)).map(_.name)
    assert(SparkFunctions.registered.keys.toSeq.sorted === expected.sorted, "see CONTRIBUTING: add a Spark line")
  }

  test("a class that carries an evaluation mode takes no rule that does not look at it") {
    val plain = new ExpressionRule[Add] {
      override def translate(e: Add, context: RuleContext): Either[String, Translated] = Left("never")
    }
    val refused = intercept[IllegalArgumentException](RuleRegistry.index(Seq(plain)))
    assert(refused.getMessage.contains("ModeAware"))
  }

  test("two rules for one class are refused") {
    val rules: Seq[ExpressionRule[_ <: Expression]] = RuleRegistry.families.flatMap(_._2)
    assertThrows[IllegalArgumentException](RuleRegistry.index(rules ++ rules.take(1)))
  }

  test("docs/pushdown.md is what the registry says") {
    assume(ConnectorBuild.sparkLine == "3.3", "the page is made on the oldest line")
    val root =
      Iterator.iterate(new File("").getAbsoluteFile)(_.getParentFile).find(new File(_, "docs/decisions").isDirectory)
    val page = new File(root.get, "docs/pushdown.md")
    val found = new String(Files.readAllBytes(page.toPath), "UTF-8")
    assert(found === PushdownDocs.markdown, "generate it again: see the page's first lines")
  }
}
