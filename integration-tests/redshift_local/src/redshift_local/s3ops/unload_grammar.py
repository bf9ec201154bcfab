"""UNLOAD's grammar (dg/r_UNLOAD). What the page does not name is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..dialect.lexer import tokenize as sql_tokens
from ..dialect.pages import add_page
from ..errors import RedshiftError
from .authorization import Authorization, parse_authorization
from .option_reader import OptionReader
from .tokens import Cursor, tokenize

MEGABYTE = 1_000_000
_LARGEST_FILE = 6_200 * MEGABYTE
_ROW_GROUP_STEP = 32 * MEGABYTE


@dataclass(frozen=True)
class Unload:
    """A parsed UNLOAD. Sizes are in bytes."""

    select: str
    bucket: str
    prefix: str
    authorization: Authorization
    format: str = "TEXT"
    partition_by: tuple[str, ...] = ()
    include: bool = False
    """Partition columns are kept in the files, too."""
    manifest: bool = False
    verbose: bool = False
    header: bool = False
    delimiter: str = "|"
    fixed_width: tuple[tuple[str, int], ...] = ()
    """Labels and widths in characters."""
    add_quotes: bool = False
    null: str | None = None
    escape: bool = False
    allow_overwrite: bool = False
    clean_path: bool = False
    parallel: bool = True
    max_file_size: int = _LARGEST_FILE
    row_group_size: int = _ROW_GROUP_STEP
    extension: str | None = None
    compression: str | None = None
    region: str | None = None
    encrypted: bool = False
    auto_key: bool = False
    kms_key: str | None = None


_FORMATS = ("CSV", "PARQUET", "JSON")
_COMPRESSIONS = ("GZIP", "BZIP2", "ZSTD")
_FORBIDDEN = {
    "PARQUET": {"DELIMITER", "FIXEDWIDTH", "ADDQUOTES", "ESCAPE", "NULL", "HEADER", *_COMPRESSIONS},
    "JSON": {"DELIMITER", "HEADER", "FIXEDWIDTH", "ADDQUOTES", "ESCAPE", "NULL", "ROWGROUPSIZE"},
    "CSV": {"FIXEDWIDTH", "ADDQUOTES", "ESCAPE", "ROWGROUPSIZE"},
    "TEXT": {"ROWGROUPSIZE"},
}
_EXCLUSIVE = (
    ("ALLOWOVERWRITE", "CLEANPATH"),
    ("FIXEDWIDTH", "DELIMITER"),
    ("FIXEDWIDTH", "HEADER"),
    ("FIXEDWIDTH", "ADDQUOTES"),
    ("FIXEDWIDTH", "ESCAPE"),
    ("GZIP", "BZIP2"),
    ("GZIP", "ZSTD"),
    ("BZIP2", "ZSTD"),
)


def parse_unload(text: str, backslash_escapes: bool) -> Unload:
    """Raises RedshiftError: 42601 for syntax, 0A000 for what UNLOAD does not support, 22023 for bad values."""
    try:
        return _parsed(text, backslash_escapes)
    except RedshiftError as error:
        raise add_page(error, "dg/r_UNLOAD") from None


def _parsed(text: str, backslash_escapes: bool) -> Unload:
    cursor = Cursor(tokenize(text, backslash_escapes))
    cursor.word("UNLOAD")
    cursor.mark("(")
    select = cursor.take("string").text
    cursor.mark(")")
    if _has_outer_limit(select, backslash_escapes):
        raise RedshiftError("0A000", "Limit clause is not supported in the outermost SELECT of UNLOAD (dg/r_UNLOAD)")
    cursor.word("TO")
    bucket, prefix = s3_path(cursor.take("string").text)
    if bucket.endswith("-s3alias"):
        raise RedshiftError("0A000", "UNLOAD takes no alias of an S3 access point (dg/r_UNLOAD)")
    options = _Options(cursor)
    authorization = parse_authorization(cursor)
    options.read()
    options.check(authorization)
    found = options.found
    if found.get("partition_by") and prefix and not prefix.endswith("/"):
        prefix += "/"
    if found.get("format") == "CSV":
        found.setdefault("delimiter", ",")
    return Unload(select, bucket, prefix, authorization, **found)


def _has_outer_limit(select: str, backslash_escapes: bool) -> bool:
    depth = 0
    for token in sql_tokens(select, backslash_escapes):
        depth += token.is_punct("(") - token.is_punct(")")
        if depth == 0 and token.upper == "LIMIT":
            return True
    return False


def s3_path(text: str) -> tuple[str, str]:
    match = re.fullmatch(r"s3://([^/]+)(?:/(.*))?", text, re.DOTALL)
    if match is None:
        raise RedshiftError("42601", f"the path must be s3://bucket/prefix: {text}")
    return match.group(1), match.group(2) or ""


def delimiter(text: str) -> str:
    """One ASCII character, also written ``\\t`` or as ``\\ddd`` in octal digits."""
    if text == "\\t":
        return "\t"
    if re.fullmatch(r"\\[0-7]{3}", text):
        text = chr(int(text[1:], 8))
    if len(text) != 1 or ord(text) > 127:
        raise RedshiftError("22023", "DELIMITER must be a single ASCII character (dg/r_UNLOAD)")
    return text


def fixed_width(text: str) -> tuple[tuple[str, int], ...]:
    """``label:width,...``."""
    found = []
    for part in text.split(","):
        label, colon, width = part.strip().rpartition(":")
        if not colon or not label or not width.strip().isdigit() or int(width) == 0:
            raise RedshiftError("22023", f"FIXEDWIDTH takes 'label:width,...', and not {part.strip()!r}")
        found.append((label, int(width)))
    return tuple(found)


class _Options(OptionReader):
    def _option(self) -> None:
        cursor, found = self._cursor, self.found
        word = cursor.word()
        if word == "FORMAT" or word in _FORMATS:
            if word == "FORMAT":
                cursor.accept("AS")
                word = cursor.word(*_FORMATS)
            self._once("FORMAT")
            found["format"] = word
            return
        self._once(word)
        if word == "PARTITION":
            cursor.word("BY")
            cursor.mark("(")
            found["partition_by"] = cursor.names()
            found["include"] = cursor.accept("INCLUDE")
        elif word == "MANIFEST":
            found["manifest"] = True
            found["verbose"] = cursor.accept("VERBOSE")
        elif word in _FLAGS:
            found[_FLAGS[word]] = True
        elif word in _COMPRESSIONS:
            found["compression"] = word
        elif word == "ENCRYPTED":
            found["encrypted"] = True
            found["auto_key"] = cursor.accept("AUTO")
        elif word == "DELIMITER":
            found["delimiter"] = delimiter(cursor.string_after_as())
        elif word == "FIXEDWIDTH":
            found["fixed_width"] = fixed_width(cursor.string_after_as())
        elif word == "NULL":
            found["null"] = cursor.string_after_as()
        elif word == "PARALLEL":
            found["parallel"] = self._switch()
        elif word == "MAXFILESIZE":
            found["max_file_size"] = self._size(whole=False)
        elif word == "ROWGROUPSIZE":
            found["row_group_size"] = self._size(whole=True)
        elif word == "REGION":
            found["region"] = cursor.string_after_as()
        elif word == "EXTENSION":
            found["extension"] = cursor.take("string").text
        elif word == "KMS_KEY_ID":
            found["kms_key"] = cursor.take("string").text
        else:
            raise RedshiftError("42601", f'syntax error at or near "{word}": not an option of UNLOAD (dg/r_UNLOAD)')

    def _switch(self) -> bool:
        for value in ("OFF", "FALSE"):
            if self._cursor.accept(value):
                return False
        for value in ("ON", "TRUE"):
            if self._cursor.accept(value):
                return True
        return True

    def _size(self, *, whole: bool) -> int:
        self._cursor.accept("AS")
        text = self._cursor.take("number").text
        if whole and "." in text:
            raise RedshiftError("22023", "ROWGROUPSIZE must be an integer (dg/r_UNLOAD)")
        unit = 1000 * MEGABYTE if self._cursor.accept("GB") else MEGABYTE
        self._cursor.accept("MB")
        return int(float(text) * unit)

    def check(self, authorization: Authorization) -> None:
        found, given = self.found, self._given
        form = found.get("format", "TEXT")
        for option in sorted(_FORBIDDEN[form] & given):
            name = "NULL AS" if option == "NULL" else option
            raise RedshiftError("0A000", f"{name} is not supported for UNLOAD to {form} (dg/r_UNLOAD)")
        for one, other in _EXCLUSIVE:
            if one in given and other in given:
                raise RedshiftError("42601", f"{one} and {other} exclude each other (dg/r_UNLOAD)")
        self._check_encryption(form, authorization)
        if not 5 * MEGABYTE <= found.get("max_file_size", _LARGEST_FILE) <= _LARGEST_FILE:
            raise RedshiftError("22023", "MAXFILESIZE must be between 5 MB and 6.2 GB (dg/r_UNLOAD)")
        if not 32 * MEGABYTE <= found.get("row_group_size", _ROW_GROUP_STEP) <= 128 * MEGABYTE:
            raise RedshiftError("22023", "ROWGROUPSIZE must be between 32 MB and 128 MB (dg/r_UNLOAD)")
        if form == "PARQUET" and "max_file_size" in found:
            steps = max(1, found["max_file_size"] // _ROW_GROUP_STEP)
            found["max_file_size"] = steps * _ROW_GROUP_STEP

    def _check_encryption(self, form: str, authorization: Authorization) -> None:
        found = self.found
        key, encrypted, auto = found.get("kms_key"), found.get("encrypted", False), found.get("auto_key", False)
        if key is not None and not encrypted:
            raise RedshiftError("42601", "KMS_KEY_ID needs ENCRYPTED (dg/r_UNLOAD)")
        if key is not None and auto:
            raise RedshiftError("42601", "ENCRYPTED AUTO takes the bucket's key, and no KMS_KEY_ID (dg/r_UNLOAD)")
        if key is not None and authorization.by_credentials_string:
            raise RedshiftError("42601", "KMS_KEY_ID cannot be used with CREDENTIALS (dg/r_UNLOAD)")
        if encrypted and key is None and not auto:
            if form == "PARQUET":
                raise RedshiftError("0A000", "UNLOAD to PARQUET supports ENCRYPTED with KMS_KEY_ID or AUTO only")
            raise RedshiftError("0A000", "client-side encryption of UNLOAD has ended: use KMS_KEY_ID or AUTO")


_FLAGS = {
    "HEADER": "header",
    "ADDQUOTES": "add_quotes",
    "ESCAPE": "escape",
    "ALLOWOVERWRITE": "allow_overwrite",
    "CLEANPATH": "clean_path",
}
