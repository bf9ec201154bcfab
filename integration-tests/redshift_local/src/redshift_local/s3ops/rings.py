"""Which rings of a shapefile's polygon are holes, and of which outer ring.

A shapefile lists rings in any order: outer ones run clockwise, holes the other way.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .geometries import Path
from .simplification import Point

_Box = tuple[float, float, float, float]


def polygons(rings: Sequence[Path]) -> tuple[tuple[Path, ...], ...]:
    """Each outer ring with its holes behind it. A hole that lies in no outer ring is a polygon of its own."""
    areas = [_doubled_area(ring) for ring in rings]
    outer = [at for at, area in enumerate(areas) if area < 0]
    holes = [at for at, area in enumerate(areas) if area >= 0]
    found: dict[int, list[Path]] = {at: [rings[at]] for at in outer}
    boxes = {at: _box(rings[at]) for at in outer} if len(outer) > 1 else {}
    for hole in holes:
        if len(outer) == 1:
            owner: int | None = outer[0]
        else:
            box = _box(rings[hole])
            around = [at for at in outer if _holds(boxes[at], box) and _encloses(rings[at], rings[hole])]
            owner = max(around, key=areas.__getitem__, default=None)  # the smallest: areas of outer rings are negative
        if owner is None:
            found[hole] = [rings[hole]]
        else:
            found[owner].append(rings[hole])
    return tuple(tuple(found[at]) for at in sorted(found))


def _doubled_area(ring: Path) -> float:
    """Negative for a ring that runs clockwise. Relative to its first point, or far coordinates would drown it."""
    x0, y0 = ring[0][:2]
    total = 0.0
    for before, after in pairwise(ring):
        total += (before[0] - x0) * (after[1] - y0) - (after[0] - x0) * (before[1] - y0)
    return total


def _box(ring: Path) -> _Box:
    xs, ys = [point[0] for point in ring], [point[1] for point in ring]
    return min(xs), min(ys), max(xs), max(ys)


def _holds(outer: _Box, inner: _Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def _encloses(outer: Path, inner: Path) -> bool:
    """By most of the points: some may lie on the outer ring itself."""
    inside = sum(_has_inside(outer, point) for point in inner[1:])
    return inside * 2 > len(inner) - 1


def _has_inside(ring: Path, point: Point) -> bool:
    """Whether a ray from the point to the right crosses the ring an odd number of times."""
    x, y = point[:2]
    inside = False
    for before, after in pairwise(ring):
        if (before[1] > y) != (after[1] > y):
            crossing = before[0] + (y - before[1]) / (after[1] - before[1]) * (after[0] - before[0])
            inside ^= x < crossing
    return inside
