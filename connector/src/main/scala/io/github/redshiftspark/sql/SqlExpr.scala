package io.github.redshiftspark.sql

import io.github.redshiftspark.types.RedshiftType

/** A scalar, predicate or aggregate expression. Knows nothing of Spark. */
trait SqlExpr extends Product with Serializable

/** A column of one of the FROM items in scope. */
final case class ColumnRef(relation: String, name: String) extends SqlExpr

/** A call of a documented function; `name` is an upper-case identifier out of our own code, never out of data. */
final case class Call(name: String, arguments: Seq[SqlExpr]) extends SqlExpr
object Call {
  def apply(name: String, first: SqlExpr, rest: SqlExpr*): Call = Call(name, first +: rest)
}

/** The unit of DATEADD and DATEDIFF, a bare word out of our own code. */
final case class DatePart(name: String) extends SqlExpr {
  require(name.matches("[a-z]+"), s"no date part: $name")
}

sealed abstract class Quantifier(val sql: String) extends Serializable
object Quantifier {
  case object All extends Quantifier("")
  case object Distinct extends Quantifier("DISTINCT ")
}

final case class Aggregate(name: String, arguments: Seq[SqlExpr], quantifier: Quantifier = Quantifier.All)
    extends SqlExpr

/** An aggregate over ordered values, e.g. `PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY x)`, ascending. */
final case class WithinGroup(name: String, arguments: Seq[SqlExpr], orderBy: SqlExpr) extends SqlExpr

/** `COUNT(*)`. */
case object CountRows extends SqlExpr

sealed abstract class BinaryOperator(val sql: String) extends Serializable
object BinaryOperator {
  case object Plus extends BinaryOperator("+")
  case object Minus extends BinaryOperator("-")
  case object Times extends BinaryOperator("*")
  case object Divide extends BinaryOperator("/")
  case object Modulo extends BinaryOperator("%")
  case object Concat extends BinaryOperator("||")
  case object Equal extends BinaryOperator("=")
  case object NotEqual extends BinaryOperator("<>")
  case object Less extends BinaryOperator("<")
  case object LessOrEqual extends BinaryOperator("<=")
  case object Greater extends BinaryOperator(">")
  case object GreaterOrEqual extends BinaryOperator(">=")
  case object BitAnd extends BinaryOperator("&")
  case object ShiftLeft extends BinaryOperator("<<")
  case object ShiftRight extends BinaryOperator(">>")
}

final case class Binary(operator: BinaryOperator, left: SqlExpr, right: SqlExpr) extends SqlExpr
final case class Negate(child: SqlExpr) extends SqlExpr
final case class Not(child: SqlExpr) extends SqlExpr
final case class And(left: SqlExpr, right: SqlExpr) extends SqlExpr
final case class Or(left: SqlExpr, right: SqlExpr) extends SqlExpr
final case class IsNull(child: SqlExpr) extends SqlExpr
final case class IsNotNull(child: SqlExpr) extends SqlExpr
final case class InList(child: SqlExpr, values: Seq[SqlExpr]) extends SqlExpr

/** `escape` is always stated, so that the dialect's default never matters. */
final case class Like(child: SqlExpr, pattern: SqlExpr, escape: Char) extends SqlExpr
final case class Case(branches: Seq[(SqlExpr, SqlExpr)], otherwise: Option[SqlExpr]) extends SqlExpr
final case class Cast(child: SqlExpr, target: RedshiftType) extends SqlExpr

/** `EXTRACT(field FROM source)`; `field` is a date part out of our own code, never out of data (r_EXTRACT_function). */
final case class Extract(field: String, source: SqlExpr) extends SqlExpr
final case class ScalarSubquery(query: Query) extends SqlExpr
final case class Exists(query: Query) extends SqlExpr
final case class InSubquery(child: SqlExpr, query: Query) extends SqlExpr

final case class WindowCall(
    function: SqlExpr,
    partitionBy: Seq[SqlExpr],
    orderBy: Seq[SortKey],
    frame: Option[RowsFrame]
) extends SqlExpr

/** Only ROWS frames exist in Redshift (c_Window_functions). */
final case class RowsFrame(start: FrameBound, end: FrameBound)

sealed trait FrameBound
object FrameBound {
  case object UnboundedPreceding extends FrameBound
  case object UnboundedFollowing extends FrameBound
  case object CurrentRow extends FrameBound
  final case class Preceding(rows: Int) extends FrameBound
  final case class Following(rows: Int) extends FrameBound
}

sealed abstract class Direction(val sql: String) extends Serializable
object Direction {
  case object Ascending extends Direction("ASC")
  case object Descending extends Direction("DESC")
}
sealed abstract class NullOrder(val sql: String) extends Serializable
object NullOrder {
  case object First extends NullOrder("NULLS FIRST")
  case object Last extends NullOrder("NULLS LAST")
}

/** The order of NULLs is always stated: Spark's defaults are the opposite of Redshift's. */
final case class SortKey(child: SqlExpr, direction: Direction, nulls: NullOrder)
