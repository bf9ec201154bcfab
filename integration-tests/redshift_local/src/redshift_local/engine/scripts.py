"""A blocking client for start-up: runs a script of SQL over the Unix socket."""

from __future__ import annotations

import socket
import struct
from typing import BinaryIO

from ..errors import EngineStartFailed


def run_script(socket_path: str, user: str, database: str, text: str, name: str = "statement") -> None:
    """Run one or more statements as one simple query. Raises EngineStartFailed with the engine's message."""
    startup = f"user\0{user}\0database\0{database}\0\0".encode()
    with socket.socket(socket.AF_UNIX) as channel:
        channel.connect(socket_path)
        channel.sendall(struct.pack("!ii", len(startup) + 8, 196608) + startup)
        stream = channel.makefile("rb")
        _until_ready(stream, name)
        body = text.encode() + b"\0"
        channel.sendall(b"Q" + struct.pack("!i", len(body) + 4) + body)
        _until_ready(stream, name)
        channel.sendall(b"X\0\0\0\4")


def _until_ready(stream: BinaryIO, name: str) -> None:
    read = stream.read
    problem: str | None = None
    while True:
        head = read(5)
        if len(head) < 5:
            raise EngineStartFailed(f"{name}: {problem or 'the engine closed the connection'}")
        kind, length = head[:1], struct.unpack("!i", head[1:])[0]
        body = read(length - 4)
        if kind == b"E":
            fields = {part[:1]: part[1:].decode(errors="replace") for part in body.split(b"\0") if part}
            problem = f"{fields.get(b'M', '')} (position {fields.get(b'P', '?')}, {fields.get(b'W', '')})"
            if fields.get(b"S") == "FATAL":
                raise EngineStartFailed(f"{name}: {problem}")
        elif kind == b"Z":
            if problem:
                raise EngineStartFailed(f"{name}: {problem}")
            return
