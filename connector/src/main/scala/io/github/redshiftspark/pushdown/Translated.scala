package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql._
import io.github.redshiftspark.types.RedshiftType

/** An expression in SQL, and the type that it has at Redshift. */
final case class Translated(sql: SqlExpr, redshiftType: RedshiftType)

/** Building blocks whose answer is Spark's where the plain SQL's is not. */
private[pushdown] object Exact {
  private val blankStop = Call("CHR", Literal.Integral(1, RedshiftType.Integer))

  def text(value: String): Translated =
    Translated(Literal.Text(value), RedshiftType.Varchar(math.max(1, value.getBytes("UTF-8").length)))

  /** States precision and scale where a server may lose them on the way through a function. */
  def typed(value: SqlExpr, redshiftType: RedshiftType): SqlExpr = redshiftType match {
    case _: RedshiftType.Decimal => Cast(value, redshiftType)
    case _ => value
  }

  /** States a constant text's type for functions that take any. */
  def typedText(value: Translated): SqlExpr = value.sql match {
    case text: Literal.Text => Cast(text, value.redshiftType)
    case other => other
  }

  def isText(redshiftType: RedshiftType): Boolean = redshiftType match {
    case _: RedshiftType.Character => true
    case _ => false
  }

  def isBytes(redshiftType: RedshiftType): Boolean = redshiftType match {
    case _: RedshiftType.Varbyte => true
    case _ => false
  }

  /** Equality of strings that sees trailing blanks, which Redshift's does not (r_Character_types). */
  def textEquals(left: SqlExpr, right: SqlExpr): SqlExpr = equalAlso(left, right, octets)

  /** Equality of VARBYTE: r_VARBYTE_OPERATORS does not say whether zeros behind count. LEN gives their bytes (r_LEN). */
  def bytesEqual(left: SqlExpr, right: SqlExpr): SqlExpr = equalAlso(left, right, Call("LEN", _))

  private def equalAlso(left: SqlExpr, right: SqlExpr, length: SqlExpr => SqlExpr): SqlExpr =
    And(Binary(BinaryOperator.Equal, left, right), Binary(BinaryOperator.Equal, length(left), length(right)))

  /** A key whose order is that of the bytes: a stop character below all others ends the blanks. */
  def textKey(value: SqlExpr): SqlExpr = Binary(BinaryOperator.Concat, value, blankStop)

  def octets(value: SqlExpr): SqlExpr = Call("OCTET_LENGTH", value)

  /** The value modulo 2^bits as a signed integer: what Spark's LEGACY arithmetic gives on overflow.
    *
    * @param wide a value of a type that cannot overflow here
    */
  def wrap(wide: SqlExpr, bits: Int, wideType: RedshiftType, target: RedshiftType): SqlExpr = {
    val two = BigInt(2)
    def constant(value: BigInt): SqlExpr = wideType match {
      case d: RedshiftType.Decimal => Literal.Decimal(new java.math.BigDecimal(value.bigInteger), d)
      case _ => Literal.Integral(value.toLong, RedshiftType.BigInt)
    }
    val (half, full) = (constant(two.pow(bits - 1)), constant(two.pow(bits)))
    def plus(a: SqlExpr, b: SqlExpr): SqlExpr = Binary(BinaryOperator.Plus, a, b)
    val shifted = Call("MOD", plus(Call("MOD", plus(wide, half), full), full), full)
    Cast(Binary(BinaryOperator.Minus, shifted, half), target)
  }
}
