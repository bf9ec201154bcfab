"""What a COPY from shapefiles asks of its table and its session."""

from __future__ import annotations

from collections.abc import Sequence

from ..engine.contract import BackendSession, TargetColumn
from ..errors import RedshiftError

_NO_FIELDS = ("geometry", "geography", "hllsketch")


def check_shape_columns(columns: Sequence[TargetColumn]) -> None:
    """Raises RedshiftError unless the shape falls on a GEOMETRY, and no field of the .dbf on such a type."""
    first = columns[0] if columns else None
    if first is not None and first.redshift_type == "geography":
        raise RedshiftError(
            "0A000",
            f'column "{first.name}" is GEOGRAPHY: COPY from SHAPEFILE into a GEOMETRY column, then cast',
            hint="see dg/copy-parameters-data-format",
        )
    if first is None or first.redshift_type != "geometry":
        raise RedshiftError(
            "0A000",
            "the first column of a COPY from SHAPEFILE must be GEOMETRY: list the columns, the geometry's first",
            hint="see dg/spatial-copy-shapefile",
        )
    for column in columns[1:]:
        if column.redshift_type in _NO_FIELDS:
            raise RedshiftError(
                "0A000",
                f'column "{column.name}" of type {column.redshift_type}: only the first column holds the shape',
                hint="see dg/spatial-copy-shapefile",
            )


async def reads_srid(session: BackendSession) -> bool:
    """The session's read_srid_on_shapefile_ingestion (dg/spatial-copy-shapefile)."""
    found = await session.fetch("SELECT current_setting('rs.read_srid_on_shapefile_ingestion', true)")
    return found.rows[0][0] != "off"
