"""Heads of HTTP/1.1 messages and how long their bodies are (RFC 9112), for a proxy that changes no byte."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..wire.channel import Channel, ChannelClosed

_MAX_HEAD_BYTES = 1 << 20
CHUNKED = -1
UNTIL_CLOSE = -2


@dataclass(frozen=True)
class Head:
    """A start line and headers; ``raw`` is what was read, up to and with the empty line."""

    raw: bytes = field(repr=False)
    first: str
    headers: dict[str, str] = field(repr=False)
    """Names in lower case; the last of several equal names wins."""

    @property
    def keeps_alive(self) -> bool:
        return self.headers.get("connection", "").lower() != "close"

    def body_length(self, *, otherwise: int) -> int:
        """Bytes of the body, or CHUNKED; ``otherwise`` when the head does not say."""
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            return CHUNKED
        length = self.headers.get("content-length")
        return int(length) if length is not None else otherwise


async def read_head(channel: Channel) -> Head:
    """The next head. Raises ChannelClosed at the end of the connection or for what is no HTTP."""
    searched = 0
    while (end := channel.buffer.find(b"\r\n\r\n", searched)) < 0:
        if len(channel.buffer) > _MAX_HEAD_BYTES:
            raise ChannelClosed("the head is too long")
        searched = max(0, len(channel.buffer) - 3)
        await channel.more()
    raw = bytes(channel.buffer[: end + 4])
    del channel.buffer[: end + 4]
    first, *lines = raw[:-4].decode("latin-1").split("\r\n")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return Head(raw, first, headers)
