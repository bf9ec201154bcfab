"""Shapes and sketches in text files, as the engine holds them.

Pages: dg/copy-usage_notes-spatial-data and dg/copy-usage_notes-hll.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import struct

_HEX = re.compile(r"[0-9A-Fa-f]+")
_WKT = re.compile(r"(?:SRID=(\d+);)?\s*([A-Z]+)\s*\((.*)\)", re.IGNORECASE | re.DOTALL)
_RING = re.compile(r"\(([^()]*)\)")
_WITH_SRID = 0x20000000
_GEOGRAPHIC = 4326
_CODES = {"POINT": 1, "LINESTRING": 2, "POLYGON": 3}


def shape(text: str, kind: str) -> str:
    """Hexadecimal EWKB of a shape in hexadecimal WKB or EWKB, or in WKT or EWKT. ValueError for the rest."""
    default = _GEOGRAPHIC if kind == "geography" else 0
    if _HEX.fullmatch(text):
        return _with_srid(bytes.fromhex(text), default)
    found = _WKT.fullmatch(text.strip())
    if found is None or found.group(2).upper() not in _CODES:
        raise ValueError("neither WKB nor WKT of a shape that the stand-in has")
    code = _CODES[found.group(2).upper()]
    if code == 1:
        body = _points(found.group(3))[4:]
    elif code == 2:
        body = _points(found.group(3))
    else:
        rings = _RING.findall(found.group(3))
        body = struct.pack("<I", len(rings)) + b"".join(_points(ring) for ring in rings)
    return _ewkb(code, int(found.group(1) or default), body)


def _points(listed: str) -> bytes:
    pairs = [point.split() for point in listed.split(",")]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError("shapes of other than two dimensions are not in the stand-in yet")
    return struct.pack("<I", len(pairs)) + b"".join(struct.pack("<2d", float(x), float(y)) for x, y in pairs)


def _with_srid(wkb: bytes, default: int) -> str:
    if len(wkb) < 5 or wkb[0] != 1:
        raise ValueError("no little-endian WKB")
    (code,) = struct.unpack_from("<I", wkb, 1)
    if code & _WITH_SRID:
        (srid,) = struct.unpack_from("<I", wkb, 5)
        return _ewkb(code & ~_WITH_SRID, srid or default, wkb[9:])
    return _ewkb(code, default, wkb[5:])


def _ewkb(code: int, srid: int, body: bytes) -> str:
    head = struct.pack("<BII", 1, code | _WITH_SRID, srid) if srid else struct.pack("<BI", 1, code)
    return (head + body).hex().upper()


def sketch(text: str) -> str:
    """A sketch as it is printed: JSON where it is sparse, Base64 where it is dense. ValueError for anything else."""
    if text.startswith("{"):
        document = json.loads(text)
        if not isinstance(document.get("sparse"), dict) or "logm" not in document:
            raise ValueError("no JSON of a sketch")
        return text
    try:
        base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
    return text
