package io.github.redshiftspark.write

import org.apache.avro.{Schema, SchemaBuilder}
import org.apache.avro.file.{CodecFactory, DataFileWriter}
import org.apache.avro.generic.{GenericData, GenericDatumWriter, GenericRecord}
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.types._

/** Avro with plain types only: what COPY makes of Avro's logical types is not documented, so decimals, dates and times
  * go as text.
  */
private[write] final case class AvroFileOpener(format: StagedFormat) extends FileOpener {

  override def open(path: Path, conf: Configuration): RowFile = {
    val columns = format.columns.toArray
    val schema = AvroFileOpener.schema(format.fileSchema)
    val writer = new DataFileWriter[GenericRecord](new GenericDatumWriter[GenericRecord](schema))
    writer.setCodec(CodecFactory.deflateCodec(CodecFactory.DEFAULT_DEFLATE_LEVEL))
    writer.create(schema, path.getFileSystem(conf).create(path))
    new RowFile {
      override def write(row: InternalRow): Unit = {
        val record = new GenericData.Record(schema)
        var i = 0
        while (i < columns.length) {
          record.put(i, if (row.isNullAt(i)) null else AvroFileOpener.value(row, i, columns(i)))
          i += 1
        }
        writer.append(record)
      }
      override def close(): Unit = writer.close()
    }
  }
}

private[write] object AvroFileOpener {

  def schema(fields: StructType): Schema = {
    val record = SchemaBuilder.record("row").fields()
    fields.foreach(f => record.name(f.name).`type`(nullable(f.dataType)).withDefault(null))
    record.endRecord()
  }

  private def nullable(dataType: DataType): Schema = Schema.createUnion(
    Schema.create(Schema.Type.NULL),
    Schema.create(dataType match {
      case BooleanType => Schema.Type.BOOLEAN
      case ByteType | ShortType | IntegerType => Schema.Type.INT
      case LongType => Schema.Type.LONG
      case FloatType => Schema.Type.FLOAT
      case DoubleType => Schema.Type.DOUBLE
      case _ => Schema.Type.STRING
    })
  )

  private def value(row: InternalRow, i: Int, column: LoadColumn): Any = column.rowType match {
    case BooleanType => row.getBoolean(i)
    case ByteType => row.getByte(i).toInt
    case ShortType => row.getShort(i).toInt
    case IntegerType => row.getInt(i)
    case LongType => row.getLong(i)
    case FloatType => row.getFloat(i)
    case DoubleType => row.getDouble(i)
    case _ => TextValues.of(row, i, column)
  }
}
