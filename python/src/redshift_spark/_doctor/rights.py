"""The rights to UNLOAD and COPY, by trying both with one row."""

from __future__ import annotations

import uuid
from typing import Any

from redshift_spark._doctor.aws import Aws, NoCredentials, NotAllowed, ask
from redshift_spark._doctor.problems import of_problem
from redshift_spark._doctor.report import FAIL, PASS, SKIPPED, WARN, Check
from redshift_spark._doctor.settings import Settings, Tempdir
from redshift_spark._doctor.sql import Failure, Sql

NAMES = ("unload", "copy", "staged_files")
_FOLDER = "redshift-spark-doctor"
"""Of the form of the connector's own folders, so that its sweep removes what this leaves behind."""


def rights(settings: Settings, sql: Sql, aws: Aws) -> list[Check]:
    if settings.tempdir is None:
        return [Check(name, SKIPPED, "no tempdir is given", "Give tempdir.") for name in NAMES]
    run = str(uuid.uuid4())
    key = (settings.tempdir.key + "/").lstrip("/") + f"{_FOLDER}-{run}/{run}/"
    folder = f"s3://{settings.tempdir.bucket}/{key}"
    try:
        statements = _statements(settings, aws, folder)
    except _NoRights:
        remedy = "Give aws_iam_role."
        return [Check(name, SKIPPED, "no right on S3 is given to Redshift", remedy) for name in NAMES]
    try:
        checks = _judged(sql.attempt(statements), settings)
    except Exception as problem:  # files may be there even so
        checks = [of_problem(name, problem) for name in ("unload", "copy")]
    return [*checks, _cleaned(settings, aws, settings.tempdir, key)]


class _NoRights(Exception):
    pass


def _statements(settings: Settings, aws: Aws, folder: str) -> tuple[str, str, str]:
    by = _authorization(settings, aws)
    region = f" region {_quoted(str(settings.get('tempdir_region')))}" if settings.get("tempdir_region") else ""
    key = settings.get("sse_kms_key")
    encrypted = f" kms_key_id {_quoted(key)} encrypted" if key else ""
    # CSV: COPY of Parquet takes no REGION.
    return (
        f"unload ('select 1 as n') to {_quoted(folder)} {by} format as csv manifest{region}{encrypted}",
        "create temp table redshift_spark_doctor (n integer)",
        f"copy redshift_spark_doctor from {_quoted(folder + 'manifest')} {by} format as csv manifest{region}",
    )


def _authorization(settings: Settings, aws: Aws) -> str:
    role = settings.get("aws_iam_role")
    if role:
        return "iam_role default" if role == "default" else f"iam_role {_quoted(role)}"
    access, secret = settings.get("temporary_aws_access_key_id"), settings.get("temporary_aws_secret_access_key")
    token = settings.get("temporary_aws_session_token")
    if not access or not secret:
        if settings.get("forward_spark_s3_credentials") != "true":
            raise _NoRights
        keys = aws.keys()
        access, secret, token = keys.access_key, keys.secret_key, keys.token
    clause = f"access_key_id {_quoted(str(access))} secret_access_key {_quoted(str(secret))}"
    return clause + (f" session_token {_quoted(token)}" if token else "")


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _judged(failure: Failure | None, settings: Settings) -> list[Check]:
    good = [Check("unload", PASS, "one row was unloaded"), Check("copy", PASS, "one row was loaded; rolled back")]
    if failure is None:
        return good
    remedy = _remedy(failure.message, settings)
    if failure.statement == 0:
        return [
            Check("unload", FAIL, failure.message, remedy),
            Check("copy", SKIPPED, "there is no file, as UNLOAD failed", "Mend 'unload' first."),
        ]
    if failure.statement == 1:
        grant = f'GRANT TEMP ON DATABASE "{settings.database}" TO the database user.'
        return [good[0], Check("copy", FAIL, failure.message, grant)]
    return [good[0], Check("copy", FAIL, failure.message, remedy)]


def _remedy(message: str, settings: Settings) -> str:
    text, bucket = message.lower(), settings.tempdir.bucket if settings.tempdir else ""
    role = settings.get("aws_iam_role") or "the keys that are given"
    if "not authorized to assume" in text:
        return f"Attach {role} to the warehouse, and let redshift.amazonaws.com assume it; see 'iam_role_trust'."
    if "region" in text or "permanentredirect" in text or "301" in text:
        return f"Set tempdir_region to the Region of {bucket}; see 'bucket_region'."
    if "nosuchbucket" in text or "does not exist" in text:
        return f"Create the bucket {bucket}, or correct 'tempdir'."
    if ("access" in text and "denied" in text) or "403" in text or "s3serviceexception" in text:
        rights = "s3:PutObject, s3:GetObject, s3:ListBucket, s3:GetBucketLocation and s3:AbortMultipartUpload"
        return f"Grant {rights} on {bucket} to {role}."
    if "permission denied" in text:
        return "Grant the database user what the message names."
    return "See the message. If nothing was said on S3, see 'database_user'."


def _cleaned(settings: Settings, aws: Aws, tempdir: Tempdir, key: str) -> Check:
    """What was staged is read and removed by the identity that runs the doctor, as Spark would do."""
    name, where = "staged_files", f"s3://{tempdir.bucket}/{key}"
    client = aws.client("s3", settings.get("tempdir_region"))
    try:
        count = _remove(client, tempdir.bucket, key)
    except NotAllowed as problem:
        remedy = f"Grant {problem.action} on {tempdir.bucket} to Spark's identity, and remove {where}."
        return Check(name, FAIL, f"may be left: {where}", remedy)
    except NoCredentials as problem:
        remedy = f"Give credentials for S3 (see 'aws_identity'), and remove {where}."
        return Check(name, WARN, f"may be left: {where} ({problem})", remedy)
    except Exception as problem:
        return Check(name, FAIL, f"may be left: {where} ({type(problem).__name__}: {problem})", f"Remove {where}.")
    if count == 0:
        return Check(name, SKIPPED, "no file was staged")
    return Check(name, PASS, f"{count} files were read and removed")


def _remove(client: Any, bucket: str, prefix: str) -> int:
    listed = ask("s3:ListBucket", lambda: client.list_objects_v2(Bucket=bucket, Prefix=prefix)).get("Contents", [])
    keys = [entry["Key"] for entry in listed if entry["Key"].startswith(prefix)]
    try:
        for key in keys:
            ask("s3:GetObject", lambda key=key: client.get_object(Bucket=bucket, Key=key)["Body"].read())  # type: ignore[misc]
    finally:
        for key in keys:
            ask("s3:DeleteObject", lambda key=key: client.delete_object(Bucket=bucket, Key=key))  # type: ignore[misc]
    return len(keys)
