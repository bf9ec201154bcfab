"""The Data API's limits of number and time, made small (mgmt/data-api, "Considerations")."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from redshift_local import RedshiftLocal

from .conftest import Refused
from .test_data_api import SLOW, finished

Limit = Callable[..., None]


@pytest.fixture
def data(engine_only: RedshiftLocal) -> Any:
    return engine_only.aws_client("redshift-data")


@pytest.fixture
def limit(engine_only: RedshiftLocal) -> Iterator[Limit]:
    control = engine_only._stack._control
    assert control is not None
    api = control._data
    limits, sessions = api._limits, api._sessions._most

    def change(**changes: int) -> None:
        api._limits = replace(limits, **changes)
        api._sessions._most = api._limits.sessions

    yield change
    api._limits, api._sessions._most = limits, sessions


def test_the_documented_limits() -> None:
    from redshift_local.control.data_api.limits import DataApiLimits

    known = DataApiLimits()
    assert (known.sql_bytes, known.row_bytes, known.result_bytes) == (200 * 1024, 64 * 1024, 500 * 1024 * 1024)
    assert (known.active_statements, known.sessions) == (500, 500)
    assert (known.kept_seconds, known.client_token_seconds) == (24 * 3600, 8 * 3600)


def test_active_statements(data: Any, cluster_target: dict[str, str], limit: Limit, refused: Refused) -> None:
    slow = data.execute_statement(Sql=SLOW, **cluster_target)["Id"]
    limit(active_statements=1)
    code, _ = refused(lambda: data.execute_statement(Sql="SELECT 1", **cluster_target))
    assert code == "ActiveStatementsExceededException"
    data.cancel_statement(Id=slow)
    finished(data, slow)
    assert finished(data, data.execute_statement(Sql="SELECT 1", **cluster_target)["Id"])["Status"] == "FINISHED"


def test_sessions(data: Any, cluster_target: dict[str, str], limit: Limit, refused: Refused) -> None:
    limit(sessions=0)
    call = lambda: data.execute_statement(Sql="SELECT 1", SessionKeepAliveSeconds=60, **cluster_target)  # noqa: E731
    assert refused(call)[0] == "ActiveSessionsExceededException"


def test_statements_in_a_batch(data: Any, cluster_target: dict[str, str], refused: Refused) -> None:
    call = lambda: data.batch_execute_statement(Sqls=["SELECT 1"] * 41, **cluster_target)  # noqa: E731
    assert refused(call)[0] == "ValidationException"
    done = finished(data, data.batch_execute_statement(Sqls=["SELECT 1"] * 40, **cluster_target)["Id"])
    assert done["Status"] == "FINISHED" and len(done["SubStatements"]) == 40


def test_how_long_results_and_tokens_are_kept(
    data: Any, cluster_target: dict[str, str], limit: Limit, refused: Refused
) -> None:
    one = data.execute_statement(Sql="SELECT 1", ClientToken="kept", **cluster_target)["Id"]
    finished(data, one)
    limit(client_token_seconds=0)
    two = data.execute_statement(Sql="SELECT 1", ClientToken="kept", **cluster_target)["Id"]
    assert two != one
    finished(data, two)
    limit(kept_seconds=-1)
    finished(data, data.execute_statement(Sql="SELECT 1", **cluster_target)["Id"])
    assert refused(lambda: data.get_statement_result(Id=one))[0] == "ResourceNotFoundException"


def test_the_text_of_a_batch_counts_as_a_whole(data: Any, cluster_target: dict[str, str], refused: Refused) -> None:
    half = "SELECT '" + "x" * (101 * 1024) + "'"
    assert "limit" in refused(lambda: data.batch_execute_statement(Sqls=[half, half], **cluster_target))[1]
