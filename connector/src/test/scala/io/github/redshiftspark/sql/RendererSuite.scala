package io.github.redshiftspark.sql

import io.github.redshiftspark.types.RedshiftType
import org.scalatest.funsuite.AnyFunSuite
import scala.util.Random

class RendererSuite extends AnyFunSuite {
  private val table = TableName(Seq("public", "odd \"name\""))
  private val all = Select(Seq(SelectItem(ColumnRef("t", "a'b"), "c0")), Some(FromItem.Table(table, "t")))

  test("identifiers are quoted, and quotes inside doubled") {
    assert(
      Renderer.query(all) ===
        "SELECT \"t\".\"a'b\" AS \"c0\" FROM \"public\".\"odd \"\"name\"\"\" AS \"t\""
    )
    assertThrows[IllegalArgumentException](Identifiers.quote("x" * 128))
    assertThrows[IllegalArgumentException](Identifiers.quote("nul\u0000"))
  }

  test("a backslash never stands inside quotes") {
    assert(Renderer.expression(Literal.Text("""a\' OR 1=1 --""")) === "('a' || CHR(92) || ''' OR 1=1 --')")
    assert(Renderer.expression(Literal.Text("""\""")) === "CHR(92)")
    assert(Renderer.expression(Literal.Text("")) === "''")
  }

  test("fuzz: no string literal ends before its end") {
    val random = new Random(20240229)
    val alphabet = "'\\\"$%_;-- \n\t|aé".map(_.toString) ++ Seq("😀", "👩‍🚀", "$$", "''")
    (1 to 10000).foreach { _ =>
      val value = Seq.fill(random.nextInt(12))(alphabet(random.nextInt(alphabet.size))).mkString
      assert(read(Renderer.expression(Literal.Text(value))) === value)
    }
  }

  test("fuzz: no name ends before its end") {
    val random = new Random(20240301)
    val alphabet = "'\\\"$%_;-- \n\t|aé()/*".map(_.toString) :+ "😀"
    (1 to 10000).foreach { _ =>
      val name = "n" + Seq.fill(random.nextInt(20))(alphabet(random.nextInt(alphabet.size))).mkString
      val sql = Renderer.expression(ColumnRef("t", name))
      val inside = sql.stripPrefix("\"t\".\"").stripSuffix("\"")
      assert(inside.replace("\"\"", "").indexOf('"') < 0, sql)
      assert(inside.replace("\"\"", "\"") === name)
    }
  }

  test("fuzz: numbers and points in time are digits in one cast, and read back") {
    val random = new Random(20240302)
    val forms = "CAST\\('([-+0-9.: ]+)' AS ([A-Z0-9(), ]+)\\)".r
    def inside(literal: Literal): String = Renderer.expression(literal) match {
      case forms(value, _) => value
      case other => fail(other)
    }
    (1 to 10000).foreach { _ =>
      val scale = random.nextInt(39)
      val decimal = new java.math.BigDecimal(new java.math.BigInteger(126, random.self), scale)
      val signed = if (random.nextBoolean()) decimal else decimal.negate
      assert(inside(Literal.Decimal(signed, RedshiftType.Decimal(38, scale))) === signed.toPlainString)
      val day = -719162 + random.nextInt(3652059)
      assert(java.time.LocalDate.parse(inside(Literal.Date(day))).toEpochDay === day.toLong)
      val micros = day * 86400000000L + (random.nextDouble() * 86400000000L).toLong
      val texts = Seq(inside(Literal.Timestamp(micros)), inside(Literal.TimestampTz(micros)).stripSuffix("+00"))
      texts.foreach { text =>
        val read = java.time.LocalDateTime.parse(text.replace(' ', 'T')).toInstant(java.time.ZoneOffset.UTC)
        assert(read.getEpochSecond * 1000000L + read.getNano / 1000 === micros)
      }
    }
  }

  test("text up to Redshift's longest is one literal, longer text and NUL are none") {
    val longest = RedshiftType.MaxVarcharBytes
    Seq("'", "\\", "$$", "\"", "a", "é", "😀").foreach { piece =>
      val value = piece * (longest / piece.getBytes("UTF-8").length)
      assert(read(Renderer.expression(Literal.Text(value))) === value)
      assertThrows[IllegalArgumentException](Renderer.expression(Literal.Text(value + piece)))
    }
    assertThrows[IllegalArgumentException](Renderer.expression(Literal.Text("a\u0000b")))
    assertThrows[IllegalArgumentException](Renderer.expression(Literal.Date(-719163)))
  }

  test("every other constant states its type") {
    assert(Renderer.expression(Literal.Integral(5, RedshiftType.Integer)) === "5")
    assert(Renderer.expression(Literal.Integral(-5, RedshiftType.Integer)) === "CAST('-5' AS INTEGER)")
    assert(
      Renderer.expression(
        Literal.Floating(Double.NaN, RedshiftType.DoublePrecision)
      ) === "CAST('NaN' AS DOUBLE PRECISION)"
    )
    val small = new java.math.BigDecimal("1E-10")
    assert(
      Renderer.expression(
        Literal.Decimal(small, RedshiftType.Decimal(18, 10))
      ) === "CAST('0.0000000001' AS DECIMAL(18,10))"
    )
    assert(Renderer.expression(Literal.Date(-719162)) === "CAST('0001-01-01' AS DATE)")
    assert(Renderer.expression(Literal.Timestamp(-1)) === "CAST('1969-12-31 23:59:59.999999' AS TIMESTAMP)")
    assert(Renderer.expression(Literal.Null(RedshiftType.Date)) === "CAST(NULL AS DATE)")
  }

  test("UNLOAD quotes the statement and shows no key") {
    val keys = S3Authorization.Keys(Secret("AKIAKEY"), Secret("very-secret"), Some(Secret("token-text")))
    val query = Select(Seq(SelectItem(Literal.Text("it's"), "c0")), None)
    val rendered = Renderer.statement(
      Statement.Unload(query, "s3://b/p/", keys, UnloadFormat.Parquet, "", None, None, ParallelUnload.On, None, "")
    )
    assert(
      rendered.text.reveal.startsWith("UNLOAD ('SELECT ''it''''s'' AS \"c0\"') TO 's3://b/p/' ACCESS_KEY_ID 'AKIAKEY'")
    )
    assert(rendered.text.reveal.endsWith("FORMAT AS PARQUET MANIFEST VERBOSE"))
    Seq("AKIAKEY", "very-secret", "token-text").foreach { secret =>
      assert(!rendered.redacted.contains(secret))
      assert(!rendered.toString.contains(secret))
    }
  }

  test("COPY names the columns, the manifest and the role") {
    val copy = Statement.Copy(
      table,
      Seq("a", "B c"),
      "s3://b/m",
      S3Authorization.Role(Seq("arn:1", "arn:2")),
      CopyFormat.CsvGzip,
      "@N@",
      None,
      Some("eu-west-1"),
      ""
    )
    assert(
      Renderer.statement(copy).redacted ===
        "COPY \"public\".\"odd \"\"name\"\"\" (\"a\", \"B c\") FROM 's3://b/m' IAM_ROLE 'arn:1,arn:2' " +
        "FORMAT AS CSV NULL AS '@N@' GZIP MANIFEST REGION AS 'eu-west-1'"
    )
  }

  test("table names parse by their quotes") {
    assert(TableName.parse("a.b") === Right(TableName(Seq("a", "b"))))
    assert(TableName.parse("\"x.y\".\"he said \"\"hi\"\"\"") === Right(TableName(Seq("x.y", "he said \"hi\""))))
    assert(TableName.parse("a.b.c.d").isLeft)
    assert(TableName.parse("").isLeft)
  }

  /** Reads our own form of a string back, as a server would under either reading of the backslash. */
  private def read(sql: String): String = {
    val body = if (sql.startsWith("(")) sql.drop(1).dropRight(1) else sql
    val out = new StringBuilder
    var i = 0
    while (i < body.length) {
      if (body.startsWith("CHR(92)", i)) { out.append('\\'); i += 7 }
      else if (body.startsWith(" || ", i)) i += 4
      else {
        assert(body.charAt(i) == '\'')
        i += 1
        var open = true
        while (open) {
          if (body.startsWith("''", i)) { out.append('\''); i += 2 }
          else if (body.charAt(i) == '\'') { open = false; i += 1 }
          else { assert(body.charAt(i) != '\\'); out.append(body.charAt(i)); i += 1 }
        }
      }
    }
    out.toString
  }
}
