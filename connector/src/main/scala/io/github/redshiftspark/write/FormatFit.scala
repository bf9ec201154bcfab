package io.github.redshiftspark.write

import io.github.redshiftspark.InvalidOptionException
import io.github.redshiftspark.options.FormatChoice
import io.github.redshiftspark.sql.CopyFormat
import io.github.redshiftspark.types.RedshiftType

/** Which format can carry which columns. */
private[write] object FormatFit {

  /** @throws InvalidOptionException where the user's own choice cannot carry a column */
  def choose(choice: FormatChoice, columns: Seq[LoadColumn]): CopyFormat = choice match {
    case FormatChoice.Chosen(format) =>
      columns.find(c => !carries(format, c.redshiftType)).foreach { column =>
        throw new InvalidOptionException(
          "tempformat",
          s"${format.name} cannot carry column '${column.name}' of type ${column.redshiftType.sql}. Use CSV or 'CSV GZIP', " +
            "or leave the option out."
        )
      }
      format
    case FormatChoice.Fitting =>
      if (columns.forall(c => carries(CopyFormat.Parquet, c.redshiftType))) CopyFormat.Parquet else CopyFormat.CsvGzip
  }

  /** JSON text becomes a SUPER document only from text formats; from Parquet it would be a SUPER string (ingest-super). How
    * a TIME is to be stored in Parquet or Avro is not documented, nor VARBYTE in Avro. Shapes and sketches load from text
    * files (copy-usage_notes-spatial-data, copy-usage_notes-hll).
    */
  private def carries(format: CopyFormat, redshiftType: RedshiftType): Boolean = (format, redshiftType) match {
    case (CopyFormat.Csv | CopyFormat.CsvGzip, _) => true
    case (_, RedshiftType.Super | RedshiftType.Time | RedshiftType.TimeTz) => false
    case (_, RedshiftType.Geometry | RedshiftType.Geography | RedshiftType.HllSketch) => false
    case (CopyFormat.Avro, _: RedshiftType.Varbyte) => false
    case _ => true
  }
}
