"""AWS STS: who am I, and the temporary credentials of the stand-in's roles."""

from __future__ import annotations

import asyncio
from typing import Any

from .context import Call, ControlContext, Operations
from .errors import AwsError
from .keyring import ACCOUNT, AssumableRole, Identity

_SHORTEST_SECONDS, _LONGEST_SECONDS = 900, 43_200


class StsApi:
    def __init__(self, context: ControlContext) -> None:
        self._context = context

    def operations(self) -> Operations:
        return {
            "GetCallerIdentity": self.get_caller_identity,
            "AssumeRole": self.assume_role,
            "AssumeRoleWithWebIdentity": self.assume_role_with_web_identity,
        }

    async def get_caller_identity(self, call: Call) -> dict[str, Any]:
        return {"UserId": call.caller.user_id, "Account": ACCOUNT, "Arn": call.caller.arn}

    async def assume_role(self, call: Call) -> dict[str, Any]:
        arn = call.get("RoleArn")
        role = self._context.keyring.role(arn)
        if role is None:
            message = f"User: {call.caller.arn} is not authorized to perform: sts:AssumeRole on resource: {arn}"
            raise AwsError("AccessDenied", message, 403)
        return _answer(await self._assume(role, call))

    async def assume_role_with_web_identity(self, call: Call) -> dict[str, Any]:
        subject = self._context.keyring.web_subject(call.get("WebIdentityToken"))
        if subject is None:
            raise AwsError("InvalidIdentityToken", "the stand-in did not issue this web identity token")
        role = self._context.keyring.role(call.get("RoleArn"))
        if role is None:
            raise AwsError("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403)
        answer = _answer(await self._assume(role, call))
        return {**answer, "SubjectFromWebIdentityToken": subject, "Provider": "redshift-local", "Audience": "local"}

    async def _assume(self, role: AssumableRole, call: Call) -> Identity:
        seconds = int(call.get("DurationSeconds", _LONGEST_SECONDS // 12))
        if not _SHORTEST_SECONDS <= seconds <= _LONGEST_SECONDS:
            raise AwsError("ValidationError", f"DurationSeconds must be {_SHORTEST_SECONDS} to {_LONGEST_SECONDS}")
        # On a thread: S3 makes the keys, and is asked over HTTP.
        return await asyncio.to_thread(self._context.keyring.assume, role, call.get("RoleSessionName"), seconds)


def _answer(identity: Identity) -> dict[str, Any]:
    keys = identity.credentials
    return {
        "Credentials": {
            "AccessKeyId": keys.access_key,
            "SecretAccessKey": keys.secret_key,
            "SessionToken": keys.session_token,
            "Expiration": identity.expires,
        },
        "AssumedRoleUser": {"AssumedRoleId": identity.user_id, "Arn": identity.arn},
    }
