"""AWS Secrets Manager: named secrets with versions."""

from __future__ import annotations

import base64
import json
import secrets
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from .context import Call, ControlContext, Operations
from .errors import AwsError, not_found

_CURRENT, _PREVIOUS = "AWSCURRENT", "AWSPREVIOUS"


@dataclass(frozen=True)
class SecretVersion:
    """One value of a secret."""

    id: str
    created: float
    text: str | None = field(repr=False, default=None)
    binary: bytes | None = field(repr=False, default=None)


@dataclass
class Secret:
    """A named secret; the last version is the current one."""

    name: str
    arn: str
    created: float
    description: str | None = None
    versions: list[SecretVersion] = field(default_factory=list)

    def stages(self, version: SecretVersion) -> list[str]:
        behind = len(self.versions) - 1 - self.versions.index(version)
        return [_CURRENT] if behind == 0 else [_PREVIOUS] if behind == 1 else []


class SecretsApi:
    def __init__(self, context: ControlContext) -> None:
        self._context = context
        self._secrets: dict[str, Secret] = {}

    def operations(self) -> Operations:
        return {
            "CreateSecret": self.create_secret,
            "PutSecretValue": self.put_secret_value,
            "GetSecretValue": self.get_secret_value,
            "DescribeSecret": self.describe_secret,
            "DeleteSecret": self.delete_secret,
        }

    def _find(self, identifier: str) -> Secret:
        for secret in self._secrets.values():
            # An ARN may come without its six random characters.
            if identifier in (secret.name, secret.arn, secret.arn[:-7]):
                return secret
        raise not_found("Secrets Manager can't find the specified secret.")

    def login_of(self, identifier: str) -> tuple[str, str]:
        """The user name and password that a secret holds. Raises AwsError when it holds none."""
        text = self._find(identifier).versions[-1].text
        try:
            content = json.loads(text or "")
            return str(content["username"]), str(content["password"])
        except (ValueError, KeyError, TypeError):
            raise AwsError("ValidationException", "The secret holds no username and password") from None

    async def create_secret(self, call: Call) -> dict[str, Any]:
        name = call.get("Name")
        if name in self._secrets:
            raise AwsError("ResourceExistsException", f"The operation failed because the secret {name} already exists.")
        suffix = "".join(secrets.choice("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(6))
        arn = self._context.arn("secretsmanager", f"secret:{name}-{suffix}")
        secret = Secret(name, arn, time.time(), call.get("Description"))
        self._secrets[name] = secret
        answer: dict[str, Any] = {"ARN": arn, "Name": name}
        if call.get("SecretString") is not None or call.get("SecretBinary") is not None:
            answer["VersionId"] = self._add_version(secret, call).id
        return answer

    def _add_version(self, secret: Secret, call: Call) -> SecretVersion:
        text, encoded = call.get("SecretString"), call.get("SecretBinary")
        binary = None if encoded is None else base64.b64decode(encoded)
        if (text is None) == (binary is None):
            raise AwsError("InvalidRequestException", "give either SecretString or SecretBinary")
        identifier = call.get("ClientRequestToken") or str(uuid.uuid4())
        known = next((version for version in secret.versions if version.id == identifier), None)
        if known is not None:
            if (known.text, known.binary) != (text, binary):
                raise AwsError("ResourceExistsException", "this version exists with another value")
            return known
        version = SecretVersion(identifier, time.time(), text, binary)
        secret.versions.append(version)
        return version

    async def put_secret_value(self, call: Call) -> dict[str, Any]:
        secret = self._find(call.get("SecretId"))
        version = self._add_version(secret, call)
        return {
            "ARN": secret.arn,
            "Name": secret.name,
            "VersionId": version.id,
            "VersionStages": secret.stages(version),
        }

    async def get_secret_value(self, call: Call) -> dict[str, Any]:
        secret = self._find(call.get("SecretId"))
        stage, identifier = call.get("VersionStage"), call.get("VersionId")
        for version in reversed(secret.versions):
            if identifier is not None and version.id != identifier:
                continue
            if (stage or (None if identifier else _CURRENT)) in (None, *secret.stages(version)):
                return {
                    "ARN": secret.arn,
                    "Name": secret.name,
                    "VersionId": version.id,
                    "SecretString": version.text,
                    "SecretBinary": version.binary,
                    "VersionStages": secret.stages(version),
                    "CreatedDate": version.created,
                }
        raise not_found("Secrets Manager can't find the specified secret value for staging label or version.")

    async def describe_secret(self, call: Call) -> dict[str, Any]:
        secret = self._find(call.get("SecretId"))
        return {
            "ARN": secret.arn,
            "Name": secret.name,
            "Description": secret.description,
            "CreatedDate": secret.created,
            "LastChangedDate": secret.versions[-1].created if secret.versions else secret.created,
            "VersionIdsToStages": {version.id: secret.stages(version) for version in secret.versions},
        }

    async def delete_secret(self, call: Call) -> dict[str, Any]:
        if not call.get("ForceDeleteWithoutRecovery"):
            raise AwsError("InvalidRequestException", "the stand-in deletes only with ForceDeleteWithoutRecovery")
        secret = self._find(call.get("SecretId"))
        del self._secrets[secret.name]
        return {"ARN": secret.arn, "Name": secret.name, "DeletionDate": time.time()}
