"""Amazon's unmodified JDBC driver against the gateway, over verified TLS."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import redshift_local
from redshift_local import RedshiftLocal

from .driver import driver_classpath, probe


@pytest.fixture(scope="module")
def stand_in() -> Iterator[RedshiftLocal]:
    with redshift_local.start() as local:
        yield local


@pytest.fixture(scope="module")
def jar() -> str:
    return driver_classpath()


def test_the_driver_works(stand_in: RedshiftLocal, jar: str) -> None:
    expected = {
        "select": "1|ab|3|1.50|t|null",
        "types": "a int2 5 0;b int4 10 0;c int8 19 0;d numeric 10 2;e float4 8 8;f float8 17 17;g bool 1 0;"
        "h bpchar 3 0;i varchar 7 0;j date 13 0;k timestamp 29 6;l timestamptz 35 6",
        "prepared": "1|V0;2|V1;3|V2;4|V3;5|V4;6|V5;7|V6",
        "metadata": "public;probe_meta:TABLE;id:int4:10:0:NO;name:varchar:20:0:NO;price:numeric:10:2:YES;key id;"
        "probe_meta.id:public:0",
        "rollback": "2 then 42P01",
        "batch": "500|124750|249",
        "fetch": "1000 499500",
        "timeout": "57014 then 1",
        "error": "42P01 42601 22012 42883 42704 0A000 42883 25P02",
        "temporary": "1",
    }
    assert probe(stand_in, jar, *expected) == expected


def test_unload_and_copy_in_one_transaction(stand_in: RedshiftLocal, jar: str) -> None:
    prefix = stand_in.tempdir.replace("s3a://", "s3://") + "roundtrip/"
    script = ";;".join(
        [
            "sql:CREATE TABLE carried (id INT, name VARCHAR(20), price DECIMAL(10,2), at TIMESTAMP, day DATE, ok BOOLEAN)",
            "INSERT INTO carried VALUES (1, 'a''b', 1.50, '2024-01-01 10:00:00.123456', '1500-01-01', true), "
            "(2, NULL, NULL, NULL, NULL, NULL), (3, '', -0.01, '1970-01-01 00:00:00', '9999-12-31', false)",
            "BEGIN",
            "INSERT INTO carried VALUES (4, 'uncommitted', 0, NULL, NULL, NULL)",
            f"UNLOAD ('SELECT * FROM carried WHERE name <> \\'zzz\\' OR id = 2') TO '{prefix}' "
            f"IAM_ROLE '{stand_in.iam_role}' FORMAT PARQUET MANIFEST VERBOSE",
            "CREATE TEMP TABLE back (LIKE carried)",
            f"COPY back FROM '{prefix}manifest' IAM_ROLE '{stand_in.iam_role}' FORMAT PARQUET MANIFEST",
            "SELECT b.*, pg_last_unload_count(), pg_last_copy_count() FROM back b ORDER BY id",
        ]
    )
    assert list(probe(stand_in, jar, script).values()) == [
        "1|a'b|1.50|2024-01-01 10:00:00.123456|1500-01-01|t|4|4;2|null|null|null|null|null|4|4;"
        "3||-0.01|1970-01-01 00:00:00|9999-12-31|f|4|4;4|uncommitted|0.00|null|null|null|4|4"
    ]
    assert any(key.endswith("roundtrip/manifest") for key in stand_in.s3_objects())


def test_the_certificate_is_really_checked(stand_in: RedshiftLocal, jar: str) -> None:
    bare = stand_in.jdbc_url.split("?")[0]
    seen = probe(stand_in, jar, "select", url=bare)["select"]
    assert "SSL" in seen or "PKIX" in seen
    assert probe(stand_in, jar, "select", url=bare + "?ssl=false") == {"select": "1|ab|3|1.50|t|null"}


def test_the_commit_race_can_be_shown(stand_in: RedshiftLocal, jar: str) -> None:
    stand_in.faults.delay_ready(50)
    try:
        assert probe(stand_in, jar, "select", "rollback")["rollback"] == "2 then 42P01"
    finally:
        stand_in.faults.delay_ready(0)


@pytest.mark.parametrize(("when", "rows"), [("before", "0"), ("after", "1")])
def test_a_connection_lost_around_commit(stand_in: RedshiftLocal, jar: str, when: str, rows: str) -> None:
    stand_in.faults.drop_connection("^commit", when=when)  # type: ignore[arg-type]
    make = f"sql:CREATE TABLE lost_{when} (a INT)"
    work = f"sql:BEGIN;;INSERT INTO lost_{when} VALUES (1);;COMMIT"
    count = f"sql:SELECT count(*) FROM lost_{when}"
    seen = probe(stand_in, jar, make, work, count)
    assert seen[work].startswith("SQLSTATE 08") and seen[count] == rows
