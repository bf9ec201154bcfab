package io.github.redshiftspark.types

/** A column type of Redshift. `sql` is its name as DDL and CAST take it.
  *
  * Source: "Data types" of the Redshift database developer guide (c_Supported_data_types).
  */
sealed abstract class RedshiftType(val sql: String) extends Product with Serializable

object RedshiftType {
  sealed abstract class Integral(sql: String, val decimalDigits: Int) extends RedshiftType(sql)
  sealed abstract class Floating(sql: String) extends RedshiftType(sql)

  /** CHAR and VARCHAR. `length` counts bytes, not characters. */
  sealed abstract class Character(sql: String) extends RedshiftType(sql) {
    def length: Int
  }

  case object SmallInt extends Integral("SMALLINT", 5)
  case object Integer extends Integral("INTEGER", 10)
  case object BigInt extends Integral("BIGINT", 19)
  final case class Decimal(precision: Int, scale: Int) extends RedshiftType(s"DECIMAL($precision,$scale)")
  case object Real extends Floating("REAL")
  case object DoublePrecision extends Floating("DOUBLE PRECISION")
  case object Boolean extends RedshiftType("BOOLEAN")
  final case class Char(length: Int) extends Character(s"CHAR($length)")
  final case class Varchar(length: Int) extends Character(s"VARCHAR($length)")
  case object Date extends RedshiftType("DATE")
  case object Timestamp extends RedshiftType("TIMESTAMP")
  case object TimestampTz extends RedshiftType("TIMESTAMPTZ")
  case object Time extends RedshiftType("TIME")
  case object TimeTz extends RedshiftType("TIMETZ")
  case object IntervalYearToMonth extends RedshiftType("INTERVAL YEAR TO MONTH")
  case object IntervalDayToSecond extends RedshiftType("INTERVAL DAY TO SECOND")
  case object Super extends RedshiftType("SUPER")
  final case class Varbyte(length: Int) extends RedshiftType(s"VARBYTE($length)")
  case object Geometry extends RedshiftType("GEOMETRY")
  case object Geography extends RedshiftType("GEOGRAPHY")
  case object HllSketch extends RedshiftType("HLLSKETCH")

  /** A type that this version does not know; it fails only when a query selects it. */
  final case class Other(name: String) extends RedshiftType(name)

  /** Bytes in the longest VARCHAR that a table can store. */
  val MaxVarcharBytes = 65535
  val MaxVarchar: Varchar = Varchar(MaxVarcharBytes)
  val MaxDecimalPrecision = 38
  val MaxVarbyteBytes = 16777216

  /** Bytes in the longest VARBYTE whose hexadecimal form fits a VARCHAR. */
  val MaxHexBytes: Int = MaxVarcharBytes / 2
}
