"""Database passwords for IAM identities: who one becomes, and for how long."""

from __future__ import annotations

from typing import Any

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal

from ..conftest import Run, runner
from .conftest import Refused


def _log_in(local: RedshiftLocal, user: str, password: str, **options: Any) -> list[tuple[Any, ...]]:
    connection, run = runner(local, user=user, password=password, **options)
    rows = run("SELECT current_user")
    connection.close()
    return rows


def _refusal(local: RedshiftLocal, user: str, password: str, **options: Any) -> str:
    with pytest.raises(DriverError) as caught:
        local.connect(user=user, password=password, **options)
    return str(caught.value.args[0]["C"])


def test_credentials_of_a_database_user(engine_only: RedshiftLocal) -> None:
    client = engine_only.aws_client("redshift")
    issued = client.get_cluster_credentials(DbUser="awsuser", ClusterIdentifier="redshift-local", DurationSeconds=900)
    assert issued["DbUser"] == "IAM:awsuser"
    assert _log_in(engine_only, "IAM:awsuser", issued["DbPassword"]) == [("awsuser",)]
    again = client.get_cluster_credentials(DbUser="awsuser", ClusterIdentifier="redshift-local")
    for password in (issued["DbPassword"], again["DbPassword"]):  # the first stays good
        assert _log_in(engine_only, "IAM:awsuser", password) == [("awsuser",)]
    assert _refusal(engine_only, "IAM:awsuser", "wrong") == "28000"
    assert _refusal(engine_only, "awsuser", issued["DbPassword"]) == "28000"


def test_expired_passwords(engine_only: RedshiftLocal) -> None:
    client = engine_only.aws_client("redshift")
    issued = client.get_cluster_credentials(DbUser="awsuser", ClusterIdentifier="redshift-local")
    open_before, run = runner(engine_only, user="IAM:awsuser", password=issued["DbPassword"])
    engine_only.faults.expire_temporary_passwords()
    assert run("SELECT 1") == [(1,)]  # a session outlives its password
    assert _refusal(engine_only, "IAM:awsuser", issued["DbPassword"]) == "28000"
    open_before.close()


def test_users_made_on_request_and_groups_for_a_session(engine_only: RedshiftLocal, run: Run) -> None:
    client = engine_only.aws_client("redshift")
    target = {"ClusterIdentifier": "redshift-local", "DbUser": "issued_for"}
    issued = client.get_cluster_credentials(**target)
    assert _refusal(engine_only, "IAM:issued_for", issued["DbPassword"]) == "28000"  # no such user, AutoCreate is off
    run(
        "CREATE GROUP issued_group", "CREATE TABLE for_group (a INT)", "GRANT SELECT ON for_group TO GROUP issued_group"
    )
    issued = client.get_cluster_credentials(**target, AutoCreate=True, DbGroups=["issued_group"])
    assert issued["DbUser"] == "IAMA:issued_for"
    connection, ask = runner(engine_only, user=issued["DbUser"], password=issued["DbPassword"])
    assert ask("SELECT current_user", "SELECT a FROM for_group") == []
    connection.close()
    plain = client.get_cluster_credentials(**target)
    connection, ask = runner(engine_only, user=plain["DbUser"], password=plain["DbPassword"])
    with pytest.raises(DriverError) as caught:
        ask("SELECT a FROM for_group")
    assert caught.value.args[0]["C"] == "42501"
    connection.close()
    run("DROP TABLE for_group")


def test_a_password_for_one_database(engine_only: RedshiftLocal) -> None:
    client = engine_only.aws_client("redshift")
    target = {"DbUser": "awsuser", "ClusterIdentifier": "redshift-local"}
    here = client.get_cluster_credentials(**target, DbName="dev")
    assert _log_in(engine_only, "IAM:awsuser", here["DbPassword"]) == [("awsuser",)]
    elsewhere = client.get_cluster_credentials(**target, DbName="other")
    assert _refusal(engine_only, "IAM:awsuser", elsewhere["DbPassword"]) == "28000"


def test_the_identity_as_user(engine_only: RedshiftLocal) -> None:
    issued = engine_only.aws_client("redshift").get_cluster_credentials_with_iam(ClusterIdentifier="redshift-local")
    assert issued["DbUser"] == "IAM:owner"
    assert _log_in(engine_only, "IAM:owner", issued["DbPassword"]) == [("IAM:owner",)]
    keys = engine_only.aws_client("sts").assume_role(
        RoleArn="arn:aws:iam::123456789012:role/redshift-local", RoleSessionName="job"
    )["Credentials"]
    serverless = engine_only.aws_client(
        "redshift-serverless",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    issued = serverless.get_credentials(workgroupName="redshift-local")
    assert issued["dbUser"] == "IAMR:redshift-local"
    assert _log_in(engine_only, issued["dbUser"], issued["dbPassword"]) == [("IAMR:redshift-local",)]


def test_the_engines_own_user_stays_closed(engine_only: RedshiftLocal) -> None:
    issued = engine_only.aws_client("redshift").get_cluster_credentials(
        DbUser="rdsdb", ClusterIdentifier="redshift-local"
    )
    assert _refusal(engine_only, "IAM:rdsdb", issued["DbPassword"]) == "28000"
    assert _refusal(engine_only, engine_only.user, engine_only.password, database="postgres") == "3D000"


def test_where_the_warehouse_is(engine_only: RedshiftLocal, refused: Refused) -> None:
    redshift, serverless = engine_only.aws_client("redshift"), engine_only.aws_client("redshift-serverless")
    (cluster,) = redshift.describe_clusters(ClusterIdentifier="redshift-local")["Clusters"]
    assert cluster["Endpoint"] == {"Address": "127.0.0.1", "Port": engine_only.port}
    workgroup = serverless.get_workgroup(workgroupName="redshift-local")["workgroup"]
    assert (workgroup["endpoint"]["port"], workgroup["status"]) == (engine_only.port, "AVAILABLE")
    assert serverless.get_namespace(namespaceName="redshift-local")["namespace"]["dbName"] == "dev"
    assert [w["workgroupName"] for w in serverless.list_workgroups()["workgroups"]] == ["redshift-local"]
    (domains,) = redshift.describe_custom_domain_associations(CustomDomainName="localhost")["Associations"]
    assert [domain["ClusterIdentifier"] for domain in domains["CertificateAssociations"]] == ["redshift-local"]
    other_domain = lambda: redshift.describe_custom_domain_associations(CustomDomainName="other")  # noqa: E731
    assert refused(other_domain)[0] == "CustomDomainAssociationNotFoundFault"
    assert redshift.describe_logging_status(ClusterIdentifier="redshift-local")["LoggingEnabled"] is False
    assert refused(lambda: redshift.describe_clusters(ClusterIdentifier="other"))[0] == "ClusterNotFound"
    assert refused(lambda: serverless.get_workgroup(workgroupName="other"))[0] == "ResourceNotFoundException"
    too_long = lambda: redshift.get_cluster_credentials(  # noqa: E731
        DbUser="awsuser", ClusterIdentifier="redshift-local", DurationSeconds=3601
    )
    assert refused(too_long)[0] == "InvalidParameterValue"


def test_secrets(engine_only: RedshiftLocal, refused: Refused) -> None:
    client = engine_only.aws_client("secretsmanager")
    made = client.create_secret(Name="a/secret", SecretString='{"username": "u", "password": "p"}')
    assert client.get_secret_value(SecretId=made["ARN"])["SecretString"] == '{"username": "u", "password": "p"}'
    client.put_secret_value(SecretId="a/secret", SecretBinary=b"\x00\xff")
    assert client.get_secret_value(SecretId="a/secret")["SecretBinary"] == b"\x00\xff"
    assert "username" in client.get_secret_value(SecretId="a/secret", VersionStage="AWSPREVIOUS")["SecretString"]
    stages = client.describe_secret(SecretId="a/secret")["VersionIdsToStages"]
    assert sorted(stage for names in stages.values() for stage in names) == ["AWSCURRENT", "AWSPREVIOUS"]
    twice = lambda: client.create_secret(Name="a/secret", SecretString="x")  # noqa: E731
    assert refused(twice)[0] == "ResourceExistsException"
    assert refused(lambda: client.get_secret_value(SecretId="b"))[0] == "ResourceNotFoundException"
