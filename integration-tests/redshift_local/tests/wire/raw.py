"""A bare client of the wire protocol, for what no driver would do."""

from __future__ import annotations

import hashlib
import secrets
import socket
import struct
from dataclasses import dataclass

from redshift_local import RedshiftLocal
from redshift_local.wire import messages as m


@dataclass
class RawClient:
    """A logged-in connection and its cancel key."""

    channel: socket.socket
    key: tuple[int, int]

    def ask(self, sql: str) -> None:
        self.channel.sendall(m.query(sql))

    def answer(self) -> list[tuple[bytes, bytes]]:
        """The messages up to ReadyForQuery."""
        return _messages(self.channel)

    def vanish(self) -> None:
        """Reset the connection, as a killed client's machine does."""
        self.channel.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.channel.close()


def log_in(local: RedshiftLocal, user: str | None = None, password: str | None = None) -> RawClient:
    channel = socket.create_connection((local.host, local.port), timeout=60)
    channel.sendall(m.startup({"user": user or local.user, "database": local.database}))
    _, challenge = _message(channel)
    salt_length = struct.unpack_from("!i", challenge, 8)[0]
    salt, nonce = challenge[12 : 12 + salt_length], challenge[16 + salt_length :]
    own = secrets.token_bytes(16)
    digest = hashlib.sha256(
        hashlib.sha256((password or local.password).encode() + salt).digest() + nonce + own
    ).digest()
    channel.sendall(m.frame(b"d", struct.pack("!i", len(digest)) + digest + struct.pack("!i", len(own)) + own))
    told = dict(_messages(channel))
    number, secret = struct.unpack("!ii", told[b"K"])
    return RawClient(channel, (number, secret))


def cancel(local: RedshiftLocal, number: int, secret: int) -> None:
    with socket.create_connection((local.host, local.port), timeout=60) as channel:
        channel.sendall(struct.pack("!iiii", 16, m.CANCEL_REQUEST, number, secret))
        assert channel.recv(1) == b""  # there is no answer, whether the key was right or not


def _exactly(channel: socket.socket, count: int) -> bytes:
    parts = b""
    while len(parts) < count:
        part = channel.recv(count - len(parts))
        assert part, "the server closed the connection"
        parts += part
    return parts


def _message(channel: socket.socket) -> tuple[bytes, bytes]:
    head = _exactly(channel, 5)
    return head[:1], _exactly(channel, struct.unpack_from("!i", head, 1)[0] - 4)


def _messages(channel: socket.socket) -> list[tuple[bytes, bytes]]:
    found: list[tuple[bytes, bytes]] = []
    while not found or found[-1][0] != b"Z":
        found.append(_message(channel))
    return found
