"""Shapes of a .shp file as geometries: a shape of one part is a single geometry, one of several a multiple one."""

from __future__ import annotations

import math
from typing import Any

import shapefile

from .geometries import LINESTRING, POINT, POLYGON, Geometry, Path
from .rings import polygons
from .simplification import Point

_NULL = 0
_POINT, _LINES, _RINGS, _POINTS = 1, 3, 5, 8
_Z, _M = 10, 20
"""What is added to a type's number for shapes with heights (and perhaps measures), and for shapes with measures."""


def geometry_of(shape: Any, srid: int) -> Geometry | None:
    """None for a null shape. ValueError for a shape that is no geometry, such as a surface of patches."""
    if shape.shapeType == _NULL:
        return None
    dimensions, base = divmod(shape.shapeType, 10)
    if base not in (_POINT, _LINES, _RINGS, _POINTS) or dimensions * 10 not in (0, _Z, _M):
        name = shapefile.SHAPETYPE_LOOKUP.get(shape.shapeType, shape.shapeType)
        raise ValueError(f"a shape of type {name} is not a geometry")
    has_z = dimensions * 10 == _Z
    has_m = any(measure is not None for measure in getattr(shape, "m", ()))
    points = _points(shape, has_z, has_m)
    if base in (_POINT, _POINTS):
        return Geometry(POINT, base == _POINTS, tuple(([point],) for point in points), has_z, has_m, srid)
    ends = [*shape.parts[1:], len(points)]
    paths = [points[start:end] for start, end in zip(shape.parts, ends, strict=True)]
    if any(not path for path in paths):
        raise ValueError("a part of the shape has no points")
    kind = LINESTRING if base == _LINES else POLYGON
    parts: tuple[tuple[Path, ...], ...] = tuple((path,) for path in paths) if base == _LINES else polygons(paths)
    return Geometry(kind, len(parts) > 1, parts, has_z, has_m, srid)


def _points(shape: Any, has_z: bool, has_m: bool) -> list[Point]:
    more = [shape.z] if has_z else []
    if has_m:
        more.append([math.nan if measure is None else measure for measure in shape.m])
    if not more:
        return list(shape.points)
    return [(*point, *numbers) for point, numbers in zip(shape.points, zip(*more, strict=True), strict=True)]
