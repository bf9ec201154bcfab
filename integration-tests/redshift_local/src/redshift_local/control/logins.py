"""Temporary database passwords for IAM identities."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

from ..wire.auth import Login
from .context import ControlContext
from .keyring import Identity


@dataclass(frozen=True)
class IssuedLogin:
    """A login name and its temporary password; ``expires`` in seconds since the epoch."""

    name: str
    password: str = field(repr=False)
    expires: float


def _issue(context: ControlContext, name: str, login: Login, seconds: int) -> IssuedLogin:
    # Redshift's temporary passwords are long and hold signs that must survive a driver's encoding.
    password = secrets.token_urlsafe(48) + "+/="
    expires = time.time() + seconds
    context.services.accounts.put_temporary(name, password, login, expires)
    context.keyring.note(password)
    return IssuedLogin(name, password, expires)


async def issue_for_user(
    context: ControlContext, user: str, seconds: int, *, create: bool, groups: tuple[str, ...], database: str | None
) -> IssuedLogin:
    """GetClusterCredentials: the name gets the prefix IAM:, or IAMA: when the user may be made at login."""
    if create:
        await context.services.make_user(user)
    return _issue(context, f"{'IAMA' if create else 'IAM'}:{user}", Login(user, groups, database), seconds)


async def issue_for_identity(
    context: ControlContext, identity: Identity, seconds: int, database: str | None
) -> IssuedLogin:
    """GetClusterCredentialsWithIAM and the serverless GetCredentials: the identity is the database user."""
    user = identity.database_user
    await context.services.make_user(user)
    return _issue(context, user, Login(user, (), database), seconds)
