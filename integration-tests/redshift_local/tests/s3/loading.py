"""What the tests of UNLOAD and COPY share."""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
import pyarrow.orc as pa_orc
import pyarrow.parquet as pq
import pytest
from redshift_connector.error import Error as DriverError

from ..conftest import Run

BUCKET = "redshift-local"
ROLE = "IAM_ROLE 'arn:aws:iam::123456789012:role/redshift-local'"


def sqlstate_of(error: pytest.ExceptionInfo[DriverError]) -> str:
    return str(error.value.args[0]["C"])


def message_of(error: pytest.ExceptionInfo[DriverError]) -> str:
    told = error.value.args[0]
    return f"{told['M']} {told.get('D', '')}"


def put(s3: Any, key: str, body: bytes | str) -> None:
    s3.put_object(Bucket=BUCKET, Key=f"copy/{key}", Body=body.encode() if isinstance(body, str) else body)


def copy(run: Run, target: str, key: str, options: str = "") -> None:
    run(f"COPY {target} FROM 's3://{BUCKET}/copy/{key}' {ROLE} {options}")


def load(run: Run, s3: Any, target: str, body: bytes | str, options: str = "") -> None:
    put(s3, "one", body)
    copy(run, target, "one", options)


def errors(run: Run) -> list[tuple[Any, ...]]:
    return run(
        "SELECT trim(column_name), error_code, line_number FROM sys_load_error_detail "
        "WHERE query_id = (SELECT max(query_id) FROM sys_load_error_detail) ORDER BY line_number"
    )


def parquet(table: pa.Table, **options: Any) -> bytes:
    out = io.BytesIO()
    defaults = {"use_deprecated_int96_timestamps": True, "store_decimal_as_integer": True}
    pq.write_table(table, out, **(defaults | options))
    return out.getvalue()


def orc(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pa_orc.write_table(table, out)
    return out.getvalue()
