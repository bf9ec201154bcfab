"""PostgreSQL's COPY text format: the form in which rows pass between the engine and files."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence

Row = tuple[str | None, ...]

_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"v": b"\v"}
_SPECIAL = re.compile(r"[\\\n\r\t\b\f\v]")
_MARKS = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "\v": "\\v"}


def decode_field(field: bytes) -> str | None:
    if field == b"\\N":
        return None
    if b"\\" in field:
        field = _ESCAPE.sub(lambda m: _PLAIN.get(m.group(1), m.group(1)), field)
    return field.decode("utf-8")


async def decode_rows(chunks: AsyncIterator[bytes]) -> AsyncIterator[Row]:
    """Rows out of chunks of any size."""
    rest = b""
    async for chunk in chunks:
        lines = (rest + chunk).split(b"\n")
        rest = lines.pop()
        for line in lines:
            yield tuple(decode_field(field) for field in line.split(b"\t"))


def encode_row(row: Sequence[str | None]) -> bytes:
    fields = ("\\N" if v is None else _SPECIAL.sub(lambda m: _MARKS[m.group()], v) for v in row)
    return ("\t".join(fields) + "\n").encode("utf-8")
