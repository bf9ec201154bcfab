"""Geometries and their binary form, the rings of polygons, .prj and .dbf: what shapefiles are made of."""

from __future__ import annotations

import struct

import pytest

from redshift_local.s3ops.dbf_fields import encoding_of, field_text
from redshift_local.s3ops.geometries import LINESTRING, POINT, POLYGON, Geometry
from redshift_local.s3ops.projections import srid_of
from redshift_local.s3ops.rings import polygons

from .shapefiles import WGS_84
from .test_spatial import SQUARE

RING = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0)]


def square(x: float, y: float, side: float, *, hole: bool = False) -> list[tuple[float, float]]:
    corners = [(x, y), (x, y + side), (x + side, y + side), (x + side, y), (x, y)]
    return corners[::-1] if hole else corners


def test_the_example_of_the_page() -> None:
    """dg/ST_AsHexEWKB-function"""
    assert Geometry(POLYGON, False, ((RING,),), srid=4326).ewkb().hex().upper() == SQUARE


@pytest.mark.parametrize("srid", [0, 4326])
@pytest.mark.parametrize(
    ("kind", "multi", "parts", "head"),
    [
        (POINT, False, (([(1.0, 2.0)],),), "0101000000"),
        (POINT, True, (([(1.0, 2.0)],), ([(3.0, 4.0)],)), "0104000000"),
        (LINESTRING, False, ((RING,),), "0102000000"),
        (LINESTRING, True, ((RING,), (RING[:2],)), "0105000000"),
        (POLYGON, False, ((RING, RING),), "0103000000"),
        (POLYGON, True, ((RING,), (RING, RING)), "0106000000"),
    ],
)
def test_sizes_are_those_of_the_binary_form(kind: int, multi: bool, parts: object, head: str, srid: int) -> None:
    geometry = Geometry(kind, multi, parts, srid=srid)  # type: ignore[arg-type]
    assert geometry.size == len(geometry.ewkb())
    assert geometry.ewkb().hex()[:10] == (head if not srid else f"{head[:8]}20")


def test_heights_and_measures_are_flagged() -> None:
    geometry = Geometry(LINESTRING, True, (([(1.0, 2.0, 3.0, 4.0), (5.0, 6.0, 7.0, 8.0)],),) * 2, True, True, 4326)
    found = geometry.ewkb()
    assert struct.unpack_from("<BIIIBII4d", found) == (1, 0xE0000005, 4326, 2, 1, 0xC0000002, 2, 1.0, 2.0, 3.0, 4.0)
    assert geometry.size == len(found)


def test_holes_go_to_the_ring_around_them() -> None:
    outer, far = square(0, 0, 10), square(20, 0, 10)
    hole, touching, island, lake = (
        square(1, 1, 8, hole=True), square(20, 2, 2, hole=True), square(2, 2, 6), square(3, 3, 1, hole=True),
    )  # fmt: skip
    assert polygons([lake, outer, far, hole, touching, island]) == (
        (outer, hole),
        (far, touching),
        (island, lake),
    )
    assert polygons([outer, hole]) == ((outer, hole),)
    assert polygons([square(50, 50, 1, hole=True), outer, far]) == ((square(50, 50, 1, hole=True),), (outer,), (far,))


def test_orientation_is_told_far_from_the_origin() -> None:
    assert len(polygons([square(1e8, 1e8, 0.5), square(1e8 + 0.125, 1e8 + 0.125, 0.25, hole=True)])) == 1


@pytest.mark.parametrize(
    ("text", "srid"),
    [
        (WGS_84, 4326),
        ('PROJCS["any",AUTHORITY["EPSG","32632"]]', 0),
        (
            'PROJCS["WGS_1984_UTM_Zone_32N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,'
            '298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
            'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",9.0],'
            'PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]',
            32632,
        ),
        ('LOCAL_CS["a plan of the house",UNIT["metre",1]]', 0),
        ("no system", 0),
        ("", 0),
    ],
    ids=["WGS 84", "cut off", "UTM", "local", "words", "empty"],
)
def test_reference_systems(text: str, srid: int) -> None:
    assert srid_of(text) == srid


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("C", " a b  ", " a b"),
        ("C", "", ""),
        ("N", "   12", "12"),
        ("N", "*****", None),
        ("N", "     ", None),
        ("N", "12345678901234567.250", "12345678901234567.250"),
        ("F", "1.5e+003", "1.5e+003"),
        ("D", "20240229", "2024-02-29"),
        ("D", "00000000", None),
        ("D", "        ", None),
        ("D", "2024", "2024"),
        ("L", "T", "true"),
        ("L", "n", "false"),
        ("L", "?", None),
        ("L", " ", None),
    ],
)
def test_fields(kind: str, text: str, value: str | None) -> None:
    assert field_text(text, kind) == value


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("UTF-8", "utf-8"),
        ("1252\r\n", "cp1252"),
        ("ANSI 1252", "cp1252"),
        ("65001", "utf-8"),
        ("ISO-8859-1", "iso8859-1"),
    ],
)
def test_encodings(told: str, name: str) -> None:
    assert encoding_of(told) == name


def test_an_encoding_that_is_none() -> None:
    with pytest.raises(ValueError, match="'klingon', which is not an encoding"):
        encoding_of("klingon")
