package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.unsafe.types.UTF8String
import scala.reflect.ClassTag

/** LIKE sees trailing blanks in Redshift, as in Spark. The escape is always stated and never a backslash. */
private[pushdown] object StringRules {
  private val Escape = '~'

  private class Affix[E <: StringPredicate: ClassTag](before: String, after: String) extends ExpressionRule[E] {
    override def translate(e: E, context: RuleContext): Either[String, Translated] = e.right match {
      case needle: Literal if needle.value != null =>
        like(e.left, before + escaped(needle.value.toString) + after, context)
      case _ =>
        context.translateAll(Seq(e.left, e.right)).flatMap { values =>
          Rules.needText(values, e.prettyName).flatMap(_ => Rules.bool(affix(values.head.sql, values(1).sql)))
        }
    }

    private def affix(value: sql.SqlExpr, needle: sql.SqlExpr): sql.SqlExpr = {
      import Rules._
      val size = call("LEN", needle)
      if (before.isEmpty) Exact.textEquals(call("SUBSTRING", value, integer(1), size), needle)
      else if (after.isEmpty) {
        val start = plus(minus(call("LEN", value), size), integer(1))
        // Before the start of a shorter string there is less than the needle, so that lengths differ.
        Exact.textEquals(call("SUBSTRING", value, start, size), needle)
      } else sql.Or(equal(Exact.octets(needle), integer(0)), less(integer(0), call("STRPOS", value, needle)))
    }
  }

  private object LikeRule extends ExpressionRule[Like] {
    override def translate(e: Like, context: RuleContext): Either[String, Translated] = e.right match {
      case pattern: Literal if pattern.value != null =>
        convert(pattern.value.asInstanceOf[UTF8String].toString, e.escapeChar).flatMap(like(e.left, _, context))
      case _ => Left("the pattern is not a constant")
    }
  }

  private def like(subject: Expression, pattern: String, context: RuleContext): Either[String, Translated] =
    for {
      value <- context.translate(subject)
      text <- LiteralValues.of(UTF8String.fromString(pattern), org.apache.spark.sql.types.StringType, context)
    } yield Translated(sql.Like(value.sql, text.sql, Escape), RedshiftType.Boolean)

  private[pushdown] def escaped(text: String): String =
    text.flatMap(c => if (c == '%' || c == '_' || c == Escape) s"$Escape$c" else c.toString)

  /** The same pattern with our escape character; Spark rejects other uses of its own. */
  private[pushdown] def convert(pattern: String, escape: Char): Either[String, String] = {
    val out = new StringBuilder
    var i = 0
    var problem: Option[String] = None
    while (i < pattern.length && problem.isEmpty) {
      val c = pattern.charAt(i)
      if (c == escape) {
        if (i + 1 < pattern.length && Seq('%', '_', escape).contains(pattern.charAt(i + 1))) {
          out.append(escaped(pattern.charAt(i + 1).toString))
          i += 1
        } else problem = Some("the pattern holds a stray escape character")
      } else if (c == '%' || c == '_') out.append(c)
      else out.append(escaped(c.toString))
      i += 1
    }
    problem.toLeft(out.toString)
  }

  val all: Seq[ExpressionRule[_ <: Expression]] =
    Seq(new Affix[StartsWith]("", "%"), new Affix[EndsWith]("%", ""), new Affix[Contains]("%", "%"), LikeRule)
}
