"""Operations that change what a warehouse or a role says of itself."""

from __future__ import annotations

import json
from urllib.parse import unquote

from redshift_local import RedshiftLocal
from redshift_local.storage import DEFAULT_ROLE

from .conftest import Refused

_NAME = "redshift-local"


def test_logging(engine_only: RedshiftLocal, refused: Refused) -> None:
    client = engine_only.aws_client("redshift")
    assert refused(lambda: client.enable_logging(ClusterIdentifier=_NAME))[0] == "InvalidParameterValue"
    on = client.enable_logging(ClusterIdentifier=_NAME, BucketName="logs", S3KeyPrefix="audit/")
    assert (on["LoggingEnabled"], on["BucketName"], on["S3KeyPrefix"]) == (True, "logs", "audit/")
    assert client.describe_logging_status(ClusterIdentifier=_NAME)["LoggingEnabled"] is True
    assert client.disable_logging(ClusterIdentifier=_NAME)["LoggingEnabled"] is False
    assert refused(lambda: client.disable_logging(ClusterIdentifier="other"))[0] == "ClusterNotFound"


def test_a_cluster_that_is_changed(engine_only: RedshiftLocal, refused: Refused) -> None:
    client = engine_only.aws_client("redshift")
    before = client.describe_clusters(ClusterIdentifier=_NAME)["Clusters"][0]
    changed = client.modify_cluster(
        ClusterIdentifier=_NAME, PubliclyAccessible=not before["PubliclyAccessible"], Encrypted=not before["Encrypted"]
    )["Cluster"]
    assert changed["PubliclyAccessible"] is not before["PubliclyAccessible"]
    assert changed["Encrypted"] is not before["Encrypted"]
    assert (
        refused(lambda: client.modify_cluster(ClusterIdentifier=_NAME, NumberOfNodes=2))[0] == "InvalidParameterValue"
    )
    client.modify_cluster(
        ClusterIdentifier=_NAME, PubliclyAccessible=before["PubliclyAccessible"], Encrypted=before["Encrypted"]
    )


def test_a_workgroup_that_is_changed(engine_only: RedshiftLocal, refused: Refused) -> None:
    client = engine_only.aws_client("redshift-serverless")
    before = client.get_workgroup(workgroupName=_NAME)["workgroup"]["publiclyAccessible"]
    changed = client.update_workgroup(workgroupName=_NAME, publiclyAccessible=not before)["workgroup"]
    assert changed["publiclyAccessible"] is not before
    client.update_workgroup(workgroupName=_NAME, publiclyAccessible=before)
    assert refused(lambda: client.update_workgroup(workgroupName=_NAME, baseCapacity=16))[0] == "ValidationException"
    exports = client.update_namespace(namespaceName=_NAME, logExports=["userlog"])["namespace"]["logExports"]
    assert exports == ["userlog"]
    assert [found["namespaceName"] for found in client.list_namespaces()["namespaces"]] == [_NAME]
    client.update_namespace(namespaceName=_NAME, logExports=[])


def test_a_secret_that_is_deleted(engine_only: RedshiftLocal, refused: Refused) -> None:
    client = engine_only.aws_client("secretsmanager")
    client.create_secret(Name="passing/secret", SecretString="x")
    assert refused(lambda: client.delete_secret(SecretId="passing/secret"))[0] == "InvalidRequestException"
    client.delete_secret(SecretId="passing/secret", ForceDeleteWithoutRecovery=True)
    assert refused(lambda: client.get_secret_value(SecretId="passing/secret"))[0] == "ResourceNotFoundException"


def test_who_may_assume_a_role(engine_only: RedshiftLocal, refused: Refused) -> None:
    client = engine_only.aws_client("iam")
    name = DEFAULT_ROLE.rsplit("/", 1)[-1]
    told = client.get_role(RoleName=name)["Role"]
    before = told["AssumeRolePolicyDocument"]
    assert told["Arn"] == DEFAULT_ROLE and "redshift" in json.dumps(before)
    text = json.dumps({"Version": "2012-10-17", "Statement": []})
    client.update_assume_role_policy(RoleName=name, PolicyDocument=text)
    after = client.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    assert (json.loads(unquote(after)) if isinstance(after, str) else after)["Statement"] == []
    client.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(before))
    wrong = lambda: client.update_assume_role_policy(RoleName=name, PolicyDocument="{")  # noqa: E731
    assert refused(wrong)[0] == "MalformedPolicyDocument"
    assert refused(lambda: client.get_role(RoleName="nobody"))[0] == "NoSuchEntity"
