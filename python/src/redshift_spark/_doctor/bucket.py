"""The bucket of ``tempdir``: where it is, and how it is protected."""

from __future__ import annotations

from typing import Any

from redshift_spark._doctor.aws import Aws, NotAllowed, ask, error_code
from redshift_spark._doctor.report import FAIL, PASS, SKIPPED, WARN, Check
from redshift_spark._doctor.settings import Settings, Tempdir

_BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def bucket_region(settings: Settings, aws: Aws, tempdir: Tempdir) -> list[Check]:
    name, bucket, given = "bucket_region", tempdir.bucket, settings.get("tempdir_region")
    try:
        found = _region(aws, bucket)
    except Exception as problem:
        if error_code(problem) in ("NoSuchBucket", "404"):
            return [Check(name, FAIL, f"there is no bucket {bucket}", "Create it, or correct 'tempdir'.")]
        raise
    own = settings.region
    if given is not None and given != found:
        return [Check(name, FAIL, f"{bucket} is in {found}, tempdir_region is {given}", f"Set tempdir_region={found}.")]
    if own is None:
        remedy = f"Set tempdir_region={found} where Redshift is in another Region."
        status = PASS if given else WARN
        return [
            Check(
                name, status, f"{bucket} is in {found}; options do not tell Redshift's Region", "" if given else remedy
            )
        ]
    if own == found:
        return [Check(name, PASS, f"{bucket} is in {found}, as Redshift is")]
    if given is None:
        return [Check(name, FAIL, f"{bucket} is in {found}, Redshift in {own}", f"Set tempdir_region={found}.")]
    return [Check(name, PASS, f"{bucket} is in {found}, Redshift in {own}, and tempdir_region says so")]


def _region(aws: Aws, bucket: str) -> str:
    client = aws.client("s3")
    found = ask("s3:GetBucketLocation", lambda: client.get_bucket_location(Bucket=bucket)).get("LocationConstraint")
    # The API's names for the two oldest Regions (S3 API, GetBucketLocation).
    return {"": "us-east-1", "EU": "eu-west-1"}.get(found or "", str(found))


def bucket_encryption(settings: Settings, aws: Aws, tempdir: Tempdir) -> list[Check]:
    name, bucket, client = "bucket_encryption", tempdir.bucket, aws.client("s3", settings.get("tempdir_region"))
    call = lambda: client.get_bucket_encryption(Bucket=bucket)  # noqa: E731
    answer = _if_any("s3:GetEncryptionConfiguration", call, "ServerSideEncryptionConfigurationNotFoundError")
    rules = (answer or {}).get("ServerSideEncryptionConfiguration", {}).get("Rules", [])
    ways = [rule.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm") for rule in rules]
    used = next((way for way in ways if way), None)
    if used:
        return [Check(name, PASS, f"{used} by default")]
    rule = '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]}'
    command = f"aws s3api put-bucket-encryption --bucket {bucket} --server-side-encryption-configuration '{rule}'"
    return [Check(name, FAIL, "the bucket has no default encryption", command)]


def bucket_public_access(settings: Settings, aws: Aws, tempdir: Tempdir) -> list[Check]:
    """The bucket's own block, and where that is not whole, the account's."""
    name, bucket, client = "bucket_public_access", tempdir.bucket, aws.client("s3", settings.get("tempdir_region"))
    missing = "NoSuchPublicAccessBlockConfiguration"
    call = lambda: client.get_public_access_block(Bucket=bucket)  # noqa: E731
    answer = _if_any("s3:GetBucketPublicAccessBlock", call, missing)
    if answer is _NOT_THERE:
        return [Check(name, SKIPPED, "this S3 server has no public-access block")]
    own = _blocked(answer)
    if own == set(_BLOCKS):
        return [Check(name, PASS, "public access is blocked")]
    try:
        whole = _blocked(_of_account(aws)) | own
    except Exception as problem:
        _, whole = problem, own  # the account's block is a bonus: what is known of the bucket counts
    if whole == set(_BLOCKS):
        return [Check(name, PASS, "public access is blocked, in part by the account's settings")]
    settings_text = ",".join(f"{block}=true" for block in _BLOCKS)
    command = f"aws s3api put-public-access-block --bucket {bucket} --public-access-block-configuration {settings_text}"
    return [Check(name, FAIL, f"not blocked: {', '.join(b for b in _BLOCKS if b not in whole)}", command)]


def _of_account(aws: Aws) -> Any:
    sts, client = aws.client("sts"), aws.client("s3control")
    account = ask("sts:GetCallerIdentity", lambda: sts.get_caller_identity())["Account"]
    call = lambda: client.get_public_access_block(AccountId=account)  # noqa: E731
    return ask("s3:GetAccountPublicAccessBlock", call)


def _blocked(answer: Any) -> set[str]:
    given = (answer or {}).get("PublicAccessBlockConfiguration", {})
    return {block for block in _BLOCKS if given.get(block)}


def bucket_lifecycle(settings: Settings, aws: Aws, tempdir: Tempdir) -> list[Check]:
    name, bucket, client = "bucket_lifecycle", tempdir.bucket, aws.client("s3", settings.get("tempdir_region"))
    call = lambda: client.get_bucket_lifecycle_configuration(Bucket=bucket)  # noqa: E731
    answer = _if_any("s3:GetLifecycleConfiguration", call, "NoSuchLifecycleConfiguration")
    folder = tempdir.key + "/" if tempdir.key else ""
    for rule in (answer or {}).get("Rules", []):
        days = rule.get("Expiration", {}).get("Days")
        if rule.get("Status") == "Enabled" and days and folder.startswith(_prefix(rule)) and not _narrowed(rule):
            return [Check(name, PASS, f"objects below {tempdir.s3} expire after {days} days")]
    remedy = (
        f"Add a lifecycle rule to {bucket}: prefix '{folder}', expiration after 3 days. The connector removes its "
        "files; the rule removes what a crash leaves."
    )
    return [Check(name, WARN, f"no rule lets objects below {tempdir.s3} expire", remedy)]


def _prefix(rule: Any) -> str:
    chosen = rule.get("Filter", {})
    return str(chosen.get("Prefix") or chosen.get("And", {}).get("Prefix") or rule.get("Prefix") or "")


def _narrowed(rule: Any) -> bool:
    """A rule for tagged objects or objects of some size is not one for staged files."""
    chosen = rule.get("Filter", {})
    chosen = {**chosen, **chosen.get("And", {})}
    return any(key in chosen for key in ("Tag", "Tags", "ObjectSizeGreaterThan", "ObjectSizeLessThan"))


_NOT_THERE: dict[str, Any] = {}
"""The answer of an S3 server that lacks the operation."""


def _if_any(action: str, call: Any, missing: str) -> Any:
    """The answer; None where there is no such configuration; _NOT_THERE where the server lacks the operation."""
    try:
        return ask(action, call)
    except NotAllowed:
        raise
    except Exception as problem:
        code = error_code(problem)
        if code == missing:
            return None
        if code == "NotImplemented":
            return _NOT_THERE
        raise
