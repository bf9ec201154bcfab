package io.github.redshiftspark.pushdown

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Paths}

/** docs/pushdown.md, out of the registry. */
object PushdownDocs {

  def markdown: String = {
    val families = RuleRegistry.families.map { case (family, rules) =>
      val rows = rules.sortBy(_.name).map(r => s"| `${r.name}` | ${level(r.declared)} | ${condition(r.declared)} |")
      (Seq(s"### ${family.capitalize}", "", "| expression | support | why |", "|---|---|---|") ++ rows).mkString("\n")
    }
    val functions = SparkFunctions.listed.map(f => s"| `${f.name.replace("|", "\\|")}` | ${verdict(f)} | ${f.since} |")
    (Seq(head, "## Expressions", "") ++ Seq(families.mkString("\n\n"), "", functionsHead) ++ functions)
      .mkString("\n") + "\n"
  }

  private def verdict(function: SparkFunction): String =
    FunctionTable.verdict(function.name, function.className) match {
      case Some(FunctionVerdict.ByRule(name)) => s"${level(declared(name))} | `$name`"
      case Some(FunctionVerdict.Replaced) => "pushed | where the expressions are that Spark makes of it"
      case Some(FunctionVerdict.Refused(why)) => s"stays in Spark | $why"
      case None => sys.error(s"${function.name} is not classified")
    }

  private def declared(rule: String): Support =
    RuleRegistry.families.flatMap(_._2).find(_.name == rule).fold[Support](sys.error(rule))(_.declared)

  private def level(support: Support): String = support match {
    case Support.Compatible => "pushed"
    case _: Support.Incompatible => "off unless allowed"
    case _: Support.Unsupported => "stays in Spark"
  }

  private def condition(support: Support): String = support match {
    case Support.Compatible => ""
    case Support.Incompatible(why) => why
    case Support.Unsupported(why) => why
  }

  private val head =
    s"""# What runs in Redshift
       |
       |This page is generated from the rules by `./sbt generatePushdown`; a test fails when it is stale.
       |
       |A query's plan is folded from its leaves upwards as far as Redshift gives Spark's answer. What cannot go stays in Spark, and all below
       |it still goes: conjuncts, projected columns and aggregates are split. `EXPLAIN` and `redshift_spark.explain(df)` name each node that
       |stayed, and why.
       |
       |* `autopushdown=false` switches pushdown off for a relation, `spark.redshift.pushdown.enabled=false` for a session.
       |* `spark.redshift.pushdown.<expression>.enabled=false` switches one rule off.
       |* `spark.redshift.pushdown.<expression>.allowIncompatible=true` pushes an expression that is off unless allowed.
       |
       |"Pushed" depends on types and on the evaluation mode: a rule that cannot be exact for the types at hand leaves the expression in Spark
       |and says so.
       |
       |## Plans
       |
       || node | what becomes of it |
       ||---|---|
       || Filter | each conjunct goes by itself |
       || Project | each column goes by itself |
       || Aggregate, HAVING | FILTER as CASE, several DISTINCTs; expressions over aggregates go by themselves |
       || ROLLUP, CUBE, GROUPING SETS | a UNION ALL of the sets over one WITH table |
       || Join | inner, cross, left, right; full on equalities of both sides; semi, anti and existence as EXISTS; both sides of one warehouse |
       || IN, EXISTS, scalar subqueries | correlated ones too; NOT IN by NULL's rules |
       || Union, Intersect, Except | INTERSECT ALL and EXCEPT ALL too, where both sides go whole |
       || Window | ranking, LAG, LEAD, aggregates over partitions, ROWS frames, and RANGE frames from the start or to the end |
       || Sort | where rows are fetched directly; else Spark sorts the result |
       || Limit, Offset, top-N | yes |
       || Local rows | up to ${SetFolder.MostLocalValues} values, beside a relation |
       || Generate, Sample, Repartition | stay in Spark |
       |""".stripMargin

  private val functionsHead =
    """## Functions
      |
      |Every function that Spark has built in, and the first of the supported lines that has it. A rule's own conditions are above.
      |
      || function | support | rule, or why not | since Spark |
      ||---|---|---|---|""".stripMargin

  /** @param arguments the file to write */
  def main(arguments: Array[String]): Unit = Files.write(Paths.get(arguments.head), markdown.getBytes(UTF_8))
}
