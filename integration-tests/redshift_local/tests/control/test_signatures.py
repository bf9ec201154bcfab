"""Who may call: every request's signature, keys, session tokens and their ends."""

from __future__ import annotations

import urllib.request
from typing import Any

import pytest
from botocore.awsrequest import AWSRequest

from redshift_local import RedshiftLocal

from .conftest import Refused

ROLE = "arn:aws:iam::123456789012:role/redshift-local"
POWERLESS = "arn:aws:iam::123456789012:role/redshift-local-without-rights"


def _session_keys(local: RedshiftLocal, role: str = ROLE) -> dict[str, Any]:
    answer = local.aws_client("sts").assume_role(RoleArn=role, RoleSessionName="tester")["Credentials"]
    return {
        "aws_access_key_id": answer["AccessKeyId"],
        "aws_secret_access_key": answer["SecretAccessKey"],
        "aws_session_token": answer["SessionToken"],
    }


def test_the_owner_is_known(engine_only: RedshiftLocal) -> None:
    who = engine_only.aws_client("sts").get_caller_identity()
    assert (who["Account"], who["Arn"]) == ("123456789012", "arn:aws:iam::123456789012:user/owner")


@pytest.mark.parametrize(
    ("service", "operation", "codes"),
    [
        ("sts", "get_caller_identity", ("InvalidClientTokenId", "SignatureDoesNotMatch")),
        ("redshift", "describe_clusters", ("InvalidClientTokenId", "SignatureDoesNotMatch")),
        ("redshift-data", "list_statements", ("UnrecognizedClientException", "InvalidSignatureException")),
        ("redshift-serverless", "list_workgroups", ("UnrecognizedClientException", "InvalidSignatureException")),
    ],
)
def test_wrong_keys(
    engine_only: RedshiftLocal, refused: Refused, service: str, operation: str, codes: tuple[str, str]
) -> None:
    unknown = engine_only.aws_client(service, aws_access_key_id="AKIAUNKNOWN")
    assert refused(getattr(unknown, operation))[0] == codes[0]
    wrong = engine_only.aws_client(service, aws_secret_access_key="wrong")
    assert refused(getattr(wrong, operation))[0] == codes[1]


def test_a_changed_body_is_noticed(engine_only: RedshiftLocal, refused: Refused) -> None:
    client = engine_only.aws_client("redshift")

    def change(request: AWSRequest, **_: Any) -> None:
        request.body = request.body.replace("first", "other")

    client.meta.events.register("before-send.redshift", change)
    assert refused(lambda: client.describe_clusters(ClusterIdentifier="first"))[0] == "SignatureDoesNotMatch"


def test_another_region_is_refused(engine_only: RedshiftLocal, refused: Refused) -> None:
    elsewhere = engine_only.aws_client("redshift", region_name="eu-west-1")
    assert refused(elsewhere.describe_clusters)[0] == "SignatureDoesNotMatch"


def test_unsigned_requests_are_refused(engine_only: RedshiftLocal) -> None:
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(engine_only.control_plane, body, timeout=20)
    assert caught.value.code == 403 and b"MissingAuthenticationToken" in caught.value.read()


def test_sessions_of_a_role(engine_only: RedshiftLocal, refused: Refused) -> None:
    keys = _session_keys(engine_only)
    who = engine_only.aws_client("sts", **keys).get_caller_identity()
    assert who["Arn"] == "arn:aws:sts::123456789012:assumed-role/redshift-local/tester"
    no_token = engine_only.aws_client("sts", **{**keys, "aws_session_token": None})
    assert refused(no_token.get_caller_identity)[0] == "InvalidClientTokenId"
    other_token = engine_only.aws_client("sts", **{**keys, "aws_session_token": "bogus"})
    assert refused(other_token.get_caller_identity)[0] == "InvalidClientTokenId"


def test_expired_sessions(engine_only: RedshiftLocal, refused: Refused) -> None:
    keys = _session_keys(engine_only)
    engine_only.faults.expire_aws_sessions()
    assert refused(engine_only.aws_client("sts", **keys).get_caller_identity)[0] == "ExpiredToken"
    assert refused(engine_only.aws_client("redshift-data", **keys).list_statements)[0] == "ExpiredTokenException"
    assert engine_only.aws_client("sts").get_caller_identity()["Account"]


def test_a_role_without_rights(engine_only: RedshiftLocal, refused: Refused) -> None:
    keys = _session_keys(engine_only, POWERLESS)
    assert engine_only.aws_client("sts", **keys).get_caller_identity()["Account"]
    assert refused(engine_only.aws_client("redshift", **keys).describe_clusters)[0] == "AccessDenied"
    assert refused(engine_only.aws_client("redshift-data", **keys).list_statements)[0] == "AccessDeniedException"


def test_unknown_roles(engine_only: RedshiftLocal, refused: Refused) -> None:
    sts = engine_only.aws_client("sts")
    call = lambda: sts.assume_role(RoleArn="arn:aws:iam::123456789012:role/other", RoleSessionName="tester")  # noqa: E731
    assert refused(call)[0] == "AccessDenied"


def test_web_identity(engine_only: RedshiftLocal, refused: Refused) -> None:
    sts = engine_only.aws_client("sts")
    token = engine_only.web_identity_token("pod-1")
    answer = sts.assume_role_with_web_identity(RoleArn=ROLE, RoleSessionName="pod", WebIdentityToken=token)
    assert answer["SubjectFromWebIdentityToken"] == "pod-1"
    keys = answer["Credentials"]
    session = engine_only.aws_client(
        "sts",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    assert session.get_caller_identity()["Arn"].endswith("assumed-role/redshift-local/pod")
    wrong = lambda: sts.assume_role_with_web_identity(  # noqa: E731
        RoleArn=ROLE, RoleSessionName="pod", WebIdentityToken="not-issued"
    )
    assert refused(wrong)[0] == "InvalidIdentityToken"


def test_unknown_operations_say_so(engine_only: RedshiftLocal, refused: Refused) -> None:
    assert refused(engine_only.aws_client("redshift").describe_tags)[1].endswith("not in the stand-in yet")
    assert refused(engine_only.aws_client("secretsmanager").list_secrets)[0] == "UnknownOperationException"


def test_throttling_on_demand(engine_only: RedshiftLocal) -> None:
    client = engine_only.aws_client("redshift-data")
    engine_only.faults.fail_api("redshift-data:ListStatements", times=2)
    answer = client.list_statements()  # botocore tries again by itself
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2
