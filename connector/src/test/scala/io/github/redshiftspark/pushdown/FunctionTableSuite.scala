package io.github.redshiftspark.pushdown

import java.io.File
import java.nio.file.Files
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry
import org.apache.spark.sql.catalyst.expressions.{Add, Expression}
import org.scalatest.funsuite.AnyFunSuite

class FunctionTableSuite extends AnyFunSuite {

  test("every function of this Spark line is pushed, or refused with a reason") {
    val unknown = FunctionRegistry.expressions.toSeq.collect {
      case (name, (info, _)) if FunctionTable.verdict(name, info.getClassName).isEmpty =>
        s"$name (${info.getClassName})"
    }
    assert(unknown.sorted === Nil)
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
    val root =
      Iterator.iterate(new File("").getAbsoluteFile)(_.getParentFile).find(new File(_, "docs/decisions").isDirectory)
    val page = new File(root.get, "docs/pushdown.md")
    val found = new String(Files.readAllBytes(page.toPath), "UTF-8")
    assert(found === PushdownDocs.markdown, "generate it again: see the page's first lines")
  }
}
