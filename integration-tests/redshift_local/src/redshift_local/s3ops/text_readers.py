"""Records out of text files: CSV, delimited, fixed width (dg/copy-parameters-data-format)."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from .copy_grammar import Copy
from .load_errors import Problem
from .lzop_stream import LzopStream

csv.field_size_limit(sys.maxsize)
_ARROW_COMPRESSION = {"GZIP": "gzip", "BZIP2": "bz2", "ZSTD": "zstd"}


@dataclass(frozen=True)
class Record:
    """One record's fields (None is NULL), the number of its last line, and its text as far as it is known.

    ``problem`` is what the reader itself found wrong with its first field.
    """

    line: int
    fields: list[str | None]
    raw: str
    problem: Problem | None = None


class BadRecord(Exception):
    """A record whose borders cannot be told: nothing behind it can be read either."""

    def __init__(self, line: int, code: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.code, self.reason = line, code, reason


def open_text(copy: Copy, path: Path) -> io.TextIOWrapper:
    """The decompressed file. Bytes that are not of the encoding become surrogates, for ACCEPTINVCHARS to find."""
    raw: Any
    if copy.compression == "LZOP":
        raw = LzopStream(path)
    else:
        raw = pa.input_stream(str(path), compression=_ARROW_COMPRESSION[copy.compression] if copy.compression else None)
    return io.TextIOWrapper(io.BufferedReader(raw), copy.encoding, errors="surrogateescape", newline="\n")


def text_records(copy: Copy, path: Path) -> Iterator[Record]:
    """Raises BadRecord, and OSError for a file that cannot be decompressed."""
    with open_text(copy, path) as text:
        if copy.format == "CSV":
            yield from _csv(copy, text)
        elif copy.format == "FIXEDWIDTH":
            yield from _fixed(copy, text)
        else:
            yield from _delimited(copy, text)


def _csv(copy: Copy, text: io.TextIOWrapper) -> Iterator[Record]:
    for _ in range(copy.ignore_header):
        text.readline()
    reader = csv.reader(text, delimiter=copy.delimiter, quotechar=copy.quote, doublequote=True, strict=True)
    null = copy.null
    try:
        for fields in reader:
            if not fields:
                if copy.ignore_blank_lines:
                    continue
                fields = [""]
            line = reader.line_num + copy.ignore_header
            yield Record(line, [None if f == null else f for f in fields], "")
    except csv.Error as error:
        reason = f"Invalid quote formatting for CSV: {error}"
        raise BadRecord(reader.line_num + copy.ignore_header, 1214, reason) from None


def _lines(copy: Copy, text: io.TextIOWrapper) -> Iterator[tuple[int, str]]:
    """Lines without their ends, joined where an escape stands before the end."""
    held = ""
    for number, line in enumerate(text, 1):
        if number <= copy.ignore_header:
            continue
        body = line.removesuffix("\n").removesuffix("\r")
        if copy.escape and (len(body) - len(body.rstrip("\\"))) % 2:
            held += line.removesuffix("\n") + "\n" if not line.endswith("\r\n") else body + "\r\n"
            continue
        yield number, held + body
        held = ""
    if held:
        yield number, held


def _fixed(copy: Copy, text: io.TextIOWrapper) -> Iterator[Record]:
    for number, line in _lines(copy, text):
        if not line and copy.ignore_blank_lines:
            continue
        fields: list[str | None] = []
        at = 0
        for _, width in copy.fixed_width:
            field = line[at : at + width]
            fields.append(None if field == copy.null or field.strip() == copy.null else field)
            at += width
        yield Record(number, fields, line)


def _delimited(copy: Copy, text: io.TextIOWrapper) -> Iterator[Record]:
    plain = not copy.escape and not copy.remove_quotes
    delimiter, null = copy.delimiter, copy.null
    split = None if plain else _splitter(copy)
    for number, line in _lines(copy, text):
        if not line and copy.ignore_blank_lines:
            continue
        if split is None or ("\\" not in line and '"' not in line and "'" not in line):
            yield Record(number, [None if f == null else f for f in line.split(delimiter)], line)
        else:
            yield Record(number, [_field(copy, f) for f in split(line)], line)


def _splitter(copy: Copy) -> Callable[[str], list[str]]:
    d = re.escape(copy.delimiter)
    parts = []
    if copy.remove_quotes:
        inner = r"(?:\\.|[^{q}\\])*" if copy.escape else r"[^{q}]*"
        parts += [f'"{inner.replace("{q}", chr(34))}"(?={d}|$)', f"'{inner.replace('{q}', chr(39))}'(?={d}|$)"]
    parts.append(rf"(?:\\.|[^{d}\\])*" if copy.escape else f"[^{d}]*")
    pattern = re.compile(f"({'|'.join(parts)})(?:{d}|$)", re.DOTALL)

    def split(line: str) -> list[str]:
        fields: list[str] = []
        at = 0
        while True:
            found = pattern.match(line, at)
            if found is None:  # a lone escape at the very end
                return [*fields, line[at:]]
            fields.append(found.group(1))
            if found.end() == len(line) and not line[found.end(1) :]:
                return fields
            at = found.end()

    return split


def _field(copy: Copy, field: str) -> str | None:
    if field == copy.null:
        return None
    if copy.remove_quotes and len(field) >= 2 and field[0] == field[-1] and field[0] in "\"'":
        field = field[1:-1]
    if copy.escape and "\\" in field:
        field = re.sub(r"\\(.)", r"\1", field, flags=re.DOTALL)
    return field
