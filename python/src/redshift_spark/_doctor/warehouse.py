"""How the cluster or the work group is set up: what AWS recommends for it."""

from __future__ import annotations

from typing import Any

from redshift_spark._doctor.aws import Aws, ask
from redshift_spark._doctor.report import FAIL, PASS, SKIPPED, WARN, Check
from redshift_spark._doctor.settings import Settings

NAMES = ("publicly_accessible", "encrypted_at_rest")
_LOGS = ("connectionlog", "userlog", "useractivitylog")


def describe_cluster(aws: Aws, identifier: str) -> Any:
    client = aws.client("redshift")
    answer = ask("redshift:DescribeClusters", lambda: client.describe_clusters(ClusterIdentifier=identifier))
    return answer["Clusters"][0]


def describe_workgroup(aws: Aws, name: str) -> Any:
    client = aws.client("redshift-serverless")
    return ask("redshift-serverless:GetWorkgroup", lambda: client.get_workgroup(workgroupName=name))["workgroup"]


def describe_namespace(aws: Aws, workgroup: str) -> Any:
    name = describe_workgroup(aws, workgroup)["namespaceName"]
    client = aws.client("redshift-serverless")
    return ask("redshift-serverless:GetNamespace", lambda: client.get_namespace(namespaceName=name))["namespace"]


def exposure(settings: Settings, aws: Aws) -> list[Check]:
    if settings.workgroup is not None:
        public = bool(describe_workgroup(aws, settings.workgroup).get("publiclyAccessible"))
        command = (
            f"aws redshift-serverless update-workgroup --workgroup-name {settings.workgroup} --no-publicly-accessible"
        )
        # Serverless has no storage that is not encrypted (mgmt/serverless-workgroups-and-namespaces).
        encrypted = Check("encrypted_at_rest", PASS, "Serverless always encrypts")
        return [_public(public, command), encrypted]
    if settings.cluster is not None:
        cluster = describe_cluster(aws, settings.cluster)
        command = f"aws redshift modify-cluster --cluster-identifier {settings.cluster}"
        public = bool(cluster.get("PubliclyAccessible"))
        return [_public(public, f"{command} --no-publicly-accessible"), _encrypted(cluster, f"{command} --encrypted")]
    return _unnamed(*NAMES)


def audit_logging(settings: Settings, aws: Aws) -> list[Check]:
    name = "audit_logging"
    if settings.workgroup is not None:
        exported = describe_namespace(aws, settings.workgroup).get("logExports") or []
        missing = [log for log in _LOGS if log not in exported]
        if not missing:
            return [Check(name, PASS, f"exported: {', '.join(_LOGS)}")]
        namespace = describe_workgroup(aws, settings.workgroup)["namespaceName"]
        command = (
            f"aws redshift-serverless update-namespace --namespace-name {namespace} --log-exports {' '.join(_LOGS)}"
        )
        return [Check(name, WARN, f"not exported: {', '.join(missing)}", command)]
    if settings.cluster is not None:
        identifier, client = settings.cluster, aws.client("redshift")
        call = lambda: client.describe_logging_status(ClusterIdentifier=identifier)  # noqa: E731
        status = ask("redshift:DescribeLoggingStatus", call)
        if status.get("LoggingEnabled"):
            failed = status.get("LastFailureMessage")
            if failed:
                return [
                    Check(
                        name, WARN, f"on, but the last delivery failed: {failed}", "Mend the bucket policy of the logs."
                    )
                ]
            return [Check(name, PASS, f"on, to {status.get('BucketName') or 'CloudWatch'}")]
        exports = "--log-destination-type cloudwatch --log-exports " + " ".join(_LOGS)
        command = f"aws redshift enable-logging --cluster-identifier {identifier} {exports}"
        return [Check(name, WARN, "off", command)]
    return _unnamed(name)


def _public(public: bool, command: str) -> Check:
    if public:
        return Check("publicly_accessible", FAIL, "the warehouse has a public address", command)
    return Check("publicly_accessible", PASS, "no")


def _encrypted(cluster: Any, command: str) -> Check:
    if cluster.get("Encrypted"):
        return Check("encrypted_at_rest", PASS, f"by {cluster.get('KmsKeyId') or 'a key of AWS'}")
    return Check("encrypted_at_rest", FAIL, "the cluster's storage is not encrypted", command)


def _unnamed(*names: str) -> list[Check]:
    found = "options do not name the cluster or the work group"
    remedy = "Use Redshift's own host name in 'url', or give data_api_cluster or data_api_workgroup."
    return [Check(name, SKIPPED, found, remedy) for name in names]
