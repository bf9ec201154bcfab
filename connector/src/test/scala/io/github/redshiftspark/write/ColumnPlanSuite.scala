package io.github.redshiftspark.write

import io.github.redshiftspark.options.SchemaEvolution
import io.github.redshiftspark.TableMismatchException
import io.github.redshiftspark.sql.TableName
import io.github.redshiftspark.types.RedshiftType
import io.github.redshiftspark.warehouse.ColumnDescription
import org.apache.spark.sql.types._
import org.scalatest.funsuite.AnyFunSuite

class ColumnPlanSuite extends AnyFunSuite {
  private val table = TableName(Seq("s", "t"))
  private val there = Seq(
    ColumnDescription("id", RedshiftType.BigInt, nullable = false),
    ColumnDescription("name", RedshiftType.Varchar(20), nullable = true),
    ColumnDescription("at", RedshiftType.TimestampTz, nullable = true)
  )

  private def plan(schema: StructType, evolution: SchemaEvolution = SchemaEvolution.Fixed): ColumnPlan =
    ColumnPlan.forExisting(schema, table, there, evolution)

  test("columns find each other by name, whatever their order and case") {
    val found = plan(new StructType().add("AT", TimestampType).add("ID", IntegerType))
    assert(found.load.map(c => (c.name, c.source, c.rowType)) === Seq(("at", 0, TimestampType), ("id", 1, LongType)))
    assert(found.absent.map(_.name) === Seq("name"))
    assert(!found.load.head.isWallClock)
  }

  test("extra columns are refused by name, or added") {
    val schema = new StructType().add("id", LongType).add("more", StringType, nullable = false)
    val refused = intercept[TableMismatchException](plan(schema))
    assert(refused.getMessage.contains("no column 'more'"))
    val added = plan(schema, SchemaEvolution.AddColumns)
    assert(
      added.additions(ColumnLengths.Greatest).map(c => (c.name, c.redshiftType)) === Seq(
        "more" -> RedshiftType.MaxVarchar
      )
    )
    assert(added.additions(ColumnLengths.Greatest).forall(_.nullability.sql.isEmpty))
    assert(added.load.map(_.name) === Seq("id", "more"))
  }

  test("all misfits are named at once") {
    val refused = intercept[TableMismatchException] {
      plan(new StructType().add("id", StringType).add("at", BooleanType))
    }
    assert(refused.getMessage.contains("'id'") && refused.getMessage.contains("'at'"))
  }

  test("names that Redshift cannot tell apart are refused") {
    assertThrows[TableMismatchException](plan(new StructType().add("id", LongType).add("Id", LongType)))
  }

  private def created(field: StructField): RedshiftType =
    NewColumns.definition(field, ColumnLengths.Greatest).redshiftType

  private def tagged(dataType: DataType, key: String, value: String): StructField =
    StructField("c", dataType, nullable = true, new MetadataBuilder().putString(key, value).build())

  test("a created column's type comes from its metadata first") {
    assert(created(tagged(StringType, "redshift_type", "CHAR(7)")) === RedshiftType.Char(7))
    assert(created(tagged(DoubleType, "redshift_type", "real")) === RedshiftType.Real)
    assert(created(tagged(StringType, "__CHAR_VARCHAR_TYPE_STRING", "varchar(10)")) === RedshiftType.Varchar(40))
    assert(created(tagged(StringType, "__CHAR_VARCHAR_TYPE_STRING", "char(5)")) === RedshiftType.Char(5))
    val sized = StructField("c", StringType, nullable = true, new MetadataBuilder().putLong("maxlength", 9).build())
    assert(created(sized) === RedshiftType.Varchar(9))
  }

  test("names that no table can have are refused") {
    Seq("oid", "", "x" * 128).foreach { name =>
      assertThrows[TableMismatchException](
        NewColumns.of(new StructType().add(name, LongType), table, ColumnLengths.Greatest)
      )
    }
    assertThrows[TableMismatchException](NewColumns.of(new StructType(), table, ColumnLengths.Greatest))
  }
}
