"""Passing HTTP bodies from one connection to another as they arrive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..wire.channel import Channel, ChannelClosed
from .http_head import CHUNKED, UNTIL_CLOSE


def _nothing() -> None:
    pass


@dataclass
class BodyRelay:
    """Relays one body. ``sent`` counts the body's bytes so far, chunk framing left out.

    ``before_end`` is called once, before the last bytes go out: who has seen the end also finds it noted.
    """

    source: Channel
    target: Channel | None
    """None throws the body away."""
    before_end: Callable[[], None] = _nothing
    limit: int | None = None
    """Stop, without the body's end, behind this many bytes."""
    sent: int = 0

    async def run(self, length: int) -> bool:
        """Relay the whole body; False when ``limit`` ended it."""
        if length == CHUNKED:
            return await self._chunks()
        if length == UNTIL_CLOSE:
            return await self._until_close()
        return await self._fixed(length, last=True)

    async def _fixed(self, length: int, *, last: bool) -> bool:
        left = length
        if left == 0 and last:
            self.before_end()
        while left > 0:
            data = await self._take(left)
            left -= len(data)
            if self.limit is not None and self.sent + len(data) > self.limit:
                data = data[: self.limit - self.sent]
                self.sent = self.limit
                self.before_end()
                await self._put(data)
                return False
            self.sent += len(data)
            if left == 0 and last:
                self.before_end()
            await self._put(data)
        return True

    async def _chunks(self) -> bool:
        while True:
            line = await self._line()
            size = int(line.split(b";", 1)[0], 16)
            if size == 0:
                break
            await self._put(line)
            if not await self._fixed(size, last=False):
                return False
            await self._put(await self.source.exactly(2))
        trailer = bytearray(line)
        while (line := await self._line()) != b"\r\n":
            trailer += line
        self.before_end()
        await self._put(trailer + b"\r\n")
        return True

    async def _until_close(self) -> bool:
        while True:
            try:
                data = await self._take(1 << 30)
            except ChannelClosed:
                self.before_end()
                return True
            self.sent += len(data)
            await self._put(data)

    async def _line(self) -> bytes:
        while (end := self.source.buffer.find(b"\r\n")) < 0:
            await self.source.more()
        return await self.source.exactly(end + 2)

    async def _take(self, most: int) -> bytes | bytearray:
        source = self.source
        if not source.buffer:
            await source.more()
        if len(source.buffer) <= most:
            data, source.buffer = source.buffer, bytearray()
            return data
        return await source.exactly(most)

    async def _put(self, data: bytes | bytearray) -> None:
        if self.target is not None and data:
            self.target.write(data)
            await self.target.drain()
