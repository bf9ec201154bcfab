"""The authorization clause of UNLOAD and COPY (dg/copy-parameters-authorization)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..assumptions import Assumptions
from ..errors import RedshiftError
from ..storage import Credentials, Storage
from .tokens import Cursor


@dataclass(frozen=True)
class Authorization:
    """Either a role (or chain, or ``default``) or keys."""

    role: str | None = None
    keys: Credentials | None = field(default=None, repr=False)
    by_credentials_string: bool = False

    def check(self, assumptions: Assumptions) -> None:
        """Raises RedshiftError for keys where they are assumed to be no more."""
        if self.keys is not None and not assumptions.key_authorization:
            raise RedshiftError("0A000", "only roles authorize", hint="see dg/copy-parameters-authorization")

    def credentials(self, storage: Storage, user: str) -> Credentials:
        """Raises RedshiftError when the role may not be assumed."""
        return self.keys if self.keys is not None else storage.roles.assume(self.role or "default", user)


def at_authorization(cursor: Cursor) -> bool:
    return any(cursor.at(word) for word in ("IAM_ROLE", "WITH", "CREDENTIALS", "ACCESS_KEY_ID"))


def parse_authorization(cursor: Cursor) -> Authorization:
    """The clause at the cursor. The three families exclude each other, so it is read once."""
    if cursor.accept("IAM_ROLE"):
        if cursor.accept("DEFAULT"):
            return Authorization(role="default")
        role = cursor.take("string").text
        if role.upper() == "SESSION":
            raise RedshiftError("0A000", "IAM_ROLE 'SESSION' is not in the stand-in yet")
        return Authorization(role=_role(role))
    if cursor.at("WITH") or cursor.at("CREDENTIALS"):
        cursor.accept("WITH")
        cursor.word("CREDENTIALS")
        return _credentials(cursor.string_after_as())
    if cursor.accept("ACCESS_KEY_ID"):
        access = cursor.string_after_as()
        cursor.word("SECRET_ACCESS_KEY")
        secret = cursor.string_after_as()
        token = cursor.string_after_as() if cursor.accept("SESSION_TOKEN") else None
        return Authorization(keys=Credentials(access, secret, token))
    raise RedshiftError("42601", "the statement needs an authorization clause, e.g. IAM_ROLE 'arn'")


def _role(text: str) -> str:
    if " " in text:
        raise RedshiftError(
            "42601", "a role chain is joined by commas without blanks (mgmt/authorizing-redshift-service)"
        )
    if not all(arn.startswith("arn:aws") for arn in text.split(",")):
        raise RedshiftError("42601", f"Invalid IAM role: {text}")
    return text


_KEYS = {"aws_access_key_id", "aws_secret_access_key"}


def _credentials(text: str) -> Authorization:
    parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    if set(parts) == {"aws_iam_role"}:
        return Authorization(role=_role(parts["aws_iam_role"]), by_credentials_string=True)
    if _KEYS <= set(parts) <= {*_KEYS, "token"}:
        keys = Credentials(parts["aws_access_key_id"], parts["aws_secret_access_key"], parts.get("token"))
        return Authorization(keys=keys, by_credentials_string=True)
    raise RedshiftError("42601", "invalid credentials string")
