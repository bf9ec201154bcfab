"""The authorization clause of UNLOAD and COPY (dg/copy-parameters-authorization)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import RedshiftError
from ..storage import Credentials, Storage
from .tokens import Cursor


@dataclass(frozen=True)
class Authorization:
    """Either a role (or chain, or ``default``) or keys."""

    role: str | None = None
    keys: Credentials | None = field(default=None, repr=False)

    def credentials(self, storage: Storage, user: str) -> Credentials:
        return self.keys if self.keys is not None else storage.roles.assume(self.role or "default", user)


def parse_authorization(cursor: Cursor) -> Authorization:
    if cursor.accept("IAM_ROLE"):
        return (
            Authorization(role="default")
            if cursor.accept("DEFAULT")
            else Authorization(role=_role(cursor.take("string").text))
        )
    if cursor.accept("WITH") or _at(cursor, "CREDENTIALS"):
        cursor.word("CREDENTIALS")
        return _credentials(cursor.string_after_as())
    if cursor.accept("ACCESS_KEY_ID"):
        access = cursor.take("string").text
        cursor.word("SECRET_ACCESS_KEY")
        secret = cursor.take("string").text
        token = cursor.take("string").text if cursor.accept("SESSION_TOKEN") else None
        return Authorization(keys=Credentials(access, secret, token))
    raise RedshiftError("42601", "the statement needs an authorization clause, e.g. IAM_ROLE 'arn'")


def _at(cursor: Cursor, text: str) -> bool:
    token = cursor.peek()
    return token is not None and token.kind == "word" and token.text == text


def _role(text: str) -> str:
    if " " in text:
        raise RedshiftError(
            "42601", "a role chain is joined by commas without blanks (mgmt/authorizing-redshift-service)"
        )
    return text


def _credentials(text: str) -> Authorization:
    parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    if set(parts) == {"aws_iam_role"}:
        return Authorization(role=_role(parts["aws_iam_role"]))
    if (
        {"aws_access_key_id", "aws_secret_access_key"}
        <= set(parts)
        <= {"aws_access_key_id", "aws_secret_access_key", "token"}
    ):
        return Authorization(
            keys=Credentials(parts["aws_access_key_id"], parts["aws_secret_access_key"], parts.get("token"))
        )
    raise RedshiftError("42601", "invalid credentials string")
