"""Amazon Redshift Serverless's API, as far as clients that connect need it."""

from __future__ import annotations

from typing import Any

from .context import Call, ControlContext, Operations
from .errors import AwsError, not_found, validation
from .logins import issue_for_identity

_SHORTEST_SECONDS, _LONGEST_SECONDS = 900, 3600


class ServerlessApi:
    def __init__(self, context: ControlContext) -> None:
        self._context = context

    def operations(self) -> Operations:
        return {
            "GetCredentials": self.get_credentials,
            "GetWorkgroup": self.get_workgroup,
            "GetNamespace": self.get_namespace,
            "UpdateWorkgroup": self.update_workgroup,
            "UpdateNamespace": self.update_namespace,
            "ListWorkgroups": self.list_workgroups,
            "ListNamespaces": self.list_namespaces,
        }

    @property
    def _name(self) -> str:
        return self._context.settings.workgroup

    async def get_credentials(self, call: Call) -> dict[str, Any]:
        if call.get("customDomainName") and not call.get("workgroupName"):
            raise not_found("the stand-in has no custom domains")
        self._check(call.get("workgroupName"))
        seconds = int(call.get("durationSeconds", _SHORTEST_SECONDS))
        if not _SHORTEST_SECONDS <= seconds <= _LONGEST_SECONDS:
            raise validation(f"durationSeconds is {seconds}; it must be {_SHORTEST_SECONDS} to {_LONGEST_SECONDS}")
        issued = await issue_for_identity(self._context, call.caller, seconds, call.get("dbName"))
        return {
            "dbUser": issued.name,
            "dbPassword": issued.password,
            "expiration": issued.expires,
            "nextRefreshTime": issued.expires,
        }

    def _check(self, name: str | None) -> None:
        if name is None:
            raise validation("workgroupName is needed")
        if name != self._name:
            raise AwsError("ResourceNotFoundException", f"The workgroup {name} does not exist.")

    def _check_namespace(self, call: Call) -> None:
        if call.get("namespaceName") != self._name:
            raise not_found(f"The namespace {call.get('namespaceName')} does not exist.")

    def _workgroup(self) -> dict[str, Any]:
        return {
            "workgroupName": self._name,
            "workgroupId": self._name,
            "workgroupArn": self._context.arn("redshift-serverless", f"workgroup/{self._name}"),
            "namespaceName": self._name,
            "status": "AVAILABLE",
            "endpoint": {"address": self._context.host, "port": self._context.port},
            "port": self._context.port,
            "baseCapacity": 8,
            "publiclyAccessible": self._context.state.publicly_accessible,
        }

    def _namespace(self) -> dict[str, Any]:
        settings, roles = self._context.settings, self._context.roles
        return {
            "namespaceName": self._name,
            "namespaceId": self._name,
            "namespaceArn": self._context.arn("redshift-serverless", f"namespace/{self._name}"),
            "adminUsername": settings.user,
            "dbName": settings.database,
            "defaultIamRoleArn": roles.default,
            # Texts, as the service gives them.
            "iamRoles": [f"IamRole(applyStatus=in-sync, iamRoleArn={arn})" for arn in roles.attached],
            "kmsKeyId": "AWS_OWNED_KMS_KEY",
            "logExports": list(self._context.state.log_exports),
            "status": "AVAILABLE",
        }

    async def get_workgroup(self, call: Call) -> dict[str, Any]:
        self._check(call.get("workgroupName"))
        return {"workgroup": self._workgroup()}

    async def get_namespace(self, call: Call) -> dict[str, Any]:
        self._check_namespace(call)
        return {"namespace": self._namespace()}

    async def update_workgroup(self, call: Call) -> dict[str, Any]:
        """publiclyAccessible only."""
        self._check(call.get("workgroupName"))
        _refuse_others(call, "workgroupName", "publiclyAccessible")
        state = self._context.state
        state.publicly_accessible = call.get("publiclyAccessible", state.publicly_accessible)
        return {"workgroup": self._workgroup()}

    async def update_namespace(self, call: Call) -> dict[str, Any]:
        """logExports only."""
        _refuse_others(call, "namespaceName", "logExports")
        self._check_namespace(call)
        self._context.state.log_exports = call.get("logExports", self._context.state.log_exports)
        return {"namespace": self._namespace()}

    async def list_workgroups(self, _call: Call) -> dict[str, Any]:
        return {"workgroups": [self._workgroup()]}

    async def list_namespaces(self, _call: Call) -> dict[str, Any]:
        return {"namespaces": [self._namespace()]}


def _refuse_others(call: Call, *known: str) -> None:
    unknown = call.parameters.keys() - set(known)
    if unknown:
        raise validation(f"changing {sorted(unknown)[0]} is not in the stand-in yet")
