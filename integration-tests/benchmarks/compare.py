"""Whether two results hold the same rows, as often.

Two differences are tolerated: doubles within 1e-9 relative (the order of addition), and rows that tie at a LIMIT.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

RELATIVE = 1e-9


def same_rows(left: Sequence[Sequence[Any]], right: Sequence[Sequence[Any]]) -> bool:
    """Order is not looked at: only a sort by all columns makes one, and most texts sort by some."""
    if len(left) != len(right):
        return False
    pairs = zip(sorted(left, key=_key), sorted(right, key=_key), strict=True)
    return all(len(a) == len(b) and all(map(_same, a, b)) for a, b in pairs)


def _key(row: Sequence[Any]) -> list[tuple[int, Any]]:
    # Doubles last and rounded, so that two nearly equal ones do not change places.
    exact = [(0 if v is None else 1, str(v)) for v in row if not isinstance(v, float)]
    return exact + [(2, float(f"{v:.9g}") if math.isfinite(v) else 0.0) for v in row if isinstance(v, float)]


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=RELATIVE, abs_tol=1e-12)
    return type(a) is type(b) and a == b
