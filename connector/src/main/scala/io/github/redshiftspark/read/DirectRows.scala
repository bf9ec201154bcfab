package io.github.redshiftspark.read

import io.github.redshiftspark.sql.{Renderer, Statement}
import io.github.redshiftspark.types.RedshiftType
import io.github.redshiftspark.warehouse.Warehouse
import java.sql.ResultSet
import java.time.{LocalDate, LocalDateTime, OffsetDateTime, ZoneOffset}
import java.time.format.{DateTimeFormatter, DateTimeFormatterBuilder}
import java.time.temporal.ChronoField
import java.util.concurrent.TimeUnit.NANOSECONDS
import org.apache.spark.{Partition, SparkContext, TaskContext}
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow
import org.apache.spark.sql.execution.metric.SQLMetric
import org.apache.spark.sql.types.Decimal
import org.apache.spark.unsafe.types.UTF8String

/** Fetches a small result over the connection, with the values that UNLOAD would have given. */
private[read] final case class DirectRows(query: RedshiftQuery, clock: WallClock, statementTime: SQLMetric) {

  def fetch(): Seq[InternalRow] = {
    val started = System.nanoTime()
    val statement = Renderer.statement(Statement.Run(query.query))
    val rows = Warehouse.withSession(query.settings.connection) { session =>
      session.query(statement) { result =>
        val seen = Seq.newBuilder[InternalRow]
        while (result.next()) seen += row(result)
        seen.result()
      }
    }
    statementTime += NANOSECONDS.toMillis(System.nanoTime() - started)
    rows
  }

  private def row(result: ResultSet): InternalRow =
    new GenericInternalRow(query.columns.zipWithIndex.map { case (redshiftType, i) =>
      DirectRows.value(result, i + 1, redshiftType, clock)
    }.toArray)
}

private[read] object DirectRows {

  // Dates and times are read as text: the driver's java.sql classes pass through the JVM's zone and calendar.
  private val wallClockFormat: DateTimeFormatter = new DateTimeFormatterBuilder()
    .appendPattern("uuuu-MM-dd HH:mm:ss")
    .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
    .toFormatter()
  private val offsetFormat: DateTimeFormatter =
    new DateTimeFormatterBuilder().append(wallClockFormat).appendPattern("[XXX][X]").toFormatter()

  private[read] def value(result: ResultSet, column: Int, redshiftType: RedshiftType, clock: WallClock): Any = {
    val read: Any = redshiftType match {
      case RedshiftType.SmallInt => result.getShort(column)
      case RedshiftType.Integer => result.getInt(column)
      case RedshiftType.BigInt => result.getLong(column)
      case RedshiftType.Real => result.getFloat(column)
      case RedshiftType.DoublePrecision => result.getDouble(column)
      case RedshiftType.Boolean => result.getBoolean(column)
      case RedshiftType.Decimal(precision, scale) =>
        Option(result.getBigDecimal(column)).map(d => Decimal(d, precision, scale)).orNull
      case RedshiftType.Date => text(result, column).map(t => LocalDate.parse(t).toEpochDay.toInt).orNull
      case RedshiftType.Timestamp => text(result, column).map(t => clock.toInstant(wallMicros(t))).orNull
      case RedshiftType.TimestampTz => text(result, column).map(utcMicros).orNull
      case _ => text(result, column).map(UTF8String.fromString).orNull
    }
    if (result.wasNull()) null else read
  }

  private[read] def wallMicros(text: String): Long =
    micros(LocalDateTime.parse(text, wallClockFormat).toInstant(ZoneOffset.UTC))

  private[read] def utcMicros(text: String): Long = micros(OffsetDateTime.parse(text, offsetFormat).toInstant)

  private def micros(instant: java.time.Instant): Long =
    Math.addExact(Math.multiplyExact(instant.getEpochSecond, 1000000L), (instant.getNano / 1000).toLong)

  private def text(result: ResultSet, column: Int): Option[String] = Option(result.getString(column))

  private implicit class OrNull[A](option: Option[A]) {
    def orNull: Any = option.getOrElse(null)
  }
}

/** One partition whose rows are fetched by the driver when a job asks for them, and not before. */
private[read] final class DirectRDD(context: SparkContext, @transient private val rows: DirectRows)
    extends RDD[InternalRow](context, Nil) {
  override protected def getPartitions: Array[Partition] = Array(new FetchingPartition(rows))

  override def compute(split: Partition, task: TaskContext): Iterator[InternalRow] = split match {
    case fetched: FetchedPartition => fetched.rows.iterator
    case fetching: FetchingPartition => fetching.fetch.rows.iterator
  }
}

/** Stays on the driver: it fetches when it is serialised into a task, so every job sees fresh rows. */
private final class FetchingPartition(rows: DirectRows) extends Partition {
  override def index: Int = 0
  def fetch: FetchedPartition = FetchedPartition(rows.fetch())

  @throws[java.io.ObjectStreamException]
  private def writeReplace(): AnyRef = fetch
}

private final case class FetchedPartition(rows: Seq[InternalRow]) extends Partition {
  override def index: Int = 0
}
