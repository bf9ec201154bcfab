"""What clients may change of the warehouse through AWS's APIs: how it is exposed and logged, and who is trusted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..storage.roles import DEFAULT_ROLE, Role


@dataclass
class WarehouseState:
    """One for the cluster and the work group, which are the same warehouse. Used on the server's loop alone."""

    publicly_accessible: bool = False
    encrypted: bool = True
    logging: dict[str, Any] = field(default_factory=dict)
    """Members of DescribeLoggingStatus beside LoggingEnabled; empty while logging is off."""
    log_exports: list[str] = field(default_factory=list)
    trust_policies: dict[str, str] = field(default_factory=dict)
    """Trust policies that replace a role's own, by ARN."""


@dataclass(frozen=True)
class WarehouseRoles:
    """The roles that IAM and the warehouse tell of."""

    roles: tuple[Role, ...]

    @property
    def attached(self) -> list[str]:
        return [role.definition.arn for role in self.roles if role.definition.attached]

    @property
    def default(self) -> str:
        return DEFAULT_ROLE

    def trust_policy(self, arn: str) -> str | None:
        """Who may assume a role: Redshift where it is attached, and the roles that name it; None for no such role."""
        role = next((role for role in self.roles if role.definition.arn == arn), None)
        if role is None:
            return None
        services = ["redshift.amazonaws.com"] if role.definition.attached else []
        before = [other.definition.arn for other in self.roles if arn in other.definition.may_assume]
        return json.dumps({"Version": "2012-10-17", "Statement": list(_statements(services, before))})


def _statements(services: list[str], roles: list[str]) -> Iterable[dict[str, Any]]:
    for kind, principals in (("Service", services), ("AWS", roles)):
        if principals:
            yield {"Effect": "Allow", "Principal": {kind: principals}, "Action": "sts:AssumeRole"}
