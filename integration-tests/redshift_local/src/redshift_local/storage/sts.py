"""Temporary credentials that S3 knows: SeaweedFS's own STS, told of the stand-in's roles."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from typing import Any

from ..settings import IamRole

_ACTIONS = {
    "Read": ("s3:GetObject", "s3:GetObjectAttributes", "s3:HeadObject", "s3:GetBucketLocation", "s3:HeadBucket"),
    "Write": (
        "s3:PutObject",
        "s3:DeleteObject",
        "s3:CreateMultipartUpload",
        "s3:UploadPart",
        "s3:CompleteMultipartUpload",
        "s3:AbortMultipartUpload",
    ),
    "List": ("s3:ListBucket", "s3:ListMultipartUploads", "s3:ListParts"),
    "Tagging": ("s3:GetObjectTagging", "s3:PutObjectTagging", "s3:DeleteObjectTagging"),
}
"""S3's actions for those that the stand-in's roles are made of."""


def iam_config(roles: Iterable[IamRole]) -> dict[str, Any]:
    """SeaweedFS's IAM configuration: every role may be assumed by the stand-in's owner, with just the role's rights."""
    policies, entries = [], []
    for role in roles:
        name = role.arn.rsplit("/", 1)[1]
        policies.append({"name": name, "document": _policy(role)})
        entries.append(
            {"roleName": name, "roleArn": role.arn, "attachedPolicies": [name], "trustPolicy": _TRUST_OF_THE_OWNER}
        )
    return {
        "sts": {
            "tokenDuration": "1h",
            "maxSessionLength": "12h",
            "issuer": "redshift-local",
            "signingKey": base64.b64encode(secrets.token_bytes(48)).decode("ascii"),
        },
        "policy": {"defaultEffect": "Deny", "storeType": "memory"},
        "roleStore": {"storeType": "memory"},
        "policies": policies,
        "roles": entries,
    }


_TRUST_OF_THE_OWNER = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["sts:AssumeRole"]}],
}


def _policy(role: IamRole) -> dict[str, Any]:
    resources = [f"arn:aws:s3:::{bucket}{rest}" for bucket in role.buckets for rest in ("", "/*")]
    actions = [action for kind in role.actions for action in _ACTIONS[kind]]
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": resources}]}
