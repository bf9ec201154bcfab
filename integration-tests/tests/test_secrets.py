"""No secret is in any log line, plan, UI page, event log or exception, whatever way is taken and whatever fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from instance_metadata import instance_metadata

HERE = Path(__file__).resolve().parent


def failed_logins(outcomes: dict[str, str]) -> set[str]:
    """What did not come as far as to a database user of its own."""
    return {name for name, text in outcomes.items() if text.startswith("failed") and "PermissionDenied" not in text}


@pytest.mark.timeout(600)
def test_no_secret_is_shown(redshift: Any, tmp_path: Path) -> None:
    role = redshift.aws_client("sts").assume_role(RoleArn=redshift.iam_role, RoleSessionName="secrets")["Credentials"]
    stored = redshift.aws_client("secretsmanager").create_secret(
        Name=f"secrets-{uuid.uuid4()}",
        SecretString=json.dumps({"username": redshift.user, "password": redshift.password}),
    )["ARN"]
    node = redshift.aws_client("sts").assume_role(RoleArn=redshift.iam_role, RoleSessionName="node")["Credentials"]
    pod = redshift.web_identity_token("secrets")
    vault = redshift.aws_client("secretsmanager")
    stale, hollow = (
        vault.create_secret(Name=f"secrets-{uuid.uuid4()}", SecretString=json.dumps(text))["ARN"]
        for text in ({"username": redshift.user, "password": "Stale-password-66"}, {"key": "Hollow-secret-44"})
    )
    secrets = {
        "secret key of an instance": node["SecretAccessKey"],
        "session token of an instance": node["SessionToken"],
        "web identity": pod,
        "stale password of a secret": "Stale-password-66",
        "text of a secret without a login": "Hollow-secret-44",
        "secret key of Spark's S3": role["SecretAccessKey"],
        "session token of Spark's S3": role["SessionToken"],
        "password": redshift.password,
        "wrong password": "Wrong-password-77",
        "wrong key": "wrong-secret-key-0123456789abcdefghijkl",
        "session token": "session-token-0123456789",
        "in the URL": "Url-password-55",
        "in a statement": "Statement-password-33",
    }
    events = tmp_path / "events"
    events.mkdir()
    base = f"jdbc:redshift://{redshift.host}:{redshift.port}/{redshift.database}"
    tls = f"sslmode=verify-full&sslrootcert={quote(redshift.tls_ca)}"
    iam = (
        f"jdbc:redshift:iam://{redshift.host}:{redshift.port}/{redshift.database}?{tls}"
        f"&ClusterID={redshift.settings.cluster_identifier}&DbUser={redshift.user}&Region={redshift.region}"
        f"&EndpointUrl={quote(redshift.control_plane, safe='')}&AccessKeyID={redshift.access_key}"
    )
    keys = {
        "temporary_aws_access_key_id": "ASIAWRONGKEY12345678",
        "temporary_aws_secret_access_key": secrets["wrong key"],
        "temporary_aws_session_token": secrets["session token"],
    }
    api = {
        "data_api_database": redshift.database,
        "data_api_region": redshift.region,
        "data_api_endpoint": redshift.control_plane,
        "data_api_retry_delay_min": "10",
    }
    cluster = {**api, "data_api_cluster": redshift.settings.cluster_identifier}
    secret = {"secret.region": redshift.region, "secret.vpcEndpointUrl": redshift.control_plane}
    serverless = f"jdbc:redshift:iam://{redshift.host}:{redshift.port}/{redshift.database}?{tls}"
    serverless += f"&ServerlessWorkGroup={redshift.settings.workgroup}&Region={redshift.region}"
    serverless += f"&EndpointUrl={quote(redshift.control_plane, safe='')}"
    token = tmp_path / "token"
    token.write_text(pod)
    profiles = tmp_path / "credentials"
    profiles.write_text(
        f"[plain]\naws_access_key_id = {redshift.access_key}\naws_secret_access_key = {redshift.secret_key}\n"
        f"[wrong]\naws_access_key_id = {redshift.access_key}\naws_secret_access_key = {secrets['wrong key']}\n"
        f"[pod]\nrole_arn = {redshift.iam_role}\nweb_identity_token_file = {token}\nrole_session_name = pod\n"
        f"[node]\nrole_arn = {redshift.iam_role}\ncredential_source = Ec2InstanceMetadata\n"
    )
    sts = f"&StsEndpointUrl={quote(redshift.control_plane, safe='')}"
    tail = f"{tls}&EndpointUrl={quote(redshift.control_plane, safe='')}{sts}"
    named = f"jdbc:redshift:iam://{redshift.settings.cluster_identifier}:{redshift.region}/{redshift.database}?{tail}"
    keyed = f"&AccessKeyID={role['AccessKeyId']}&SecretAccessKey={quote(role['SecretAccessKey'], safe='')}"
    keyed += f"&SessionToken={quote(role['SessionToken'], safe='')}"
    ways: dict[str, dict[str, str]] = {
        "password": {},
        "forwarded keys": {"forward_spark_s3_credentials": "true"},
        "wrong password": {"user": redshift.user, "password": secrets["wrong password"]},
        "password in the URL": {"url": f"{base}?{tls}&user=nobody&password={secrets['in the URL']}"},
        "malformed URL": {"url": f"jdbc:redshift:/{redshift.host}?password={secrets['in the URL']}"},
        "driver property": {"jdbc.sslpassword": secrets["in the URL"]},
        "IAM": {"url": f"{iam}&SecretAccessKey={quote(redshift.secret_key, safe='')}"},
        "wrong IAM key": {"url": f"{iam}&SecretAccessKey={secrets['wrong key']}"},
        "wrong S3 keys": keys,
        "right S3 keys": {
            "temporary_aws_access_key_id": role["AccessKeyId"],
            "temporary_aws_secret_access_key": role["SecretAccessKey"],
            "temporary_aws_session_token": role["SessionToken"],
        },
        "IAM, named cluster": {"url": f"{named}&DbUser={redshift.user}", "aws_profile": "plain"},
        "IAM, session of a role in the URL": {"url": f"{named}&GroupFederation=true{keyed}"},
        "IAM, federation by a profile": {"url": f"{named}&GroupFederation=true", "aws_profile": "plain"},
        "IAM, profile in the URL": {"url": f"{named}&GroupFederation=true&Profile=plain"},
        "IAM, assumed role": {
            "url": f"{named}&GroupFederation=true",
            "aws_profile": "plain",
            "aws_assume_role": redshift.iam_role,
        },
        "IAM, web identity": {"url": f"{named}&GroupFederation=true", "aws_profile": "pod"},
        "IAM, instance credentials": {"url": f"{named}&GroupFederation=true", "aws_profile": "node"},
        "wrong profile": {"url": f"{named}&GroupFederation=true", "aws_profile": "wrong"},
        "role that may not be assumed": {
            "url": f"{named}&GroupFederation=true",
            "aws_profile": "plain",
            "aws_assume_role": "arn:aws:iam::123456789012:role/no-such-role",
        },
        "secret with a stale password": {"secret.id": stale, **secret},
        "secret without a login": {"secret.id": hollow, **secret},
        "Data API, assumed role": {**cluster, "aws_profile": "plain", "aws_assume_role": redshift.iam_role},
        "Data API, web identity": {**cluster, "aws_profile": "pod"},
        "Data API, absent secret": {**cluster, "secret.id": "no-such-secret"},
        "plain connection": {"url": f"{base}?ssl=false"},
        "stored secret": {"secret.id": stored, **secret},
        "absent secret": {"secret.id": "no-such-secret", **secret},
        "IAM by the default chain": {"url": serverless},
        "Data API as user": {**cluster, "data_api_user": redshift.user},
        "Data API by secret": {**cluster, "secret.id": stored},
        "Data API by IAM": {**api, "data_api_workgroup": redshift.settings.workgroup},
        "Data API, forwarded": {**cluster, "data_api_user": redshift.user, "forward_spark_s3_credentials": "true"},
        "Data API, wrong keys": {**cluster, "data_api_user": redshift.user, **keys},
        "unknown option": {"passwordd": secrets["wrong password"]},
    }
    plan = {
        "conf": {
            **redshift.spark_conf(),
            # Session credentials, so that the ones that are forwarded have a token.
            "spark.hadoop.fs.s3a.aws.credentials.provider": "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider",
            "spark.hadoop.fs.s3a.access.key": role["AccessKeyId"],
            "spark.hadoop.fs.s3a.secret.key": role["SecretAccessKey"],
            "spark.hadoop.fs.s3a.session.token": role["SessionToken"],
            "spark.eventLog.enabled": "true",
            "spark.eventLog.dir": events.as_uri(),
            "spark.driver.memory": "1g",
            "spark.sql.shuffle.partitions": "2",
            "spark.driver.host": "127.0.0.1",
        },
        "ways": ways,
        "statement": f"create user u password '{secrets['in a statement']}' no such option",
    }
    with instance_metadata(node) as metadata:
        done = subprocess.run(
            [sys.executable, str(HERE / "secrets_job.py")],
            input=json.dumps(plan),
            capture_output=True,
            text=True,
            timeout=560,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "PYSPARK_PYTHON": sys.executable,
                "SPARK_LOCAL_IP": "127.0.0.1",
                "AWS_ACCESS_KEY_ID": redshift.access_key,
                "AWS_SECRET_ACCESS_KEY": redshift.secret_key,
                "AWS_SHARED_CREDENTIALS_FILE": str(profiles),
                "AWS_ENDPOINT_URL_STS": redshift.control_plane,
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": metadata,
                "AWS_REGION": redshift.region,
                "REDSHIFT_SPARK_JARS": str(HERE.parents[1] / "target" / "jars"),
            },
            check=False,
        )
    shown = {"stdout": done.stdout, "stderr": done.stderr}
    shown |= {file.name: file.read_text() for file in events.rglob("*") if file.is_file()}
    line = next((line for line in done.stdout.splitlines() if line.startswith("OUTCOMES ")), None)
    assert line is not None, done.stderr[-3000:]
    outcomes = json.loads(line.removeprefix("OUTCOMES "))
    refused = {
        "wrong password",
        "password in the URL",
        "malformed URL",
        "wrong IAM key",
        "wrong S3 keys",
        "unknown option",
        "absent secret",
        "Data API, wrong keys",
        "wrong profile",
        "role that may not be assumed",
        "secret with a stale password",
        "secret without a login",
        "Data API, absent secret",
    }
    # The IAM identity of a work group has no right on the owner's table, and makes one of its own.
    open_ended = {
        "IAM by the default chain",
        "Data API by IAM",
        "Data API, assumed role",
        "Data API, web identity",
        *(name for name in ways if name.startswith("IAM, ") and name != "IAM, named cluster"),
    }
    for name in open_ended & failed_logins(outcomes):
        raise AssertionError(f"{name}: {outcomes[name]}")
    failed = {name for name, text in outcomes.items() if text.startswith("failed")}
    told = {name for name in failed if name.removesuffix(" written") not in open_ended}
    assert told == {"user statement", *refused, *(f"{name} written" for name in refused)}, outcomes
    secrets["key of S3 and AWS"] = redshift.secret_key
    issued = redshift.issued_secrets()
    assert len(issued) > 10, "temporary passwords, and keys and tokens of roles"
    secrets |= {f"issued secret {number}": secret for number, secret in enumerate(issued)}
    for name, secret in secrets.items():
        for form in {secret, quote(secret, safe="")}:
            for place, text in shown.items():
                at = text.find(form)
                assert at < 0, f"{name} is shown in {place}: {text[max(0, at - 400) : at].strip()} <<<"
    logged = "".join(text for place, text in shown.items() if place not in ("stdout", "stderr"))
    for event in ("RedshiftStatementStarted", "RedshiftLeaseAcquired", "RedshiftWriteCommitted", "RedshiftWriteFailed"):
        assert f"io.github.redshiftspark.events.{event}" in logged
    # The shared statements are shown: the search is not vacuous.
    assert "UNLOAD" in done.stdout + done.stderr or "RedshiftScan" in done.stdout
