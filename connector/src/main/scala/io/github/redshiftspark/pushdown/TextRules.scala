package io.github.redshiftspark.pushdown

import io.github.redshiftspark.pushdown.Rules._
import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{Binary, BinaryOperator, SqlExpr}
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import scala.reflect.ClassTag

/** String functions. Redshift counts characters in LEN, SUBSTRING and their kin, as Spark does. */
private[pushdown] object TextRules {

  /** Longer pieces than a VARCHAR has are asked for by Spark only to say "to the end". */
  private val longest = integer(RedshiftType.MaxVarcharBytes.toLong)
  private val empty = sql.Literal.Text("")

  private def ofText[E <: Expression: ClassTag](f: (E, Seq[SqlExpr]) => Result): Rule =
    rule[E]((e, values) => needText(values, e.prettyName).flatMap(_ => f(e, values.map(_.sql))))

  private def length(value: SqlExpr): SqlExpr = call("LEN", value)

  /** In characters, of bytes in bytes. */
  private def length(value: Translated): SqlExpr =
    if (Exact.isBytes(value.redshiftType)) Exact.octets(value.sql) else length(value.sql)

  private def ofTextOrBytes[E <: Expression: ClassTag](f: Translated => Result): Rule =
    rule[E]((e, values) => needTextOrBytes(values.head, e.prettyName).flatMap(_ => f(values.head)))

  private def needTextOrBytes(value: Translated, what: String): Either[String, Unit] =
    if (Exact.isBytes(value.redshiftType)) Right(()) else needText(Seq(value), what)

  private def isEmpty(value: SqlExpr): SqlExpr = equal(Exact.octets(value), integer(0))
  private def joined(parts: Seq[SqlExpr]): SqlExpr = parts.reduce(Binary(BinaryOperator.Concat, _, _))

  private val concat = rule[Concat] { (_, values) =>
    val bytes = values.map(_.redshiftType).collect { case b: RedshiftType.Varbyte => b.length.toLong }
    if (values.isEmpty) text(empty)
    else if (bytes.size < values.size) needText(values, "concat").flatMap(_ => text(joined(values.map(_.sql))))
    else if (bytes.sum > RedshiftType.MaxVarbyteBytes) Left("concat of bytes that may be longer than a VARBYTE")
    else ok(joined(values.map(_.sql)), RedshiftType.Varbyte(bytes.sum.toInt))
  }

  private val hex = rule[Hex] { (_, values) =>
    values.head.redshiftType match {
      case RedshiftType.Varbyte(length) if length <= RedshiftType.MaxHexBytes =>
        text(call("UPPER", call("FROM_VARBYTE", values.head.sql, sql.Literal.Text("hex"))))
      case other => Left(s"hex of ${other.sql}")
    }
  }

  /** NULLs are left out, and no separator stands for them. */
  private val concatWs = ofText[ConcatWs] { (e, values) =>
    constant(e.children.head) match {
      case Some(separator) if values.size > 1 =>
        val pieces = values.tail.map { value =>
          when(sql.IsNull(value), empty, Binary(BinaryOperator.Concat, sql.Literal.Text(separator), value))
        }
        val start = integer(separator.codePointCount(0, separator.length) + 1L)
        text(call("SUBSTRING", joined(pieces), start, longest))
      case _ => Left("concat_ws with a separator that is not constant")
    }
  }

  /** Negative positions count from the end. Redshift's SUBSTRING from before the start loses what lies before, as Spark's. */
  private val substring = rule[Substring] { (e, values) =>
    val Seq(value, position, size) = values
    needTextOrBytes(value, "substring").flatMap { _ =>
      val start = constantInt(e.pos) match {
        case Some(p) if p > 0 => integer(p.toLong)
        case Some(0) => integer(1)
        case Some(p) => minus(length(value), integer(-(p.toLong + 1)))
        case None =>
          sql.Case(
            Seq(
              Binary(BinaryOperator.Greater, position.sql, integer(0)) -> position.sql,
              equal(position.sql, integer(0)) -> integer(1)
            ),
            Some(plus(plus(length(value), position.sql), integer(1)))
          )
      }
      val most = if (Exact.isBytes(value.redshiftType)) integer(RedshiftType.MaxVarbyteBytes.toLong) else longest
      val count = constantInt(e.len) match {
        case Some(n) if n <= RedshiftType.MaxVarcharBytes => integer(math.max(n, 0).toLong)
        case Some(_) => most
        case None =>
          sql.Case(
            Seq(
              less(size.sql, integer(0)) -> integer(0),
              Binary(BinaryOperator.Greater, size.sql, most) -> most
            ),
            Some(size.sql)
          )
      }
      // Where the string starts behind the asked piece's end nothing is left; Redshift must not see a negative length.
      ok(call("SUBSTRING", value.sql, start, count), pieceType(value.redshiftType, constantInt(e.len)))
    }
  }

  private def pieceType(whole: RedshiftType, size: Option[Int]): RedshiftType = (whole, size) match {
    case (RedshiftType.Varbyte(length), Some(n)) => RedshiftType.Varbyte(math.max(1, math.min(length, n)))
    case _ => whole
  }

  /** An empty needle is found at the start. */
  private def position(haystack: SqlExpr, needle: SqlExpr): SqlExpr = sql.Case(
    Seq(sql.And(isEmpty(needle), sql.IsNotNull(haystack)) -> integer(1)),
    Some(call("STRPOS", haystack, needle))
  )

  private val locate = rule[StringLocate] { (e, values) =>
    constantInt(e.start) match {
      case Some(1) => needText(values.take(2), "locate").flatMap(_ => int(position(values(1).sql, values.head.sql)))
      case _ => Left("locate from elsewhere than the start")
    }
  }

  private val replace = ofText[StringReplace] { (e, values) =>
    if (constant(e.searchExpr).exists(_.nonEmpty)) text(call("REPLACE", values: _*))
    else Left("replace of something that is no constant, or empty")
  }

  private val translate = ofText[StringTranslate] { (e, values) =>
    (constant(e.matchingExpr), constant(e.replaceExpr)) match {
      case (Some(from), Some(_)) if from.nonEmpty && from.distinct == from => text(call("TRANSLATE", values: _*))
      case _ => Left("translate with other than constant, distinct characters")
    }
  }

  private def trim[E <: Expression: ClassTag](name: String, characters: E => Option[Expression]): Rule =
    ofText[E] { (e, values) =>
      characters(e) match {
        case None => text(call(name, values.head))
        case Some(set) if constant(set).exists(_.nonEmpty) =>
          text(call(name, values.head, sql.Literal.Text(constant(set).get)))
        case _ => Left("trim of characters that are no constant")
      }
    }

  private def pad[E <: Expression: ClassTag](name: String): Rule = rule[E] { (e, values) =>
    (constantInt(e.children(1)), constant(e.children(2))) match {
      case (Some(size), Some(filler)) if filler.nonEmpty && size <= RedshiftType.MaxVarcharBytes / 4 =>
        needText(Seq(values.head), name).flatMap { _ =>
          if (size <= 0) text(call("SUBSTRING", values.head.sql, integer(1), integer(0)))
          else text(call(name, values.head.sql, integer(size.toLong), sql.Literal.Text(filler)))
        }
      case _ => Left("padding to other than a constant length by constant text")
    }
  }

  private val repeat = rule[StringRepeat] { (e, values) =>
    constantInt(e.times) match {
      case Some(n) =>
        needText(Seq(values.head), "repeat").flatMap { _ =>
          if (n <= 0) text(call("SUBSTRING", values.head.sql, integer(1), integer(0)))
          else text(call("REPEAT", values.head.sql, integer(n.toLong)))
        }
      case None => Left("repeat by a number that is not constant")
    }
  }

  private val splitPart = new ExpressionRule[ElementAt] with ModeAware {
    override def name: String = "SplitPart"
    override def translate(e: ElementAt, context: RuleContext): Result = e.left match {
      case split: StringSplitSQL if e.defaultValueOutOfBound.nonEmpty =>
        (constant(split.delimiter), constantInt(e.right)) match {
          case (Some(delimiter), Some(n)) if delimiter.nonEmpty && n > 0 =>
            context.translate(split.str).flatMap { v =>
              needText(Seq(v), "split_part").flatMap { _ =>
                text(call("SPLIT_PART", v.sql, sql.Literal.Text(delimiter), integer(n.toLong)))
              }
            }
          case _ => Left("split_part by other than constants, or from the end")
        }
      case _ => Left("elements of arrays and maps")
    }
  }

  /** The text that a hash is taken of. */
  private def hashed(e: Expression, context: RuleContext): Result = e match {
    case cast: Cast if cast.dataType == org.apache.spark.sql.types.BinaryType => context.translate(cast.child)
    case _ => Left("a hash of binary data")
  }

  private class Hash[E <: UnaryExpression: ClassTag](name: String) extends ExpressionRule[E] {
    override def translate(e: E, context: RuleContext): Result =
      hashed(e.child, context).flatMap(v => needText(Seq(v), name).flatMap(_ => text(call(name, v.sql))))
  }

  private object Sha2Rule extends ExpressionRule[Sha2] {
    override def translate(e: Sha2, context: RuleContext): Result = constantInt(e.right) match {
      case Some(bits) if Set(0, 224, 256, 384, 512)(bits) =>
        hashed(e.left, context).flatMap(v =>
          needText(Seq(v), "sha2").flatMap(_ => text(call("SHA2", v.sql, integer(bits.toLong))))
        )
      case _ => Left("sha2 of no constant 0, 224, 256, 384 or 512 bits")
    }
  }

  /** `$.a.b` only. */
  private val jsonPath = incompatible[GetJsonObject](
    "what a missing path and invalid JSON give differs between editions of Redshift's guide"
  ) { (e, values) =>
    constant(e.path).filter(_.matches("""\$(\.[A-Za-z_][A-Za-z0-9_]*){1,5}""")) match {
      case Some(path) =>
        val keys = path.drop(2).split('.').toSeq.map(k => sql.Literal.Text(k))
        text(call("JSON_EXTRACT_PATH_TEXT", (values.head.sql +: keys) :+ sql.Literal.Bool(true): _*))
      case None => Left("a path of other than up to five names")
    }
  }

  private val letters = "letters beyond ASCII may change case in another way"

  val all: Seq[Rule] = Seq(
    concat,
    concatWs,
    substring,
    locate,
    ofText[StringInstr]((_, values) => int(position(values.head, values(1)))),
    replace,
    translate,
    trim[StringTrim]("BTRIM", _.trimStr),
    trim[StringTrimLeft]("LTRIM", _.trimStr),
    trim[StringTrimRight]("RTRIM", _.trimStr),
    pad[StringLPad]("LPAD"),
    pad[StringRPad]("RPAD"),
    repeat,
    splitPart,
    ofText[Reverse]((_, values) => text(call("REVERSE", values: _*))),
    ofTextOrBytes[Length](value => int(length(value))),
    ofTextOrBytes[OctetLength](value => int(Exact.octets(value.sql))),
    ofTextOrBytes[BitLength](value => int(times(Exact.octets(value.sql), integer(8)))),
    hex,
    ofText[Ascii]((_, values) => int(when(isEmpty(values.head), integer(0), call("ASCII", values.head)))),
    incompatible[Upper](letters)((_, values) => text(call("UPPER", values.map(_.sql): _*))),
    incompatible[Lower](letters)((_, values) => text(call("LOWER", values.map(_.sql): _*))),
    new Hash[Md5]("MD5"),
    new Hash[Sha1]("SHA1"),
    Sha2Rule,
    jsonPath,
    unsupported[InitCap]("Redshift starts a word behind every character that is no letter or digit"),
    unsupported[Chr]("Spark takes the number modulo 256"),
    unsupported[Crc32]("Redshift's CRC32 is of another polynomial"),
    unsupported[RLike]("Redshift's regular expressions are POSIX, not Java's"),
    unsupported[RegExpReplace]("Redshift's regular expressions are POSIX, not Java's"),
    unsupported[RegExpExtract]("Redshift's regular expressions are POSIX, not Java's"),
    unsupported[SoundEx]("Spark leaves text that starts with no letter as it is"),
    unsupported[Murmur3Hash]("Spark's hash has its own seed and rules"),
    unsupported[XxHash64]("Redshift documents no xxHash")
  )
}
