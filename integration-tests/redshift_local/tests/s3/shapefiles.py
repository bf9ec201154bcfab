"""Shapefiles for the tests: written in memory, put beside each other."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import shapefile

from .loading import put

Draw = Callable[[Any], None]
"""Writes one shape."""

_FIELDS = (("i", "N", 9, 0), ("v", "C", 8, 0))
WGS_84 = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]]'
)
"""As most tools write it: without the number of an authority."""


def shapes(
    draw: Iterable[Draw],
    rows: Iterable[Sequence[Any]],
    fields: Sequence[tuple[str, str, int, int]] = _FIELDS,
    **options: Any,
) -> dict[str, bytes]:
    """The parts of a shapefile by extension."""
    files = {extension: io.BytesIO() for extension in ("shp", "shx", "dbf")}
    with shapefile.Writer(**files, **options) as writer:
        for name, kind, size, decimals in fields:
            writer.field(name, kind, size=size, decimal=decimals)
        for one, row in zip(draw, rows, strict=True):
            one(writer)
            writer.record(*row)
    return {extension: file.getvalue() for extension, file in files.items()}


def two_points() -> dict[str, bytes]:
    return shapes([lambda w: w.point(1, 2), lambda w: w.point(3, 4)], [(1, "a"), (2, "b")])


def point(x: float, y: float) -> Draw:
    return lambda writer: writer.point(x, y)


def lines(*parts: Sequence[tuple[float, float]]) -> Draw:
    return lambda writer: writer.line([list(part) for part in parts])


def rings(*parts: Sequence[tuple[float, float]]) -> Draw:
    return lambda writer: writer.poly([list(part) for part in parts])


def nothing(writer: Any) -> None:
    writer.null()


def put_shapefile(s3: Any, key: str, parts: dict[str, bytes], *, packed: bool = False) -> None:
    """The parts as ``key.shp`` and so on; packed each by itself, with the suffix of GZIP."""
    for extension, body in parts.items():
        put(s3, f"{key}.{extension}{'.gz' if packed else ''}", gzip.compress(body) if packed else body)
