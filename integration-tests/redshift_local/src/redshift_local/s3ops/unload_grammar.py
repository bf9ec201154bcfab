"""UNLOAD's grammar (dg/r_UNLOAD). What the page does not name is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import RedshiftError
from .authorization import Authorization, parse_authorization
from .tokens import Cursor, tokenize


@dataclass(frozen=True)
class Unload:
    """A parsed UNLOAD. ``max_file_size`` is in bytes."""

    select: str
    bucket: str
    prefix: str
    authorization: Authorization
    format: str = "TEXT"
    manifest: bool = False
    verbose: bool = False
    header: bool = False
    delimiter: str | None = None
    add_quotes: bool = False
    null: str = ""
    escape: bool = False
    allow_overwrite: bool = False
    clean_path: bool = False
    parallel: bool = True
    max_file_size: int = 6_200_000_000
    region: str | None = None
    encrypted: bool = False
    kms_key: str | None = None
    gzip: bool = False


_LIMIT = re.compile(r"\blimit\s+(\d+|all)\s*(offset\s+\d+)?\s*;?\s*$", re.IGNORECASE)


def parse_unload(text: str, backslash_escapes: bool) -> Unload:
    """Raises RedshiftError: 42601 for syntax, 0A000 for what UNLOAD does not support."""
    cursor = Cursor(tokenize(text, backslash_escapes))
    cursor.word("UNLOAD")
    if not cursor.accept("("):
        raise RedshiftError("42601", "syntax error: UNLOAD needs a quoted SELECT in parentheses")
    select = cursor.take("string").text
    if not cursor.accept(")"):
        raise RedshiftError("42601", "syntax error: UNLOAD's SELECT must be one quoted string")
    if _LIMIT.search(select):
        raise RedshiftError("0A000", "Limit clause is not supported in the outermost SELECT of UNLOAD (dg/r_UNLOAD)")
    cursor.word("TO")
    bucket, prefix = s3_path(cursor.take("string").text)
    found: dict[str, object] = {}
    authorization = parse_authorization(cursor)
    while not cursor.ended:
        _option(cursor, found)
    unload = Unload(select, bucket, prefix, authorization, **found)  # type: ignore[arg-type]
    _check(unload, set(found))
    return unload


def s3_path(text: str) -> tuple[str, str]:
    match = re.fullmatch(r"s3://([^/]+)/(.*)", text, re.DOTALL)
    if match is None:
        raise RedshiftError("42601", f"the path must be s3://bucket/prefix: {text}")
    return match.group(1), match.group(2)


def _option(cursor: Cursor, found: dict[str, object]) -> None:
    word = cursor.word()
    if word in ("FORMAT", "CSV", "PARQUET", "JSON"):
        if word == "FORMAT":
            cursor.accept("AS")
            word = cursor.word("CSV", "PARQUET", "JSON")
        if word == "JSON":
            raise RedshiftError("0A000", "FORMAT JSON is not in the stand-in yet")
        found["format"] = word
    elif word == "MANIFEST":
        found["manifest"] = True
        found["verbose"] = cursor.accept("VERBOSE")
    elif word in ("HEADER", "ADDQUOTES", "ESCAPE", "GZIP", "ENCRYPTED"):
        found[{"ADDQUOTES": "add_quotes"}.get(word, word.lower())] = True
        if word == "ENCRYPTED":
            cursor.accept("AUTO")
    elif word == "ALLOWOVERWRITE":
        found["allow_overwrite"] = True
    elif word == "CLEANPATH":
        found["clean_path"] = True
    elif word == "DELIMITER":
        found["delimiter"] = cursor.string_after_as()
    elif word == "NULL":
        found["null"] = cursor.string_after_as()
    elif word == "PARALLEL":
        found["parallel"] = cursor.word("ON", "TRUE", "OFF", "FALSE") in ("ON", "TRUE")
    elif word == "MAXFILESIZE":
        cursor.accept("AS")
        size = float(cursor.take("number").text)
        unit = 1_000_000_000 if cursor.accept("GB") else 1_000_000
        cursor.accept("MB")
        found["max_file_size"] = int(size * unit)
    elif word == "REGION":
        found["region"] = cursor.string_after_as()
    elif word == "KMS_KEY_ID":
        found["kms_key"] = cursor.take("string").text
    elif word in ("BZIP2", "ZSTD", "FIXEDWIDTH", "PARTITION", "ROWGROUPSIZE", "EXTENSION"):
        raise RedshiftError("0A000", f"{word} is not in the stand-in yet")
    else:
        raise RedshiftError("42601", f'syntax error at or near "{word}": not an option of UNLOAD (dg/r_UNLOAD)')


def _check(unload: Unload, given: set[str]) -> None:
    forbidden = {
        "PARQUET": {"delimiter", "add_quotes", "escape", "null", "header", "gzip"},
        "CSV": {"add_quotes", "escape"},
    }.get(unload.format, set())
    for option in sorted(forbidden & given):
        raise RedshiftError("0A000", f"{option.upper()} is not supported for UNLOAD to {unload.format} (dg/r_UNLOAD)")
    if unload.allow_overwrite and unload.clean_path:
        raise RedshiftError("42601", "ALLOWOVERWRITE and CLEANPATH exclude each other (dg/r_UNLOAD)")
    if unload.kms_key is not None and not unload.encrypted:
        raise RedshiftError("42601", "KMS_KEY_ID needs ENCRYPTED (dg/r_UNLOAD)")
    if unload.format == "PARQUET" and unload.encrypted and unload.kms_key is None:
        raise RedshiftError("0A000", "UNLOAD to PARQUET supports ENCRYPTED with KMS_KEY_ID only (dg/r_UNLOAD)")
    if not 5_000_000 <= unload.max_file_size <= 6_200_000_000:
        raise RedshiftError("22023", "MAXFILESIZE must be between 5 MB and 6.2 GB (dg/r_UNLOAD)")
    if unload.delimiter is not None and (len(unload.delimiter) != 1 or ord(unload.delimiter) > 127):
        raise RedshiftError("22023", "DELIMITER must be one ASCII character (dg/r_UNLOAD)")
