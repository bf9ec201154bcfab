"""The spatial reference system that a .prj file describes (dg/spatial-copy-shapefile)."""

from __future__ import annotations

from pyproj import CRS
from pyproj.exceptions import CRSError


def srid_of(text: str) -> int:
    """The system's number by EPSG; 0 for what is none that PROJ knows."""
    try:
        return CRS.from_wkt(text).to_epsg() or 0
    except CRSError:
        return 0
