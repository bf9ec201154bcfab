package io.github.redshiftspark.types

import java.util.Locale

/** Reads a type as DDL, SHOW COLUMNS and the column metadata `redshift_type` spell it.
  *
  * Source: "Data types" and their aliases (c_Supported_data_types, r_Character_types, r_Numeric_types201).
  */
object RedshiftTypeParser {
  private val Shape =
    "([a-z0-9_ ]+?)\\s*(?:\\(\\s*(\\d+|max)\\s*(?:,\\s*(\\d+)\\s*)?\\))?(\\s+with(?:out)? time zone)?".r
  private val DefaultDecimalPrecision = 18
  private val DefaultVarchar = 256
  private val DefaultVarbyte = 64000
  private val intervalMonths = Set("interval year to month", "interval year", "interval month", "intervaly2m")

  /** None for a name that Redshift does not have. */
  def parse(text: String): Option[RedshiftType] = text.trim.toLowerCase(Locale.ROOT) match {
    case Shape(name, first, second, zone) =>
      val sizes =
        Seq(first, second).flatMap(Option(_)).map(s => if (s == "max") RedshiftType.MaxVarcharBytes else s.toInt)
      of((name + Option(zone).getOrElse("")).replaceAll("\\s+", " "), sizes)
    case _ => None
  }

  private def of(name: String, sizes: Seq[Int]): Option[RedshiftType] = (name, sizes) match {
    case ("smallint" | "int2", Nil) => Some(RedshiftType.SmallInt)
    case ("integer" | "int" | "int4", Nil) => Some(RedshiftType.Integer)
    case ("bigint" | "int8" | "oid", Nil) => Some(RedshiftType.BigInt)
    case ("decimal" | "numeric", Nil) => Some(RedshiftType.Decimal(DefaultDecimalPrecision, 0))
    case ("decimal" | "numeric", Seq(precision)) => decimal(precision, 0)
    case ("decimal" | "numeric", Seq(precision, scale)) => decimal(precision, scale)
    case ("real" | "float4", Nil) => Some(RedshiftType.Real)
    case ("double precision" | "float8" | "float", Nil) => Some(RedshiftType.DoublePrecision)
    case ("boolean" | "bool", Nil) => Some(RedshiftType.Boolean)
    case ("char" | "character" | "nchar", Nil) => Some(RedshiftType.Char(1))
    case ("bpchar", Nil) => Some(RedshiftType.Char(256))
    case ("char" | "character" | "nchar" | "bpchar", Seq(length)) => Some(RedshiftType.Char(length))
    case ("varchar" | "character varying" | "nvarchar" | "text", Nil) => Some(RedshiftType.Varchar(DefaultVarchar))
    case ("varchar" | "character varying" | "nvarchar" | "text", Seq(length)) => Some(RedshiftType.Varchar(length))
    case ("date", Nil) => Some(RedshiftType.Date)
    case ("timestamp" | "timestamp without time zone", Nil) => Some(RedshiftType.Timestamp)
    case ("timestamptz" | "timestamp with time zone", Nil) => Some(RedshiftType.TimestampTz)
    case ("time" | "time without time zone", Nil) => Some(RedshiftType.Time)
    case ("timetz" | "time with time zone", Nil) => Some(RedshiftType.TimeTz)
    case ("super", Nil) => Some(RedshiftType.Super)
    case ("varbyte" | "varbinary" | "binary varying", Nil) => Some(RedshiftType.Varbyte(DefaultVarbyte))
    case ("varbyte" | "varbinary" | "binary varying", Seq(length)) => Some(RedshiftType.Varbyte(length))
    case ("geometry", Nil) => Some(RedshiftType.Geometry)
    case ("geography", Nil) => Some(RedshiftType.Geography)
    case ("hllsketch", Nil) => Some(RedshiftType.HllSketch)
    case (months, Nil) if intervalMonths(months) => Some(RedshiftType.IntervalYearToMonth)
    case (other, Nil) if other == "intervald2s" || other.startsWith("interval ") =>
      Some(RedshiftType.IntervalDayToSecond)
    case _ => None
  }

  private def decimal(precision: Int, scale: Int): Option[RedshiftType] =
    if (precision < 1 || precision > RedshiftType.MaxDecimalPrecision || scale > precision) None
    else Some(RedshiftType.Decimal(precision, scale))
}
