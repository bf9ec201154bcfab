package io.github.redshiftspark.types

import java.util.Locale
import org.apache.spark.sql.types._
import org.scalatest.funsuite.AnyFunSuite

class RedshiftTypeSuite extends AnyFunSuite {
  private val every: Seq[RedshiftType] = Seq(
    RedshiftType.SmallInt,
    RedshiftType.Integer,
    RedshiftType.BigInt,
    RedshiftType.Decimal(38, 37),
    RedshiftType.Real,
    RedshiftType.DoublePrecision,
    RedshiftType.Boolean,
    RedshiftType.Char(4096),
    RedshiftType.Varchar(1),
    RedshiftType.Date,
    RedshiftType.Timestamp,
    RedshiftType.TimestampTz,
    RedshiftType.Time,
    RedshiftType.TimeTz,
    RedshiftType.IntervalYearToMonth,
    RedshiftType.IntervalDayToSecond,
    RedshiftType.Super,
    RedshiftType.Varbyte(16),
    RedshiftType.Geometry,
    RedshiftType.Geography,
    RedshiftType.HllSketch
  )
  private val plain = ReadTypes(TimestampType, FloatType, ShortType)

  test("every type is parsed from its own text, in a Turkish locale too") {
    val before = Locale.getDefault
    Locale.setDefault(new Locale("tr", "TR"))
    try every.foreach(t => assert(RedshiftTypeParser.parse(t.sql.toLowerCase(Locale.ROOT)) === Some(t)))
    finally Locale.setDefault(before)
  }

  test("aliases, defaults and what is not a type") {
    val parse = RedshiftTypeParser.parse _
    assert(parse("TEXT") === Some(RedshiftType.Varchar(256)) && parse("varchar(max)") === Some(RedshiftType.MaxVarchar))
    assert(parse("numeric") === Some(RedshiftType.Decimal(18, 0)) && parse("bpchar") === Some(RedshiftType.Char(256)))
    assert(parse("timestamp  with time zone") === Some(RedshiftType.TimestampTz))
    assert(parse("character varying( 7 )") === Some(RedshiftType.Varchar(7)))
    assert(parse("uuid") === None && parse("decimal(39,0)") === None && parse("'; drop table t") === None)
  }

  test("every type can be read, and switches change what they name") {
    every.foreach(t => assert(plain.sparkType(t).isRight, t))
    val legacy = ReadTypes(TimestampType, DoubleType, IntegerType)
    assert(legacy.sparkType(RedshiftType.Real) === Right(DoubleType))
    assert(legacy.delivered(RedshiftType.SmallInt, IntegerType) === Some(RedshiftType.Integer))
    assert(plain.sparkType(RedshiftType.Other("aclitem")).isLeft)
  }

  test("a schema that was given may widen, and never lose") {
    assert(plain.delivered(RedshiftType.Integer, LongType) === Some(RedshiftType.BigInt))
    assert(plain.delivered(RedshiftType.BigInt, IntegerType) === None)
    assert(plain.delivered(RedshiftType.Decimal(10, 2), DecimalType(12, 4)) === Some(RedshiftType.Decimal(12, 4)))
    assert(plain.delivered(RedshiftType.Decimal(10, 2), DecimalType(10, 4)) === None)
    assert(plain.delivered(RedshiftType.Integer, DecimalType(10, 0)) === Some(RedshiftType.Decimal(10, 0)))
    assert(plain.delivered(RedshiftType.Super, ArrayType(IntegerType)) === Some(RedshiftType.Super))
    assert(plain.delivered(RedshiftType.Varchar(10), IntegerType) === None)
  }

  test("a string's length comes back to Redshift") {
    def field(redshiftType: String) =
      StructField(
        "s",
        StringType,
        nullable = true,
        new MetadataBuilder().putString("redshift_type", redshiftType).build()
      )
    assert(SparkTypes.toRedshift(field("varchar(12)")) === RedshiftType.Varchar(12))
    assert(SparkTypes.toRedshift(field("char(3)")) === RedshiftType.Char(3))
    assert(SparkTypes.toRedshift(StructField("s", StringType)) === RedshiftType.MaxVarchar)
  }
}
