"""Who may call the control plane: access keys, session tokens, and the users and roles behind them."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from ..storage.roles import Credentials

ACCOUNT = "123456789012"
OWNER = "owner"


@dataclass(frozen=True)
class Identity:
    """One IAM user, or one session of a role. ``expires`` is in seconds since the epoch, None for long-term keys."""

    kind: Literal["user", "role"]
    name: str
    session_name: str
    unique_id: str
    credentials: Credentials
    expires: float | None = None
    allowed: bool = True
    """Whether any of the control plane's operations is allowed to it."""
    role_arn: str = ""

    @property
    def arn(self) -> str:
        if self.kind == "user":
            return f"arn:aws:iam::{ACCOUNT}:user/{self.name}"
        return f"arn:aws:sts::{ACCOUNT}:assumed-role/{self.name}/{self.session_name}"

    @property
    def database_user(self) -> str:
        """The database user that the identity maps to (mgmt/redshift-iam-authentication-access-control)."""
        return f"IAM:{self.name}" if self.kind == "user" else f"IAMR:{self.name}"

    @property
    def user_id(self) -> str:
        return self.unique_id if self.kind == "user" else f"{self.unique_id}:{self.session_name}"


@dataclass(frozen=True)
class AssumableRole:
    """A role that AssumeRole may take on."""

    arn: str
    allowed: bool
    unique_id: str = field(default_factory=lambda: "AROA" + secrets.token_hex(8).upper())

    @property
    def name(self) -> str:
        return self.arn.rsplit("/", 1)[1]


Issuer = Callable[[str, str, int], Credentials]
"""Makes temporary keys for a role's ARN, a session name and a time in seconds."""


def _random_keys(_role_arn: str, _session_name: str, _seconds: int) -> Credentials:
    return Credentials(
        "ASIA" + secrets.token_hex(8).upper(), secrets.token_urlsafe(30), "FwoG" + secrets.token_urlsafe(120)
    )


class Keyring:
    """The keys of one stand-in. Thread-safe."""

    def __init__(self, owner: Credentials, roles: Mapping[str, bool], issue: Issuer | None = None) -> None:
        """``roles`` tells by ARN whether a role may do anything here; ``issue`` makes keys that S3 takes as well."""
        self._lock = threading.Lock()
        user = Identity("user", OWNER, "", "AIDA" + secrets.token_hex(8).upper(), owner)
        self._identities = {owner.access_key: user}
        self._roles = {arn: AssumableRole(arn, allowed) for arn, allowed in roles.items()}
        self._issue = issue or _random_keys
        self._web_tokens: dict[str, str] = {}
        self._issued: list[str] = []

    def find(self, access_key: str) -> Identity | None:
        with self._lock:
            return self._identities.get(access_key)

    def role(self, arn: str) -> AssumableRole | None:
        return self._roles.get(arn)

    def assume(self, role: AssumableRole, session_name: str, seconds: int) -> Identity:
        """Temporary credentials of a role. Blocks while they are made."""
        keys = self._issue(role.arn, session_name, seconds)
        identity = Identity(
            "role", role.name, session_name, role.unique_id, keys, time.time() + seconds, role.allowed, role.arn
        )
        with self._lock:
            self._identities[keys.access_key] = identity
        self.note(keys.secret_key, keys.session_token or "")
        return identity

    def note(self, *secrets_issued: str) -> None:
        """Remember what was given out, so that a test can search for it."""
        with self._lock:
            self._issued += [secret for secret in secrets_issued if secret]

    def issued(self) -> list[str]:
        """Every secret key, session token and password that was given out so far."""
        with self._lock:
            return list(self._issued)

    def expire_sessions(self) -> list[str]:
        """All temporary credentials are past their time from now on; returns their access keys."""
        with self._lock:
            sessions = {key: who for key, who in self._identities.items() if who.expires is not None}
            self._identities |= {key: replace(who, expires=0.0) for key, who in sessions.items()}
            return list(sessions)

    def web_identity_token(self, subject: str) -> str:
        """A token that AssumeRoleWithWebIdentity takes for this subject."""
        token = secrets.token_urlsafe(48)
        with self._lock:
            self._web_tokens[token] = subject
        return token

    def web_subject(self, token: str) -> str | None:
        with self._lock:
            return self._web_tokens.get(token)
