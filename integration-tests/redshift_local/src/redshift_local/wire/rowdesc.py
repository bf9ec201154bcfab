"""RowDescription as Redshift's drivers expect it: Redshift's types, and the extended fields of protocols 1 to 3."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from ..engine.types import wire_type
from .messages import Field, cstring, frame, parse_row_description

_FLAG_NOT_NULL = 1
_FLAG_AUTO_INCREMENT = 1 << 4
_FLAG_SEARCHABLE = 1 << 12


@dataclass(frozen=True)
class Origin:
    """The table column that a result column comes from."""

    schema: str = ""
    table: str = ""
    column: str = ""
    catalog: str = ""
    not_null: bool = False
    auto_increment: bool = False


OriginOf = Callable[[int, int], Origin]


def rewrite_row_description(body: bytes, protocol: int, origin_of: OriginOf, full_name: Callable[[str], str]) -> bytes:
    """The client's RowDescription for the engine's. ``full_name`` undoes the shortening of long identifiers."""
    return encode_row_description(parse_row_description(body), protocol, origin_of, full_name)


def encode_row_description(
    fields: list[Field], protocol: int, origin_of: OriginOf, full_name: Callable[[str], str]
) -> bytes:
    out = [struct.pack("!h", len(fields))]
    for field in fields:
        oid, modifier = wire_type(field.type_oid, field.type_modifier)
        out.append(cstring(full_name(field.name)))
        out.append(
            struct.pack("!IhIhih", field.table_oid, field.attribute, oid, field.type_size, modifier, field.format_code)
        )
        if protocol > 0:
            origin = origin_of(field.table_oid, field.attribute) if field.table_oid else Origin()
            flags = _FLAG_SEARCHABLE | (_FLAG_NOT_NULL if origin.not_null else 0)
            flags |= _FLAG_AUTO_INCREMENT if origin.auto_increment else 0
            for name in (origin.schema, origin.table, origin.column, origin.catalog):
                out.append(cstring(full_name(name)))
            out.append(struct.pack("!h", flags))
    return frame(b"T", b"".join(out))
