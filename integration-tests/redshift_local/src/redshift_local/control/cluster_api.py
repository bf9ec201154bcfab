"""Amazon Redshift's API for provisioned clusters, as far as clients that connect need it."""

from __future__ import annotations

from typing import Any

from .context import Call, ControlContext, Operations
from .errors import AwsError
from .logins import issue_for_identity, issue_for_user

_SHORTEST_SECONDS, _LONGEST_SECONDS = 900, 3600


class ClusterApi:
    def __init__(self, context: ControlContext) -> None:
        self._context = context

    def operations(self) -> Operations:
        return {
            "GetClusterCredentials": self.get_cluster_credentials,
            "GetClusterCredentialsWithIAM": self.get_cluster_credentials_with_iam,
            "DescribeClusters": self.describe_clusters,
            "DescribeCustomDomainAssociations": self.describe_custom_domain_associations,
            "DescribeLoggingStatus": self.describe_logging_status,
            "EnableLogging": self.enable_logging,
            "DisableLogging": self.disable_logging,
            "ModifyCluster": self.modify_cluster,
        }

    def _check(self, identifier: str | None) -> None:
        known = self._context.settings.cluster_identifier
        if identifier != known:
            raise AwsError("ClusterNotFound", f"Cluster {identifier} not found.", 404)

    def _custom_domains(self) -> tuple[str, ...]:
        # The JDBC driver takes every host that is no amazonaws.com name for a custom domain of the cluster.
        return (self._context.host, "localhost")

    def _check_domain(self, name: str) -> None:
        if name not in self._custom_domains():
            raise AwsError("CustomDomainAssociationNotFoundFault", f"no cluster has the custom domain {name}", 404)

    def _cluster_of(self, call: Call) -> None:
        domain, identifier = call.get("CustomDomainName"), call.get("ClusterIdentifier")
        if domain is not None:
            self._check_domain(domain)
        if domain is None or identifier is not None:
            self._check(identifier)

    async def get_cluster_credentials(self, call: Call) -> dict[str, Any]:
        self._cluster_of(call)
        issued = await issue_for_user(
            self._context,
            call.get("DbUser"),
            _duration(call),
            create=bool(call.get("AutoCreate")),
            groups=tuple(call.get("DbGroups", ())),
            database=call.get("DbName"),
        )
        return {"DbUser": issued.name, "DbPassword": issued.password, "Expiration": issued.expires}

    async def get_cluster_credentials_with_iam(self, call: Call) -> dict[str, Any]:
        self._cluster_of(call)
        issued = await issue_for_identity(self._context, call.caller, _duration(call), call.get("DbName"))
        return {
            "DbUser": issued.name,
            "DbPassword": issued.password,
            "Expiration": issued.expires,
            "NextRefreshTime": issued.expires,
        }

    async def describe_clusters(self, call: Call) -> dict[str, Any]:
        if call.get("ClusterIdentifier"):
            self._check(call.get("ClusterIdentifier"))
        return {"Clusters": [self._cluster()]}

    def _cluster(self) -> dict[str, Any]:
        settings, state, roles = self._context.settings, self._context.state, self._context.roles
        return {
            "ClusterIdentifier": settings.cluster_identifier,
            "NodeType": "ra3.large",
            "ClusterStatus": "paused" if self._context.connector.is_paused else "available",
            "ClusterAvailabilityStatus": "Available",
            "MasterUsername": settings.user,
            "DBName": settings.database,
            "Endpoint": {"Address": self._context.host, "Port": self._context.port},
            "NumberOfNodes": 1,
            "PubliclyAccessible": state.publicly_accessible,
            "Encrypted": state.encrypted,
            "IamRoles": [{"IamRoleArn": arn, "ApplyStatus": "in-sync"} for arn in roles.attached],
            "DefaultIamRoleArn": roles.default,
            "ClusterNamespaceArn": self._context.arn("redshift", f"namespace:{settings.cluster_identifier}"),
        }

    async def modify_cluster(self, call: Call) -> dict[str, Any]:
        """PubliclyAccessible and Encrypted only."""
        self._check(call.get("ClusterIdentifier"))
        unknown = call.parameters.keys() - {"ClusterIdentifier", "PubliclyAccessible", "Encrypted"}
        if unknown:
            raise AwsError("InvalidParameterValue", f"ModifyCluster of {sorted(unknown)[0]} is not in the stand-in yet")
        state = self._context.state
        state.publicly_accessible = call.get("PubliclyAccessible", state.publicly_accessible)
        state.encrypted = call.get("Encrypted", state.encrypted)
        return {"Cluster": self._cluster()}

    async def describe_custom_domain_associations(self, call: Call) -> dict[str, Any]:
        asked = call.get("CustomDomainName")
        if asked is not None:
            self._check_domain(asked)
        identifier = self._context.settings.cluster_identifier
        certificates = [
            {"CustomDomainName": name, "ClusterIdentifier": identifier}
            for name in self._custom_domains()
            if asked in (None, name)
        ]
        return {"Associations": [{"CertificateAssociations": certificates}]}

    async def describe_logging_status(self, call: Call) -> dict[str, Any]:
        self._check(call.get("ClusterIdentifier"))
        return self._logging()

    async def enable_logging(self, call: Call) -> dict[str, Any]:
        self._check(call.get("ClusterIdentifier"))
        members = ("BucketName", "S3KeyPrefix", "LogDestinationType", "LogExports")
        given = {name: call.get(name) for name in members if call.get(name)}
        if not given.keys() & {"BucketName", "LogDestinationType"}:
            raise AwsError("InvalidParameterValue", "BucketName or LogDestinationType is needed")
        self._context.state.logging = given
        return self._logging()

    async def disable_logging(self, call: Call) -> dict[str, Any]:
        self._check(call.get("ClusterIdentifier"))
        self._context.state.logging = {}
        return self._logging()

    def _logging(self) -> dict[str, Any]:
        status = self._context.state.logging
        return {"LoggingEnabled": bool(status), **status}


def _duration(call: Call) -> int:
    seconds = int(call.get("DurationSeconds", _SHORTEST_SECONDS))
    if not _SHORTEST_SECONDS <= seconds <= _LONGEST_SECONDS:
        raise AwsError(
            "InvalidParameterValue",
            f"DurationSeconds is {seconds}; it must be {_SHORTEST_SECONDS} to {_LONGEST_SECONDS}",
        )
    return seconds
