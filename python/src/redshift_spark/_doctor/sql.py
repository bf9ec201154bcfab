"""Statements for the warehouse: over a connection, or by the Data API."""

from __future__ import annotations

import os
import threading
import time
from abc import ABC, abstractmethod
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Iterator, Sequence

from redshift_spark._doctor.aws import Aws, ask
from redshift_spark._doctor.endpoint import endpoint_of
from redshift_spark._doctor.logins import login_of
from redshift_spark._doctor.problems import server_message
from redshift_spark._doctor.redaction import Redactor
from redshift_spark._doctor.settings import Settings
from redshift_spark._errors import RedshiftSparkError


@dataclass(frozen=True)
class Failure:
    """The statement (by its place) that a transaction ended at, and what Redshift said."""

    statement: int
    message: str


class Sql(ABC):
    @abstractmethod
    def value(self, statement: str) -> str:
        """The one value that a query gives."""

    @abstractmethod
    def attempt(self, statements: Sequence[str]) -> Failure | None:
        """Run statements in one transaction of which nothing stays in the database."""


def sql_of(settings: Settings, aws: Aws, redactor: Redactor) -> Sql:
    return _DataApi(settings, aws) if settings.by_data_api else _Connection(settings, aws, redactor)


_ENVIRONMENT = threading.Lock()


@contextmanager
def _trusting(ca_file: str | None) -> Iterator[None]:
    """redshift_connector takes no CA file, but loads OpenSSL's default one, which the environment names."""
    if ca_file is None:
        yield
        return
    with _ENVIRONMENT:
        before = os.environ.get("SSL_CERT_FILE")
        os.environ["SSL_CERT_FILE"] = ca_file
        try:
            yield
        finally:
            if before is None:
                del os.environ["SSL_CERT_FILE"]
            else:
                os.environ["SSL_CERT_FILE"] = before


class _Connection(Sql):
    def __init__(self, settings: Settings, aws: Aws, redactor: Redactor) -> None:
        self._settings, self._aws, self._redactor = settings, aws, redactor

    @contextmanager
    def _open(self) -> Iterator[Any]:
        try:
            import redshift_connector
        except ImportError:
            message = "redshift_connector is needed: pip install 'redshift-spark[doctor]'"
            raise RedshiftSparkError(message) from None
        endpoint = endpoint_of(self._settings, self._aws)
        if endpoint is None:
            raise RedshiftSparkError("give 'url', or data_api_database")
        login = login_of(self._settings, self._aws, self._redactor)
        with _trusting(self._settings.driver_property("sslrootcert")):
            # Always by TLS with a checked certificate, whatever the URL says: a password is sent.
            connection = redshift_connector.connect(
                host=endpoint.host,
                port=endpoint.port,
                database=str(self._settings.database),
                user=login.user,
                password=login.password,
                ssl=True,
                sslmode="verify-full" if self._settings.checks_host_name else "verify-ca",
                timeout=self._settings.timeout_seconds,
            )
        try:
            yield connection
        finally:
            connection.close()

    def value(self, statement: str) -> str:
        with self._open() as connection:
            cursor = connection.cursor()
            cursor.execute(statement)
            return str(cursor.fetchone()[0])

    def attempt(self, statements: Sequence[str]) -> Failure | None:
        with self._open() as connection:
            cursor = connection.cursor()
            for place, statement in enumerate(statements):
                try:
                    cursor.execute(statement)
                except Exception as problem:
                    return Failure(place, server_message(problem))
            connection.rollback()
        return None


class _DataApi(Sql):
    def __init__(self, settings: Settings, aws: Aws) -> None:
        self._settings = settings
        self._client = aws.client("redshift-data")

    def _target(self) -> dict[str, str]:
        get = self._settings.get
        named = {
            "Database": get("data_api_database"),
            "ClusterIdentifier": get("data_api_cluster"),
            "WorkgroupName": get("data_api_workgroup"),
            "DbUser": get("data_api_user"),
            "SecretArn": get("secret.id"),
        }
        return {name: value for name, value in named.items() if value is not None}

    def _ended(self, identifier: str) -> Any:
        deadline = time.monotonic() + 2 * self._settings.timeout_seconds
        while True:
            call = lambda: self._client.describe_statement(Id=identifier)  # noqa: E731
            state = ask("redshift-data:DescribeStatement", call)
            if state["Status"] in ("FINISHED", "FAILED", "ABORTED"):
                return state
            if time.monotonic() > deadline:
                self._client.cancel_statement(Id=identifier)
                raise RedshiftSparkError("the statement did not end in time, and was cancelled")
            time.sleep(0.2)

    def value(self, statement: str) -> str:
        start = lambda: self._client.execute_statement(Sql=statement, **self._target())  # noqa: E731
        state = self._ended(ask("redshift-data:ExecuteStatement", start)["Id"])
        if state["Status"] != "FINISHED":
            raise RedshiftSparkError(str(state.get("Error")))
        result = ask("redshift-data:GetStatementResult", lambda: self._client.get_statement_result(Id=state["Id"]))
        return str(next(iter(result["Records"][0][0].values())))

    def attempt(self, statements: Sequence[str]) -> Failure | None:
        """A batch is one transaction; its session, and with it the temporary table, ends with it."""
        start = lambda: self._client.batch_execute_statement(Sqls=list(statements), **self._target())  # noqa: E731
        state = self._ended(ask("redshift-data:BatchExecuteStatement", start)["Id"])
        if state["Status"] == "FINISHED":
            return None
        for place, part in enumerate(state.get("SubStatements", [])):
            if part["Status"] == "FAILED":
                return Failure(place, str(part.get("Error")))
        return Failure(0, str(state.get("Error")))
