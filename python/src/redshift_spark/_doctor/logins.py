"""The database login that the connector would use."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from redshift_spark._doctor.aws import Aws, ask
from redshift_spark._doctor.redaction import Redactor
from redshift_spark._doctor.settings import Settings
from redshift_spark._errors import RedshiftSparkError


@dataclass(frozen=True)
class Login:
    user: str
    password: str = field(repr=False)


def login_of(settings: Settings, aws: Aws, redactor: Redactor) -> Login:
    """Raises NotAllowed, NoCredentials, RedshiftSparkError, and botocore's errors."""
    found = _asked(settings, aws)
    redactor.add(found.password)
    return found


def _asked(settings: Settings, aws: Aws) -> Login:
    if settings.get("secret.id"):
        return _stored(settings, aws)
    if settings.url is not None and settings.url.iam:
        return _temporary(settings, aws)
    user = settings.get("user") or settings.driver_property("user") or settings.driver_property("uid")
    password = settings.get("password") or settings.driver_property("password") or settings.driver_property("pwd")
    if not user or not password:
        raise RedshiftSparkError("give 'user' and 'password', 'secret.id', or a jdbc:redshift:iam: URL")
    return Login(user, password)


def _stored(settings: Settings, aws: Aws) -> Login:
    client = aws.client("secretsmanager", settings.get("secret.region") or settings.get("secret.vpcendpointregion"))
    identifier = settings.get("secret.id")
    answer = ask("secretsmanager:GetSecretValue", lambda: client.get_secret_value(SecretId=identifier))
    try:
        fields = json.loads(answer["SecretString"])
        return Login(str(fields["username"]), str(fields["password"]))
    except (KeyError, TypeError, ValueError):
        raise RedshiftSparkError("the secret of 'secret.id' holds no JSON with 'username' and 'password'") from None


def _temporary(settings: Settings, aws: Aws) -> Login:
    database, user = settings.database, settings.driver_property("dbuser")
    answer: Any
    if settings.workgroup is not None:
        client = aws.client("redshift-serverless")
        call = lambda: client.get_credentials(workgroupName=settings.workgroup, dbName=database)  # noqa: E731
        answer = ask("redshift-serverless:GetCredentials", call)
        return Login(answer["dbUser"], answer["dbPassword"])
    if settings.cluster is None:
        raise RedshiftSparkError("the URL does not name the cluster: add ClusterID=... or ServerlessWorkGroup=...")
    client, named = aws.client("redshift"), {"ClusterIdentifier": settings.cluster, "DbName": database}
    if user is not None:
        # Never with AutoCreate: looking must not make a user.
        answer = ask("redshift:GetClusterCredentials", lambda: client.get_cluster_credentials(DbUser=user, **named))
    else:
        answer = ask("redshift:GetClusterCredentialsWithIAM", lambda: client.get_cluster_credentials_with_iam(**named))
    return Login(answer["DbUser"], answer["DbPassword"])
