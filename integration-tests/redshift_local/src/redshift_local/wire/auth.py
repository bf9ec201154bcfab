"""Users, passwords and Redshift's SHA-256 digest exchange (authentication code 13)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
import threading
import time
from dataclasses import dataclass, field, replace

from ..errors import FatalRedshiftError
from .messages import frame

_SHA256 = 0


@dataclass(frozen=True)
class Login:
    """Who a proved password makes one: the database user, for the session the groups, perhaps one database only."""

    user: str
    groups: tuple[str, ...] = ()
    database: str | None = None


@dataclass(frozen=True)
class _Password:
    """A salted digest (the password itself is not kept) and until when it is good, in seconds since the epoch."""

    digest: bytes
    login: Login
    expires: float | None = None

    def is_good(self, now: float) -> bool:
        return self.expires is None or self.expires > now


@dataclass
class _Account:
    salt: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    passwords: tuple[_Password, ...] = ()


class Accounts:
    """The login names of one stand-in and how they prove who they are. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._accounts: dict[str, _Account] = {}

    def put(self, user: str, password: str) -> None:
        """Give a database user its password, in place of the one it had."""
        with self._lock:
            account = self._accounts.setdefault(user, _Account())
            temporary = tuple(known for known in account.passwords if known.expires is not None)
            account.passwords = (_Password(_digest(password, account.salt), Login(user)), *temporary)

    def put_temporary(self, name: str, password: str, login: Login, expires: float) -> None:
        """A further password for a login name, good until ``expires`` (seconds since the epoch)."""
        with self._lock:
            account = self._accounts.setdefault(name, _Account())
            good = tuple(known for known in account.passwords if known.is_good(time.time()))
            account.passwords = (*good, _Password(_digest(password, account.salt), login, expires))

    def expire_temporary(self) -> None:
        """All temporary passwords are past their time from now on."""
        with self._lock:
            for account in self._accounts.values():
                account.passwords = tuple(
                    known if known.expires is None else replace(known, expires=0.0) for known in account.passwords
                )

    def remove(self, user: str) -> None:
        with self._lock:
            self._accounts.pop(user, None)

    def challenge(self, user: str) -> tuple[bytes, bytes]:
        """The AuthenticationDigest message for a user, and its nonce. An unknown user is challenged too."""
        account = self._accounts.get(user)
        salt = account.salt if account else secrets.token_bytes(16)
        nonce = secrets.token_bytes(16)
        body = struct.pack("!iii", 13, _SHA256, len(salt)) + salt + struct.pack("!i", len(nonce)) + nonce
        return frame(b"R", body), nonce

    def check(self, user: str, nonce: bytes, answer: bytes) -> Login:
        """Check the client's ``d`` message body. Raises FatalRedshiftError 28000."""
        try:
            length = struct.unpack_from("!i", answer, 0)[0]
            digest = answer[4 : 4 + length]
            client_length = struct.unpack_from("!i", answer, 4 + length)[0]
            client_nonce = answer[8 + length : 8 + length + client_length]
        except struct.error:
            raise _refused(user) from None
        for password in self._good_passwords(user):
            expected = hashlib.sha256(password.digest + nonce + client_nonce).digest()
            if hmac.compare_digest(expected, digest):
                return password.login
        raise _refused(user)

    def verify(self, user: str, password: str) -> Login:
        """Check a password as such. Raises FatalRedshiftError 28000."""
        account = self._accounts.get(user, _Account())
        offered = _digest(password, account.salt)
        for known in self._good_passwords(user):
            if hmac.compare_digest(known.digest, offered):
                return known.login
        raise _refused(user)

    def _good_passwords(self, user: str) -> list[_Password]:
        now = time.time()
        with self._lock:
            account = self._accounts.get(user)
            return [known for known in account.passwords if known.is_good(now)] if account else []


def _digest(password: str, salt: bytes) -> bytes:
    return hashlib.sha256(password.encode("utf-8") + salt).digest()


def _refused(user: str) -> FatalRedshiftError:
    return FatalRedshiftError("28000", f'password authentication failed for user "{user}"')
