"""One job with the community connector's options, and with this connector's own: the tables are the same."""

from __future__ import annotations

from typing import Any

import pytest
from warehouse_sql import rows, run

FRAME = "select id, concat('v', id) v, cast(id * 1.25 as decimal(12,2)) d from range(1, 21)"
FULL_NAME = "io.github.redshiftspark.catalog.RedshiftDataSource"
COMMON = {"preactions": "delete from %s where id = 1", "postactions": "update %s set v = v || '!' where id = 2"}
PEER = {
    "diststyle": "KEY",
    "distkey": "id",
    "sortkeyspec": "SORTKEY(id)",
    "usestagingtable": "true",
    "include_column_list": "true",
    "copyretrycount": "2",
    "copydelay": "100",
    "check_s3_bucket_usage": "false",
    "description": "moved",
}
OWN = {"distkey": "id", "sortkeys": "id", "description": "moved"}


def job(spark: Any, name: str, table: str, options: dict[str, str]) -> Any:
    for _ in range(2):
        spark.sql(FRAME).write.format(name).options(dbtable=table, **COMMON, **options).mode("append").save()
    return spark.read.format(name).option("dbtable", table).load()


@pytest.mark.parametrize("tempformat", ["CSV", "AVRO"])
def test_both_option_sets_write_the_same_table(spark: Any, redshift: Any, same: Any, tempformat: str) -> None:
    run(redshift, "drop table if exists moved_peer", "drop table if exists moved_own")
    peer = job(spark, FULL_NAME, "moved_peer", {**PEER, "tempformat": tempformat})
    own = job(spark, "redshift", "moved_own", OWN)
    same(peer, own)
    assert rows(redshift, "select count(*) from moved_peer") == [(39,)]
    keys = "select \"column\", type, distkey, sortkey from pg_table_def where tablename = '{}' order by 1"
    assert rows(redshift, keys.format("moved_peer")) == rows(redshift, keys.format("moved_own"))
