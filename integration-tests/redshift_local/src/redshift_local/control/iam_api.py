"""AWS IAM, as far as a client looks at the roles for UNLOAD and COPY."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from .context import Call, ControlContext, Operations
from .errors import AwsError
from .keyring import ACCOUNT

REGION = "us-east-1"
"""The Region that requests to IAM are signed for, whatever the client's own (general/latest/gr/iam-service)."""
_CREATED = 1_700_000_000.0


class IamApi:
    def __init__(self, context: ControlContext) -> None:
        self._context = context

    def operations(self) -> Operations:
        return {"GetRole": self.get_role, "UpdateAssumeRolePolicy": self.update_assume_role_policy}

    async def get_role(self, call: Call) -> dict[str, Any]:
        name = call.get("RoleName")
        policy = self._policy(name)
        role = {
            "Path": "/",
            "RoleName": name,
            "RoleId": "AROA" + name.upper().replace("-", "")[:16],
            "Arn": _arn(name),
            "CreateDate": _CREATED,
            "AssumeRolePolicyDocument": quote(policy, safe=""),
        }
        return {"Role": role}

    async def update_assume_role_policy(self, call: Call) -> dict[str, Any]:
        name, policy = call.get("RoleName"), call.get("PolicyDocument")
        self._policy(name)
        try:
            json.loads(policy)
        except ValueError:
            raise AwsError("MalformedPolicyDocument", "This policy contains invalid Json") from None
        self._context.state.trust_policies[_arn(name)] = policy
        return {}

    def _policy(self, name: str) -> str:
        arn = _arn(name)
        found = self._context.state.trust_policies.get(arn) or self._context.roles.trust_policy(arn)
        if found is None:
            raise AwsError("NoSuchEntity", f"The role with name {name} cannot be found.", 404)
        return found


def _arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"
