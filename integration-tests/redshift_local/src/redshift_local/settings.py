"""The stand-in's settings: one frozen record, checked when it is made."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .assumptions import Assumptions
from .errors import StandInError

S3Action = Literal["Read", "Write", "List", "Tagging"]


@dataclass(frozen=True)
class IamRole:
    """An IAM role for UNLOAD and COPY: what it may do on which buckets.

    ``attached`` roles may be named first; others only behind a role that ``may_assume`` them, in a chain.
    """

    arn: str
    buckets: tuple[str, ...]
    actions: tuple[S3Action, ...] = ("Read", "Write", "List", "Tagging")
    attached: bool = True
    may_assume: tuple[str, ...] = ()


def _password() -> str:
    return "Pw1-" + secrets.token_hex(12)


@dataclass(frozen=True)
class StandInSettings(Assumptions):
    """How one stand-in is started, with its reading of what Redshift's documentation leaves open."""

    database: str = "dev"
    user: str = "awsuser"
    password: str = field(default_factory=_password, repr=False)
    host: str = "127.0.0.1"
    port: int = 0
    """Where the warehouse listens. 0 takes a free port."""
    s3_port: int = 0
    control_port: int = 0
    """Where the control plane listens, as s3_port for S3."""
    region: str = "us-east-1"
    bucket: str = "redshift-local"
    buckets: tuple[str, ...] = ()
    """Further buckets to make, in the stand-in's region."""
    bucket_regions: Mapping[str, str] = field(default_factory=dict)
    """Buckets to make in other regions: the region by bucket. UNLOAD and COPY reach them with REGION only."""
    roles: tuple[IamRole, ...] = ()
    """IAM roles beside those that are always there."""
    storage: bool = True
    """False starts no S3 server: UNLOAD and COPY are then refused."""
    slices: int = 4
    """How many slices write and read files in parallel."""

    cluster_identifier: str = "redshift-local"
    """The name by which the control plane knows the warehouse as a provisioned cluster."""
    workgroup: str = "redshift-local"
    """The name by which the control plane knows the warehouse as a serverless workgroup (and its namespace)."""

    show_discovery: int = 4
    """The version of SHOW that drivers are told of. 0, as of older servers, makes them ask the catalog instead."""

    # test aids
    ready_delay_ms: int = 0
    """Delay of every ReadyForQuery, in milliseconds (shows the JDBC driver's commit race)."""
    fault_seed: int = 0
    """Where the chance of faults with a probability comes from."""
    engine_settings: Mapping[str, str] = field(default_factory=dict)
    """Further PostgreSQL settings, e.g. ``{"work_mem": "256MB"}``."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.host not in ("127.0.0.1", "localhost"):
            raise StandInError(f"host={self.host!r}: the stand-in listens on loopback only (127.0.0.1)")
        for name in ("port", "s3_port", "control_port"):
            if not 0 <= getattr(self, name) <= 65535:
                raise StandInError(f"{name}={getattr(self, name)}: expected 0 (a free port) or 1 to 65535")
        if not 1 <= self.slices <= 64:
            raise StandInError(f"slices={self.slices}: expected 1 to 64")
        if self.show_discovery not in (0, 4):
            raise StandInError(f"show_discovery={self.show_discovery}: expected 4, or 0 for a server without")
        if self.ready_delay_ms < 0:
            raise StandInError(f"ready_delay_ms={self.ready_delay_ms}: expected 0 or more milliseconds")
        if not self.database or self.database != self.database.lower():
            raise StandInError(f"database={self.database!r}: Redshift database names are lower case (dg/r_names)")
