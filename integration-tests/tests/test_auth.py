"""Every way to log in, with TLS, and what a refusal says. No secret is in any of it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import redshift_spark
from instance_metadata import instance_metadata
from py4j.protocol import Py4JJavaError

WHO = "select current_user::varchar(128) as who, 1 as one"


def who(spark: Any, **options: Any) -> str:
    """The database user of a session with these options, after a read by UNLOAD and a small one."""
    assert len(redshift_spark.query(spark, WHO, read_transport="DIRECT", **options).collect()) == 1
    return str(redshift_spark.query(spark, WHO, **options).first()["who"])


@pytest.fixture
def iam(redshift: Any) -> Any:
    """Makes a jdbc:redshift:iam: URL whose AWS calls reach the stand-in, signed by the owner's keys or by others."""

    def url(host: str, *, keys: bool = True, **properties: str) -> str:
        given = {
            "sslmode": "verify-full",
            "sslrootcert": redshift.tls_ca,
            "EndpointUrl": redshift.control_plane,
            "StsEndpointUrl": redshift.control_plane,
            "Region": redshift.region,
            **({"AccessKeyID": redshift.access_key, "SecretAccessKey": redshift.secret_key} if keys else {}),
            **properties,
        }
        tail = "&".join(f"{name}={quote(value, safe='')}" for name, value in given.items())
        return f"jdbc:redshift:iam://{host}/{redshift.database}?{tail}"

    return url


@pytest.fixture
def address(redshift: Any) -> str:
    return f"{redshift.host}:{redshift.port}"


def test_a_database_user_of_a_cluster(spark: Any, redshift: Any, iam: Any, address: str) -> None:
    by_name = iam(f"{redshift.settings.cluster_identifier}:{redshift.region}", DbUser=redshift.user)
    assert who(spark, url=by_name) == redshift.user
    by_address = iam(address, ClusterID=redshift.settings.cluster_identifier, DbUser="newcomer", AutoCreate="true")
    assert who(spark, url=by_address) == "newcomer"


def test_the_iam_identity_of_a_cluster_and_a_work_group(spark: Any, redshift: Any, iam: Any, address: str) -> None:
    cluster = iam(address, ClusterID=redshift.settings.cluster_identifier, GroupFederation="true", IAMDuration="900")
    workgroup = iam(address, ServerlessWorkGroup=redshift.settings.workgroup)
    named = iam(f"{redshift.settings.workgroup}:{redshift.region}", IsServerless="true")
    users = {who(spark, url=url) for url in (cluster, workgroup, named)}
    assert len(users) == 1 and users.pop().lower().startswith("iam")


@pytest.fixture
def profile(spark: Any, redshift: Any, tmp_path: Path) -> Iterator[str]:
    """A profile of its own in an AWS credentials file that the JVM is pointed to."""
    name = f"spark-{uuid.uuid4()}"
    file = tmp_path / "credentials"
    file.write_text(
        f"[{name}]\naws_access_key_id = {redshift.access_key}\naws_secret_access_key = {redshift.secret_key}\n"
    )
    system = spark._jvm.java.lang.System
    system.setProperty("aws.sharedCredentialsFile", str(file))
    yield name
    system.clearProperty("aws.sharedCredentialsFile")


def test_a_profile_and_a_role_that_it_assumes(spark: Any, redshift: Any, iam: Any, address: str, profile: str) -> None:
    url = iam(address, keys=False, ClusterID=redshift.settings.cluster_identifier, GroupFederation="true")
    plain = who(spark, url=url, aws_profile=profile)
    assumed = who(spark, url=url, aws_profile=profile, aws_assume_role=redshift.iam_role)
    assert plain.lower().startswith("iam:") and assumed.lower().startswith("iamr:")


@contextmanager
def properties(spark: Any, **values: str) -> Iterator[None]:
    """System properties of the JVM, which the AWS SDK's default chain reads."""
    system = spark._jvm.java.lang.System
    names = {name.replace("_", "."): value for name, value in values.items()}
    for name, value in names.items():
        system.setProperty(name, value)
    try:
        yield
    finally:
        for name in names:
            system.clearProperty(name)


def test_web_identity_by_the_default_chain(spark: Any, redshift: Any, iam: Any, address: str, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text(redshift.web_identity_token("pod"))
    url = iam(address, keys=False, ClusterID=redshift.settings.cluster_identifier, GroupFederation="true")
    with properties(
        spark,
        aws_region=redshift.region,
        aws_roleArn=redshift.iam_role,
        aws_webIdentityTokenFile=str(token),
        aws_roleSessionName="pod",
        aws_endpointUrlSts=redshift.control_plane,
    ):
        assert who(spark, url=url, label="web identity").lower().startswith("iamr:")


def test_instance_credentials_by_the_default_chain(spark: Any, redshift: Any, iam: Any, address: str) -> None:
    role = redshift.aws_client("sts").assume_role(RoleArn=redshift.iam_role, RoleSessionName="node")["Credentials"]
    url = iam(address, keys=False, ServerlessWorkGroup=redshift.settings.workgroup)
    with instance_metadata(role) as service, properties(spark, aws_ec2MetadataServiceEndpoint=service):
        assert who(spark, url=url, label="instance").lower().startswith("iamr:")


def test_a_stored_secret(spark: Any, redshift: Any) -> None:
    secrets = redshift.aws_client("secretsmanager")
    text = json.dumps({"username": redshift.user, "password": redshift.password, "engine": "redshift"})
    name = f"login-{uuid.uuid4()}"
    arn = secrets.create_secret(Name=name, SecretString=text)["ARN"]
    system = spark._jvm.java.lang.System
    system.setProperty("aws.accessKeyId", redshift.access_key)
    system.setProperty("aws.secretAccessKey", redshift.secret_key)
    try:
        options = {"secret.region": redshift.region, "secret.vpcEndpointUrl": redshift.control_plane}
        for identifier in (name, arn):
            assert who(spark, **{"secret.id": identifier, **options}) == redshift.user
        with pytest.raises(Py4JJavaError, match="AuthenticationFailedException") as caught:
            who(spark, **{"secret.id": "no-such-secret", **options})
        assert "secret:no-such-secret" in str(caught.value) and "secretsmanager:GetSecretValue" in str(caught.value)
        empty = secrets.create_secret(Name=f"empty-{uuid.uuid4()}", SecretString="{}")["ARN"]
        with pytest.raises(Py4JJavaError, match="holds no JSON with 'username'"):
            who(spark, **{"secret.id": empty, **options})
    finally:
        system.clearProperty("aws.accessKeyId")
        system.clearProperty("aws.secretAccessKey")
    # Nothing of it became a property of the JVM, as it does with the driver's own wrapper.
    assert not [key for key in system.getProperties().stringPropertyNames() if key.startswith("drivers.")]


def test_temporary_passwords_are_asked_again(spark: Any, redshift: Any, iam: Any, address: str) -> None:
    url = iam(address, ClusterID=redshift.settings.cluster_identifier, DbUser=redshift.user)
    assert who(spark, url=url, label="early") == redshift.user
    redshift.faults.expire_temporary_passwords()
    # Another label is another session, which needs a login of its own.
    assert who(spark, url=url, label="late") == redshift.user


def test_refusals_name_the_call(spark: Any, redshift: Any, iam: Any, address: str) -> None:
    cases = [
        (iam(address, ClusterID="no-such-cluster", DbUser="u"), "no-such-cluster"),
        (iam(f"no-such-cluster:{redshift.region}", DbUser="u"), "no-such-cluster"),
        (iam(address, ServerlessWorkGroup="no-such-group"), "no-such-group"),
        (iam(address, ClusterID="c", DbUser="u", SecretAccessKey="wrong-secret-key"), "signature"),
        (iam(address, ClusterID=redshift.settings.cluster_identifier, DbUser="nobody_here"), "AutoCreate"),
    ]
    for url, says in cases:
        with pytest.raises(Py4JJavaError, match="AuthenticationFailedException") as caught:
            redshift_spark.query(spark, WHO, url=url)
        text = str(caught.value)
        assert says in text
        assert redshift.secret_key not in text and "wrong-secret-key" not in text
