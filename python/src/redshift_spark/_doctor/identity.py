"""Who am I, for AWS and for Redshift."""

from __future__ import annotations

from redshift_spark._doctor.aws import Aws, NoCredentials, NotAllowed, ask
from redshift_spark._doctor.problems import server_message
from redshift_spark._doctor.report import FAIL, PASS, WARN, Check
from redshift_spark._doctor.sql import Sql


def aws_identity(aws: Aws) -> list[Check]:
    client = aws.client("sts")
    try:
        found = ask("sts:GetCallerIdentity", lambda: client.get_caller_identity())
    except NoCredentials as problem:
        remedy = (
            "Give valid credentials: environment variables, aws_profile, or an instance role. Spark needs them for S3."
        )
        return [Check("aws_identity", WARN, f"AWS does not know who this is: {problem}", remedy)]
    return [Check("aws_identity", PASS, str(found["Arn"]))]


def database_user(sql: Sql) -> list[Check]:
    try:
        return [Check("database_user", PASS, sql.value("select current_user::varchar(128)"))]
    except (NotAllowed, NoCredentials):
        raise
    except Exception as problem:
        remedy = "Check user, password or secret.id, the database, and the checks of reachability and TLS."
        return [Check("database_user", FAIL, f"no session: {server_message(problem)}", remedy)]
