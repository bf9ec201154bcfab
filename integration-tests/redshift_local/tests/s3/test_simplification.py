"""The algorithm of Ramer, Douglas and Peucker, and what is made of it."""

from __future__ import annotations

import math
import random
import time

import pytest

from redshift_local.s3ops.simplification import Point, least_tolerance, significances, simplified

LINE: list[Point] = [(0, 0), (1, 2), (1, 1), (2, 2), (2, 1)]
RING: list[Point] = [(0, 0), (0, 4), (2, 4.5), (4, 4), (4, 0), (0, 0)]


def at(points: list[Point], tolerance: float) -> list[Point]:
    return simplified(points, significances(points), tolerance)


def recursive(points: list[Point], tolerance: float) -> list[Point]:
    """The algorithm as it is told."""
    if len(points) < 3:
        return points
    far = max(range(1, len(points) - 1), key=lambda i: _distance(points[i], points[0], points[-1]))
    if _distance(points[far], points[0], points[-1]) <= tolerance:
        return [points[0], points[-1]]
    return recursive(points[: far + 1], tolerance)[:-1] + recursive(points[far:], tolerance)


def _distance(p: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    squared = dx * dx + dy * dy
    along = max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / squared)) if squared else 0.0
    return math.hypot(p[0] - a[0] - along * dx, p[1] - a[1] - along * dy)


def test_the_example_of_the_page() -> None:
    """dg/ST_Simplify-function"""
    assert at(LINE, 1) == [(0, 0), (1, 2), (2, 1)]


@pytest.mark.parametrize("tolerance", [0, 0.01, 0.1, 0.5, 2, 100])
def test_any_tolerance_gives_what_the_algorithm_gives(tolerance: float) -> None:
    chance = random.Random(7)
    points: list[Point] = [(float(i), chance.random() * 3) for i in range(500)]
    assert at(points, tolerance) == recursive(points, tolerance)


def test_ends_stay_and_points_on_a_line_go() -> None:
    assert at([(0, 0), (1, 1), (2, 2), (5, 5)], 0) == [(0, 0), (5, 5)]
    assert at(LINE, 1e9) == [(0, 0), (2, 1)]
    for few in ([], [(1.0, 1.0)], [(1.0, 1.0), (2.0, 2.0)]):
        assert at(list(few), 1e9) == list(few)


def test_a_ring_stays_closed_and_keeps_three_corners() -> None:
    assert at(RING, 0.6) == [(0, 0), (0, 4), (4, 4), (4, 0), (0, 0)]
    least = at(RING, 1e9)
    assert len(least) == 4 and least[0] == least[-1] == (0, 0)
    assert at([(0, 0), (1, 0), (2, 0), (1, 0), (0, 0)], 1e9)[0] == (0, 0)


def test_only_the_first_two_dimensions_count() -> None:
    assert at([(0, 0, 5), (1, 0, 900), (2, 0, 7)], 0) == [(0, 0, 5), (2, 0, 7)]


def test_the_least_tolerance_leaves_no_more_than_asked() -> None:
    chance = random.Random(11)
    points: list[Point] = [(float(i), chance.random()) for i in range(2000)]
    found = significances(points)
    for most in (2, 3, 10, 500, 1999):
        tolerance = least_tolerance(found, most)
        assert len(simplified(points, found, tolerance)) <= most
        assert len(simplified(points, found, math.nextafter(tolerance, 0))) > most
    assert least_tolerance(found, 2000) == 0
    assert least_tolerance(found, 1) == math.inf and least_tolerance(found, -1) == math.inf


def test_long_lines_take_no_recursion_and_not_for_ever() -> None:
    zigzag: list[Point] = [(float(i), float(i % 2)) for i in range(70_000)]
    started = time.monotonic()
    assert len(at(zigzag, 2)) == 2
    assert len(at(zigzag, 0.1)) == len(zigzag)
    assert time.monotonic() - started < 30
