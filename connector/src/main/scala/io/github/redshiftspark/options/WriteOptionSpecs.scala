package io.github.redshiftspark.options

import io.github.redshiftspark.options.OptionKind.{Flag, Number, OneOf, Text}
import io.github.redshiftspark.options.OptionScope.{Both, Write}

/** The options of writing, and of the staged files' life. */
private[options] object WriteOptionSpecs {

  val all: Seq[OptionSpec] = Seq(
    OptionSpec(
      "overwrite_mode",
      OneOf(Seq("DELETE", "TRUNCATE", "SWAP", "DROP")),
      Write,
      "How mode 'overwrite' empties the table. delete: atomic, keeps the table with its grants and views. truncate: faster, " +
        "but TRUNCATE commits, so readers see an empty table. swap: loads a copy and renames it; loses grants and views. " +
        "drop: creates the table anew from the frame; loses grants, views and keys.",
      Some("DELETE")
    ),
    OptionSpec(
      "replace_where",
      Text,
      Write,
      "A predicate in Redshift's SQL: mode 'overwrite' replaces only the rows for which it holds."
    ),
    OptionSpec(
      "replace_where_check",
      Flag,
      Write,
      "Whether a write with 'replace_where' fails, and changes nothing, where its frame holds rows outside of the predicate.",
      Some("true")
    ),
    OptionSpec(
      "write_mode",
      OneOf(Seq("SAVE", "MERGE")),
      Write,
      "merge: mode 'append' updates the rows whose 'merge_keys' are there, and inserts the others.",
      Some("SAVE")
    ),
    OptionSpec("merge_keys", Text, Write, "Columns that identify a row, joined by commas; unique in the frame."),
    OptionSpec(
      "merge_update",
      Text,
      Write,
      "Columns that a merge updates in rows that are there: 'all', 'none', or names joined by commas.",
      Some("all")
    ),
    OptionSpec(
      "merge_update_when",
      Text,
      Write,
      "Updates only where this predicate holds: the frame's columns as source.<name>, the table's by the table's name."
    ),
    OptionSpec("merge_insert", Flag, Write, "Whether a merge inserts rows that are not there.", Some("true")),
    OptionSpec("merge_insert_when", Text, Write, "Inserts only where this predicate over source.<name> holds."),
    OptionSpec(
      "merge_delete_when",
      Text,
      Write,
      "Rows of the frame for which this predicate over source.<name> holds delete their match; they are not inserted."
    ),
    OptionSpec(
      "schema_evolution",
      OneOf(Seq("NONE", "ADD_COLUMNS")),
      Write,
      "add_columns: columns of the frame that the table lacks are added to it in the same transaction.",
      Some("NONE")
    ),
    OptionSpec(
      "string_length",
      OneOf(Seq("MAX", "MEASURED")),
      Write,
      "Width of new string columns that neither 'maxlength' nor Spark's CHAR or VARCHAR gives. max: VARCHAR(65535). measured: " +
        "twice the bytes of the longest string of this write, up to a power of two; later rows have to fit, too.",
      Some("MAX")
    ),
    OptionSpec(
      "diststyle",
      OneOf(Seq("AUTO", "EVEN", "KEY", "ALL")),
      Write,
      "Distribution of a table that the write creates.",
      Some("AUTO")
    ),
    OptionSpec("distkey", Text, Write, "Distribution key of a table that the write creates; implies diststyle KEY."),
    OptionSpec("sortkeys", Text, Write, "Sort keys of a table that the write creates, joined by commas."),
    OptionSpec(
      "sortkey_style",
      OneOf(Seq("COMPOUND", "INTERLEAVED")),
      Write,
      "Kind of the sort keys in 'sortkeys'.",
      Some("COMPOUND")
    ),
    OptionSpec(
      "sortkeyspec",
      Text,
      Write,
      "The whole sort key clause in Redshift's SQL, instead of 'sortkeys': COMPOUND SORTKEY(a, b)."
    ),
    OptionSpec(
      "identity_column",
      Text,
      Write,
      "A further BIGINT IDENTITY(1,1) column, placed first, of a table that the write creates."
    ),
    OptionSpec("description", Text, Write, "Comment of the written table."),
    OptionSpec(
      "preactions",
      Text,
      Write,
      "SQL statements separated by ';' that run in the transaction before the load; %s stands for the table."
    ),
    OptionSpec(
      "postactions",
      Text,
      Write,
      "SQL statements separated by ';' that run in the transaction after the load; %s stands for the table."
    ),
    OptionSpec(
      "include_column_list",
      Flag,
      Write,
      "Accepted for other connectors' users: COPY always names its columns here.",
      Some("false")
    ),
    OptionSpec(
      "usestagingtable",
      Flag,
      Write,
      "Accepted for other connectors' users: an overwrite is one transaction. 'false' is refused; see 'overwrite_mode'.",
      Some("true")
    ),
    OptionSpec(
      "csvnullstring",
      Text,
      Write,
      "What NULL is written as in CSV. A value that equals it is refused. Without it a marker is used that no value has."
    ),
    OptionSpec(
      "copyretrycount",
      Number(0),
      Write,
      "How often a transaction is tried again after a transient failure; permanent failures are never retried.",
      Some("3")
    ),
    OptionSpec(
      "copydelay",
      Number(0),
      Write,
      "Mean wait in milliseconds before the first new try; it doubles each time and is scattered at random.",
      Some("1000")
    ),
    OptionSpec(
      "commit_ledger",
      OneOf(Seq("AUTO", "NONE")),
      Write,
      "auto: a marker row in a small table beside the target proves a commit whose answer was lost. none: only Redshift's " +
        "transaction history is asked.",
      Some("AUTO")
    ),
    OptionSpec(
      "staged_file_mb",
      Number(1),
      Write,
      "Size at which a task begins its next staged file, in MB.",
      Some("128")
    ),
    OptionSpec(
      "keep_staged_files",
      Flag,
      Both,
      "Leaves the staged files where they are, for debugging. The sweep removes them later.",
      Some("false")
    ),
    OptionSpec(
      "sweep_after_hours",
      Number(0),
      Both,
      "Age at which the next application removes what a crashed one left below 'tempdir'; 0: never.",
      Some("72")
    ),
    OptionSpec(
      "check_s3_bucket_usage",
      Flag,
      Both,
      "Whether a warning says, once for each bucket, that the one of 'tempdir' is public or not encrypted, where Spark's " +
        "identity may ask for that.",
      Some("true")
    ),
    OptionSpec(
      "load_error_rows",
      Flag,
      Write,
      "Shows the rejected row's text in the error of a failed COPY. It may be confidential.",
      Some("false")
    ),
    OptionSpec(
      "max_load_errors",
      Number(0),
      Write,
      "Rows that COPY may reject without failing the write; they are logged. Not for Parquet.",
      Some("0")
    ),
    OptionSpec(
      "statement_timeout_seconds",
      Number(0),
      Write,
      "Time after which Redshift cancels a statement of the write, from the first look at the target on, waiting for locks " +
        "and queues included; 0: its own limit.",
      Some("0")
    ),
    OptionSpec(
      "lock_timeout_seconds",
      Number(0),
      Write,
      "Locks the table first, and gives up where others still use it after this time. Readers then wait, too, until the " +
        "write is over. 0: no lock of its own; waiting for locks counts for 'statement_timeout_seconds'.",
      Some("0")
    ),
    OptionSpec("checkpointlocation", Text, Write, "Checkpoint folder of a streaming query; Spark's own option.")
  )
}
