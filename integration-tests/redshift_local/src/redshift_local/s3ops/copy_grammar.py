"""COPY's grammar (dg/r_COPY). What the page does not name is refused."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import RedshiftError
from .authorization import Authorization, parse_authorization
from .tokens import Cursor, Token, tokenize
from .unload_grammar import s3_path


@dataclass(frozen=True)
class Copy:
    """A parsed COPY. ``table`` is as written; ``columns`` empty means all."""

    table: str
    columns: tuple[str, ...]
    bucket: str
    key: str
    authorization: Authorization
    format: str = "TEXT"
    avro_paths: str = "auto"
    gzip: bool = False
    manifest: bool = False
    delimiter: str | None = None
    null: str = "\\N"
    region: str | None = None
    ignore_header: int = 0
    empty_as_null: bool = False
    escape: bool = False
    serialize_to_json: bool = False


_PARQUET_ONLY_TAKES = {
    "format",
    "manifest",
    "serialize_to_json",
    "fillrecord",
    "acceptinvchars",
    "statupdate",
    "explicit_ids",
}


def parse_copy(text: str, backslash_escapes: bool) -> Copy:
    """Raises RedshiftError: 42601 for syntax, 0A000 for what COPY does not support."""
    cursor = Cursor(tokenize(text, backslash_escapes))
    cursor.word("COPY")
    table = _name(cursor)
    columns = _columns(cursor) if cursor.accept("(") else ()
    cursor.word("FROM")
    bucket, key = s3_path(cursor.take("string").text)
    authorization = parse_authorization(cursor)
    found: dict[str, object] = {}
    while not cursor.ended:
        _option(cursor, found)
    _check(found)
    return Copy(table, columns, bucket, key, authorization, **found)  # type: ignore[arg-type]


def _identifier(token: Token) -> str:
    if token.kind not in ("word", "name"):
        raise RedshiftError("42601", f'syntax error at or near "{token.text}"')
    return token.text.lower() if token.kind == "word" else token.text


def _name(cursor: Cursor) -> str:
    parts = [_identifier(cursor.take())]
    while cursor.accept("."):
        parts.append(_identifier(cursor.take()))
    return ".".join(parts)


def _columns(cursor: Cursor) -> tuple[str, ...]:
    names = []
    while True:
        name = _identifier(cursor.take())
        names.append(name[1:-1].replace('""', '"') if name.startswith('"') else name)
        if cursor.accept(")"):
            return tuple(names)
        if not cursor.accept(","):
            raise RedshiftError("42601", "syntax error in COPY's column list")


def _option(cursor: Cursor, found: dict[str, object]) -> None:
    word = cursor.word()
    if word in ("FORMAT", "CSV", "PARQUET", "AVRO", "JSON", "ORC"):
        if word == "FORMAT":
            cursor.accept("AS")
            word = cursor.word("CSV", "PARQUET", "AVRO", "JSON", "ORC")
        if word in ("JSON", "ORC"):
            raise RedshiftError("0A000", f"COPY from {word} is not in the stand-in yet")
        found["format"] = word
        if word == "AVRO":
            found["avro_paths"] = cursor.string_after_as()
    elif word in ("GZIP", "MANIFEST", "ESCAPE"):
        found[word.lower()] = True
    elif word == "SERIALIZETOJSON":
        found["serialize_to_json"] = True
    elif word == "EMPTYASNULL":
        found["empty_as_null"] = True
    elif word == "DELIMITER":
        found["delimiter"] = cursor.string_after_as()
    elif word == "NULL":
        found["null"] = cursor.string_after_as()
    elif word == "REGION":
        found["region"] = cursor.string_after_as()
    elif word == "IGNOREHEADER":
        cursor.accept("AS")
        found["ignore_header"] = int(cursor.take("number").text)
    elif word in ("DATEFORMAT", "TIMEFORMAT"):
        if cursor.string_after_as() != "auto":
            raise RedshiftError("0A000", f"{word} other than 'auto' is not in the stand-in yet")
    elif word in ("COMPUPDATE", "STATUPDATE"):
        for value in ("ON", "OFF", "TRUE", "FALSE"):
            if cursor.accept(value):
                break
    else:
        raise RedshiftError("42601", f'syntax error at or near "{word}": not an option of COPY that the stand-in knows')


def _check(found: dict[str, object]) -> None:
    if found.get("format") == "PARQUET":
        if "region" in found:
            raise RedshiftError("0A000", "REGION argument is not supported for PARQUET based COPY")
        for option in sorted(set(found) - _PARQUET_ONLY_TAKES):
            raise RedshiftError("0A000", f"{option.upper()} argument is not supported for PARQUET based COPY")
    elif found.get("serialize_to_json"):
        raise RedshiftError("0A000", "SERIALIZETOJSON is for columnar formats only (dg/ingest-super)")
    if found.get("format") == "CSV" and found.get("escape"):
        raise RedshiftError("42601", "CSV is not compatible with ESCAPE (dg/copy-parameters-data-format)")
