"""The first bytes of PostgreSQL's protocol: is TLS spoken, is the certificate good, are plain connections turned away.

No password is ever sent here.
"""

from __future__ import annotations

import socket
import ssl
import struct
from contextlib import closing

_SSL_REQUEST = struct.pack("!II", 8, 80877103)
_PROTOCOL_3 = 196608


class TlsNotSpoken(Exception):
    """The server answers SSLRequest with a no, or not at all."""


def tls_handshake(
    host: str, port: int, *, ca_file: str | None, check_host_name: bool, timeout_seconds: float
) -> tuple[str, str]:
    """Protocol version and cipher. Raises TlsNotSpoken, ssl.SSLError or OSError."""
    context = ssl.create_default_context(cafile=ca_file)
    context.check_hostname = check_host_name
    with closing(socket.create_connection((host, port), timeout_seconds)) as plain:
        plain.sendall(_SSL_REQUEST)
        answer = plain.recv(1)
        if answer != b"S":
            raise TlsNotSpoken(
                "the server has no TLS" if answer == b"N" else "the server does not speak PostgreSQL's protocol"
            )
        with context.wrap_socket(plain, server_hostname=host) as encrypted:
            cipher = encrypted.cipher()
            return str(encrypted.version()), str(cipher[0]) if cipher else ""


def refusal_of_plain(host: str, port: int, user: str, database: str, timeout_seconds: float) -> str | None:
    """The server's message when it turns a connection without TLS away; None when it would let a user log in on it."""
    fields = b"".join(text.encode() + b"\0" for text in ("user", user, "database", database)) + b"\0"
    with closing(socket.create_connection((host, port), timeout_seconds)) as plain:
        plain.sendall(struct.pack("!II", 8 + len(fields), _PROTOCOL_3) + fields)
        answer = plain.recv(4096)
    if answer[:1] == b"R":
        return None
    texts = {part[:1]: part[1:].decode("utf-8", "replace") for part in answer[5:].split(b"\0") if part}
    return texts.get(b"M", "") or "the connection was closed"
