"""IAM roles of the stand-in. A role really is an S3 user with just its rights."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Credentials:
    """Keys that S3 checks."""

    access_key: str
    secret_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Role:
    """A role attached to the warehouse. ``actions`` are SeaweedFS's names, e.g. ``Read:bucket``."""

    arn: str
    credentials: Credentials
    actions: tuple[str, ...]
