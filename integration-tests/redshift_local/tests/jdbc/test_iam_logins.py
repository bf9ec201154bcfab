"""``jdbc:redshift:iam://`` in all its forms: the driver gets its password from the control plane."""

from __future__ import annotations

from urllib.parse import quote

from redshift_local import RedshiftLocal

from .driver import iam_classpath, probe


def _url(local: RedshiftLocal, authority: str, **more: str) -> str:
    properties = {
        "EndpointUrl": local.control_plane,
        "StsEndpointUrl": local.control_plane,
        "AccessKeyID": local.access_key,
        "SecretAccessKey": local.secret_key,
        "Region": local.region,
        "sslmode": "verify-full",
        "sslrootcert": local.tls_ca,
        "IAMDisableCache": "true",
        **more,
    }
    listed = "&".join(f"{name}={quote(value, safe='')}" for name, value in properties.items())
    return f"jdbc:redshift:iam://{authority}/{local.database}?{listed}"


def test_iam_urls(engine_only: RedshiftLocal) -> None:
    here = f"{engine_only.host}:{engine_only.port}"
    by_name = f"redshift-local:{engine_only.region}"
    keys = engine_only.aws_client("sts").assume_role(
        RoleArn="arn:aws:iam::123456789012:role/redshift-local", RoleSessionName="job"
    )["Credentials"]
    session = {
        "AccessKeyID": keys["AccessKeyId"],
        "SecretAccessKey": keys["SecretAccessKey"],
        "SessionToken": keys["SessionToken"],
    }
    serverless = {"IsServerless": "true", "ServerlessWorkGroup": "redshift-local", "ServerlessAcctId": "123456789012"}
    expected = {
        _url(engine_only, here, ClusterID="redshift-local", DbUser="awsuser"): "awsuser|3",
        _url(engine_only, here, ClusterID="redshift-local", DbUser="jdbc_made", AutoCreate="true"): "jdbc_made|3",
        _url(engine_only, by_name, DbUser="awsuser"): "awsuser|3",
        _url(engine_only, by_name, GroupFederation="true"): "IAM:owner|3",
        _url(engine_only, by_name, GroupFederation="true", **session): "IAMR:redshift-local|3",
        _url(engine_only, here, **serverless): "IAM:owner|3",
        _url(engine_only, here, **serverless, **session): "IAMR:redshift-local|3",
    }
    assert probe(engine_only, iam_classpath(), *expected) == expected


def test_iam_urls_with_wrong_keys(engine_only: RedshiftLocal) -> None:
    here = f"{engine_only.host}:{engine_only.port}"
    wrong = _url(engine_only, here, ClusterID="redshift-local", DbUser="awsuser", SecretAccessKey="wrong")
    (seen,) = probe(engine_only, iam_classpath(), wrong).values()
    assert "signature" in seen.lower()
