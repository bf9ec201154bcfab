package io.github.redshiftspark.options

import io.github.redshiftspark.options.OptionKind.Flag
import io.github.redshiftspark.options.OptionScope.{Read, Write}
import io.github.redshiftspark.options.OptionStatus.Refused

/** Options of the community connector that are not needed here, or cannot be kept. */
private[options] object CompatibilityOptionSpecs {

  val all: Seq[OptionSpec] = Seq(
    OptionSpec(
      "autopushdown.s3_result_cache",
      Flag,
      Read,
      "Refused: a cached result would not see what other clients write. Use DataFrame.cache() instead.",
      Some("false"),
      status = Refused(harmless = "false")
    ),
    OptionSpec(
      "overwrite",
      Flag,
      Write,
      "Refused: use the save mode, df.write.mode(\"overwrite\").",
      Some("false"),
      status = Refused(harmless = "false")
    ),
    OptionSpec(
      "legacy_trim_csv_writes",
      Flag,
      Write,
      "Refused: strings are written as they are, blanks included. Trim the columns before writing.",
      Some("false"),
      status = Refused(harmless = "false")
    )
  )
}
