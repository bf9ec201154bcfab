"""Which shapefiles a COPY loads: each .shp with what lies beside it under the same name (dg/spatial-copy-shapefile)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import RedshiftError
from .copy_grammar import Copy
from .copy_sources import Source, objects

_NEEDED = ("shp", "shx", "dbf")
_OPTIONAL = ("prj", "cpg")


@dataclass(frozen=True)
class ShapefileSource(Source):
    """A .shp and its companions by their extensions; ``size`` is that of all, in bytes."""

    parts: tuple[tuple[str, Source], ...]

    def fetch(self, client: Any, path: Path) -> None:
        """Download all into the folder ``path``, as shape.shp, shape.shx and so on."""
        path.mkdir()
        for extension, part in self.parts:
            part.fetch(client, path / f"shape.{extension}")


def shapefiles(client: Any, copy: Copy) -> list[ShapefileSource]:
    """In the order of keys. Raises RedshiftError where there is no .shp, or a part of it is missing."""
    suffix = ".gz" if copy.compression else ""
    found = [one for one in objects(client, copy.bucket, copy.key) if one.key.endswith(f".shp{suffix}")]
    if not found:
        raise RedshiftError(
            "XX000",
            f"No shapefile was found under the S3 prefix '{copy.key}'",
            hint=f"COPY names the file that ends in .shp{suffix} (dg/spatial-copy-shapefile)",
        )
    return [_with_parts(client, one, suffix) for one in found]


def _with_parts(client: Any, shp: Source, suffix: str) -> ShapefileSource:
    stem = shp.key.removesuffix(f"shp{suffix}")
    beside = {one.key: one for one in objects(client, shp.bucket, stem)}
    keys = [(extension, f"{stem}{extension}{suffix}") for extension in (*_NEEDED, *_OPTIONAL)]
    missing = [key for extension, key in keys if extension in _NEEDED and key not in beside]
    if missing:
        raise RedshiftError(
            "XX000",
            f"The shapefile {shp.url} is not whole: {', '.join(missing)} was not found",
            hint="the .shp, .shx and .dbf share prefix, name and suffix of compression (dg/spatial-copy-shapefile)",
        )
    parts = tuple((extension, beside[key]) for extension, key in keys if key in beside)
    return ShapefileSource(shp.bucket, shp.key, sum(part.size for _, part in parts), None, parts)
