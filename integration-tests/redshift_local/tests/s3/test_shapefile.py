"""COPY from shapefiles (dg/spatial-copy-shapefile, dg/copy-parameters-data-format)."""

from __future__ import annotations

import datetime
import decimal
import math
import struct
from collections.abc import Iterator
from typing import Any

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local.engine.contract import TargetColumn
from redshift_local.s3ops import text_blocks
from redshift_local.s3ops.authorization import Authorization
from redshift_local.s3ops.copy_grammar import Copy
from redshift_local.s3ops.geometries import LINESTRING, POINT, POLYGON, Geometry
from redshift_local.s3ops.load_errors import LoadReport
from redshift_local.s3ops.text_readers import Record

from ..conftest import Run
from . import copy_options
from .loading import BUCKET, ROLE, copy, errors, message_of, sqlstate_of
from .shapefiles import (
    WGS_84,
    Draw,
    lines,
    nothing,
    point,
    put_shapefile,
    rings,
    shapes,
    two_points,
)

MOST = 1_048_447
SQUARE = [(0.0, 0.0), (0.0, 9.0), (9.0, 9.0), (9.0, 0.0), (0.0, 0.0)]
HOLE = [(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0), (1.0, 1.0)]
FAR = [(20.0, 0.0), (20.0, 5.0), (25.0, 5.0), (25.0, 0.0), (20.0, 0.0)]
POINTS = 70_000


def arc(height: float) -> list[tuple[float, float]]:
    """A line of 1,120,009 bytes; the higher it is, the higher the tolerance that makes it fit."""
    return [(float(i), 4 * height * (i / POINTS) * (1 - i / POINTS)) for i in range(POINTS)]


def hexadecimal(kind: int, *parts: Any, multi: bool = False, srid: int = 0) -> str:
    return Geometry(kind, multi, parts, srid=srid).ewkb().hex().upper()


def load(run: Run, s3: Any, target: str, parts: dict[str, bytes], options: str = "") -> None:
    packed = "GZIP" in options
    put_shapefile(s3, "shape/one", parts, packed=packed)
    copy(run, target, f"shape/one.shp{'.gz' if packed else ''}", f"FORMAT SHAPEFILE {options}")


@pytest.fixture(autouse=True)
def clean(s3: Any) -> Iterator[None]:
    yield
    found = s3.list_objects_v2(Bucket=BUCKET, Prefix="copy/shape/").get("Contents", ())
    for entry in found:
        s3.delete_object(Bucket=BUCKET, Key=entry["Key"])


@pytest.fixture
def shaped(run: Run) -> Iterator[str]:
    run("CREATE TEMP TABLE shaped (g GEOMETRY, i INT, v VARCHAR(8))")
    yield "shaped"
    run("DROP TABLE shaped")


@pytest.mark.parametrize("options", copy_options.SHAPEFILE)
def test_accepted(run: Run, s3: Any, shaped: str, options: str) -> None:
    packed = "GZIP" in options
    put_shapefile(s3, "shape/any", two_points(), packed=packed)
    copy(run, shaped, f"shape/any.shp{'.gz' if packed else ''}", options)
    assert run("SELECT ST_AsText(g), i, v FROM shaped ORDER BY i") == [("POINT(1 2)", 1, "a"), ("POINT(3 4)", 2, "b")]
    assert run("SELECT pg_last_copy_count()") == [(2,)]


def test_authorization_may_stand_behind_the_options(run: Run, s3: Any, shaped: str) -> None:
    """dg/r_COPY_command_examples"""
    put_shapefile(s3, "shape/any", two_points())
    run(
        f"COPY shaped FROM 's3://{BUCKET}/copy/shape/any.shp' FORMAT SHAPEFILE SIMPLIFY AUTO MAXERROR 2 "
        f"CREDENTIALS 'aws_iam_role={ROLE.split(chr(39))[1]}'"
    )
    assert run("SELECT count(*) FROM shaped") == [(2,)]
    with pytest.raises(DriverError, match="needs an authorization clause"):
        run(f"COPY shaped FROM 's3://{BUCKET}/copy/shape/any.shp' FORMAT SHAPEFILE")
    with pytest.raises(DriverError, match="42601"):
        run(f"COPY shaped FROM 's3://{BUCKET}/copy/shape/any.shp' {ROLE} SHAPEFILE {ROLE}")


SHAPES: tuple[tuple[str, Draw, str | None], ...] = (
    ("point", point(1, 2), hexadecimal(POINT, ([(1.0, 2.0)],))),
    ("points", lambda w: w.multipoint([(1, 2), (3, 4)]), hexadecimal(POINT, ([(1.0, 2.0)],), ([(3.0, 4.0)],), multi=True)),
    ("line", lines(SQUARE[:3]), hexadecimal(LINESTRING, (SQUARE[:3],))),
    ("lines", lines(SQUARE[:3], FAR[:2]), hexadecimal(LINESTRING, (SQUARE[:3],), (FAR[:2],), multi=True)),
    ("polygon", rings(SQUARE), hexadecimal(POLYGON, (SQUARE,))),
    ("polygon with a hole", rings(SQUARE, HOLE), hexadecimal(POLYGON, (SQUARE, HOLE))),
    ("polygons", rings(SQUARE, FAR, HOLE), hexadecimal(POLYGON, (SQUARE, HOLE), (FAR,), multi=True)),
    ("null", nothing, None),
)  # fmt: skip


@pytest.mark.parametrize(("draw", "expected"), [case[1:] for case in SHAPES], ids=[case[0] for case in SHAPES])
def test_every_kind_of_shape(run: Run, s3: Any, shaped: str, draw: Draw, expected: str | None) -> None:
    load(run, s3, shaped, shapes([draw], [(1, "a")]))
    assert run("SELECT g, i, v FROM shaped") == [(expected, 1, "a")]


DIMENSIONS: tuple[tuple[Draw, bool, bool, list[tuple[float, ...]]], ...] = (
    (lambda w: w.linez([[(0, 0, 5), (1, 1, 6)]]), True, False, [(0, 0, 5), (1, 1, 6)]),
    (lambda w: w.linez([[(0, 0, 5, 7), (1, 1, 6, 8)]]), True, True, [(0, 0, 5, 7), (1, 1, 6, 8)]),
    (lambda w: w.linem([[(0, 0, 7), (1, 1, 8)]]), False, True, [(0, 0, 7), (1, 1, 8)]),
    (lambda w: w.linem([[(0, 0), (1, 1)]]), False, False, [(0, 0), (1, 1)]),
)


@pytest.mark.parametrize(("draw", "has_z", "has_m", "path"), DIMENSIONS, ids=["z", "zm", "m", "m without values"])
def test_heights_and_measures(
    run: Run, s3: Any, shaped: str, draw: Draw, has_z: bool, has_m: bool, path: list[tuple[float, ...]]
) -> None:
    load(run, s3, shaped, shapes([draw], [(1, "a")]))
    expected = Geometry(LINESTRING, False, ((path,),), has_z, has_m).ewkb().hex().upper()
    assert run("SELECT g FROM shaped") == [(expected,)]


def test_every_type_of_field(run: Run, s3: Any) -> None:
    run(
        "CREATE TEMP TABLE typed (g GEOMETRY, c VARCHAR(20), n BIGINT, d DECIMAL(20, 3), f FLOAT8, day DATE, b BOOLEAN)"
    )
    fields = (("c", "C", 20, 0), ("n", "N", 18, 0), ("d", "N", 20, 3), ("f", "F", 20, 6), ("day", "D", 8, 0), ("b", "L", 1, 0))  # fmt: skip
    parts = shapes(
        [point(0, 0), point(0, 1)],
        [(" é", 12345678901234567, 0.125, 1.5, datetime.date(2024, 2, 29), True), ("", None, None, None, None, None)],
        fields,
    )
    # The library writes floats, of fewer digits.
    parts["dbf"] = parts["dbf"].replace(b"0.125".rjust(20), b"12345678901234567.25".rjust(20))
    load(run, s3, "typed", parts)
    found = run("SELECT c, n, d, f, day, b FROM typed ORDER BY n NULLS LAST")
    assert found[0] == (
        " é", 12345678901234567, decimal.Decimal("12345678901234567.250"), 1.5, datetime.date(2024, 2, 29), True,
    )  # fmt: skip
    assert found[1] == ("", None, None, None, None, None)
    run("TRUNCATE typed")
    load(run, s3, "typed", parts, "EMPTYASNULL")
    assert run("SELECT c, n FROM typed WHERE n IS NULL") == [(None, None)]
    run("DROP TABLE typed")


def test_text_is_of_the_encoding_that_the_cpg_names(run: Run, s3: Any, shaped: str) -> None:
    latin = shapes([point(0, 0)], [(1, "é")], encoding="latin-1")
    load(run, s3, shaped, {**latin, "cpg": b"1252"})
    assert run("SELECT v FROM shaped") == [("é",)]
    s3.delete_object(Bucket=BUCKET, Key="copy/shape/one.cpg")
    with pytest.raises(DriverError, match="failed"):
        load(run, s3, shaped, latin)
    assert errors(run) == [("v", 1220, 1)]
    load(run, s3, shaped, latin, "ACCEPTINVCHARS '#'")
    assert run("SELECT v FROM shaped ORDER BY v") == [("#",), ("é",)]


@pytest.mark.parametrize(("prj", "srid"), [(WGS_84.encode(), 4326), (b"unknown", 0), (None, 0)])
def test_the_prj_gives_the_srid(run: Run, s3: Any, shaped: str, prj: bytes | None, srid: int) -> None:
    load(run, s3, shaped, {**two_points(), **({"prj": prj} if prj else {})}, "GZIP")
    assert run("SELECT DISTINCT ST_SRID(g) FROM shaped") == [(srid,)]


def test_the_prj_can_be_left_alone(run: Run, s3: Any, shaped: str) -> None:
    run("SET read_srid_on_shapefile_ingestion TO OFF")
    load(run, s3, shaped, {**two_points(), "prj": WGS_84.encode()})
    assert run("SELECT DISTINCT ST_SRID(g) FROM shaped") == [(0,)]
    run("RESET read_srid_on_shapefile_ingestion", "TRUNCATE shaped")
    load(run, s3, shaped, {**two_points(), "prj": WGS_84.encode()})
    assert run("SELECT DISTINCT ST_SRID(g) FROM shaped") == [(4326,)]


def test_an_identity_column_may_come_first(run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE numbered (id INT IDENTITY(1,1), g GEOMETRY, i INT, v VARCHAR(8))")
    load(run, s3, "numbered", two_points())
    assert run("SELECT id, ST_AsText(g), i, v FROM numbered ORDER BY id") == [
        (1, "POINT(1 2)", 1, "a"),
        (2, "POINT(3 4)", 2, "b"),
    ]
    with pytest.raises(DriverError, match="Unmatched number of columns"):
        load(run, s3, "numbered (g, id, i, v)", two_points(), "EXPLICIT_IDS")
    load(run, s3, "numbered (g, id, v)", two_points(), "EXPLICIT_IDS")
    assert run("SELECT id, i, v FROM numbered WHERE i IS NULL ORDER BY id") == [(1, None, "a"), (2, None, "b")]
    run("DROP TABLE numbered")


def test_a_column_list_brings_another_order(run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE ordered (v VARCHAR(8), rest INT DEFAULT 7, g GEOMETRY, i INT)")
    with pytest.raises(DriverError, match="the first column of a COPY from SHAPEFILE must be GEOMETRY"):
        load(run, s3, "ordered", two_points())
    load(run, s3, "ordered (g, i, v)", two_points())
    assert run("SELECT v, rest, ST_AsText(g), i FROM ordered ORDER BY i") == [
        ("a", 7, "POINT(1 2)", 1),
        ("b", 7, "POINT(3 4)", 2),
    ]
    run("DROP TABLE ordered")


def test_columns_that_hold_no_field(run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE spheres (h GEOGRAPHY, g GEOMETRY, i INT, v VARCHAR(8))")
    for columns, told in (("(h, i, v)", "then cast"), ("(g, i, h)", "only the first column holds the shape")):
        with pytest.raises(DriverError, match=told) as caught:
            load(run, s3, f"spheres {columns}", two_points())
        assert sqlstate_of(caught) == "0A000"
    run("DROP TABLE spheres")


def test_fields_and_columns_are_counted(run: Run, s3: Any, shaped: str) -> None:
    with pytest.raises(DriverError) as caught:
        load(run, s3, f"{shaped} (g, i)", two_points())
    assert "Table columns: 2, Data columns: 3" in message_of(caught)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("extension", ["dbf", "shx"])
def test_parts_must_lie_beside_the_shp(run: Run, s3: Any, shaped: str, extension: str, packed: bool) -> None:
    parts = two_points()
    del parts[extension]
    with pytest.raises(DriverError) as caught:
        load(run, s3, shaped, parts, "GZIP" if packed else "")
    missing = f"copy/shape/one.{extension}{'.gz' if packed else ''} was not found"
    assert missing in message_of(caught) and "dg/spatial-copy-shapefile" in caught.value.args[0]["H"]


def test_what_is_not_there_and_what_else_lies_there(run: Run, s3: Any, shaped: str) -> None:
    with pytest.raises(DriverError, match="No shapefile was found"):
        copy(run, shaped, "shape/one.shp", "SHAPEFILE")
    put_shapefile(s3, "shape/one", {**two_points(), "shp.xml": b"<metadata/>", "sbn": b"index"})
    copy(run, shaped, "shape/one.shp", "SHAPEFILE")
    put_shapefile(s3, "shape/two", two_points())
    copy(run, shaped, "shape/", "SHAPEFILE")
    assert run("SELECT count(*) FROM shaped") == [(6,)]
    loaded = (
        "SELECT file_format, source_file_count, loaded_rows FROM sys_load_history WHERE query_id = pg_last_copy_id()"
    )
    assert run(loaded) == [("shapefile", 2, 4)]
    with pytest.raises(DriverError, match="No shapefile was found"):
        copy(run, shaped, "shape/one.shp", "SHAPEFILE GZIP")


def _broken(parts: dict[str, bytes], extension: str, body: bytes) -> dict[str, bytes]:
    return {**parts, extension: body}


BROKEN = (
    ("text as .shp", _broken(two_points(), "shp", b"1|2|3\n" * 50), "its .shp is not a file of that kind"),
    ("nothing as .shx", _broken(two_points(), "shx", b""), "its .shx is not a file of that kind"),
    ("text as .dbf", _broken(two_points(), "dbf", b"1|2|3\n"), "Invalid shapefile"),
    ("a short .dbf", _broken(two_points(), "dbf", two_points()["dbf"][:-20]), "Invalid shapefile"),
    ("a .shx of fewer", _broken(two_points(), "shx", two_points()["shx"][:-8]), "its .shx has 1 shapes, its .dbf 2"),
    (
        "a field of an unknown type",
        _broken(two_points(), "dbf", two_points()["dbf"].replace(b"C\0\0\0\0\x08", b"I\0\0\0\0\x08")),
        "a type that is not known here: b'I'",
    ),
    ("a strange .cpg", _broken(two_points(), "cpg", b"klingon"), "which is not an encoding"),
    ("a memo", shapes([point(0, 0)], [(1, "0000000001")], (("i", "N", 9, 0), ("v", "M", 10, 0))), "is a memo"),
)


@pytest.mark.parametrize(("parts", "told"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_what_is_no_shapefile(run: Run, s3: Any, shaped: str, parts: dict[str, bytes], told: str) -> None:
    with pytest.raises(DriverError, match="sys_load_error_detail"):
        load(run, s3, shaped, parts)
    found = run(f"SELECT err_code, trim(err_reason) FROM stl_load_errors WHERE query = {_LAST}")
    assert [code for code, _ in found] == [1200] and told in found[0][1]


def test_what_is_not_packed(run: Run, s3: Any, shaped: str) -> None:
    for extension, body in two_points().items():
        put_shapefile(s3, "shape/one", {f"{extension}.gz": body})
    with pytest.raises(DriverError, match="sys_load_error_detail"):
        copy(run, shaped, "shape/one.shp.gz", "SHAPEFILE GZIP")
    assert errors(run) == [("", 1200, 0)]


def test_rows_that_cannot_be_loaded(run: Run, s3: Any, shaped: str) -> None:
    """A surface of patches is no geometry; a record that is marked as deleted is none either."""
    patch = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 0, 0)]
    surface = shapes([lambda w: w.multipatch([patch], [5])], [(1, "a")])
    with pytest.raises(DriverError, match="failed"):
        load(run, s3, shaped, surface)
    assert errors(run) == [("g", 1200, 1)]
    load(run, s3, shaped, surface, "MAXERROR 1")
    parts = two_points()
    first = int.from_bytes(parts["dbf"][8:10], "little")
    assert parts["dbf"][first : first + 1] == b" "
    load(run, s3, shaped, _broken(parts, "dbf", parts["dbf"][:first] + b"*" + parts["dbf"][first + 1 :]))
    assert run("SELECT i FROM shaped") == [(2,)]
    narrow = shapes(
        [point(0, 0), point(1, 1)], [(3, "fits"), (4, "too long for it")], (("i", "N", 9, 0), ("v", "C", 20, 0))
    )
    load(run, s3, shaped, narrow, "MAXERROR 1")
    assert errors(run) == [("v", 1204, 2)]
    assert run("SELECT i FROM shaped ORDER BY i") == [(2,), (3,)]


@pytest.mark.parametrize(
    ("extension", "at", "value", "told"),
    [
        ("shp", 108, 99, "99 is not a type of shape"),
        ("shx", 104, -5, "its place in the .shx is none in the .shp"),
        ("shx", 100, 1 << 24, "unpack requires a buffer"),
    ],
)
def test_a_shape_that_cannot_be_read(
    run: Run, s3: Any, shaped: str, extension: str, at: int, value: int, told: str
) -> None:
    parts = two_points()
    number = struct.pack("<i" if extension == "shp" else ">i", value)
    parts[extension] = parts[extension][:at] + number + parts[extension][at + 4 :]
    load(run, s3, shaped, parts, "MAXERROR 1")
    assert run("SELECT i FROM shaped") == [(2,)]
    found = run(
        "SELECT line_number, trim(colname), trim(err_reason) FROM stl_load_errors WHERE query = pg_last_copy_id()"
    )
    assert found[0][:2] == (1, "g") and told in found[0][2]


def test_not_null_holds_for_shapes(run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE needed (g GEOMETRY NOT NULL, i INT, v VARCHAR(8))")
    load(run, s3, "needed", shapes([nothing, point(1, 2)], [(1, "a"), (2, "b")], shapeType=1), "MAXERROR 1")
    assert errors(run) == [("g", 1213, 1)]
    assert run("SELECT i FROM needed") == [(2,)]
    run("DROP TABLE needed")


@pytest.fixture(scope="module")
def large() -> dict[str, bytes]:
    """The first record fits; the second needs a tolerance of about 8e-7, the third one of about 1.7e-5."""
    return shapes([lines(arc(1)[:9]), lines(arc(1e3)), lines(arc(1e8))], [(1, "small"), (2, "flat"), (3, "high")])


def _points(run: Run) -> list[tuple[int, int]]:
    """By i the number of the line's points."""
    return [(i, (int(size) - 9) // 16) for i, size in run("SELECT i, length(ST_AsEWKB(g)) FROM shaped ORDER BY i")]


_LAST = "(SELECT max(query_id) FROM sys_load_history)"
"""Also of a COPY that failed."""
_SIMPLIFIED = (
    "SELECT line_number, maximum_tolerance, initial_size, simplified, final_size, final_tolerance "
    f"FROM svl_spatial_simplify WHERE query = {_LAST} ORDER BY line_number"
)


def test_a_geometry_that_is_too_large(run: Run, s3: Any, shaped: str, large: dict[str, bytes]) -> None:
    with pytest.raises(DriverError, match="failed"):
        load(run, s3, shaped, large)
    told = f"SELECT line_number, trim(colname), trim(err_reason), err_code FROM stl_load_errors WHERE query = {_LAST}"
    reason = f"Geometry size: 1120009 is larger than maximum supported size: {MOST}"
    assert run(told) == [(2, "g", reason, 1204)]
    load(run, s3, shaped, large, "MAXERROR 2")
    assert run("SELECT i FROM shaped") == [(1,)]
    assert run(_SIMPLIFIED) == []


def test_simplify(run: Run, s3: Any, shaped: str, large: dict[str, bytes]) -> None:
    load(run, s3, shaped, large, "SIMPLIFY 1e9")
    assert [count for _, count in _points(run)] == [2, 2, 2]
    assert run(_SIMPLIFIED) == [(None, 1e9, None, None, None, None)]
    run("TRUNCATE shaped")
    load(run, s3, shaped, large, "SIMPLIFY '1e-5' MAXERROR 1")
    assert [i for i, _ in _points(run)] == [1, 2]
    assert errors(run) == [("g", 1204, 3)]
    assert run(_SIMPLIFIED) == [(None, 1e-5, None, None, None, None)]


def test_simplify_auto(run: Run, s3: Any, shaped: str, large: dict[str, bytes]) -> None:
    """Records are counted from 0, as the page's sample does beside that of STL_LOAD_ERRORS."""
    load(run, s3, shaped, large, "SIMPLIFY AUTO")
    most = (MOST - 9) // 16
    counts = _points(run)
    assert counts[0] == (1, 9) and all(most - 2 <= count <= most for _, count in counts[1:])
    found = run(_SIMPLIFIED)
    assert [row[:5] for row in found] == [
        (1, -1.0, 1_120_009, "t", 9 + 16 * counts[1][1]),
        (2, -1.0, 1_120_009, "t", 9 + 16 * counts[2][1]),
    ]
    assert 0 < found[0][5] < 1e-6 < 1e-5 < found[1][5] < 2e-5
    monitored = "SELECT * FROM sys_spatial_simplify WHERE query_id = pg_last_copy_id() ORDER BY line_number"
    assert [row[1:] for row in run(monitored)] == found


def test_simplify_auto_up_to_a_tolerance(run: Run, s3: Any, shaped: str, large: dict[str, bytes]) -> None:
    with pytest.raises(DriverError, match="failed"):
        load(run, s3, shaped, large, "SIMPLIFY AUTO 1e-5")
    found = run(_SIMPLIFIED)
    assert [row[:4] for row in found] == [(1, 1e-5, 1_120_009, "t"), (2, 1e-5, 1_120_009, "f")]
    assert found[1][4:] == (0, 0.0)
    load(run, s3, shaped, large, "SIMPLIFY AUTO '1e-5' MAXERROR 2")
    assert [i for i, _ in _points(run)] == [1, 2]
    assert errors(run) == [("g", 1204, 3)]
    assert run(_SIMPLIFIED) == found


def test_what_cannot_be_made_to_fit(run: Run, s3: Any, shaped: str) -> None:
    """Rings keep three corners each, so that many of them stay many."""
    ring = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0)]
    many = [[(x + 2.0 * i, y) for x, y in ring] for i in range(15_000)]
    load(
        run,
        s3,
        shaped,
        shapes([rings(*many), nothing], [(1, "a"), (2, "b")]),
        "SIMPLIFY AUTO MAXERROR 1",
    )
    assert errors(run) == [("g", 1204, 1)]
    assert [row[3:] for row in run(_SIMPLIFIED)] == [("f", 0, 0.0)]


def test_a_ring_stays_a_ring(run: Run, s3: Any, shaped: str) -> None:
    circle = [(math.cos(-i / 5000 * math.tau), math.sin(-i / 5000 * math.tau)) for i in range(5000)]
    load(run, s3, shaped, shapes([rings([*circle, circle[0]])], [(1, "a")]), "SIMPLIFY 0.1")
    text = run("SELECT ST_AsText(g) FROM shaped")[0][0]
    points = text.removeprefix("POLYGON((").removesuffix("))").split(",")
    assert 4 <= len(points) < 20 and points[0] == points[-1]


def test_many_records_come_in_order(run: Run, s3: Any, shaped: str) -> None:
    count = 45_000
    load(run, s3, shaped, shapes([point(i, -i) for i in range(count)], [(i, f"v{i}") for i in range(count)]))
    assert run("SELECT count(*), min(i), max(i) FROM shaped") == [(count, 0, count - 1)]
    assert run("SELECT ST_AsText(g), v FROM shaped WHERE i = 44999") == [("POINT(44999 -44999)", "v44999")]


def test_blocks_are_counted_by_their_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_blocks, "_BLOCK_CHARACTERS", 100)
    one = Geometry(POINT, False, (([(1.0, 2.0)],),)).ewkb().hex()
    told = Copy("t", (), BUCKET, "one.shp", Authorization(role="default"), format="SHAPEFILE")
    columns = [TargetColumn("g", "geometry", False, False, "")]
    blocks = text_blocks.TextBlocks(told, columns, LoadReport("t", 0), "s3://one.shp")
    records = (Record(line, [one], "") for line in range(1, 8))
    assert [batch.num_rows for batch in blocks.blocks(records)] == [3, 3, 1]


def test_noload_looks_at_every_shape(run: Run, s3: Any, shaped: str, large: dict[str, bytes]) -> None:
    with pytest.raises(DriverError, match="failed"):
        load(run, s3, shaped, large, "NOLOAD")
    load(run, s3, shaped, large, "SIMPLIFY AUTO NOLOAD")
    assert run("SELECT count(*) FROM shaped") == [(0,)]


def test_a_bucket_of_another_region(run: Run, shaped: str) -> None:
    with pytest.raises(DriverError, match="PermanentRedirect"):
        copy(run, shaped, "shape/one.shp", "SHAPEFILE REGION 'eu-west-1'")
