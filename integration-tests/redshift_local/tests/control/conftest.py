from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from redshift_local import RedshiftLocal

Refused = Callable[[Callable[[], Any]], tuple[str, str]]


@pytest.fixture
def cluster_target(engine_only: RedshiftLocal) -> dict[str, str]:
    return {"ClusterIdentifier": "redshift-local", "Database": engine_only.database, "DbUser": engine_only.user}


@pytest.fixture
def refused() -> Refused:
    """Runs a call that must be refused and gives the error's code and message."""

    def run(call: Callable[[], Any]) -> tuple[str, str]:
        with pytest.raises(ClientError) as caught:
            call()
        error = caught.value.response["Error"]
        return error["Code"], error["Message"]

    return run
