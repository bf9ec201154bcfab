"""The TCP server: TLS, startup, authentication, cancel requests; then a ClientSession for each client."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
import ssl
import struct
from collections.abc import Awaitable, Coroutine, Mapping
from typing import Any

from ..engine.backend import Backend
from ..engine.cluster import SUPERUSER, TEMPLATE_DATABASE
from ..errors import FatalRedshiftError, RedshiftError
from ..faults import Refusal
from ..session.pump import ClientSession
from ..session.services import Services
from ..session.state import SessionState
from . import messages as m
from .auth import Login
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
_ENGINE_DATABASES = ("postgres", TEMPLATE_DATABASE)
_MAX_PROTOCOL = 3


class Gateway:
    """Listens on loopback and serves Redshift's drivers."""

    def __init__(self, services: Services, socket_path: str, tls: ssl.SSLContext) -> None:
        self._services = services
        self._socket_path = socket_path
        self._tls = tls
        self._sessions: dict[tuple[int, int], ClientSession] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._address: tuple[str, int] = ("", 0)
        self._held: socket.socket | None = None

    async def start(self, host: str, port: int) -> int:
        """Bind and serve; returns the port."""
        self._server = await asyncio.get_running_loop().create_server(self._accept, host, port)
        self._address = self._server.sockets[0].getsockname()
        return int(self._address[1])

    async def pause(self) -> None:
        """End all sessions and let the operating system refuse new ones; the port stays ours."""
        if self._held is not None or self._server is None:
            return
        self._server.close()
        # Bound but not listening: connections are refused, and nobody else is given the port.
        self._held = socket.socket()
        self._held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._held.bind(self._address)
        await self._end_sessions()

    @property
    def is_paused(self) -> bool:
        return self._held is not None

    async def resume(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            self._server = await asyncio.get_running_loop().create_server(self._accept, sock=held)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        if self._held is not None:
            self._held.close()
        await self._end_sessions()

    async def _end_sessions(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self) -> Channel:
        channel = Channel()
        self._spawn(self._guarded(channel, self._handshake_and_serve(channel)))
        return channel

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, channel: Channel, work: Awaitable[None]) -> None:
        try:
            await work
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
        refusal = self._services.faults.strike_connection()
        if refusal is not None:
            raise _refused(refusal)
        login = await self._authenticate(channel, user)
        await self._serve_session(channel, login, database or login.user, parameters)

    async def _serve_session(
        self, channel: Channel, login: Login, database: str, parameters: Mapping[str, str]
    ) -> None:
        if login.user == SUPERUSER:
            raise FatalRedshiftError("28000", f'user "{login.user}" may not log in')
        if database in _ENGINE_DATABASES:
            raise FatalRedshiftError("3D000", f'database "{database}" does not exist')
        if login.database not in (None, database):
            raise FatalRedshiftError("28000", f'the password is for database "{login.database}" only')
        joined = await self._services.join_groups(login.user, login.groups, database)
        backend: Backend | None = None
        key = (0, 0)
        try:
            backend = await Backend.connect(self._socket_path, _engine_parameters(login.user, database, parameters))
            # A session is known by its process id everywhere: to cancel, in PG_BACKEND_PID() and in the history.
            key = (backend.process_id, secrets.randbits(31))
            protocol = min(_MAX_PROTOCOL, _protocol_of(parameters))
            state = SessionState(login.user, database, key[0])
            if parameters.get("query_group"):
                state.settings["query_group"] = parameters["query_group"]
            session = ClientSession(channel, backend, state, self._services, protocol)
            self._sessions[key] = session
            self._greet(channel, backend, protocol, key)
            await session.run()
        finally:
            self._sessions.pop(key, None)
            if backend is not None:
                backend.channel.abort()
            await self._services.leave_groups(login.user, joined, database)

    async def connect(self, login: Login, database: str, parameters: Mapping[str, str]) -> Channel:
        """A session for a client in this process, who has proved who it is: the client's end of the connection."""
        if self.is_paused:
            raise RedshiftError("57P03", "the cluster is paused")
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        _, served = await loop.connect_accepted_socket(Channel, ours)
        self._spawn(self._guarded(served, self._serve_session(served, login, database, parameters)))
        _, channel = await loop.create_connection(Channel, sock=theirs)
        return channel

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

    async def cancel_session(self, number: int) -> None:
        """Cancel what a session of this process runs."""
        for key, session in list(self._sessions.items()):
            if key[0] == number:
                await session.cancel()

    async def _authenticate(self, channel: Channel, user: str) -> Login:
        challenge, nonce = self._services.accounts.challenge(user)
        channel.write(challenge)
        kind = await channel.exactly(1)
        length = struct.unpack("!i", await channel.exactly(4))[0]
        if kind not in (b"d", b"p") or not 4 <= length <= 4096:
            raise FatalRedshiftError("08P01", "an answer to the digest challenge was expected")
        login = self._services.accounts.check(user, nonce, await channel.exactly(length - 4))
        refusal = self._services.faults.strike_login(user)
        if refusal is not None:
            raise _refused(refusal)
        channel.write(m.frame(b"R", struct.pack("!i", 0)))
        return login

    def _greet(self, channel: Channel, backend: Backend, protocol: int, key: tuple[int, int]) -> None:
        escapes = self._services.settings.backslash_escapes
        told = {
            "server_version": _SERVER_VERSION,
            "server_encoding": "UTF8",
            **{name: backend.parameters[name] for name in _REPORTED if name in backend.parameters},
            "standard_conforming_strings": "off" if escapes else "on",
            "server_protocol_version": str(protocol),
        }
        if self._services.settings.show_discovery:
            told["show_discovery"] = str(self._services.settings.show_discovery)
        for name, value in told.items():
            channel.write(m.parameter_status(name, value))
        channel.write(m.frame(b"K", struct.pack("!ii", *key)))
        channel.write(m.ready_for_query(b"I"))


def _refused(refusal: Refusal) -> Exception:
    if refusal.sqlstate is None:
        return ChannelClosed("refused by a fault")
    return FatalRedshiftError(refusal.sqlstate, refusal.message)


def _engine_parameters(user: str, database: str, parameters: Mapping[str, str]) -> dict[str, str]:
    chosen = {"user": user, "database": database, "client_encoding": "UTF8"}
    for name, value in parameters.items():
        engine_name = _FORWARDED.get(name.lower())
        if engine_name and engine_name != "client_encoding":
            chosen[engine_name] = value
    return chosen


def _protocol_of(parameters: Mapping[str, str]) -> int:
    """The protocol to speak: the client's own, but 1 for a client of 2, whose binary results are not ours."""
    asked = parameters.get("client_protocol_version", "0")
    number = 0
    with contextlib.suppress(ValueError):
        number = int(asked)
    return 1 if number == 2 else max(0, number)
