"""Every type of Redshift as Spark's, by every format and transport, in several zones and under another JVM locale."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

import pytest
import redshift_spark
from py4j.protocol import Py4JJavaError

WAYS: dict[str, dict[str, Any]] = {
    "parquet": {},
    "text": {"unload_s3_format": "TEXT"},
    "direct": {"read_transport": "DIRECT"},
    "data_api": {"read_transport": "DIRECT"},
}

# Column: Redshift's type, and pairs of a Redshift and a Spark expression of the same value.
COLUMNS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "sm": ("smallint", [("-32768", "-32768S"), ("32767", "32767S"), ("0", "0S")]),
    "i": ("integer", [("-2147483648", "int(-2147483648)"), ("2147483647", "2147483647"), ("0", "0")]),
    "l": (
        "bigint",
        [("-9223372036854775808", "bigint('-9223372036854775808')"), ("9223372036854775807", "9223372036854775807L"), ("0", "0L")],
    ),
    "d5": ("decimal(5,2)", [("-999.99", "-999.99BD"), ("0.01", "cast(0.01 as decimal(5,2))"), ("0", "cast(0 as decimal(5,2))")]),
    "d18": ("decimal(18,18)", [("0.123456789012345678", "0.123456789012345678BD"), ("-0.1", "cast(-0.1 as decimal(18,18))"), ("0", "cast(0 as decimal(18,18))")]),
    "d38": (
        "decimal(38,0)",
        [("99999999999999999999999999999999999999", "99999999999999999999999999999999999999BD"), ("-1", "cast(-1 as decimal(38,0))"), ("0", "cast(0 as decimal(38,0))")],
    ),
    "d37": ("decimal(38,37)", [("1.2345678901234567890123456789012345678", "1.2345678901234567890123456789012345678BD"), ("-1", "cast(-1 as decimal(38,37))"), ("0", "cast(0 as decimal(38,37))")]),
    "r": ("real", [("0.1", "0.1F"), ("'NaN'", "float('NaN')"), ("'-Infinity'", "float('-Infinity')")]),
    "x": ("double precision", [("0.1", "0.1D"), ("1.7976931348623157e308", "1.7976931348623157E308D"), ("'NaN'", "double('NaN')")]),
    "b": ("boolean", [("true", "true"), ("false", "false"), ("true", "true")]),
    "c": ("char(5)", [("'ab'", "'ab'"), ("''", "''"), ("'ab de'", "'ab de'")]),
    "v": ("varchar(40)", [("'x | \" ,'", "'x | \" ,'"), ("''", "''"), ("'blank '", "'blank '")]),
    "u": ("varchar(65535)", [("'ñandú 😀 I\u0307\u0131'", "'ñandú 😀 I\u0307\u0131'"), ("'a' || chr(10) || chr(9) || chr(92)", r"'a\n\t\\'"), ("repeat('é', 32000)", "repeat('é', 32000)")]),
    "day": ("date", [("'0001-01-01'", "date'0001-01-01'"), ("'1582-10-10'", "date'1582-10-10'"), ("'9999-12-31'", "date'9999-12-31'")]),
    "ts": (
        "timestamp",
        # A wall-clock time that New York did not have, one that it had twice, and one before its railways.
        [("'2024-03-10 02:30:00.000001'", "timestamp'2024-03-10 02:30:00.000001'"), ("'2024-11-03 01:30:00'", "timestamp'2024-11-03 01:30:00'"), ("'1800-01-01 12:00:00.5'", "timestamp'1800-01-01 12:00:00.5'")],
    ),
    "tz": (
        "timestamptz",
        [("'2024-03-10 12:00:00.123456+02'", "timestamp'2024-03-10 10:00:00.123456Z'"), ("'1969-12-31 23:59:59.999999+00'", "timestamp'1969-12-31 23:59:59.999999Z'"), ("'1500-03-01 00:00:00+00'", "timestamp'1500-03-01 00:00:00Z'")],
    ),
    "tm": ("time", [("'00:00:00'", "'00:00:00'"), ("'23:59:59.999999'", "'23:59:59.999999'"), ("'12:30:00.5'", "'12:30:00.5'")]),
    "tmz": ("timetz", [("'20:00:00+00'", "'20:00:00+00'"), ("'23:59:59.999999-05'", "'23:59:59.999999-05'"), ("'00:00:00+05:30'", "'00:00:00+05:30'")]),
    "vb": ("varbyte(20)", [("from_hex('00ff10')", "unhex('00ff10')"), ("from_hex('')", "unhex('')"), ("to_varbyte('é', 'utf8')", "unhex('c3a9')")]),
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def data_api(spark: Any, redshift: Any) -> Iterator[None]:
    """Fills in how the Data API is reached, with the owner's keys from the JVM's properties."""
    WAYS["data_api"] |= {
        "data_api_database": redshift.database,
        "data_api_cluster": redshift.settings.cluster_identifier,
        "data_api_user": redshift.user,
        "data_api_region": redshift.region,
        "data_api_endpoint": redshift.control_plane,
        "data_api_retry_delay_min": 10,
    }
    system = spark._jvm.java.lang.System
    keys = {"aws.accessKeyId": redshift.access_key, "aws.secretAccessKey": redshift.secret_key}
    for name, value in keys.items():
        system.setProperty(name, value)
    yield
    for name in keys:
        system.clearProperty(name)


@pytest.fixture(scope="module", autouse=True)
def tables(spark: Any) -> None:
    columns = ", ".join(f"{name} {kind}" for name, (kind, _) in COLUMNS.items())
    redshift_spark.execute(spark, f"create table types_all (id integer not null, {columns})")
    for row in range(3):
        values = ", ".join(values[row][0] for _, values in COLUMNS.values())
        redshift_spark.execute(spark, f"insert into types_all values ({row}, {values})")
    redshift_spark.execute(spark, "insert into types_all (id) values (3)")


def expected(spark: Any) -> Any:
    """The same rows, made by Spark in its session zone."""
    rows = [
        f"select {row} id, " + ", ".join(f"{values[row][1]} {name}" for name, (_, values) in COLUMNS.items())
        for row in range(3)
    ]
    types = spark.sql(rows[0]).dtypes
    rows.append("select " + ", ".join(f"cast({3 if n == 'id' else 'null'} as {t}) {n}" for n, t in types))
    return spark.sql(" union all ".join(rows))


@pytest.fixture(params=["UTC", "America/New_York"])
def zone(spark: Any, request: Any) -> Iterator[str]:
    spark.conf.set("spark.sql.session.timeZone", request.param)
    yield request.param
    spark.conf.set("spark.sql.session.timeZone", "UTC")


@pytest.fixture(params=["", "tr-TR Asia/Tokyo"])
def jvm(spark: Any, request: Any) -> Iterator[None]:
    """Another default locale and zone of the JVM, which must not matter."""
    util = spark._jvm.java.util
    locale, zone = util.Locale.getDefault(), util.TimeZone.getDefault()
    if request.param:
        tag, name = request.param.split()
        util.Locale.setDefault(util.Locale.forLanguageTag(tag))
        util.TimeZone.setDefault(util.TimeZone.getTimeZone(name))
    yield
    util.Locale.setDefault(locale)
    util.TimeZone.setDefault(zone)


def differing(left: Any, right: Any) -> list[str]:
    """Names of the columns whose values are not the same in all rows with the same id."""
    pairs = left.alias("l").join(right.alias("r"), "id")
    checks = [f"count_if(not (l.`{name}` <=> r.`{name}`)) `{name}`" for name in left.columns if name != "id"]
    counts = pairs.selectExpr("count(*) rows", *checks).first()
    assert counts["rows"] == right.count()
    return [name for name in left.columns if name != "id" and counts[name] > 0]


@pytest.fixture(params=[False, True], ids=["legacy", "ansi"])
def ansi(spark: Any, request: Any) -> Iterator[None]:
    before = spark.conf.get("spark.sql.ansi.enabled")
    spark.conf.set("spark.sql.ansi.enabled", request.param)
    yield
    spark.conf.set("spark.sql.ansi.enabled", before)


# Every pair of a way, a zone, a locale of the JVM and a mode of evaluation.
PAIRWISE = [
    ("parquet", "UTC", "", False),
    ("parquet", "America/New_York", "tr-TR Asia/Tokyo", True),
    ("text", "UTC", "tr-TR Asia/Tokyo", False),
    ("text", "America/New_York", "", True),
    ("direct", "UTC", "tr-TR Asia/Tokyo", True),
    ("direct", "America/New_York", "", False),
    ("data_api", "UTC", "", True),
    ("data_api", "America/New_York", "tr-TR Asia/Tokyo", False),
]
# Each way, zone, locale and mode on the other Spark versions, too.
FOCUS = (0, 3, 4, 7)
PAIRED = [pytest.param(*case, marks=pytest.mark.focused if i in FOCUS else ()) for i, case in enumerate(PAIRWISE)]


@pytest.mark.parametrize(("way", "zone", "jvm", "ansi"), PAIRED, indirect=["zone", "jvm", "ansi"])
def test_all_types(spark: Any, zone: str, jvm: None, ansi: None, way: str) -> None:
    frame = redshift_spark.read(spark, table="types_all", **WAYS[way])
    want = expected(spark)
    assert [(f.name, f.dataType) for f in frame.schema] == [(f.name, f.dataType) for f in want.schema]
    assert differing(frame, want) == []
    # A filter that stays in Spark, so that values pass through generated code, too.
    kept = redshift_spark.read(spark, table="types_all", autopushdown=False, **WAYS[way]).where("id <> 1")
    assert differing(kept, want.where("id <> 1")) == []
    # Whole values that Redshift compares with Spark's literals; text is left out, whose trailing blanks Redshift ignores.
    for row in range(3):
        for name in ("sm", "i", "l", "d5", "d18", "d38", "d37", "b", "day", "ts", "tz"):
            value = COLUMNS[name][1][row][1]
            found = {each.id for each in frame.where(f"{name} = {value}").select("id").collect()}
            assert found == {each.id for each in want.where(f"{name} = {value}").select("id").collect()}, (name, value)


def test_every_pair_of_conditions_is_met() -> None:
    choices = [set(column) for column in zip(*PAIRWISE, strict=True)]
    assert choices[0] == set(WAYS)
    for (i, first), (j, second) in combinations(enumerate(choices), 2):
        assert {(case[i], case[j]) for case in PAIRWISE} == set(product(first, second))


@pytest.mark.parametrize("way", WAYS)
def test_empty_results(spark: Any, way: str) -> None:
    frame = redshift_spark.read(spark, table="types_all", **WAYS[way]).where("id > 100")
    assert frame.collect() == []
    assert frame.groupBy("sm").count().collect() == []
    assert redshift_spark.read(spark, query="select * from types_all where false", **WAYS[way]).collect() == []


@pytest.mark.parametrize("way", WAYS)
def test_odd_names(spark: Any, way: str) -> None:
    names = ["a b", "select", "dotted.name", 'quo"te', "größe", "Ünï", "UPPER", "`tick`", "$1"]
    columns = ", ".join(f'{i} as "' + name.replace('"', '""') + '"' for i, name in enumerate(names))
    redshift_spark.execute(spark, f'create table "odd ""{way}" as select {columns}')
    frame = redshift_spark.read(spark, table=f'"odd ""{way}"', **WAYS[way])
    # Redshift folds names to lower case, quoted ones too.
    assert [name.lower() for name in frame.columns] == [name.lower() for name in names]
    assert list(frame.first()) == list(range(len(names)))
    quoted = ["`" + name.replace("`", "``") + "`" for name in frame.columns]
    assert frame.where(" and ".join(f"{name} >= 0" for name in quoted)).count() == 1


@pytest.mark.parametrize("way", WAYS)
def test_intervals(spark: Any, way: str) -> None:
    redshift_spark.execute(
        spark, f"create table intervals_{way} (ym interval year to month, ds interval day to second)"
    )
    for ym, ds in (("'13' month", "'1 day 02:03:04.000005' day to second"), ("'-25' month", "'-1' second")):
        redshift_spark.execute(spark, f"insert into intervals_{way} values (interval {ym}, interval {ds})")
    redshift_spark.execute(spark, f"insert into intervals_{way} values (null, null)")
    frame = redshift_spark.read(spark, table=f"intervals_{way}", **WAYS[way])
    # As text: the Python side of Spark 3.3 has no year-month intervals.
    shown = {tuple(row) for row in frame.selectExpr("cast(ym as string)", "cast(ds as string)").collect()}
    assert shown == {
        ("INTERVAL '1-1' YEAR TO MONTH", "INTERVAL '1 02:03:04.000005' DAY TO SECOND"),
        ("INTERVAL '-2-1' YEAR TO MONTH", "INTERVAL '-0 00:00:01' DAY TO SECOND"),
        (None, None),
    }


@pytest.mark.focused
@pytest.mark.parametrize("way", WAYS)
def test_timestamps_without_zone(spark: Any, zone: str, way: str) -> None:
    if spark.version < "3.4":
        pytest.skip("Spark has no timestamps without time zone before 3.4")
    frame = redshift_spark.read(spark, table="types_all", prefer_timestamp_ntz=True, **WAYS[way])
    assert dict(frame.dtypes)["ts"] == "timestamp_ntz" and dict(frame.dtypes)["tz"] == "timestamp"
    shown = [
        row[0]
        for row in frame.where("id < 3").selectExpr("id", "cast(ts as string) t").orderBy("id").select("t").collect()
    ]
    assert shown == ["2024-03-10 02:30:00.000001", "2024-11-03 01:30:00", "1800-01-01 12:00:00.5"]


def test_lengths_travel(spark: Any) -> None:
    frame = redshift_spark.read(spark, table="types_all").select("c", "v", "tz")
    assert [f.metadata.get("redshift_type") for f in frame.schema] == ["char(5)", "varchar(40)", "timestamptz"]
    redshift_spark.write(frame.where("c = 'ab'").select("c", "v"), table="types_copied", mode="overwrite")
    again = redshift_spark.read(spark, table="types_copied")
    assert [f.metadata.get("redshift_type") for f in again.schema] == ["char(5)", "varchar(40)"]


@pytest.mark.parametrize("way", WAYS)
def test_super(spark: Any, way: str) -> None:
    redshift_spark.execute(spark, "drop table if exists supers")
    redshift_spark.execute(spark, "create table supers (id integer, s super)")
    value = """json_parse('{"a":1,"b":["x",null],"c":{"d":"é"}}')"""
    for row, inserted in enumerate([value, "json_parse('null')", "null"]):
        redshift_spark.execute(spark, f"insert into supers select {row}, {inserted}")
    frame = redshift_spark.read(spark, table="supers", **WAYS[way])
    texts = {row["id"]: row["s"] for row in frame.collect()}
    assert texts[0].replace(" ", "") == '{"a":1,"b":["x",null],"c":{"d":"é"}}'
    assert texts[1] == "null" and texts[2] is None
    # Redshift's IS NULL and COUNT take the JSON null for NULL: that stays in Spark.
    assert [row["id"] for row in frame.where("s is null").collect()] == [2]
    assert sorted(row["id"] for row in frame.where("s is not null").collect()) == [0, 1]
    assert frame.selectExpr("count(s)", "count(*)").first() == (2, 3)
    assert [row[0] for row in frame.orderBy("id").selectExpr("coalesce(s, 'none') as s").collect()][1:] == [
        "null",
        "none",
    ]
    schema = "id int, s struct<a:bigint,b:array<string>,c:map<string,string>>"
    nested = redshift_spark.read(spark, table="supers", schema=schema, **WAYS[way])
    found = {row["id"]: row["s"] for row in nested.collect()}
    assert (found[0].a, found[0].b, found[0].c) == (1, ["x", None], {"d": "é"})
    # The JSON null is a struct of nulls, as from_json has it; SQL NULL is no struct.
    assert list(found[1]) == [None, None, None] and found[2] is None
    assert nested.where("s.a = 1").count() == 1


def test_a_given_schema(spark: Any) -> None:
    def read(schema: str, **options: Any) -> Any:
        return redshift_spark.read(spark, table="types_all", schema=schema, **options)

    wide = read("I bigint, sm int, r double, d5 decimal(10,4)").where("i = 2147483647 and sm > 0")
    assert wide.dtypes == [("I", "bigint"), ("sm", "int"), ("r", "double"), ("d5", "decimal(10,4)")]
    assert [row["sm"] for row in wide.collect()] == [32767]
    for schema, says in (("l int", "'l' is BIGINT"), ("v int", "'v' is VARCHAR"), ("nope int", "'nope'")):
        with pytest.raises(Py4JJavaError, match="SchemaMismatchException") as caught:
            read(schema).collect()
        assert says in str(caught.value.java_exception)


def test_legacy_switches(spark: Any) -> None:
    def read(**options: Any) -> Any:
        return redshift_spark.read(spark, table="types_all", **options)

    assert dict(read(legacy_mapping_short_to_int=True).dtypes)["sm"] == "int"
    assert read(legacy_mapping_short_to_int=True).where("sm = 32767").select("sm").collect()[0][0] == 32767
    assert dict(read(legacy_jdbc_real_type_mapping=True).dtypes)["r"] == "double"
    assert read(legacy_jdbc_real_type_mapping=True).where("id = 0").select("r").collect()[0][0] == pytest.approx(0.1)
    loose = read(overridenullable=True)
    assert all(field.nullable for field in loose.schema)
    assert loose.where("v is null").count() == 2  # the empty string and NULL


def test_the_legacy_zone_of_timestamps(spark: Any, jvm: None) -> None:
    zone = spark._jvm.java.util.TimeZone.getDefault().getID()
    frame = redshift_spark.read(spark, table="types_all", legacy_timestamp_handling=True).where("id = 1")
    want = spark.sql(f"select to_utc_timestamp(timestamp'2024-11-03 01:30:00', '{zone}') ts")
    assert frame.select("ts").collect() == want.collect()


def test_a_type_that_cannot_be_read_fails_by_name_when_it_is_selected(spark: Any) -> None:
    frame = redshift_spark.read(spark, query='select relname, relacl, cast("oid" as bigint) o from pg_class')
    assert frame.columns == ["relname", "relacl", "o"]
    assert frame.select("relname").where("o > 0").count() > 0
    with pytest.raises(Py4JJavaError, match="UnsupportedTypeException") as caught:
        frame.collect()
    assert "'relacl'" in str(caught.value)


SHAPES = {
    "g": ("geometry", "ST_GeomFromText('POLYGON((0 0,0 1,1 1,1 0,0 0))', 4326)"),
    "h": ("geography", "ST_GeogFromText('POINT(1.5 -2.25)')"),
    "s": ("hllsketch", "hll_create_sketch(id)"),
}


@pytest.fixture(scope="module")
def shapes(spark: Any) -> str:
    columns = ", ".join(f"{name} {kind}" for name, (kind, _) in SHAPES.items())
    redshift_spark.execute(spark, f"create table shapes (id integer, {columns})")
    redshift_spark.execute(spark, "insert into shapes (id) values (2)")
    values = ", ".join(value for _, value in SHAPES.values())
    redshift_spark.execute(spark, f"insert into shapes select 1, {values} from shapes")
    return "shapes"


@pytest.mark.parametrize("way", WAYS)
def test_shapes_and_sketches(spark: Any, shapes: str, way: str) -> None:
    """Parquet, which UNLOAD refuses for them, is left for text files; a statement that selects none keeps Parquet."""
    frame = redshift_spark.read(spark, table=shapes, **WAYS[way])
    assert [f.metadata.get("redshift_type") for f in frame.schema][1:] == [kind for kind, _ in SHAPES.values()]
    first, second = frame.orderBy("id").collect()
    assert first.g.startswith("0103000020E6100000") and len(first.g) == 194
    assert first.h == "0101000020E6100000000000000000F83F00000000000002C0"
    assert first.s.startswith('{"version":1,"logm":15,"sparse":')
    assert (second.g, second.h, second.s) == (None, None, None)
    # Redshift neither compares nor groups them: that stays in Spark, and NULL is told apart there, too.
    assert frame.groupBy("g").count().count() == 2 and frame.where("g is not null").count() == 1
    assert frame.where("h = '0101000020E6100000000000000000F83F00000000000002C0'").select("id").first().id == 1
    # Its order keeps a limited result on the connection.
    assert frame.orderBy("id").limit(1).collect()[0].g == first.g


def test_a_shape_that_is_too_large_for_the_connection(spark: Any, redshift: Any) -> None:
    redshift_spark.execute(spark, "create table long_shape (g geometry)")
    line = ",".join(f"{i} {i}" for i in range(3000))
    redshift_spark.execute(spark, f"insert into long_shape select ST_GeomFromText('LINESTRING({line})')")
    frame = redshift_spark.read(spark, table="long_shape")
    assert len(frame.collect()[0].g) > 65535
    # So a bounded result leaves the connection, too, unless that is asked for.
    assert len(frame.limit(1).collect()[0].g) > 65535
    with pytest.raises(Py4JJavaError, match="StatementFailedException: .*too long"):
        redshift_spark.read(spark, table="long_shape", read_transport="DIRECT").collect()


SHAPE_TYPES = {"g": "geometry", "h": "geography", "s": "hllsketch"}


@pytest.mark.parametrize("tempformat", [None, "CSV", "CSV GZIP"])
def test_shapes_and_sketches_are_written(spark: Any, shapes: str, tempformat: str | None) -> None:
    """As they were read: hexadecimal EWKB and the sketch's text, by the type in the metadata."""
    frame = redshift_spark.read(spark, table=shapes)
    options: dict[str, Any] = {"tempformat": tempformat} if tempformat else {}
    redshift_spark.write(frame, table="shapes_copied", mode="overwrite", overwrite_mode="drop", **options)
    again = redshift_spark.read(spark, table="shapes_copied")
    assert {f.name: f.metadata.get("redshift_type") for f in again.schema if f.name != "id"} == SHAPE_TYPES
    assert sorted(again.collect(), key=str) == sorted(frame.collect(), key=str)
    redshift_spark.write(spark.sql("select 3 id, 'SRID=4326;POINT(1 2)' g"), table="shapes_copied", **options)
    assert again.where("id = 3").first().g == "0101000020E6100000000000000000F03F0000000000000040"


def test_what_a_shape_cannot_be_written_by_or_from(spark: Any, shapes: str) -> None:
    frame = redshift_spark.read(spark, table=shapes)
    for tempformat in ("PARQUET", "AVRO"):
        with pytest.raises(Py4JJavaError, match="InvalidOptionException.*GEOMETRY"):
            redshift_spark.write(frame, table="shapes_refused", tempformat=tempformat)
    with pytest.raises(Py4JJavaError, match="cannot be stored as GEOMETRY"):
        redshift_spark.write(spark.sql("select 1 g"), table=shapes)


@pytest.mark.focused
@pytest.mark.parametrize("way", WAYS)
def test_variants(spark: Any, way: str) -> None:
    if spark.version < "4":
        pytest.skip("Spark has VARIANT from 4.0 on")
    redshift_spark.execute(spark, "drop table if exists variants")
    made = """select id, case id when 0 then parse_json('{"a":1,"b":["x",null],"c":{"d":"é","e":1.25}}')
        when 1 then parse_json('null') when 2 then parse_json('"text"') end s from range(4)"""
    redshift_spark.write(spark.sql(made), table="variants")
    assert redshift_spark.read(spark, table="variants").schema["s"].metadata["redshift_type"] == "super"
    frame = redshift_spark.read(spark, table="variants", schema="id bigint, s variant", **WAYS[way])
    shown = frame.selectExpr(
        "id",
        "to_json(s) json",
        "is_variant_null(s) as json_null",
        "s is null as sql_null",
        "variant_get(s, '$.c.d', 'string') as d",
        "try_variant_get(s, '$.a', 'int') as a",
    )
    assert [tuple(row) for row in shown.orderBy("id").collect()] == [
        (0, '{"a":1,"b":["x",null],"c":{"d":"é","e":1.25}}', False, False, "é", 1),
        (1, "null", True, False, None, None),
        (2, '"text"', False, False, None, None),
        (3, None, False, True, None, None),
    ]
    assert frame.where("variant_get(s, '$.a', 'int') = 1").count() == 1
    redshift_spark.write(frame, table="variants", mode="append")
    assert redshift_spark.read(spark, table="variants").count() == 8
