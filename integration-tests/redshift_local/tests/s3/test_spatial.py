"""GEOMETRY, GEOGRAPHY and HLLSKETCH: what they do, what is refused, and the way through files and back."""

from __future__ import annotations

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal

from ..conftest import Run
from .conftest import s3_client

SQUARE = (
    "0103000020E61000000100000005000000000000000000000000000000000000000000000000000000000000000000F03F"
    "000000000000F03F000000000000F03F000000000000F03F000000000000000000000000000000000000000000000000"
)
"""The example of dg/ST_AsHexEWKB-function."""


@pytest.fixture
def shapes(run: Run) -> Run:
    run(
        "CREATE TEMP TABLE shapes (id INT, g GEOMETRY, h GEOGRAPHY, s HLLSKETCH)",
        "INSERT INTO shapes SELECT 1, ST_GeomFromText('POLYGON((0 0,0 1,1 1,1 0,0 0))', 4326), "
        "ST_GeogFromText('LINESTRING(110 40, 2 3, -10 80, -7 9)'), NULL",
        "INSERT INTO shapes VALUES (2, NULL, NULL, NULL)",
        "INSERT INTO shapes SELECT 3, ST_Point(1.5, -2), NULL, hll_create_sketch(id) FROM shapes",
    )
    return run


def test_a_shape_in_all_its_forms(shapes: Run) -> None:
    assert shapes("SELECT g, ST_AsHexEWKB(g), ST_AsEWKT(g), ST_AsText(g), ST_SRID(g) FROM shapes WHERE id = 1") == [
        (SQUARE, SQUARE, "SRID=4326;POLYGON((0 0,0 1,1 1,1 0,0 0))", "POLYGON((0 0,0 1,1 1,1 0,0 0))", 4326)
    ]
    line = "SRID=4326;LINESTRING(110 40,2 3,-10 80,-7 9)"
    assert shapes("SELECT ST_AsEWKT(h), ST_AsEWKT(h::geometry), ST_AsEWKT(h::geometry::geography) FROM shapes") == [
        (line, line, line),
        (None, None, None),
        (None, None, None),
    ]
    assert shapes(f"SELECT ST_AsText(ST_GeomFromEWKB('{SQUARE}')), ST_GeomFromText('POINT(1 2)', -1)") == [
        ("POLYGON((0 0,0 1,1 1,1 0,0 0))", None)
    ]
    assert shapes("SELECT count(g), hll_cardinality(max_sketch) FROM shapes, (SELECT s AS max_sketch FROM shapes WHERE id = 3) GROUP BY 2") == [(2, 2)]  # fmt: skip


REFUSED = (
    ("SELECT DISTINCT g FROM shapes", "42883", "dg/spatial-limitations"),
    ("SELECT count(*) FROM shapes GROUP BY g", "42883", "dg/spatial-limitations"),
    ("SELECT id FROM shapes ORDER BY g", "42883", "dg/spatial-limitations"),
    ("SELECT id FROM shapes WHERE g = g", "42883", "dg/spatial-limitations"),
    ("SELECT g::varchar(100) FROM shapes", "42846", "dg/c_Supported_data_types"),
    ("SELECT '0101'::geometry", "42846", "dg/c_Supported_data_types"),
    ("SELECT s::geometry FROM shapes", "42846", "dg/c_Supported_data_types"),
    ("INSERT INTO shapes (g) VALUES ('POINT(1 2)')", "42804", "dg/c_Supported_data_types"),
    ("SELECT ST_GeomFromText('POINT(1 2')", "22023", "dg/ST_GeomFromText-function"),
    ("SELECT ST_GeomFromText('MULTIPOINT(1 2)')", "0A000", "not yet"),
    ("SELECT ST_AsText('POINT(1 2)')", "42883", "dg/ST_AsText-function"),
    ("SELECT ST_AsEWKB(h) FROM shapes", "42883", "dg/ST_AsEWKB-function"),
    ("SELECT hll_create_sketch(g) FROM shapes", "42883", "dg/r_HLL_CREATE_SKETCH"),
    ("CREATE TEMP TABLE keyed (g GEOMETRY) DISTKEY(g)", "0A000", "dg/spatial-limitations"),
    ("CREATE TEMP TABLE keyed (g GEOGRAPHY) SORTKEY(g)", "0A000", "dg/spatial-limitations"),
)


@pytest.mark.parametrize(("statement", "sqlstate", "page"), REFUSED, ids=[case[0] for case in REFUSED])
def test_refused(shapes: Run, statement: str, sqlstate: str, page: str) -> None:
    with pytest.raises(DriverError) as caught:
        shapes(statement)
    assert caught.value.args[0]["C"] == sqlstate, f"{page}: {caught.value}"


@pytest.mark.parametrize("text_format", ["CSV", "DELIMITER '|' ESCAPE"])
def test_through_text_files_and_back(shapes: Run, local: RedshiftLocal, text_format: str) -> None:
    to = f"{local.tempdir.replace('s3a:', 's3:')}shapes/{text_format[:3]}/"
    shapes(f"UNLOAD ('SELECT * FROM shapes') TO '{to}' IAM_ROLE '{local.iam_role}' {text_format}")
    shapes("CREATE TEMP TABLE back (LIKE shapes)", f"COPY back FROM '{to}' IAM_ROLE '{local.iam_role}' {text_format}")
    assert shapes("SELECT * FROM back ORDER BY id") == shapes("SELECT * FROM shapes ORDER BY id")


def test_other_files_are_refused(shapes: Run, local: RedshiftLocal) -> None:
    to = f"{local.tempdir.replace('s3a:', 's3:')}shapes/refused/"
    for column in "ghs":
        for other in ("PARQUET", "JSON"):
            with pytest.raises(DriverError, match="0A000"):
                shapes(f"UNLOAD ('SELECT {column} FROM shapes') TO '{to}' IAM_ROLE '{local.iam_role}' {other}")
    with pytest.raises(DriverError, match="text files only"):
        shapes(f"COPY shapes FROM '{to}' IAM_ROLE '{local.iam_role}' PARQUET")


def test_files_may_hold_wkt(run: Run, local: RedshiftLocal) -> None:
    """dg/copy-usage_notes-spatial-data"""
    rows = b"POINT(1 2)|POINT(1 2)\nSRID=4324;LINESTRING(0 0,1 1)|SRID=4324;LINESTRING(0 0,1 1)\n"
    s3_client(local).put_object(Bucket=local.settings.bucket, Key="shapes/wkt", Body=rows)
    run(
        "CREATE TEMP TABLE told (g GEOMETRY, h GEOGRAPHY)",
        f"COPY told FROM 's3://{local.settings.bucket}/shapes/wkt' IAM_ROLE '{local.iam_role}'",
    )
    line = "SRID=4324;LINESTRING(0 0,1 1)"
    assert run("SELECT ST_AsEWKT(g), ST_AsEWKT(h) FROM told ORDER BY ST_SRID(g)") == [
        ("POINT(1 2)", "SRID=4326;POINT(1 2)"),
        (line, line),
    ]
