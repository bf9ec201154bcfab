"""Geometries in memory, and their extended well-known binary form (dg/geospatial-overview)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from .simplification import Point

POINT, LINESTRING, POLYGON = 1, 2, 3
_TO_MULTI = 3
_WITH_Z, _WITH_M, _WITH_SRID = 0x80000000, 0x40000000, 0x20000000
_HEAD, _SRID, _COUNT, _NUMBER = 5, 4, 4, 8  # bytes
Path = Sequence[Point]


@dataclass(frozen=True)
class Geometry:
    """Points, lines or polygons; several make a MULTIPOINT, MULTILINESTRING or MULTIPOLYGON.

    Each part has its paths: a polygon its outer ring and its holes, a line itself, a point the one point.
    """

    kind: int
    multi: bool
    parts: tuple[tuple[Path, ...], ...]
    has_z: bool = False
    has_m: bool = False
    srid: int = 0

    @property
    def bytes_of_a_point(self) -> int:
        return _NUMBER * (2 + self.has_z + self.has_m)

    @property
    def paths(self) -> Iterator[Path]:
        return chain.from_iterable(self.parts)

    @property
    def size(self) -> int:
        """Bytes of the binary form."""
        return self.size_of(sum(len(path) for path in self.paths))

    def size_of(self, points: int) -> int:
        """Bytes of the binary form if so many points were left in the paths."""
        head = _HEAD + (_SRID if self.srid else 0)
        shells = (_COUNT + _HEAD * len(self.parts)) if self.multi else 0
        paths = sum(len(part) for part in self.parts)
        counts = {POINT: 0, LINESTRING: paths, POLYGON: len(self.parts) + paths}[self.kind] * _COUNT
        return head + shells + counts + points * self.bytes_of_a_point

    def map(self, change: Callable[[Path], Path]) -> Geometry:
        """The same geometry of other paths."""
        return replace(self, parts=tuple(tuple(change(path) for path in part) for part in self.parts))

    def ewkb(self) -> bytes:
        """Little-endian; the SRID stands once, in the head, and not at all where it is 0."""
        bodies = [self._body(part) for part in self.parts]
        flags = (_WITH_Z if self.has_z else 0) | (_WITH_M if self.has_m else 0)
        code, srid = self.kind | flags, self.srid
        if self.multi:
            head = struct.pack("<BI", 1, code)
            bodies = [struct.pack("<I", len(bodies)), *(head + body for body in bodies)]
            code += _TO_MULTI
        top = struct.pack("<BII", 1, code | _WITH_SRID, srid) if srid else struct.pack("<BI", 1, code)
        return top + b"".join(bodies)

    def _body(self, part: Sequence[Path]) -> bytes:
        if self.kind == POINT:
            return _numbers(part[0])
        counted = [struct.pack("<I", len(path)) + _numbers(path) for path in part]
        if self.kind == POLYGON:
            counted.insert(0, struct.pack("<I", len(part)))
        return b"".join(counted)


def _numbers(path: Path) -> bytes:
    numbers = list(chain.from_iterable(path))
    return struct.pack(f"<{len(numbers)}d", *numbers)
