"""Users, passwords and Redshift's SHA-256 digest exchange (authentication code 13)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass

from ..errors import FatalRedshiftError
from .messages import frame

_SHA256 = 0


@dataclass(frozen=True)
class Account:
    """A database user's salted password digest; the password itself is not kept."""

    salt: bytes
    digest: bytes


class Accounts:
    """The users of one stand-in and how they prove who they are."""

    def __init__(self) -> None:
        self._accounts: dict[str, Account] = {}

    def put(self, user: str, password: str) -> None:
        salt = secrets.token_bytes(16)
        self._accounts[user] = Account(salt, hashlib.sha256(password.encode("utf-8") + salt).digest())

    def remove(self, user: str) -> None:
        self._accounts.pop(user, None)

    def challenge(self, user: str) -> tuple[bytes, bytes]:
        """The AuthenticationDigest message for a user, and its nonce. An unknown user is challenged too."""
        account = self._accounts.get(user)
        salt = account.salt if account else secrets.token_bytes(16)
        nonce = secrets.token_bytes(16)
        body = struct.pack("!iii", 13, _SHA256, len(salt)) + salt + struct.pack("!i", len(nonce)) + nonce
        return frame(b"R", body), nonce

    def check(self, user: str, nonce: bytes, answer: bytes) -> None:
        """Check the client's ``d`` message body. Raises FatalRedshiftError 28000."""
        account = self._accounts.get(user)
        try:
            length = struct.unpack_from("!i", answer, 0)[0]
            digest = answer[4 : 4 + length]
            client_length = struct.unpack_from("!i", answer, 4 + length)[0]
            client_nonce = answer[8 + length : 8 + length + client_length]
        except struct.error:
            raise _refused(user) from None
        if account is None:
            raise _refused(user)
        expected = hashlib.sha256(account.digest + nonce + client_nonce).digest()
        if not hmac.compare_digest(expected, digest):
            raise _refused(user)


def _refused(user: str) -> FatalRedshiftError:
    return FatalRedshiftError("28000", f'password authentication failed for user "{user}"')
