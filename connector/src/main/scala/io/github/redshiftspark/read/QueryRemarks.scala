package io.github.redshiftspark.read

import io.github.redshiftspark.options.TrailingBlanks
import io.github.redshiftspark.sql.{Binary, BinaryOperator, Call, Literal, Select, SqlExpr, WindowCall}

/** What a reader of a statement should know of it, and the option that would change it. */
private[redshiftspark] object QueryRemarks {
  private val exact =
    "strings are compared with the blanks at their ends, as Spark does; trailing_blanks=ignored compares the columns alone"
  private val ignored = "strings that differ in the blanks at their ends alone count as equal (trailing_blanks=ignored)"

  def of(leaf: RedshiftQuery): Seq[String] = leaf.settings.trailingBlanks match {
    case TrailingBlanks.Ignored => Seq(ignored)
    case TrailingBlanks.Exact => if (comparesBlanks(leaf.query)) Seq(exact) else Nil
  }

  private def comparesBlanks(node: Any): Boolean = node match {
    case Binary(BinaryOperator.Equal, left, right) if isLength(left) && isLength(right) => true
    case Binary(BinaryOperator.Concat, _, Call("CHR", Seq(Literal.Integral(1, _)))) => true
    case select: Select if select.groupBy.exists(isLength) => true
    case window: WindowCall if window.partitionBy.exists(isLength) => true
    case product: Product => product.productIterator.exists(comparesBlanks)
    case many: Iterable[_] => many.exists(comparesBlanks)
    case _ => false
  }

  private def isLength(expr: SqlExpr): Boolean = expr match {
    case Call("OCTET_LENGTH", _) => true
    case _ => false
  }
}
