"""The Python interface: ``start()`` and what it gives."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote

from .assumptions import read_assumptions
from .errors import StandInError
from .faults import Faults
from .settings import StandInSettings
from .stack import Stack
from .statements import StatementEntry
from .storage import DEFAULT_ROLE, S3Request
from .storage.requests import Origin


@dataclass(frozen=True)
class ConnectionInfo:
    """How clients reach a stand-in. The printed form leaves out what is secret."""

    jdbc_url: str
    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)
    s3_endpoint: str
    s3_region: str
    access_key: str
    secret_key: str = field(repr=False)
    tempdir: str
    iam_role: str
    tls_ca: str
    control_plane: str

    def as_json(self) -> str:
        """One line, with the secrets: for the process that started the stand-in."""
        return json.dumps(asdict(self))


class RedshiftLocal:
    """A running stand-in. Its attributes are those of ConnectionInfo."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.info = _info(stack)
        self.host = self.info.host
        self.port = self.info.port
        self.database = self.info.database
        self.user = self.info.user
        self.password = self.info.password
        self.jdbc_url = self.info.jdbc_url
        self.s3_endpoint = self.info.s3_endpoint
        self.s3_region = self.region = self.info.s3_region
        self.access_key = self.info.access_key
        self.secret_key = self.info.secret_key
        self.tempdir = self.info.tempdir
        self.iam_role = self.info.iam_role
        self.tls_ca = self.info.tls_ca
        self.control_plane = self.info.control_plane

    def __repr__(self) -> str:
        return f"RedshiftLocal({self.info!r})"

    @property
    def settings(self) -> StandInSettings:
        return self._stack.settings

    @property
    def faults(self) -> Faults:
        """What is to go wrong; see Faults."""
        return self._stack.faults

    def statements(self) -> list[StatementEntry]:
        """Every statement that clients ran, oldest first."""
        return self._stack.log.entries()

    def clear_statements(self) -> None:
        """Forget the finished statements, so that a test counts its own."""
        self._stack.log.clear()

    def s3_objects(self, bucket: str | None = None) -> list[str]:
        """All objects as ``s3://bucket/key``, of one bucket or of all."""
        storage = self._stack.storage
        return [] if storage is None else storage.objects(bucket)

    def s3_requests(self, *, since: float = 0.0, origin: Origin | None = None) -> list[S3Request]:
        """The S3 requests seen, in the order of their ends.

        ``since`` (seconds since the epoch) leaves out earlier ones; ``origin`` keeps only those of clients
        ("client") or of UNLOAD and COPY ("warehouse").
        """
        storage = self._stack.storage
        return [] if storage is None else storage.requests(since=since, origin=origin)

    def clear_s3_requests(self) -> None:
        """Forget the S3 requests so far, so that a test counts its own."""
        if self._stack.storage is not None:
            self._stack.storage.clear_requests()

    def aws_client(self, service: str, **options: Any) -> Any:
        """A boto3 client of the control plane with the owner's keys (redshift, redshift-serverless, redshift-data, sts,
        iam, secretsmanager), or of S3. ``options`` are those of ``boto3.client``."""
        import boto3

        arguments: dict[str, Any] = {
            "endpoint_url": self.s3_endpoint if service == "s3" else self.control_plane,
            "region_name": self.region,
            "aws_access_key_id": self.access_key,
            "aws_secret_access_key": self.secret_key,
        }
        return boto3.client(service, **(arguments | options))

    def web_identity_token(self, subject: str) -> str:
        """A token that STS AssumeRoleWithWebIdentity takes for this subject."""
        return self._stack.keyring.web_identity_token(subject)

    def issued_secrets(self) -> list[str]:
        """Secret keys, session tokens and database passwords that the control plane has issued so far.

        A test may look for them where none must be.
        """
        return self._stack.keyring.issued()

    def connect(self, **options: Any) -> Any:
        """A ``redshift_connector`` connection, or one of another user with ``user=`` and ``password=``.

        It is not encrypted: that driver trusts only the CA file inside its own package, so it cannot be told
        to trust the stand-in's. The connection never leaves the loopback interface.
        """
        import redshift_connector

        arguments: dict[str, Any] = {
            "host": self.host,
            "port": self.port,
            "database": self.database,
            "user": self.user,
            "password": self.password,
            "ssl": False,
        }
        return redshift_connector.connect(**(arguments | options))

    def spark_conf(self) -> dict[str, str]:
        """All that a Spark session needs to reach this stand-in and its S3."""
        conf = {
            "spark.redshift.url": self.jdbc_url,
            "spark.redshift.user": self.user,
            "spark.redshift.password": self.password,
        }
        if self._stack.storage is None:
            return conf
        conf |= {
            "spark.redshift.tempdir": self.tempdir,
            "spark.redshift.aws_iam_role": self.iam_role,
        }
        s3a = {
            "endpoint": self.s3_endpoint,
            "endpoint.region": self.s3_region,
            "path.style.access": "true",
            "connection.ssl.enabled": "false",
            "access.key": self.access_key,
            "secret.key": self.secret_key,
            "aws.credentials.provider": "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
            "impl": "org.apache.hadoop.fs.s3a.S3AFileSystem",
        }
        conf |= {f"spark.hadoop.fs.s3a.{name}": value for name, value in s3a.items()}
        # UNLOAD and COPY know only s3:// URLs; Hadoop is to read them through S3A.
        conf["spark.hadoop.fs.s3.impl"] = "org.apache.hadoop.fs.s3a.S3AFileSystem"
        return conf

    def stop(self) -> None:
        """End everything that was started and remove its files."""
        self._stack.stop()


def _info(stack: Stack) -> ConnectionInfo:
    settings, storage = stack.settings, stack.storage
    tls_ca = str(stack.ca_file)
    address = f"{settings.host}:{stack.port}/{settings.database}"
    jdbc_url = f"jdbc:redshift://{address}?ssl=true&sslmode=verify-full&sslrootcert={quote(tls_ca)}"
    owner = stack.owner
    return ConnectionInfo(
        jdbc_url=jdbc_url,
        host=settings.host,
        port=stack.port,
        database=settings.database,
        user=settings.user,
        password=settings.password,
        s3_endpoint=storage.endpoint if storage else "",
        s3_region=settings.region,
        access_key=owner.access_key,
        secret_key=owner.secret_key,
        tempdir=f"s3a://{settings.bucket}/tempdir/" if storage else "",
        iam_role=DEFAULT_ROLE if storage else "",
        tls_ca=tls_ca,
        control_plane=stack.control_plane,
    )


@contextmanager
def start(*, assumptions: str | Mapping[str, Any] = "", **settings: Any) -> Iterator[RedshiftLocal]:
    """Start a stand-in and stop it at the end of the block.

    Keyword arguments are the fields of StandInSettings. ``assumptions`` are readings of what the documentation leaves
    open, as one text or mapping: ``"zero_row_manifest=true"``, or ``"other"`` for the other reading of everything.
    Raises StandInError when a part cannot start or a setting is not there.
    """
    known = StandInSettings.__dataclass_fields__.keys()
    unknown = sorted(set(settings) - set(known))
    if unknown:
        raise StandInError(f"unknown setting {unknown[0]!r}; known: {', '.join(known)}")
    local = RedshiftLocal(Stack(StandInSettings(**(read_assumptions(assumptions) | settings))))
    try:
        yield local
    finally:
        local.stop()
