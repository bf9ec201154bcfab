"""The role of ``aws_iam_role``: is it attached to the warehouse, and may Redshift assume it."""

from __future__ import annotations

import json
import re
from typing import Any, Iterable
from urllib.parse import unquote

from redshift_spark._doctor.aws import Aws, ask, error_code
from redshift_spark._doctor.report import FAIL, PASS, SKIPPED, WARN, Check
from redshift_spark._doctor.settings import Settings
from redshift_spark._doctor.warehouse import describe_cluster, describe_namespace

_SERVICES = {"redshift.amazonaws.com", "redshift-serverless.amazonaws.com"}


def iam_role(settings: Settings, aws: Aws) -> list[Check]:
    name, role = "iam_role", settings.get("aws_iam_role")
    if role is None:
        remedy = "Give aws_iam_role: keys in a statement are what AWS advises against."
        return [Check(name, WARN, "no role is given to Redshift for S3", remedy)]
    if settings.workgroup is None and settings.cluster is None:
        remedy = "Use Redshift's own host name in 'url', or give data_api_cluster or data_api_workgroup."
        return [Check(name, SKIPPED, "options do not name the cluster or the work group", remedy)]
    attached, default, command = _attached(settings, aws, role)
    if role == "default":
        if default:
            return [Check(name, PASS, f"the default role is {default}")]
        return [Check(name, FAIL, "the warehouse has no default role", command)]
    first = role.split(",")[0].strip()
    if first not in attached:
        return [Check(name, FAIL, f"{first} is not attached to the warehouse", command)]
    if attached[first] not in ("in-sync", ""):
        return [
            Check(name, WARN, f"{first} is attached, but its state is {attached[first]}", "Wait until it is in-sync.")
        ]
    return [Check(name, PASS, f"{first} is attached")]


def _attached(settings: Settings, aws: Aws, role: str) -> tuple[dict[str, str], str | None, str]:
    """Attached roles with their state, the default one, and the command that attaches ``role``."""
    first = "ARN" if role == "default" else role.split(",")[0].strip()
    if settings.workgroup is not None:
        namespace = describe_namespace(aws, settings.workgroup)
        attached = _serverless_roles(namespace.get("iamRoles") or [])
        # --iam-roles replaces the list, so those that are there are named again.
        more = "--default-iam-role-arn ARN " if role == "default" else ""
        roles = " ".join([*attached, *(arn for arn in [first] if arn not in attached)])
        name = namespace["namespaceName"]
        command = f"aws redshift-serverless update-namespace --namespace-name {name} {more}--iam-roles {roles}"
        return attached, namespace.get("defaultIamRoleArn"), command
    cluster = describe_cluster(aws, str(settings.cluster))
    option = "--default-iam-role-arn" if role == "default" else "--add-iam-roles"
    command = f"aws redshift modify-cluster-iam-roles --cluster-identifier {settings.cluster} {option} {first}"
    states = {str(r["IamRoleArn"]): str(r.get("ApplyStatus", "")) for r in cluster.get("IamRoles", [])}
    return states, cluster.get("DefaultIamRoleArn"), command


def _serverless_roles(entries: Iterable[str]) -> dict[str, str]:
    """The API gives texts: an ARN, or ``IamRole(applyStatus=in-sync, iamRoleArn=arn:...)``."""
    found = {}
    for entry in entries:
        arn, state = re.search(r"arn:[^,)\s]+", entry), re.search(r"applyStatus=([\w-]+)", entry)
        if arn:
            found[arn.group()] = state.group(1) if state else ""
    return found


def iam_role_trust(settings: Settings, aws: Aws) -> list[Check]:
    name, role = "iam_role_trust", settings.get("aws_iam_role")
    if role in (None, "default"):
        return [Check(name, SKIPPED, "aws_iam_role names no role")]
    client, previous = aws.client("iam"), None
    for arn in (part.strip() for part in str(role).split(",")):
        try:
            answer = ask("iam:GetRole", lambda: client.get_role(RoleName=arn.rsplit("/", 1)[-1]))  # noqa: B023
        except Exception as problem:
            if error_code(problem) != "NoSuchEntity":
                raise
            return [Check(name, FAIL, f"there is no role {arn} in this account", "Correct 'aws_iam_role'.")]
        if not trusts(answer["Role"]["AssumeRolePolicyDocument"], previous):
            wanted = previous or "the service redshift.amazonaws.com"
            remedy = f"Allow sts:AssumeRole to {wanted} in the trust policy of {arn}."
            return [Check(name, FAIL, f"{arn} does not trust {wanted}", remedy)]
        previous = arn
    return [Check(name, PASS, "Redshift may assume it" if "," not in str(role) else "each role trusts the one before")]


def trusts(policy: Any, previous: str | None) -> bool:
    """Whether a trust policy lets Redshift, or the role before in a chain, assume the role. Conditions are not read."""
    document = json.loads(unquote(policy)) if isinstance(policy, str) else policy
    for statement in _listed(document.get("Statement", [])):
        actions = _listed(statement.get("Action", []))
        if statement.get("Effect") != "Allow" or not {"sts:AssumeRole", "sts:*", "*"} & set(actions):
            continue
        principal = statement.get("Principal", {})
        if principal == "*":
            return True
        if previous is None and _SERVICES & set(_listed(principal.get("Service", []))):
            return True
        if previous is not None:
            account = previous.split(":")[4]
            wanted = {previous, account, f"arn:aws:iam::{account}:root", "*"}
            if wanted & set(_listed(principal.get("AWS", []))):
                return True
    return False


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
