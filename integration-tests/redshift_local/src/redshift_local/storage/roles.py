"""IAM roles of the stand-in. A role really is an S3 user with just its rights."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..errors import RedshiftError
from ..settings import IamRole, S3Action, StandInSettings

ACCOUNT = "123456789012"
DEFAULT_ROLE = f"arn:aws:iam::{ACCOUNT}:role/redshift-local"
POWERLESS_ROLE = f"arn:aws:iam::{ACCOUNT}:role/redshift-local-without-rights"
READ_ONLY_ROLE = f"arn:aws:iam::{ACCOUNT}:role/redshift-local-read-only"
CHAINED_ROLE = f"arn:aws:iam::{ACCOUNT}:role/redshift-local-chained"
"""Not attached to the warehouse: only DEFAULT_ROLE may assume it."""


@dataclass(frozen=True)
class Credentials:
    """Keys that S3 checks."""

    access_key: str
    secret_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Role:
    """A role that S3 knows. ``actions`` are SeaweedFS's names, e.g. ``Read:bucket``."""

    definition: IamRole
    credentials: Credentials
    actions: tuple[str, ...]


class Roles:
    """All roles of one stand-in, and who may assume which (mgmt/authorizing-redshift-service)."""

    def __init__(self, settings: StandInSettings) -> None:
        buckets = (settings.bucket, *settings.buckets, *settings.bucket_regions)
        self._principal = f"arn:aws:redshift:{settings.region}:{ACCOUNT}:dbuser:local"
        everything: tuple[S3Action, ...] = ("Read", "Write", "List", "Tagging")
        built_in = (
            IamRole(DEFAULT_ROLE, buckets, everything, may_assume=(CHAINED_ROLE,)),
            IamRole(POWERLESS_ROLE, ("no-such-bucket",), ("Read",)),
            IamRole(READ_ONLY_ROLE, buckets, ("Read", "List")),
            IamRole(CHAINED_ROLE, buckets, everything, attached=False),
        )
        self._by_arn = {role.arn: _role(role) for role in (*built_in, *settings.roles)}

    def __iter__(self) -> Iterator[Role]:
        return iter(self._by_arn.values())

    def assume(self, arns: str, user: str) -> Credentials:
        """The credentials of ``default``, a role, or the last of a chain. Raises RedshiftError when one is refused."""
        if arns == "default":
            return self._by_arn[DEFAULT_ROLE].credentials
        principal = f"{self._principal}/{user}"
        previous: Role | None = None
        for arn in arns.split(","):
            role = self._by_arn.get(arn)
            may = role is not None and (
                role.definition.attached if previous is None else arn in previous.definition.may_assume
            )
            if role is None or not may:
                raise RedshiftError("XX000", f"User {principal} is not authorized to assume IAM Role {arn}")
            previous, principal = role, arn
        assert previous is not None
        return previous.credentials


def _role(definition: IamRole) -> Role:
    keys = Credentials("ASIA" + secrets.token_hex(8).upper(), secrets.token_hex(20))
    actions = tuple(f"{action}:{bucket}" for bucket in definition.buckets for action in definition.actions)
    return Role(definition, keys, actions)
