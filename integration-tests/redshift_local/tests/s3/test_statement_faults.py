"""COPY and UNLOAD that end half-way, and S3 that fails below them."""

from __future__ import annotations

from typing import Any

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal

from ..conftest import Run, runner
from .loading import message_of

_BUCKET = "redshift-local"
_ROLE = "IAM_ROLE default"


def _files(local: RedshiftLocal, prefix: str) -> list[str]:
    return [url for url in local.s3_objects() if url.startswith(f"s3://{_BUCKET}/{prefix}")]


def _numbers(run: Run, prefix: str, options: str = "MANIFEST") -> None:
    run(f"UNLOAD ('SELECT typlen AS n FROM pg_type') TO 's3://{_BUCKET}/{prefix}' {_ROLE} {options}")


@pytest.mark.parametrize("how", ["error", "drop"])
def test_an_unload_killed_half_way(local: RedshiftLocal, run: Run, how: str) -> None:
    local.faults.s3.kill_unload(f"half-{how}/", after_files=2, how=how)  # type: ignore[arg-type]
    with pytest.raises((DriverError, OSError)):
        _numbers(run, f"half-{how}/")
    assert len(_files(local, f"half-{how}/")) == 2 and not any("manifest" in f for f in _files(local, f"half-{how}/"))
    assert all(entry.end is not None for entry in local.statements() if "half-" in entry.text)
    connection, again = runner(local)
    _numbers(again, f"half-{how}/", "MANIFEST ALLOWOVERWRITE")
    assert len(_files(local, f"half-{how}/")) == 5
    connection.close()


@pytest.mark.parametrize("how", ["error", "drop"])
def test_a_copy_that_fails_behind_some_files(local: RedshiftLocal, s3: Any, how: str) -> None:
    _, run = runner(local)
    run("DROP TABLE IF EXISTS failing", "CREATE TABLE failing (a INT)")
    for number in range(3):
        s3.put_object(Bucket=_BUCKET, Key=f"failing/{number}", Body=f"{number}\n".encode())
    local.faults.s3.fail_copy("failing", after_files=2, how=how)  # type: ignore[arg-type]
    copy = f"COPY failing FROM 's3://{_BUCKET}/failing/' {_ROLE}"
    with pytest.raises((DriverError, OSError)):
        run(copy)
    other, again = runner(local)
    assert again("SELECT count(*) FROM failing") == [(0,)]
    again(copy)
    assert again("SELECT count(*) FROM failing") == [(3,)]
    again("DROP TABLE failing")
    other.close()


@pytest.mark.parametrize("code", ["SlowDown", "InternalError"])
def test_transient_errors_are_retried_by_the_warehouse(local: RedshiftLocal, run: Run, code: str) -> None:
    local.faults.s3.fail(f"retry-{code}", code, origin="warehouse", times=2)
    _numbers(run, f"retry-{code}/")
    assert len(_files(local, f"retry-{code}/")) == 5
    assert [r.fault for r in local.s3_requests(origin="warehouse")].count(code) == 2


@pytest.mark.parametrize(("code", "status"), [("AccessDenied", 403), ("ExpiredToken", 400)])
def test_lasting_errors_end_the_statement(local: RedshiftLocal, run: Run, code: str, status: int) -> None:
    local.faults.s3.fail(f"lasting-{code}", code, method="PUT", skip=1)
    with pytest.raises(DriverError) as caught:
        _numbers(run, f"lasting-{code}/")
    assert f"Status {status},Error {code}" in message_of(caught)
    assert not any("manifest" in f for f in _files(local, f"lasting-{code}/"))


def test_a_truncated_download_is_read_again(local: RedshiftLocal, run: Run, s3: Any) -> None:
    run("CREATE TEMP TABLE cut (a INT)")
    s3.put_object(Bucket=_BUCKET, Key="cut/in", Body=b"1\n" * 100_000)
    local.faults.s3.truncate("cut/in", 1000, origin="warehouse")
    run(f"COPY cut FROM 's3://{_BUCKET}/cut/in' {_ROLE}")
    assert run("SELECT count(*) FROM cut") == [(100_000,)]
    local.faults.s3.truncate("cut/in", 1000, origin="warehouse", times=None)
    with pytest.raises(DriverError):
        run(f"COPY cut FROM 's3://{_BUCKET}/cut/in' {_ROLE}")
    assert run("SELECT count(*) FROM cut") == [(100_000,)]
    run("DROP TABLE cut")


def test_patterns_and_counts_of_statement_faults(local: RedshiftLocal, run: Run) -> None:
    local.faults.s3.kill_unload("elsewhere/", after_files=0)
    _numbers(run, "patterned/")
    local.faults.s3.clear()
    local.faults.s3.kill_unload("none-written/", after_files=0)
    with pytest.raises(DriverError):
        _numbers(run, "none-written/")
    assert _files(local, "none-written/") == []
    _numbers(run, "none-written/")
    with pytest.raises(ValueError, match="how"):
        local.faults.s3.fail_copy(how="other")  # type: ignore[arg-type]


def test_a_cancelled_unload_leaves_the_session_usable(local: RedshiftLocal, run: Run) -> None:
    run("SET statement_timeout = 300")
    with pytest.raises(DriverError) as caught:
        run(
            "UNLOAD ('SELECT a.relname AS n FROM pg_class a, pg_class b, pg_class c') "
            f"TO 's3://{_BUCKET}/cancelled/' {_ROLE}"
        )
    assert caught.value.args[0]["C"] == "57014"
    run("RESET statement_timeout")
    for _ in range(5):
        assert run("SELECT 1") == [(1,)]
