"""The running parts of one stand-in: watchdog, engine, S3, gateway, and the thread that serves."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from .assumptions import engine_sql
from .control.context import ControlContext
from .control.keyring import Keyring
from .control.server import ControlPlane
from .control.warehouse_state import WarehouseRoles
from .engine.cluster import SUPERUSER, TEMPLATE_DATABASE, Cluster, start_cluster
from .engine.scripts import run_script
from .engine.watchdog import Watchdog
from .errors import StandInError
from .faults import Faults
from .session.services import Services
from .settings import StandInSettings
from .statements import StatementLog
from .storage import POWERLESS_ROLE, Credentials, Storage
from .storage.roles import Roles
from .wire.auth import Accounts
from .wire.gateway import Gateway
from .wire.tls import TlsIdentity, make_identity

T = TypeVar("T")
_STOP_SECONDS = 20
_ISOLATION = {"snapshot": "repeatable read", "serializable": "serializable"}


class Stack:
    """Starts everything in its constructor and ends everything in ``stop``; nothing is left behind."""

    def __init__(self, settings: StandInSettings) -> None:
        self.settings = settings
        self.log = StatementLog()
        self.faults = Faults(settings.ready_delay_ms, settings.fault_seed)
        self.accounts = Accounts()
        self.watchdog = Watchdog()
        self.cluster: Cluster | None = None
        self.storage: Storage | None = None
        self.tls: TlsIdentity | None = None
        self.port = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._gateway: Gateway | None = None
        self._services: Services | None = None
        self._control: ControlPlane | None = None
        self.control_plane = ""
        self._closing = ExitStack()
        self._closing.callback(self.watchdog.close)  # runs last, and ends whatever the others have not
        try:
            self._start()
        except OSError as problem:
            self.stop()
            raise StandInError(f"the stand-in cannot start: {problem}") from problem
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        with ThreadPoolExecutor(max_workers=1) as pool:
            storage = pool.submit(self._start_storage) if self.settings.storage else None
            try:
                self.cluster = self._start_engine()
            finally:
                if storage is not None:
                    storage.result()
        self.tls = make_identity(self.cluster.home / "tls")
        self.accounts.put(self.settings.user, self.settings.password)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="redshift-local", daemon=True)
        self._thread.start()
        self._closing.callback(self._stop_serving)
        self.port = self.run(self._listen(self.cluster, self.tls))
        self.faults.attach(self)

    def _start_storage(self) -> None:
        storage = Storage(self.settings, self.faults.s3)
        self.storage = storage
        self.watchdog.watch_folder(storage.folder)
        self._closing.callback(self._stop_storage, storage)
        storage.start(self.watchdog.watch_process)

    def _stop_storage(self, storage: Storage) -> None:
        with suppress(StandInError):  # it never started
            pid = storage.pid
            storage.stop()
            self.watchdog.forget_process(pid)
        storage.stop()

    def _start_engine(self) -> Cluster:
        engine = {"default_transaction_isolation": _ISOLATION[self.settings.isolation]}
        cluster = start_cluster(self.watchdog, {**engine, **self.settings.engine_settings})
        self._closing.callback(cluster.stop)
        user, database = _quoted(self.settings.user), _quoted(self.settings.database)
        run_script(cluster.socket_path, SUPERUSER, "postgres", f"CREATE ROLE {user} LOGIN SUPERUSER")
        readings = engine_sql(self.settings)
        if readings:
            run_script(cluster.socket_path, SUPERUSER, TEMPLATE_DATABASE, readings, "assumptions")
        create = f"CREATE DATABASE {database} TEMPLATE {TEMPLATE_DATABASE} OWNER {user}"
        run_script(cluster.socket_path, SUPERUSER, "postgres", create)
        level = f"ALTER DATABASE {database} SET default_transaction_isolation = '{_ISOLATION[self.settings.isolation]}'"
        run_script(cluster.socket_path, SUPERUSER, "postgres", level)
        return cluster

    def _serve(self) -> None:
        assert self._loop is not None
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _listen(self, cluster: Cluster, tls: TlsIdentity) -> int:
        services = Services(
            self.settings, cluster.socket_path, SUPERUSER, self.accounts, self.log, self.faults, self.storage
        )
        self._services = services
        self._gateway = Gateway(services, cluster.socket_path, tls.context)
        port = await self._gateway.start(self.settings.host, self.settings.port)
        roles = WarehouseRoles(tuple(self._roles))
        context = ControlContext(services, self._gateway, self.keyring, self.settings.host, port, roles)
        self._control = ControlPlane(context, self.faults)
        self.control_plane = await self._control.start(self.settings.host, self.settings.control_port)
        return port

    @cached_property
    def owner(self) -> Credentials:
        """The owner's keys are those of S3; without S3 they are good for the control plane alone."""
        if self.storage is not None:
            return self.storage.user
        return Credentials("AKIA" + secrets.token_hex(8).upper(), secrets.token_hex(20))

    @cached_property
    def _roles(self) -> Roles:
        return self.storage.roles if self.storage is not None else Roles(self.settings)

    @cached_property
    def keyring(self) -> Keyring:
        arns = [role.definition.arn for role in self._roles]
        issue = self.storage.assume if self.storage is not None else None
        return Keyring(self.owner, {arn: arn != POWERLESS_ROLE for arn in arns}, issue)

    # -- what faults move
    def pause(self) -> None:
        if self._gateway is not None:
            self.run(self._gateway.pause())

    def resume(self) -> None:
        if self._gateway is not None:
            self.run(self._gateway.resume())

    def expire_temporary_passwords(self) -> None:
        self.accounts.expire_temporary()

    def expire_aws_sessions(self) -> None:
        self.faults.s3.expire_keys(self.keyring.expire_sessions())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the server's loop, from any other thread."""
        if self._loop is None:
            work.close()
            raise StandInError("the stand-in is not running")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    @property
    def ca_file(self) -> Path:
        if self.tls is None:
            raise StandInError("the stand-in is not running")
        return self.tls.ca_file

    def stop(self) -> None:
        """End all parts; safe to call twice. An interruption skips no more than the part it strikes."""
        self._closing.close()

    def _stop_serving(self) -> None:
        assert self._loop is not None and self._thread is not None
        try:
            asyncio.run_coroutine_threadsafe(self._close_server(), self._loop).result(timeout=_STOP_SECONDS)
        finally:
            loop, self._loop = self._loop, None
            loop.call_soon_threadsafe(loop.stop)
            self._thread.join(timeout=_STOP_SECONDS)
            if not self._thread.is_alive():
                loop.close()

    async def _close_server(self) -> None:
        if self._control is not None:
            await self._control.stop()
        if self._gateway is not None:
            await self._gateway.stop()
        if self._services is not None:
            await self._services.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
