"""The options of COPY (dg/r_COPY and its pages of parameters): with which a real COPY is run, and which it refuses."""

from __future__ import annotations

import base64
import bz2
import gzip

import pyarrow as pa

from .loading import orc, parquet

OPTIONS = (
    "FORMAT CSV QUOTE FIXEDWIDTH JSON AVRO PARQUET ORC SHAPEFILE SIMPLIFY DELIMITER BZIP2 GZIP LZOP ZSTD MANIFEST REGION ENCRYPTED SSH "
    "ACCEPTANYDATE ACCEPTINVCHARS BLANKSASNULL DATEFORMAT EMPTYASNULL ENCODING ESCAPE EXPLICIT_IDS FILLRECORD IGNOREBLANKLINES "
    "IGNOREHEADER NULL REMOVEQUOTES ROUNDEC TIMEFORMAT TRIMBLANKS TRUNCATECOLUMNS COMPROWS COMPUPDATE IGNOREALLERRORS MAXERROR "
    "NOLOAD STATUPDATE SERIALIZETOJSON JOB"
).split()
"""All that the pages of COPY from S3 name."""

_TEXT = b"1|a\n2|b\n"
_CSV = b"1,a\n2,b\n"
_ROWS = [(1, "a"), (2, "b")]
_COLUMNS = pa.table({"i": pa.array([1, 2], pa.int32()), "v": ["a", "b"]})
_LZOP = base64.b64decode("iUxaTwANChoKEEAgoAlAAQUDAAABAACBpGsIOPoAAAAAB3R3by50eHRfIQcdAAAACAAAAAgKdgIzMXxhCjJ8YgoAAAAA")
"""Made of _TEXT by lzop 1.04."""
_PARQUET, _ORC = parquet(_COLUMNS), orc(_COLUMNS)

ACCEPTED: tuple[tuple[str, bytes], ...] = (
    ("", _TEXT),
    ("CSV", _CSV),
    ("FORMAT CSV", _CSV),
    ("FORMAT AS CSV QUOTE AS '%'", b"1,%a%\n2,b\n"),
    ("FORMAT AS CSV DELIMITER AS '|'", _TEXT),
    ("FIXEDWIDTH 'i:1,v:1'", b"1a\n2b\n"),
    ("FORMAT FIXEDWIDTH AS 'i:1,v:1'", b"1a\n2b\n"),
    ("JSON", b'{"i": 1, "v": "a"} {"i": 2, "v": "b"}'),
    ("FORMAT AS JSON 'auto'", b'{"i": 1, "v": "a"} {"i": 2, "v": "b"}'),
    ("FORMAT JSON AS 'auto ignorecase' GZIP", gzip.compress(b'{"I": 1, "V": "a"} {"i": 2, "V": "b"}')),
    ("PARQUET", _PARQUET),
    ("FORMAT AS PARQUET STATUPDATE OFF", _PARQUET),
    ("FORMAT PARQUET FILLRECORD ACCEPTINVCHARS STATUPDATE ON SERIALIZETOJSON", _PARQUET),
    ("ORC", _ORC),
    ("FORMAT AS ORC FILLRECORD STATUPDATE OFF SERIALIZETOJSON", _ORC),
    ("DELIMITER ','", _CSV),
    ("DELIMITER AS '\\001'", b"1\x01a\n2\x01b\n"),
    ("BZIP2", bz2.compress(_TEXT)),
    ("GZIP", gzip.compress(_TEXT)),
    ("LZOP", _LZOP),
    ("CSV DELIMITER '|' LZOP", _LZOP),
    ("CSV ZSTD", pa.compress(_CSV, "zstd", asbytes=True)),
    ("REGION 'us-east-1'", _TEXT),
    ("REGION AS 'us-east-1' CSV", _CSV),
    ("ACCEPTANYDATE", _TEXT),
    ("ACCEPTINVCHARS", _TEXT),
    ("ACCEPTINVCHARS AS '#'", _TEXT),
    ("BLANKSASNULL", _TEXT),
    ("DATEFORMAT 'auto'", _TEXT),
    ("DATEFORMAT AS 'YYYY.MM.DD'", _TEXT),
    ("EMPTYASNULL", _TEXT),
    ("ENCODING UTF8", _TEXT),
    ("ENCODING AS UTF16BE", "1|a\n2|b\n".encode("utf-16-be")),
    ("ENCODING UTF16LE", "1|a\n2|b\n".encode("utf-16-le")),
    ("ENCODING UTF16", "1|a\n2|b\n".encode("utf-16")),
    ("ESCAPE", b"1|\\a\n2|b\n"),
    ("FILLRECORD", _TEXT),
    ("IGNOREBLANKLINES", b"\n1|a\n\n2|b\n"),
    ("IGNOREHEADER 1", b"i|v\n" + _TEXT),
    ("IGNOREHEADER AS 2", b"i|v\n-|-\n" + _TEXT),
    ("NULL 'none'", _TEXT),
    ("NULL AS '\\0'", _TEXT),
    ("REMOVEQUOTES", b"1|'a'\n\"2\"|b\n"),
    ("ROUNDEC", _TEXT),
    ("TIMEFORMAT 'auto'", _TEXT),
    ("TIMEFORMAT AS 'epochmillisecs'", _TEXT),
    ("TRIMBLANKS", b"1|a  \n2|b\n"),
    ("TRUNCATECOLUMNS", _TEXT),
    ("COMPROWS 100", _TEXT),
    ("COMPROWS AS 1000000", _TEXT),
    ("COMPUPDATE", _TEXT),
    ("COMPUPDATE PRESET", _TEXT),
    ("COMPUPDATE ON", _TEXT),
    ("COMPUPDATE OFF", _TEXT),
    ("COMPUPDATE FALSE", _TEXT),
    ("COMPUPDATE TRUE", _TEXT),
    ("STATUPDATE", _TEXT),
    ("STATUPDATE ON", _TEXT),
    ("STATUPDATE OFF COMPUPDATE OFF", _TEXT),
    ("STATUPDATE TRUE", _TEXT),
    ("STATUPDATE FALSE", _TEXT),
    ("IGNOREALLERRORS", b"x|y\n" + _TEXT),
    ("MAXERROR 1", b"x|y\n" + _TEXT),
    ("MAXERROR AS 100000", b"x|y\n" + _TEXT),
)
"""Options and a file; the rows are always (1, 'a') and (2, 'b')."""

SHAPEFILE: tuple[str, ...] = (
    "SHAPEFILE",
    "FORMAT SHAPEFILE",
    "FORMAT AS SHAPEFILE GZIP",
    "GZIP FORMAT AS SHAPEFILE SIMPLIFY 0.5",
    "SHAPEFILE SIMPLIFY '0.5'",
    "SHAPEFILE SIMPLIFY 1.1E-05 MAXERROR 2",
    "SHAPEFILE SIMPLIFY AUTO",
    "SHAPEFILE SIMPLIFY AUTO 1e-3 GZIP",
    "SHAPEFILE SIMPLIFY AUTO '.5' IGNOREALLERRORS",
    "SHAPEFILE REGION 'us-east-1' COMPUPDATE OFF STATUPDATE ON COMPROWS 10",
    "SHAPEFILE ACCEPTANYDATE ACCEPTINVCHARS BLANKSASNULL EMPTYASNULL ROUNDEC TRIMBLANKS TRUNCATECOLUMNS",
)
"""Options of shapefiles, which are more than one file each: test_shapefile.py makes them."""

ELSEWHERE = {
    "AVRO": "test_copy_documents.py::test_avro",
    "EXPLICIT_IDS": "test_copy.py::test_identity_defaults_and_not_null",
    "MANIFEST": "test_copy.py::test_manifests",
    "NOLOAD": "test_copy.py::test_noload_checks_and_loads_nothing",
}
"""Options that have a test of their own."""

REFUSED: tuple[tuple[str, str], ...] = (
    ("PARQUET REGION 'us-east-1'", "0A000"),
    ("PARQUET MAXERROR 1", "0A000"),
    ("PARQUET IGNOREALLERRORS", "0A000"),
    ("PARQUET ACCEPTANYDATE", "0A000"),
    ("PARQUET DATEFORMAT 'auto'", "0A000"),
    ("PARQUET TIMEFORMAT 'auto'", "0A000"),
    ("PARQUET TRUNCATECOLUMNS", "0A000"),
    ("PARQUET NULL AS 'x'", "0A000"),
    ("PARQUET EMPTYASNULL", "0A000"),
    ("PARQUET ROUNDEC", "0A000"),
    ("PARQUET COMPUPDATE OFF", "0A000"),
    ("PARQUET NOLOAD", "0A000"),
    ("PARQUET GZIP", "0A000"),
    ("PARQUET DELIMITER ','", "0A000"),
    ("CSV SERIALIZETOJSON", "0A000"),
    ("CSV ESCAPE", "42601"),
    ("CSV REMOVEQUOTES", "42601"),
    ("CSV QUOTE 'ab'", "22023"),
    ("FIXEDWIDTH 'a:1' DELIMITER ','", "42601"),
    ("JSON 'auto' DELIMITER ','", "42601"),
    ("JSON 'auto' NULL AS ''", "42601"),
    ("JSON 'auto' FILLRECORD", "42601"),
    ("JSON 'nonsense'", "42601"),
    ("AVRO", "42601"),
    ("AVRO 'noshred'", "42601"),
    ("AVRO 'auto' GZIP", "42601"),
    ("GZIP BZIP2", "42601"),
    ("CSV GZIP GZIP", "42601"),
    ("CSV PARQUET", "42601"),
    ("MAXERROR 100001", "22023"),
    ("DATEFORMAT 'AUTO'", "22023"),
    ("TIMEFORMAT 'EpochSecs'", "22023"),
    ("MAXERROR -1", "22023"),
    ("MAXERROR 1 IGNOREALLERRORS", "42601"),
    ("DELIMITER 'ab'", "22023"),
    ("NULL AS '\\n'", "22023"),
    ("ACCEPTINVCHARS AS 'ab'", "22023"),
    ("ENCODING latin1", "22023"),
    ("HEADER", "42601"),
    ("ALLOWOVERWRITE", "42601"),
    ("PARALLEL OFF", "42601"),
    ("EXPLICIT_IDS", "42601"),
    ("DATEFORMAT 'QQQQ'", "22023"),
    ("PARQUET BZIP2", "0A000"),
    ("PARQUET ZSTD", "0A000"),
    ("PARQUET IGNOREHEADER 1", "0A000"),
    ("PARQUET IGNOREBLANKLINES", "0A000"),
    ("PARQUET BLANKSASNULL", "0A000"),
    ("PARQUET TRIMBLANKS", "0A000"),
    ("PARQUET ESCAPE", "0A000"),
    ("PARQUET REMOVEQUOTES", "0A000"),
    ("PARQUET ENCODING UTF8", "0A000"),
    ("PARQUET COMPROWS 10", "0A000"),
    ("ORC GZIP", "0A000"),
    ("ORC REGION 'us-east-1'", "0A000"),
    ("ORC CSV", "42601"),
    ("CSV FIXEDWIDTH 'a:1'", "42601"),
    ("FIXEDWIDTH 'a:1' ESCAPE", "42601"),
    ("FIXEDWIDTH 'a:1' CSV", "42601"),
    ("JSON 'auto' CSV", "42601"),
    ("JSON 'auto' FIXEDWIDTH 'a:1'", "42601"),
    ("JSON 'auto' ESCAPE", "42601"),
    ("JSON 'auto' IGNOREBLANKLINES", "42601"),
    ("JSON 'auto' IGNOREHEADER 1", "42601"),
    ("JSON 'auto' REMOVEQUOTES", "42601"),
    ("JSON 'auto' READRATIO 50", "42601"),
    ("JSON 'auto' SERIALIZETOJSON", "0A000"),
    ("AVRO 'auto' DELIMITER ','", "42601"),
    ("AVRO 'auto' ESCAPE", "42601"),
    ("AVRO 'auto' ZSTD", "42601"),
    ("READRATIO 50", "42601"),
    ("COMPROWS 0", "22023"),
    ("IGNOREHEADER -1", "22023"),
    ("DELIMITER 'é'", "22023"),
    ("FORMAT AS XML", "42601"),
    ("GZIP ZSTD", "42601"),
    ("LZOP GZIP", "42601"),
    ("PARQUET LZOP", "0A000"),
    ("REGION us-east-1", "42601"),
    ("MANIFEST VERBOSE", "42601"),
    ("CLEANPATH", "42601"),
    ("MASTER_SYMMETRIC_KEY 'x'", "42601"),
    ("SHAPEFILE ESCAPE", "42601"),
    ("SHAPEFILE REMOVEQUOTES", "42601"),
    ("SHAPEFILE FIXEDWIDTH 'a:1'", "42601"),
    ("SHAPEFILE CSV", "42601"),
    ("SHAPEFILE SIMPLIFY", "42601"),
    ("SHAPEFILE SIMPLIFY GZIP", "42601"),
    ("SHAPEFILE SIMPLIFY -1", "22023"),
    ("SHAPEFILE SIMPLIFY 'much'", "22023"),
    ("SHAPEFILE SIMPLIFY AUTO 'nan'", "22023"),
    ("SHAPEFILE SIMPLIFY 1 AUTO", "42601"),
    ("SHAPEFILE GZIP SIMPLIFY AUTO", "42601"),
    ("CSV SIMPLIFY AUTO", "42601"),
    ("SHAPEFILE MANIFEST", "0A000"),
    ("SHAPEFILE ZSTD", "0A000"),
    ("SHAPEFILE BZIP2", "0A000"),
    ("SHAPEFILE LZOP", "0A000"),
    ("SHAPEFILE DELIMITER ','", "0A000"),
    ("SHAPEFILE NULL AS ''", "0A000"),
    ("SHAPEFILE ENCODING UTF8", "0A000"),
    ("SHAPEFILE IGNOREHEADER 1", "0A000"),
    ("SHAPEFILE IGNOREBLANKLINES", "0A000"),
    ("SHAPEFILE FILLRECORD", "0A000"),
    ("SHAPEFILE DATEFORMAT 'auto'", "0A000"),
    ("SHAPEFILE TIMEFORMAT 'auto'", "0A000"),
    ("SHAPEFILE SERIALIZETOJSON", "0A000"),
)
"""Options and SQLSTATE."""

_FROM = "COPY loaded FROM 's3://redshift-local/copy/x'"
NOT_YET: tuple[tuple[str, str], ...] = (
    (f"{_FROM} IAM_ROLE default SSH", "dg/copy-parameters-data-source-ssh"),
    (f"{_FROM} IAM_ROLE default ENCRYPTED", "dg/copy-parameters-data-source-s3"),
    (f"{_FROM} IAM_ROLE default JOB CREATE nightly AUTO ON", "dg/r_COPY-JOB"),
    (f"{_FROM} IAM_ROLE 'SESSION'", "dg/copy-parameters-authorization"),
    ("COPY loaded FROM 'dynamodb://things' IAM_ROLE default READRATIO 50", "dg/copy-parameters-data-source-dynamodb"),
    ("COPY loaded FROM 'emr://j-1/part-*' IAM_ROLE default", "dg/copy-parameters-data-source-emr"),
)
