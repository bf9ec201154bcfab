"""INTERVAL values in binary: Redshift's two types are shorter than the engine's one.

The engine sends microseconds, days and months. INTERVAL YEAR TO MONTH is a four-byte number of months, INTERVAL DAY TO
SECOND an eight-byte number of microseconds, as the drivers read them.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

from ..engine.types import INTERVAL, INTERVAL_YEAR_TO_MONTH, wire_type
from .messages import Field, read_cstring

_ENGINE = struct.Struct("!qii")
_DAY = 86_400_000_000
Columns = dict[int, bool]
"""The places of interval columns, with whether they count months."""


def interval_columns(fields: Sequence[Field]) -> Columns:
    return {
        at: wire_type(field.type_oid, field.type_modifier)[0] == INTERVAL_YEAR_TO_MONTH
        for at, field in enumerate(fields)
        if field.type_oid == INTERVAL
    }


def binary_results(bind: bytes, columns: Columns) -> Columns:
    """Those of the columns that a Bind message wants in binary."""
    _, at = read_cstring(bind, 0)
    _, at = read_cstring(bind, at)
    (formats,) = struct.unpack_from("!h", bind, at)
    at += 2 + 2 * formats
    (values,) = struct.unpack_from("!h", bind, at)
    at += 2
    for _ in range(values):
        (length,) = struct.unpack_from("!i", bind, at)
        at += 4 + max(length, 0)
    (count,) = struct.unpack_from("!h", bind, at)
    codes = struct.unpack_from(f"!{count}h", bind, at + 2)
    if count == 1:
        return columns if codes[0] else {}
    return {at: months for at, months in columns.items() if at < count and codes[at]}


def row_conversion(columns: Columns) -> Callable[[bytes], bytes] | None:
    """What makes of the engine's DataRow that of Redshift; None when nothing changes."""
    if not columns:
        return None

    def convert(row: bytes) -> bytes:
        (count,) = struct.unpack_from("!h", row, 0)
        out, at = [row[:2]], 2
        for place in range(count):
            (length,) = struct.unpack_from("!i", row, at)
            end = at + 4 + max(length, 0)
            if place in columns and length == _ENGINE.size:
                microseconds, days, months = _ENGINE.unpack_from(row, at + 4)
                if columns[place]:
                    out.append(struct.pack("!ii", 4, months))
                else:
                    out.append(struct.pack("!iq", 8, microseconds + days * _DAY))
            else:
                out.append(row[at:end])
            at = end
        return b"".join(out)

    return convert
