"""SIMPLIFY of COPY: geometries with fewer points, and what became of them (dg/spatial-copy-shapefile)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import chain

from .geometries import Geometry
from .simplification import least_tolerance, significances, simplified

MAX_BYTES = 1_048_447
"""Of a GEOMETRY (dg/spatial-limitations)."""


@dataclass(frozen=True)
class Simplify:
    """SIMPLIFY. ``tolerance`` is in the units of the coordinates.

    With ``auto`` only geometries that are too large change, and ``tolerance`` is the most that is taken; None is any.
    """

    auto: bool
    tolerance: float | None


@dataclass(frozen=True)
class Simplification:
    """What SIMPLIFY AUTO did to one geometry: sizes in bytes; both final values are 0 where it could not be done."""

    initial_size: int
    done: bool
    final_size: int = 0
    final_tolerance: float = 0.0


def fit(geometry: Geometry, simplify: Simplify | None) -> tuple[Geometry, Simplification | None]:
    """The geometry by SIMPLIFY, which may still be too large, and what SIMPLIFY AUTO did if it had something to do."""
    if simplify is None or (simplify.auto and geometry.size <= MAX_BYTES):
        return geometry, None
    if not simplify.auto:
        tolerance = simplify.tolerance or 0.0
        return geometry.map(lambda path: simplified(path, significances(path, tolerance), tolerance)), None
    found = {id(path): significances(path) for path in geometry.paths}
    most = (MAX_BYTES - geometry.size_of(0)) // geometry.bytes_of_a_point
    tolerance = least_tolerance(chain.from_iterable(found.values()), most)
    if tolerance > (math.inf if simplify.tolerance is None else simplify.tolerance) or math.isinf(tolerance):
        return geometry, Simplification(geometry.size, False)
    smaller = geometry.map(lambda path: simplified(path, found[id(path)], tolerance))
    return smaller, Simplification(geometry.size, True, smaller.size, tolerance)
