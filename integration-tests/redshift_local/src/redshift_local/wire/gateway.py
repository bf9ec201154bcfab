"""The TCP server: TLS, startup, authentication, cancel requests; then a ClientSession for each client."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import secrets
import ssl
import struct

from ..engine.backend import Backend
from ..errors import FatalRedshiftError, RedshiftError
from ..session.pump import ClientSession
from ..session.services import Services
from ..session.state import SessionState
from . import messages as m
from .channel import Channel, ChannelClosed

_SERVER_VERSION = "8.0.2"
_FORWARDED = {
    "client_encoding": "client_encoding",
    "datestyle": "DateStyle",
    "timezone": "TimeZone",
    "extra_float_digits": "extra_float_digits",
    "application_name": "application_name",
    "search_path": "search_path",
}
"""Startup parameters the engine gets; the others are the drivers' talk to Redshift."""
_REPORTED = ("client_encoding", "DateStyle", "TimeZone", "integer_datetimes", "is_superuser", "session_authorization")
_SHOW_DISCOVERY = "4"
_MAX_PROTOCOL = 3


class Gateway:
    """Listens on loopback and serves Redshift's drivers."""

    def __init__(self, services: Services, socket_path: str, tls: ssl.SSLContext) -> None:
        self._services = services
        self._socket_path = socket_path
        self._tls = tls
        self._numbers = itertools.count(1)
        self._sessions: dict[tuple[int, int], ClientSession] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> int:
        """Bind and serve; returns the port."""
        self._server = await asyncio.get_running_loop().create_server(self._accept, host, port)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self) -> Channel:
        channel = Channel()
        task = asyncio.get_running_loop().create_task(self._serve(channel))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return channel

    async def _serve(self, channel: Channel) -> None:
        try:
            await self._handshake_and_serve(channel)
        except RedshiftError as error:
            channel.write(m.error_response(error, "FATAL"))
        except (ChannelClosed, ConnectionError, ssl.SSLError, TimeoutError):
            pass
        finally:
            channel.close()

    async def _handshake_and_serve(self, channel: Channel) -> None:
        parameters = await self._startup(channel)
        if parameters is None:
            return
        user, database = parameters.get("user", ""), parameters.get("database", "")
        if not user:
            raise FatalRedshiftError("28000", "no user name was given")
        database = database or user
        await self._authenticate(channel, user)
        backend = await Backend.connect(self._socket_path, self._engine_parameters(user, database, parameters))
        protocol = min(_MAX_PROTOCOL, _protocol_of(parameters))
        key = (next(self._numbers), secrets.randbits(31))
        state = SessionState(user, database, key[0])
        if parameters.get("query_group"):
            state.settings["query_group"] = parameters["query_group"]
        session = ClientSession(channel, backend, state, self._services, protocol)
        self._sessions[key] = session
        try:
            self._greet(channel, backend, protocol, key)
            await session.run()
        finally:
            del self._sessions[key]
            backend.channel.abort()

    async def _startup(self, channel: Channel) -> dict[str, str] | None:
        """The startup parameters; None when the connection was for something else."""
        while True:
            length = struct.unpack("!i", await channel.exactly(4))[0]
            if not 8 <= length <= 65536:
                raise ChannelClosed("not a startup packet")
            body = await channel.exactly(length - 4)
            code = struct.unpack_from("!i", body, 0)[0]
            if code == m.SSL_REQUEST:
                channel.write(b"S")
                await channel.start_tls(self._tls)
            elif code == m.GSS_REQUEST:
                channel.write(b"N")
            elif code == m.CANCEL_REQUEST:
                await self._cancel(struct.unpack_from("!ii", body, 4))
                return None
            elif code == m.PROTOCOL_3:
                parts = body[4:].split(b"\0")
                texts = [part.decode("utf-8", errors="replace") for part in parts]
                return {texts[i]: texts[i + 1] for i in range(0, len(texts) - 1, 2) if texts[i]}
            else:
                raise FatalRedshiftError("0A000", f"unsupported frontend protocol {code >> 16}.{code & 0xFFFF}")

    async def _cancel(self, key: tuple[int, ...]) -> None:
        session = self._sessions.get((key[0], key[1]))
        if session is not None:
            await session.cancel()

    async def _authenticate(self, channel: Channel, user: str) -> None:
        challenge, nonce = self._services.accounts.challenge(user)
        channel.write(challenge)
        kind = await channel.exactly(1)
        length = struct.unpack("!i", await channel.exactly(4))[0]
        if kind not in (b"d", b"p") or not 4 <= length <= 4096:
            raise FatalRedshiftError("08P01", "an answer to the digest challenge was expected")
        self._services.accounts.check(user, nonce, await channel.exactly(length - 4))
        channel.write(m.frame(b"R", struct.pack("!i", 0)))

    def _engine_parameters(self, user: str, database: str, parameters: dict[str, str]) -> dict[str, str]:
        chosen = {"user": user, "database": database, "client_encoding": "UTF8"}
        for name, value in parameters.items():
            engine_name = _FORWARDED.get(name.lower())
            if engine_name and engine_name != "client_encoding":
                chosen[engine_name] = value
        return chosen

    def _greet(self, channel: Channel, backend: Backend, protocol: int, key: tuple[int, int]) -> None:
        escapes = self._services.settings.backslash_escapes
        told = {
            "server_version": _SERVER_VERSION,
            "server_encoding": "UTF8",
            **{name: backend.parameters[name] for name in _REPORTED if name in backend.parameters},
            "standard_conforming_strings": "off" if escapes else "on",
            "server_protocol_version": str(protocol),
            "show_discovery": _SHOW_DISCOVERY,
        }
        for name, value in told.items():
            channel.write(m.parameter_status(name, value))
        channel.write(m.frame(b"K", struct.pack("!ii", *key)))
        channel.write(m.ready_for_query(b"I"))


def _protocol_of(parameters: dict[str, str]) -> int:
    """The protocol to speak: the client's own, but 1 for a client of 2, whose binary results are not ours."""
    asked = parameters.get("client_protocol_version", "0")
    number = 0
    with contextlib.suppress(ValueError):
        number = int(asked)
    return 1 if number == 2 else max(0, number)
