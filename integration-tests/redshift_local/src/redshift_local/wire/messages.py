"""Frames of the PostgreSQL wire protocol, version 3: making them and taking them apart."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..errors import RedshiftError

SSL_REQUEST = 80877103
GSS_REQUEST = 80877104
CANCEL_REQUEST = 80877102
PROTOCOL_3 = 196608

_int16 = struct.Struct("!h")
_int32 = struct.Struct("!i")


def frame(kind: bytes, body: bytes = b"") -> bytes:
    return kind + _int32.pack(len(body) + 4) + body


def cstring(text: str) -> bytes:
    return text.encode("utf-8") + b"\0"


def read_cstring(body: bytes, at: int) -> tuple[str, int]:
    """The zero-terminated text at ``at`` and the position behind it."""
    end = body.index(b"\0", at)
    return body[at:end].decode("utf-8", errors="replace"), end + 1


def parameter_status(name: str, value: str) -> bytes:
    return frame(b"S", cstring(name) + cstring(value))


def ready_for_query(status: bytes) -> bytes:
    return frame(b"Z", status)


def command_complete(tag: str) -> bytes:
    return frame(b"C", cstring(tag))


def startup(parameters: Mapping[str, str]) -> bytes:
    body = b"".join(cstring(name) + cstring(value) for name, value in parameters.items()) + b"\0"
    return _int32.pack(len(body) + 8) + _int32.pack(PROTOCOL_3) + body


def query(sql: str) -> bytes:
    return frame(b"Q", cstring(sql))


def parse(name: str, sql: str, parameter_types: bytes = b"\0\0") -> bytes:
    return frame(b"P", cstring(name) + cstring(sql) + parameter_types)


def close_statement(name: str) -> bytes:
    return frame(b"C", b"S" + cstring(name))


def describe_statement(name: str) -> bytes:
    return frame(b"D", b"S" + cstring(name))


def run_once(name: str) -> bytes:
    """Bind, execute and close a parsed statement without parameters, under a portal of the same name."""
    bound = frame(b"B", cstring(name) + cstring(name) + b"\0\0\0\0\0\0")
    return bound + frame(b"E", cstring(name) + b"\0\0\0\0") + frame(b"C", b"P" + cstring(name)) + close_statement(name)


SYNC = frame(b"S")
FLUSH = frame(b"H")
TERMINATE = frame(b"X")
PARSE_COMPLETE = frame(b"1")
BIND_COMPLETE = frame(b"2")
CLOSE_COMPLETE = frame(b"3")
NO_DATA = frame(b"n")
EMPTY_QUERY = frame(b"I")
NO_PARAMETERS = frame(b"t", b"\0\0")


def _fields(pairs: Iterable[tuple[bytes, str | None]]) -> bytes:
    return b"".join(code + cstring(value) for code, value in pairs if value) + b"\0"


def error_response(error: RedshiftError, severity: str = "ERROR") -> bytes:
    return frame(
        b"E",
        _fields(
            [
                (b"S", severity),
                (b"C", error.sqlstate),
                (b"M", error.message),
                (b"D", error.detail),
                (b"H", error.hint),
            ]
        ),
    )


def info_notice(message: str) -> bytes:
    return frame(b"N", _fields([(b"S", "INFO"), (b"C", "00000"), (b"M", message)]))


def parse_error(body: bytes) -> RedshiftError:
    """An ErrorResponse or NoticeResponse body as an error value."""
    fields: dict[bytes, str] = {}
    for part in body.split(b"\0"):
        if part:
            fields[part[:1]] = part[1:].decode("utf-8", errors="replace")
    return RedshiftError(
        fields.get(b"C", "XX000"), fields.get(b"M", "unknown error"), fields.get(b"D"), fields.get(b"H")
    )


@dataclass(frozen=True)
class Field:
    """One column of a RowDescription as the engine sends it."""

    name: str
    table_oid: int
    attribute: int
    type_oid: int
    type_size: int
    type_modifier: int
    format_code: int


def parse_row_description(body: bytes) -> list[Field]:
    count = _int16.unpack_from(body, 0)[0]
    at = 2
    fields = []
    for _ in range(count):
        name, at = read_cstring(body, at)
        table, attribute, kind, size, modifier, code = struct.unpack_from("!ihihih", body, at)
        at += 18
        fields.append(Field(name, table & 0xFFFFFFFF, attribute, kind & 0xFFFFFFFF, size, modifier, code))
    return fields


def parse_data_row(body: bytes) -> tuple[str | None, ...]:
    count = _int16.unpack_from(body, 0)[0]
    at = 2
    values: list[str | None] = []
    for _ in range(count):
        length = _int32.unpack_from(body, at)[0]
        at += 4
        if length < 0:
            values.append(None)
        else:
            values.append(body[at : at + length].decode("utf-8"))
            at += length
    return tuple(values)


def holds_message(buffer: bytearray) -> bool:
    """Whether a whole message is at the buffer's front."""
    return len(buffer) >= 5 and len(buffer) > _int32.unpack_from(buffer, 1)[0]


def end_of_run(buffer: bytearray, kind: int) -> int:
    """The position behind the whole messages of one kind at the buffer's front."""
    # The inner loop of every large result: local names, and no slices.
    length_at = _int32.unpack_from
    size = len(buffer)
    last = size - 5
    at = 0
    while at <= last and buffer[at] == kind:
        end = at + 1 + length_at(buffer, at + 1)[0]
        if end > size:
            break
        at = end
    return at


def affected_rows(tag: str) -> int:
    """The row count at the end of a command tag such as ``INSERT 0 5``; 0 when there is none."""
    last = tag.rsplit(" ", 1)[-1]
    return int(last) if last.isdigit() else 0
