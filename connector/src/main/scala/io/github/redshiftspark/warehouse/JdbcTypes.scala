package io.github.redshiftspark.warehouse

import io.github.redshiftspark.types.RedshiftType
import java.util.Locale

/** The driver's type names (jdbc20-data-type-mapping) as our types. */
private[warehouse] object JdbcTypes {
  def of(name: String, precision: Int, scale: Int): RedshiftType = name.toLowerCase(Locale.ROOT) match {
    case "int2" | "smallint" => RedshiftType.SmallInt
    case "int4" | "integer" | "int" => RedshiftType.Integer
    case "int8" | "bigint" | "oid" => RedshiftType.BigInt
    case "numeric" | "decimal" =>
      // An expression without a declared precision.
      if (precision < 1 || precision > RedshiftType.MaxDecimalPrecision) RedshiftType.Decimal(38, math.max(0, scale))
      else RedshiftType.Decimal(precision, scale)
    case "float4" | "real" => RedshiftType.Real
    case "float8" | "double precision" | "float" => RedshiftType.DoublePrecision
    case "bool" | "boolean" => RedshiftType.Boolean
    case "bpchar" | "char" | "character" => RedshiftType.Char(math.max(1, precision))
    case "varchar" | "text" | "character varying" | "name" | "unknown" =>
      if (precision < 1 || precision > RedshiftType.MaxVarcharBytes) RedshiftType.MaxVarchar
      else RedshiftType.Varchar(precision)
    case "date" => RedshiftType.Date
    case "timestamp" | "timestamp without time zone" => RedshiftType.Timestamp
    case "timestamptz" | "timestamp with time zone" => RedshiftType.TimestampTz
    case "time" | "time without time zone" => RedshiftType.Time
    case "timetz" | "time with time zone" => RedshiftType.TimeTz
    case "intervaly2m" => RedshiftType.IntervalYearToMonth
    case "intervald2s" => RedshiftType.IntervalDayToSecond
    case "super" => RedshiftType.Super
    case "varbyte" =>
      if (precision < 1 || precision > RedshiftType.MaxVarbyteBytes) RedshiftType.Varbyte(RedshiftType.MaxVarbyteBytes)
      else RedshiftType.Varbyte(precision)
    case "geometry" => RedshiftType.Geometry
    case "geography" => RedshiftType.Geography
    case "hllsketch" => RedshiftType.HllSketch
    case other => RedshiftType.Other(other)
  }
}
