"""A byte stream over an asyncio transport: bounded reading, drained writing, TLS in the middle of a connection."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import cast

_PAUSE_ABOVE = 1 << 20


class ChannelClosed(ConnectionError):
    """The other side is gone."""


class Channel(asyncio.Protocol):
    """One connection. Reading is message-agnostic: callers look at ``buffer`` and consume from its front."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.muted = False
        """True while nothing written is to reach the other side any more."""
        self.on_lost: Callable[[], None] | None = None
        """Called once, when the other side has left."""
        self._transport: asyncio.Transport | None = None
        self._arrived: asyncio.Future[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._eof = False
        self._paused = False

    # -- asyncio.Protocol
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self._paused and len(self.buffer) > _PAUSE_ABOVE and self._transport is not None:
            self._transport.pause_reading()
            self._paused = True
        self._wake()

    def eof_received(self) -> bool:
        self._lost()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._writable.set()
        self._lost()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def _lost(self) -> None:
        first = not self._eof
        self._eof = True
        self._wake()
        if first and self.on_lost is not None:
            self.on_lost()

    def _wake(self) -> None:
        if self._arrived is not None and not self._arrived.done():
            self._arrived.set_result(None)

    # -- reading
    async def more(self) -> None:
        """Wait until bytes beyond those now in ``buffer`` have arrived. Raises ChannelClosed at the end."""
        if self._eof:
            raise ChannelClosed("connection closed by the other side")
        if self._paused and self._transport is not None:
            self._transport.resume_reading()
            self._paused = False
        self._arrived = asyncio.get_running_loop().create_future()
        before = len(self.buffer)
        try:
            await self._arrived
        finally:
            self._arrived = None
        if self._eof and len(self.buffer) == before:
            raise ChannelClosed("connection closed by the other side")

    async def exactly(self, count: int) -> bytes:
        while len(self.buffer) < count:
            await self.more()
        return self.take(count)

    def take(self, count: int) -> bytes:
        """The first ``count`` bytes of ``buffer``, which must be there, copied once."""
        if count == len(self.buffer):
            taken = bytes(self.buffer)
            self.buffer.clear()
            return taken
        with memoryview(self.buffer) as view:
            taken = bytes(view[:count])
        del self.buffer[:count]
        return taken

    @property
    def ended(self) -> bool:
        return self._eof

    # -- writing
    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self._transport is not None and not self._eof and not self.muted:
            self._transport.write(data)

    async def drain(self) -> None:
        if not self._writable.is_set():
            await self._writable.wait()
        if self._eof:
            raise ChannelClosed("connection closed by the other side")

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Drop the connection at once, as a crashed server does."""
        if self._transport is not None:
            self._transport.abort()

    # -- TLS
    async def start_tls(self, context: ssl.SSLContext) -> None:
        """Turn the connection into a TLS server's. Raises ssl.SSLError or ConnectionError when the client refuses."""
        loop = asyncio.get_running_loop()
        assert self._transport is not None
        encrypted = await loop.start_tls(self._transport, self, context, server_side=True, ssl_handshake_timeout=20)
        if encrypted is None:
            raise ChannelClosed("the client left during the TLS handshake")
        self._transport = encrypted


async def connect_unix(path: str) -> Channel:
    _, channel = await asyncio.get_running_loop().create_unix_connection(Channel, path)
    return channel
