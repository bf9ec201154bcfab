"""The S3 front: a reverse proxy that all S3 clients go through. It changes no byte, so signatures stay valid.

It notes every request and lets faults strike. It runs on a thread and an event loop of its own: neither UNLOAD's and
COPY's work nor the gateway's slows it.
"""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from ..wire.channel import Channel, ChannelClosed
from .http_body import BodyRelay
from .http_head import UNTIL_CLOSE, Head, read_head
from .requests import RequestLog, S3Request, read_request
from .s3_faults import ERRORS, AnswerError, DelayRequest, DropRequest, HoldRequest, S3Fault, S3Faults, TruncateBody

_NO_BODY_STATUS = (204, 304)
_TICK_SECONDS = 0.01


class S3Front:
    """Listens on loopback and passes requests to ``(host, port)``. Use ``start`` and ``stop``."""

    def __init__(self, target_port: int, log: RequestLog, faults: S3Faults) -> None:
        self._target_port = target_port
        self._log = log
        self._faults = faults
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="redshift-local-s3", daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    def start(self, port: int = 0) -> int:
        """Serve on a port, or on a free one for 0; returns the port. Raises OSError when it is taken."""
        self._thread.start()
        return asyncio.run_coroutine_threadsafe(self._listen(port), self._loop).result()

    def stop(self) -> None:
        """Cut all connections and end the thread."""
        if not self._thread.is_alive():
            return
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    async def _listen(self, port: int) -> int:
        self._server = await self._loop.create_server(self._accept, "127.0.0.1", port)
        return int(self._server.sockets[0].getsockname()[1])

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self) -> Channel:
        channel = Channel()
        task = self._loop.create_task(self._serve(channel))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return channel

    async def _serve(self, client: Channel) -> None:
        connection = _Connection(client, self._target_port, self._log, self._faults)
        try:
            while await connection.exchange():
                pass
        except (ChannelClosed, OSError, ValueError):
            pass  # the other side left, or does not speak HTTP
        finally:
            connection.close()


@dataclass
class _Exchange:
    """One request on its way: its bodies are counted, and it is noted once."""

    request: S3Request
    log: RequestLog
    up: BodyRelay
    status: int = 0
    down: BodyRelay | None = None
    noted: bool = False

    def note(self) -> None:
        if self.noted:
            return
        self.noted = True
        self.log.add(
            replace(
                self.request,
                status=self.status,
                bytes_in=self.up.sent,
                bytes_out=self.down.sent if self.down is not None else 0,
                seconds=time.time() - self.request.time,
            )
        )


class _Connection:
    """A client's connection, and the one that S3 sees for it."""

    def __init__(self, client: Channel, target_port: int, log: RequestLog, faults: S3Faults) -> None:
        self._client = client
        self._target_port = target_port
        self._log = log
        self._faults = faults
        self._server: Channel | None = None

    def close(self) -> None:
        self._client.close()
        if self._server is not None:
            self._server.close()

    async def exchange(self) -> bool:
        """Pass one request and its answer; False when the connection is to end."""
        head = await read_head(self._client)
        request = read_request(head, time.time())
        faults = self._faults.strike(request)
        if faults:
            request = replace(request, fault=", ".join(map(str, faults)))
        exchange = _Exchange(request, self._log, BodyRelay(self._client, None))
        try:
            return await self._struck(exchange, head, faults)
        finally:
            exchange.note()

    async def _struck(self, exchange: _Exchange, head: Head, faults: list[S3Fault]) -> bool:
        for fault in faults:
            if isinstance(fault, DelayRequest):
                await asyncio.sleep(fault.milliseconds / 1000)
            if isinstance(fault, HoldRequest):
                fault.hold.reached.set()
                while not fault.hold.released.is_set():
                    await asyncio.sleep(_TICK_SECONDS)
                if self._faults.is_expired(exchange.request):
                    return await self._answer_error(exchange, head, AnswerError("ExpiredToken"))
        if DropRequest("before") in faults:
            return self._cut()
        for fault in faults:
            if isinstance(fault, AnswerError):
                return await self._answer_error(exchange, head, fault)
        limit = next((fault.keep_bytes for fault in faults if isinstance(fault, TruncateBody)), None)
        return await self._pass_on(exchange, head, limit, unanswered=DropRequest("after") in faults)

    def _cut(self) -> bool:
        self._client.abort()
        return False

    async def _answer_error(self, exchange: _Exchange, head: Head, fault: AnswerError) -> bool:
        waits = "expect" in head.headers
        if not waits:
            await exchange.up.run(head.body_length(otherwise=0))
        exchange.status, message = ERRORS[fault.code]
        body = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{fault.code}</Code><Message>{escape(message)}'
            f"</Message><Resource>/{escape(exchange.request.bucket)}</Resource><RequestId>0</RequestId></Error>"
        ).encode()
        lines = [
            f"HTTP/1.1 {exchange.status} {fault.code}",
            "Content-Type: application/xml",
            f"Content-Length: {len(body)}",
            *(["Connection: close"] if waits else []),
        ]
        exchange.note()
        self._client.write(
            "\r\n".join([*lines, "", ""]).encode() + (b"" if exchange.request.method == "HEAD" else body)
        )
        await self._client.drain()
        return not waits and head.keeps_alive

    async def _pass_on(self, exchange: _Exchange, head: Head, limit: int | None, *, unanswered: bool) -> bool:
        server = await self._connected()
        server.write(head.raw)
        exchange.up = BodyRelay(self._client, server)
        # Both ways at once: the answer may come, or "100 Continue" must, before the body has gone.
        sending = asyncio.ensure_future(exchange.up.run(head.body_length(otherwise=0)))
        sending.add_done_callback(lambda done: server.abort() if not done.cancelled() and done.exception() else None)
        try:
            answer = await self._answer_head(exchange)
            if unanswered:
                return self._cut()
            if not await self._relay_answer(exchange, answer, limit):
                return False
            # A body that S3 did not wait for leaves the connection in no known state.
            return sending.done() and head.keeps_alive and answer.keeps_alive
        finally:
            if not sending.done():
                sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def _answer_head(self, exchange: _Exchange) -> Head:
        assert self._server is not None
        while True:
            answer = await read_head(self._server)
            status = int(answer.first.split(" ", 2)[1])
            if status >= 200:
                exchange.status = status
                return answer
            self._client.write(answer.raw)

    async def _relay_answer(self, exchange: _Exchange, answer: Head, limit: int | None) -> bool:
        """False when the connection must end with this answer."""
        assert self._server is not None
        if exchange.request.method == "HEAD" or exchange.status in _NO_BODY_STATUS:
            exchange.note()
            self._client.write(answer.raw)
            await self._client.drain()
            return True
        length = answer.body_length(otherwise=UNTIL_CLOSE)
        exchange.down = BodyRelay(self._server, self._client, exchange.note, limit)
        if length == 0:
            exchange.note()
        self._client.write(answer.raw)
        return await exchange.down.run(length) and length != UNTIL_CLOSE

    async def _connected(self) -> Channel:
        if self._server is not None and not self._server.ended:
            return self._server
        _, self._server = await asyncio.get_running_loop().create_connection(Channel, "127.0.0.1", self._target_port)
        return self._server
