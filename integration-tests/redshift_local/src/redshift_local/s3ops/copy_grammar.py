"""COPY's grammar (dg/r_COPY and its pages of parameters). What they do not name is refused."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..dialect.pages import add_page
from ..errors import RedshiftError
from .authorization import Authorization, at_authorization, parse_authorization
from .geometry_fit import Simplify
from .option_reader import OptionReader
from .tokens import Cursor, tokenize
from .unload_grammar import delimiter, fixed_width, s3_path


@dataclass(frozen=True)
class Copy:
    """A parsed COPY. ``table`` is as written; ``columns`` empty means all."""

    table: str
    columns: tuple[str, ...]
    bucket: str
    key: str
    authorization: Authorization
    format: str = "TEXT"
    paths: str = "auto"
    """For JSON and Avro: ``auto``, ``auto ignorecase``, ``noshred``, or where the JSONPaths file is."""
    quote: str = '"'
    fixed_width: tuple[tuple[str, int], ...] = ()
    compression: str | None = None
    manifest: bool = False
    delimiter: str = "|"
    null: str = "\\N"
    region: str | None = None
    encoding: str = "utf-8"
    escape: bool = False
    remove_quotes: bool = False
    ignore_header: int = 0
    ignore_blank_lines: bool = False
    fill_record: bool = False
    accept_any_date: bool = False
    replace_invalid_with: str | None = None
    """What ACCEPTINVCHARS puts for characters that are not UTF-8."""
    blanks_as_null: bool = False
    empty_as_null: bool = False
    date_format: str | None = None
    time_format: str | None = None
    explicit_ids: bool = False
    round_decimals: bool = False
    trim_blanks: bool = False
    truncate_columns: bool = False
    max_errors: int = 0
    ignore_all_errors: bool = False
    no_load: bool = False
    serialize_to_json: bool = False
    simplify: Simplify | None = None

    @property
    def is_columnar(self) -> bool:
        return self.format in COLUMNAR_FORMATS


COLUMNAR_FORMATS = ("PARQUET", "ORC")
_FORMATS = ("CSV", "PARQUET", "ORC", "AVRO", "JSON", "FIXEDWIDTH", "SHAPEFILE", "DELIMITER")
_COMPRESSIONS = ("GZIP", "BZIP2", "ZSTD", "LZOP")
_ENCODINGS = {"UTF8": "utf-8", "UTF16": "utf-16", "UTF16LE": "utf-16-le", "UTF16BE": "utf-16-be"}
_FLAGS = {
    "MANIFEST": "manifest",
    "ESCAPE": "escape",
    "REMOVEQUOTES": "remove_quotes",
    "IGNOREBLANKLINES": "ignore_blank_lines",
    "FILLRECORD": "fill_record",
    "ACCEPTANYDATE": "accept_any_date",
    "BLANKSASNULL": "blanks_as_null",
    "EMPTYASNULL": "empty_as_null",
    "EXPLICIT_IDS": "explicit_ids",
    "ROUNDEC": "round_decimals",
    "TRIMBLANKS": "trim_blanks",
    "TRUNCATECOLUMNS": "truncate_columns",
    "IGNOREALLERRORS": "ignore_all_errors",
    "NOLOAD": "no_load",
    "SERIALIZETOJSON": "serialize_to_json",
}
_COLUMNAR = {"FORMAT", "MANIFEST", "FILLRECORD", "ACCEPTINVCHARS", "STATUPDATE", "EXPLICIT_IDS", "SERIALIZETOJSON"}
"""All that dg/copy-usage_notes-copy-from-columnar and dg/ingest-super name."""
_FORBIDDEN = {
    "CSV": {"ESCAPE", "REMOVEQUOTES", "FIXEDWIDTH"},
    "FIXEDWIDTH": {"ESCAPE", "DELIMITER"},
    "JSON": {
        "DELIMITER", "ESCAPE", "FILLRECORD", "FIXEDWIDTH", "IGNOREBLANKLINES", "NULL", "READRATIO", "REMOVEQUOTES",
        "IGNOREHEADER",
    },
    "AVRO": {
        "DELIMITER", "ESCAPE", "FILLRECORD", "IGNOREBLANKLINES", "NULL", "REMOVEQUOTES", "IGNOREHEADER", *_COMPRESSIONS,
    },
    "SHAPEFILE": {"FIXEDWIDTH", "REMOVEQUOTES", "ESCAPE"},
    "TEXT": set(),
}  # fmt: skip
_OF_OTHER_FILES = {
    "SHAPEFILE": {
        "MANIFEST", "BZIP2", "LZOP", "ZSTD", "DELIMITER", "NULL", "ENCODING", "IGNOREHEADER", "IGNOREBLANKLINES",
        "FILLRECORD", "DATEFORMAT", "TIMEFORMAT",
    },
}  # fmt: skip
"""What no page shows with the format, and what says nothing about such files (an assumption)."""


def parse_copy(text: str, backslash_escapes: bool) -> Copy:
    """Raises RedshiftError: 42601 for syntax, 0A000 for what COPY does not support, 22023 for bad values."""
    try:
        return _parsed(text, backslash_escapes)
    except RedshiftError as error:
        raise add_page(error, "dg/r_COPY") from None


def _parsed(text: str, backslash_escapes: bool) -> Copy:
    cursor = Cursor(tokenize(text, backslash_escapes))
    cursor.word("COPY")
    table = _table(cursor)
    columns = cursor.names() if cursor.accept("(") else ()
    cursor.word("FROM")
    source = cursor.take("string").text
    if not source.startswith("s3://"):
        raise RedshiftError("0A000", f"COPY from {source.split(':', 1)[0]} is not in the stand-in yet; S3 is")
    bucket, key = s3_path(source)
    options = _Options(cursor)
    options.read()
    authorization = options.authorization or parse_authorization(cursor)
    options.check()
    if options.found.get("format") == "CSV":
        options.found.setdefault("delimiter", ",")
    return Copy(table, columns, bucket, key, authorization, **options.found)


def _table(cursor: Cursor) -> str:
    """The name as written, so that the dialect folds it as it does everywhere."""
    parts = []
    while True:
        token = cursor.take()
        if token.kind not in ("word", "name"):
            raise RedshiftError("42601", f'syntax error at or near "{token.written}"')
        parts.append(token.written)
        if not cursor.accept("."):
            return ".".join(parts)


class _Options(OptionReader):
    authorization: Authorization | None = None
    """Its place is before the options; the examples of shapefiles have it behind them (dg/r_COPY_command_examples)."""

    def _option(self) -> None:
        cursor, found = self._cursor, self.found
        if self.authorization is None and at_authorization(cursor):
            self.authorization = parse_authorization(cursor)
            return
        if cursor.accept("FORMAT"):
            cursor.accept("AS")
            self._format(cursor.word(*_FORMATS))
            return
        word = cursor.word()
        if word in _FORMATS:
            self._format(word)
            return
        self._once(word)
        if word in _FLAGS:
            found[_FLAGS[word]] = True
        elif word in _COMPRESSIONS:
            found["compression"] = word
        elif word == "NULL":
            found["null"] = _null(cursor.string_after_as())
        elif word == "REGION":
            found["region"] = cursor.string_after_as()
        elif word == "ENCODING":
            found["encoding"] = self._encoding()
        elif word == "IGNOREHEADER":
            found["ignore_header"] = self._count(0, 2**31 - 1, word)
        elif word == "MAXERROR":
            found["max_errors"] = self._count(0, 100_000, word)
        elif word == "DATEFORMAT":
            found["date_format"] = _time_words(cursor.string_after_as(), word)
        elif word == "TIMEFORMAT":
            found["time_format"] = _time_words(cursor.string_after_as(), word)
        elif word == "ACCEPTINVCHARS":
            found["replace_invalid_with"] = self._replacement()
        elif word == "COMPROWS":
            self._count(1, 2**31 - 1, word)
        elif word == "COMPUPDATE":
            self._switch("PRESET", "ON", "OFF", "TRUE", "FALSE")
        elif word == "STATUPDATE":
            self._switch("ON", "OFF", "TRUE", "FALSE")
        elif word in ("SSH", "JOB"):
            raise RedshiftError("0A000", f"COPY with {word} is not in the stand-in yet (dg/r_COPY)")
        elif word == "ENCRYPTED":
            raise RedshiftError("0A000", "COPY of files with client-side encryption is not in the stand-in yet")
        else:
            raise RedshiftError("42601", f'syntax error at or near "{word}": not an option of COPY (dg/r_COPY)')

    def _format(self, word: str) -> None:
        cursor, found = self._cursor, self.found
        if word == "DELIMITER":
            self._once("DELIMITER")
            found["delimiter"] = delimiter(cursor.string_after_as())
            return
        self._once("FORMAT")
        found["format"] = word
        if word == "CSV":
            if cursor.accept("QUOTE"):
                found["quote"] = cursor.string_after_as()
                if len(found["quote"]) != 1:
                    raise RedshiftError("22023", "QUOTE must be a single character (dg/copy-parameters-data-format)")
        elif word == "FIXEDWIDTH":
            found["fixed_width"] = fixed_width(cursor.string_after_as())
        elif word in ("AVRO", "JSON"):
            found["paths"] = self._paths(word)
        elif word == "SHAPEFILE" and cursor.accept("SIMPLIFY"):
            found["simplify"] = self._simplify()

    def _simplify(self) -> Simplify:
        auto = self._cursor.accept("AUTO")
        token = self._cursor.peek()
        if token is None or token.kind not in ("string", "number"):
            if auto:
                return Simplify(True, None)
            raise RedshiftError("42601", "SIMPLIFY needs a tolerance, or AUTO (dg/copy-parameters-data-format)")
        text = self._cursor.take().text
        try:
            tolerance = float(text)
        except ValueError:
            tolerance = math.nan
        if not 0 <= tolerance < math.inf:
            raise RedshiftError(
                "22023", f"SIMPLIFY takes a number from 0 on, not '{text}' (dg/copy-parameters-data-format)"
            )
        return Simplify(auto, tolerance)

    def _paths(self, word: str) -> str:
        text = self._cursor.optional_string_after_as()
        if text is None:
            if word == "JSON":
                return "auto"
            raise self._cursor.error()
        modes = ("auto", "auto ignorecase", *(("noshred",) if word == "JSON" else ()))
        if text not in modes and not text.startswith("s3://"):
            raise RedshiftError(
                "42601", f"{word} takes {', '.join(map(repr, modes))} or 's3://jsonpaths', not {text!r}"
            )
        return text

    def _encoding(self) -> str:
        self._cursor.accept("AS")
        token = self._cursor.take()
        encoding = _ENCODINGS.get(token.text.upper())
        if encoding is None:
            raise RedshiftError("22023", f"ENCODING is one of {', '.join(_ENCODINGS)}")
        return encoding

    def _count(self, least: int, most: int, word: str) -> int:
        number = self._cursor.integer_after_as()
        if not least <= number <= most:
            raise RedshiftError("22023", f"{word} must be from {least} to {most} (dg/r_COPY)")
        return number

    def _replacement(self) -> str:
        text = self._cursor.optional_string_after_as()
        if text is not None and (len(text) != 1 or ord(text) > 127):
            raise RedshiftError(
                "22023", "ACCEPTINVCHARS takes one ASCII character (dg/copy-parameters-data-conversion)"
            )
        return text or "?"

    def _switch(self, *words: str) -> None:
        for word in words:
            if self._cursor.accept(word):
                return

    def check(self) -> None:
        found, given = self.found, self._given
        form = found.get("format", "TEXT")
        if form in COLUMNAR_FORMATS:
            if "REGION" in given:
                raise RedshiftError("0A000", f"REGION argument is not supported for {form} based COPY")
            for option in sorted(given - _COLUMNAR):
                raise RedshiftError("0A000", f"{option} argument is not supported for {form} based COPY")
            return
        if "SERIALIZETOJSON" in given:
            raise RedshiftError("0A000", "SERIALIZETOJSON is for columnar formats only (dg/ingest-super)")
        for option in sorted(_FORBIDDEN[form] & given):
            raise RedshiftError("42601", f"{form} is not compatible with {option} (dg/copy-parameters-data-format)")
        for option in sorted(_OF_OTHER_FILES.get(form, set()) & given):
            raise RedshiftError(
                "0A000", f"{form} with {option} is not documented: leave {option} out (dg/copy-parameters-data-format)"
            )
        if len(given & set(_COMPRESSIONS)) > 1:
            raise RedshiftError("42601", "conflicting or redundant options: one compression only")
        if "IGNOREALLERRORS" in given and "MAXERROR" in given:
            raise RedshiftError(
                "42601", "IGNOREALLERRORS and MAXERROR exclude each other (dg/copy-parameters-data-load)"
            )


def _null(text: str) -> str:
    if text in ("\n", "\\n"):
        raise RedshiftError("22023", "NULL AS cannot be a line end (dg/copy-parameters-data-conversion)")
    return "\0" if text in ("\\0", "\\000") else text


def _time_words(text: str, option: str) -> str:
    """A format string, or one of the words in its place, which are told by case."""
    words = ("auto",) if option == "DATEFORMAT" else ("auto", "epochsecs", "epochmillisecs")
    if text.lower() in words and text not in words:
        raise RedshiftError(
            "22023", f"{option} '{text}': the word is lower case (dg/r_DATEFORMAT_and_TIMEFORMAT_strings)"
        )
    return text
