"""Lines with fewer points, by the algorithm of Ramer, Douglas and Peucker (dg/ST_Simplify-function).

Instead of being run for one tolerance, it tells of every point from which tolerance on the point is left out. That
gives the line for any tolerance, and the least tolerance that leaves a number of points, without a search.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence

Point = tuple[float, ...]
"""x and y, and further dimensions, which have no part in the distances (dg/ST_Simplify-function)."""

_CORNERS_OF_A_RING = 3


def significances(points: Sequence[Point], least: float = 0.0) -> list[float]:
    """For every point the least tolerance, in the units of the coordinates, that leaves it out.

    Those up to ``least`` are not told apart. It is infinite for both ends, and for the two corners that a closed line
    needs to stay a ring. Where always the point beside an end is farthest away, the time is quadratic.
    """
    if len(points) < 3:
        return [math.inf] * len(points)
    plane = [point[:2] for point in points]
    found = [0.0] * len(points)
    found[0] = found[-1] = math.inf
    waiting = [(0, len(points) - 1, math.inf)]
    while waiting:
        first, last, above = waiting.pop()
        at, distance = _farthest(plane, first, last)
        # A point is looked at only where those that split the line before it stay.
        found[at] = below = min(distance, above)
        if below > least or above == math.inf:
            waiting += [(start, end, below) for start, end in ((first, at), (at, last)) if end - start > 1]
    if plane[0] == plane[-1]:
        inner = range(1, len(points) - 1)
        for at in heapq.nlargest(_CORNERS_OF_A_RING - 1, inner, key=found.__getitem__):
            found[at] = math.inf
    return found


def simplified(points: Sequence[Point], found: Sequence[float], tolerance: float) -> list[Point]:
    """The points that stay, of the significances that were found. The ends do, so that a ring stays closed."""
    return [point for point, significance in zip(points, found, strict=True) if significance > tolerance]


def least_tolerance(found: Iterable[float], most: int) -> float:
    """The least tolerance that leaves at most ``most`` points; infinity where there is none."""
    ranked = sorted(found, reverse=True)
    if most >= len(ranked):
        return 0.0
    return ranked[most] if most >= 0 else math.inf


def _farthest(plane: Sequence[Point], first: int, last: int) -> tuple[int, float]:
    """The point between two others that is farthest from the segment they span; of equals the middle one.

    The middle one keeps the depth small for zigzags of one height.
    """
    (x0, y0), (x1, y1) = plane[first], plane[last]
    dx, dy = x1 - x0, y1 - y0
    squared = dx * dx + dy * dy
    middle = (first + last) // 2
    at, most = middle, 0.0
    for i, (x, y) in enumerate(plane[first + 1 : last], first + 1):
        x -= x0
        y -= y0
        along = x * dx + y * dy
        if along <= 0:
            distance = x * x + y * y
        elif along >= squared:
            distance = (x - dx) ** 2 + (y - dy) ** 2
        else:
            distance = (x * dy - y * dx) ** 2 / squared
        if distance >= most and (distance > most or abs(i - middle) < abs(at - middle)):
            at, most = i, distance
    return at, math.sqrt(most)
