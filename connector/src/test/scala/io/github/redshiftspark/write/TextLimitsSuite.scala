package io.github.redshiftspark.write

import io.github.redshiftspark.StringTooLongException
import io.github.redshiftspark.options.LongTexts
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.types.{StringType, StructField}
import org.apache.spark.unsafe.types.UTF8String
import org.scalatest.funsuite.AnyFunSuite

class TextLimitsSuite extends AnyFunSuite {
  private def gauge(redshiftType: RedshiftType, longTexts: LongTexts = LongTexts.Refused): TextGauge =
    TextLimits(Seq(LoadColumn("s", redshiftType, 0, StringType, StringType)), longTexts).gauge()

  private def row(text: String): InternalRow = InternalRow(UTF8String.fromString(text))

  test("bytes count, not characters") {
    val varchar = gauge(RedshiftType.Varchar(4))
    Seq("", "abcd", "éé", "😀", null).foreach(text => varchar.seen(row(text)))
    assert(varchar.longest === Map("s" -> 4))
    Seq("abcde", "ééé", "😀 ", "a    ").foreach { text =>
      val refused = intercept[StringTooLongException](gauge(RedshiftType.Varchar(4)).seen(row(text)))
      assert(refused.bytes === text.getBytes("UTF-8").length)
      assert(!refused.getMessage.contains(text))
    }
  }

  test("blanks at the end of a CHAR do not count") {
    gauge(RedshiftType.Char(3)).seen(row("a     "))
    assertThrows[StringTooLongException](gauge(RedshiftType.Char(3)).seen(row("  ab")))
  }

  test("COPY cuts or rejects where the user says so") {
    gauge(RedshiftType.Varchar(1), LongTexts.LeftToCopy).seen(row("long"))
  }

  test("measured widths leave room, and end at Redshift's own limit") {
    def width(longest: Int) = NewColumns
      .definition(StructField("s", StringType), ColumnLengths.Measured(Map("s" -> longest)))
      .redshiftType
    assert(
      Seq(0, 16, 17, 64, 65, 32768, 65535).map(width) === Seq(32, 32, 64, 128, 256, 65535, 65535).map(
        RedshiftType.Varchar(_)
      )
    )
  }
}
