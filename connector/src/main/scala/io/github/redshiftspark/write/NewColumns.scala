package io.github.redshiftspark.write

import io.github.redshiftspark.{TableMismatchException, UnsupportedTypeException}
import io.github.redshiftspark.sql.{Identifiers, Statement, TableName}
import io.github.redshiftspark.types.{RedshiftType, RedshiftTypeParser, SparkTypes}
import java.nio.charset.StandardCharsets.UTF_8
import java.util.Locale
import org.apache.spark.sql.types._

/** The columns of a table that a write creates, out of the frame's types and their metadata.
  *
  * The first that is there decides: the metadata key `redshift_type`; `maxlength`; a CHAR or VARCHAR of Spark; the type.
  */
private[write] object NewColumns {

  /** Spark counts characters, Redshift bytes; UTF-8 takes up to four bytes a character. */
  private val BytesPerCharacter = 4
  private val MaxCharBytes = 4096
  private val MaxColumns = 1600

  /** Of a VARBYTE column without a length of its own: what every format of COPY can fill (copy-usage-varbyte). */
  private val VarbyteBytes = 1000000
  private val EncodingKey = "encoding"
  private val CommentKeys = Seq("description", "comment")

  /** Where Spark keeps the declared CHAR(n) or VARCHAR(n) of a table's string column. */
  private val DeclaredTypeKey = "__CHAR_VARCHAR_TYPE_STRING"
  private val Declared = "(char|varchar)\\((\\d+)\\)".r

  /** Names that no column can have (r_names). */
  private val Forbidden = Set("oid", "tableoid", "xmin", "cmin", "xmax", "cmax", "ctid")

  def of(schema: StructType, table: TableName, lengths: ColumnLengths): Seq[Statement.ColumnDefinition] = {
    def refuse(message: String) = throw new TableMismatchException(table.quoted, s"Table $table: $message")
    if (schema.isEmpty) refuse("the frame has no columns.")
    if (schema.length > MaxColumns) refuse(s"${schema.length} columns, but a table holds at most $MaxColumns.")
    schema.fieldNames.foreach { name =>
      if (name.isEmpty || name.getBytes(UTF_8).length > Identifiers.MaxBytes)
        refuse(
          s"the column name '$name' is empty or longer than ${Identifiers.MaxBytes} bytes. Rename it before writing."
        )
      if (Forbidden(name.toLowerCase(Locale.ROOT)))
        refuse(s"no column can be called '$name': Redshift has a system column of that name. Rename it before writing.")
    }
    schema.fields.toSeq.map(definition(_, lengths))
  }

  def definition(field: StructField, lengths: ColumnLengths): Statement.ColumnDefinition = Statement.ColumnDefinition(
    field.name,
    redshiftType(field, lengths),
    if (field.nullable) Statement.Nullable else Statement.NotNull,
    text(field, EncodingKey).map(encoding(field, _))
  )

  /** The comment that a column brings along. */
  def comment(field: StructField): Option[String] = CommentKeys.flatMap(text(field, _)).headOption

  private def redshiftType(field: StructField, lengths: ColumnLengths): RedshiftType =
    text(field, SparkTypes.RedshiftTypeKey) match {
      case Some(name) =>
        RedshiftTypeParser.parse(name).getOrElse {
          throw new UnsupportedTypeException(
            field.name,
            s"Column '${field.name}': its metadata '${SparkTypes.RedshiftTypeKey}' names '$name', which is no type of Redshift."
          )
        }
      case None if field.dataType == BinaryType => RedshiftType.Varbyte(maxLength(field).getOrElse(VarbyteBytes))
      case None if TypeFit.isNested(field.dataType) => RedshiftType.Super
      case None if maxLength(field).isDefined => SparkTypes.toRedshift(field)
      case None =>
        declared(field).getOrElse(
          if (field.dataType == StringType) lengths.varchar(field.name) else SparkTypes.toRedshift(field)
        )
    }

  private def declared(field: StructField): Option[RedshiftType] =
    (field.dataType, text(field, DeclaredTypeKey)) match {
      case (fixed: CharType, _) => Some(char(fixed.length))
      case (bounded: VarcharType, _) => Some(varchar(bounded.length))
      case (_, Some(Declared("char", length))) => Some(char(length.toInt))
      case (_, Some(Declared("varchar", length))) => Some(varchar(length.toInt))
      case (other, _) if LoadColumn.isZoneless(other) => Some(RedshiftType.Timestamp)
      case _ => None
    }

  private def char(length: Int): RedshiftType =
    if (length <= MaxCharBytes) RedshiftType.Char(length) else varchar(length)

  private def varchar(length: Int): RedshiftType =
    RedshiftType.Varchar(math.min(RedshiftType.MaxVarcharBytes.toLong, length.toLong * BytesPerCharacter).toInt)

  private def encoding(field: StructField, name: String): String =
    if (name.matches("[A-Za-z0-9]+")) name.toUpperCase(Locale.ROOT)
    else
      throw new UnsupportedTypeException(
        field.name,
        s"Column '${field.name}': its metadata '$EncodingKey' is '$name', which is no compression encoding."
      )

  private def maxLength(field: StructField): Option[Int] =
    if (field.metadata.contains(SparkTypes.MaxLengthKey)) Some(field.metadata.getLong(SparkTypes.MaxLengthKey).toInt)
    else None

  private def text(field: StructField, key: String): Option[String] =
    if (field.metadata.contains(key)) Some(field.metadata.getString(key)) else None
}
