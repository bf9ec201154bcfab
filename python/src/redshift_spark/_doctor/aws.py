"""The calls to AWS, by boto3, and what a refusal means."""

from __future__ import annotations

import threading
from typing import Any, Callable, TypeVar

from redshift_spark._doctor.redaction import Redactor
from redshift_spark._doctor.settings import Settings

A = TypeVar("A")
_REFUSALS = {
    *("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "403", "Forbidden"),
}


class NotAllowed(Exception):
    """AWS refuses an action to this identity: nothing is known about what the check looks at."""

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action


class NoCredentials(Exception):
    """boto3 found no credentials, or AWS does not know them."""


_UNKNOWN_KEYS = {
    *("InvalidClientTokenId", "UnrecognizedClientException", "ExpiredToken", "ExpiredTokenException"),
    *("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidSignatureException"),
}


def error_code(problem: BaseException) -> str | None:
    """The code in a ClientError of botocore; None for anything else."""
    response = getattr(problem, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else None


def ask(action: str, call: Callable[[], A]) -> A:
    """The answer of a call that needs the right to ``action``. Raises NotAllowed, NoCredentials, or what it raises."""
    try:
        return call()
    except Exception as problem:
        code = error_code(problem)
        if code in _REFUSALS:
            raise NotAllowed(action) from problem
        if code in _UNKNOWN_KEYS or type(problem).__name__ in ("NoCredentialsError", "PartialCredentialsError"):
            raise NoCredentials(code or "no credentials") from problem
        raise


class Aws:
    """Clients of one boto3 session: default chain, ``aws_profile`` or keys in the URL; then ``aws_assume_role``."""

    def __init__(self, settings: Settings, redactor: Redactor) -> None:
        self._settings = settings
        self._redactor = redactor
        self._lock = threading.Lock()
        self._session: Any = None
        self._clients: dict[tuple[str, str | None], Any] = {}

    def client(self, service: str, region: str | None = None) -> Any:
        with self._lock:
            key = (service, region)
            if key not in self._clients:
                if self._session is None:
                    self._session = self._open()
                self._clients[key] = self._make(self._session, service, region)
            return self._clients[key]

    def keys(self) -> Any:
        """The frozen credentials of this identity. Raises NoCredentials."""
        with self._lock:
            if self._session is None:
                self._session = self._open()
            found = self._session.get_credentials()
        if found is None:
            raise NoCredentials("no credentials")
        return self._noted(found.get_frozen_credentials())

    def _open(self) -> Any:
        import boto3

        settings = self._settings
        session = boto3.Session(
            profile_name=settings.get("aws_profile") or settings.driver_property("profile"),
            aws_access_key_id=settings.driver_property("accesskeyid"),
            aws_secret_access_key=settings.driver_property("secretaccesskey"),
            aws_session_token=settings.driver_property("sessiontoken"),
            region_name=settings.region,
        )
        found = session.get_credentials()
        if found is not None:
            self._noted(found.get_frozen_credentials())
        role = settings.get("aws_assume_role")
        if role is None:
            return session
        sts = self._make(session, "sts", None)
        answer = ask("sts:AssumeRole", lambda: sts.assume_role(RoleArn=role, RoleSessionName="redshift-spark-doctor"))
        keys = answer["Credentials"]
        self._redactor.add(keys["SecretAccessKey"])
        self._redactor.add(keys["SessionToken"])
        return boto3.Session(
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
            region_name=settings.region,
        )

    def _noted(self, keys: Any) -> Any:
        self._redactor.add(keys.secret_key)
        self._redactor.add(keys.token)
        return keys

    def _make(self, session: Any, service: str, region: str | None) -> Any:
        from botocore.config import Config

        seconds = max(1, int(self._settings.timeout_seconds / 2))
        config = Config(connect_timeout=seconds, read_timeout=seconds, retries={"max_attempts": 1})
        endpoint = self._settings.endpoint(service)
        region = region or self._settings.region or session.region_name or "us-east-1"
        return session.client(service, region_name=region, endpoint_url=endpoint, config=config)
