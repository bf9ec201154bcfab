package io.github.redshiftspark.read

import io.github.redshiftspark.sql._
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{Expression, Unhex}
import org.apache.spark.sql.redshift.{ComplexTypes, Variants}
import org.apache.spark.sql.types._

/** How the value that travelled becomes the column's value. */
private[read] sealed trait Meaning
private[read] object Meaning {

  /** Spark's inner form of both is the same. */
  case object Same extends Meaning

  /** Wall-clock microseconds that stand for the instant of the session's zone. */
  case object WallClockTime extends Meaning

  /** Computed row by row. */
  final case class Computed(of: Expression => Expression) extends Meaning
}

/** @param format of the files, where there are any */
private[read] final case class Way(format: UnloadFormat, isDirect: Boolean)

/** How one column travels.
  *
  * @param holds type of the value in the result, of a kind that files and connections carry
  * @param raw   the Spark type that a decoder makes of it
  */
private[read] final case class Carrier(holds: RedshiftType, raw: DataType, meaning: Meaning)

private[read] object Carrier {

  private val TimeText = RedshiftType.Varchar(32)
  private val epoch = Literal.Timestamp(0L)

  def of(redshiftType: RedshiftType, dataType: DataType, zone: String): Carrier = (redshiftType, dataType) match {
    case (RedshiftType.Timestamp, TimestampType) => Carrier(redshiftType, TimestampType, Meaning.WallClockTime)
    // TimestampNTZ: the wall clock's microseconds are the value.
    case (RedshiftType.Timestamp, _) => Carrier(redshiftType, TimestampType, Meaning.Same)
    case (RedshiftType.Time | RedshiftType.TimeTz, _) => Carrier(TimeText, StringType, Meaning.Same)
    case (RedshiftType.IntervalYearToMonth, _) => Carrier(RedshiftType.Integer, IntegerType, Meaning.Same)
    case (RedshiftType.IntervalDayToSecond, _) => Carrier(RedshiftType.Timestamp, TimestampType, Meaning.Same)
    case (_: RedshiftType.Varbyte, _) =>
      Carrier(RedshiftType.MaxVarchar, StringType, Meaning.Computed(new Unhex(_)))
    case (RedshiftType.Super, StringType) => Carrier(RedshiftType.Super, StringType, Meaning.Same)
    case (RedshiftType.Super, variant) if Variants.isVariant(variant) =>
      Carrier(RedshiftType.Super, StringType, Meaning.Computed(Variants.fromJson))
    case (RedshiftType.Super, nested) =>
      Carrier(RedshiftType.Super, StringType, Meaning.Computed(ComplexTypes.fromJson(_, nested, zone)))
    case _ => Carrier(redshiftType, dataType, Meaning.Same)
  }

  /** What the statement selects for a column, so that its carrier arrives. */
  def encode(column: SqlExpr, redshiftType: RedshiftType, way: Way): SqlExpr = redshiftType match {
    case RedshiftType.Time | RedshiftType.TimeTz => Cast(column, TimeText)
    case RedshiftType.IntervalYearToMonth =>
      Binary(
        BinaryOperator.Plus,
        Binary(BinaryOperator.Times, Extract("YEAR", column), Literal.Integral(12, RedshiftType.Integer)),
        Extract("MONTH", column)
      )
    // A timestamp counts the microseconds exactly; EXTRACT's seconds are documented both as whole and as broken.
    case RedshiftType.IntervalDayToSecond => Binary(BinaryOperator.Plus, epoch, column)
    case RedshiftType.Varbyte(length) if length <= RedshiftType.MaxHexBytes =>
      Call("FROM_VARBYTE", column, Literal.Text("hex"))
    // Text files show a SUPER's SQL NULL as the JSON null (r_UNLOAD, NULL AS).
    case RedshiftType.Super if way.format == UnloadFormat.Text => Call("JSON_SERIALIZE", column)
    case RedshiftType.Geography => Call("ST_ASHEXEWKB", column)
    // The driver shows a GEOMETRY's text as if it were bytes.
    case RedshiftType.Geometry if way.isDirect => Call("ST_ASHEXEWKB", column)
    case _ => column
  }

  /** UNLOAD writes these to text files only, and nothing documented turns them into a VARCHAR of any length. */
  def needsText(redshiftType: RedshiftType): Boolean = redshiftType match {
    case RedshiftType.Varbyte(length) => length > RedshiftType.MaxHexBytes
    case RedshiftType.Geometry | RedshiftType.HllSketch => true
    case _ => false
  }
}
